"""What a server says of how long its answer stays as it is, and a feed of when to come again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.records import Validators
from spiders.freshness import feed_ttl, fresh_for
from spiders.retry_after import LONGEST

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AT_EIGHT, AT_NINE = "Mon, 02 Mar 2026 08:00:00 GMT", "Mon, 02 Mar 2026 09:00:00 GMT"

HEADERS = [
    ({}, None),
    ({"cache-control": "max-age=600"}, 600),
    ({"cache-control": "public, MAX-AGE = 600, must-revalidate"}, 600),
    ({"cache-control": 'max-age="600"'}, 600),
    ({"cache-control": "max-age=600, max-age=60"}, 600),
    ({"cache-control": "s-maxage=600"}, None),
    ({"cache-control": "s-maxage=600, max-age=60"}, 60),
    ({"cache-control": "x-max-age=600"}, None),
    ({"cache-control": "max-age=0"}, None),
    ({"cache-control": "max-age=-5"}, None),
    ({"cache-control": "max-age=soon"}, None),
    ({"cache-control": "max-age=６００"}, None),
    ({"cache-control": "no-cache, max-age=600"}, None),
    ({"cache-control": "max-age=600, no-store"}, None),
    ({"cache-control": "private, max-age=31536000"}, LONGEST),
    ({"cache-control": "max-age=" + "9" * 5000}, LONGEST),
    ({"cache-control": "max-age=600", "age": "500"}, 100),
    ({"cache-control": "max-age=600", "age": "900"}, None),
    ({"cache-control": "max-age=600", "age": "old"}, 600),
    ({"cache-control": "max-age=60", "expires": AT_NINE}, 60),
    ({"cache-control": "max-age=0", "expires": AT_NINE}, None),
    ({"cache-control": "no-cache", "expires": AT_NINE}, None),
    ({"cache-control": "public", "expires": AT_NINE}, 3600),
    ({"expires": AT_NINE}, 3600),
    ({"expires": AT_NINE, "date": AT_EIGHT}, 3600),
    ({"expires": AT_NINE, "date": "Mon, 02 Mar 2026 08:50:00 GMT"}, 600),
    ({"expires": AT_NINE, "date": "today"}, 3600),
    ({"expires": "Monday, 02-Mar-26 09:00:00 GMT", "date": AT_EIGHT}, 3600),
    ({"expires": "Mon Mar  2 09:00:00 2026", "date": AT_EIGHT}, 3600),
    ({"expires": AT_EIGHT, "date": AT_NINE}, None),
    ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
    ({"expires": "Fri, 01 Jan 2099 00:00:00 GMT"}, LONGEST),
    ({"expires": "0"}, None),
    ({"expires": "-1"}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), HEADERS, ids=lambda value: repr(value)[:60])
def test_how_long_an_answer_stays_as_it_is(headers, seconds):
    assert fresh_for(headers, NOW) == seconds


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional={name: st.text() for name in ("cache-control", "expires", "date", "age")}))
def test_no_header_does_harm(headers):
    fresh = fresh_for(headers, NOW)
    assert fresh is None or 0 < fresh <= LONGEST


FEEDS = {
    b"<rss><channel><title>x</title><ttl>60</ttl><item/></channel></rss>": 3600,
    b"<rss><channel><ttl>\n 5 </ttl></channel></rss>": 300,
    b"<rss><channel><ttl>0</ttl></channel></rss>": None,
    b"<rss><channel><ttl>-5</ttl></channel></rss>": None,
    b"<rss><channel><ttl>daily</ttl></channel></rss>": None,
    b"<rss><channel><ttl>525600</ttl></channel></rss>": LONGEST,
    b"<rss><channel><ttl>" + b"9" * 5000 + b"</ttl></channel></rss>": LONGEST,
    b"<rss><channel><item><ttl>60</ttl></item></channel></rss>": None,
    b"<rss><channel></channel></rss>": None,
    b"": None,
}


@pytest.mark.parametrize("body", FEEDS, ids=lambda body: repr(body)[:60])
def test_when_a_feed_wishes_to_be_read_again(body):
    assert feed_ttl(body) == FEEDS[body]


HOUR = {"Cache-Control": "max-age=3600"}


@pytest.mark.parametrize(("status", "fresh"), [(200, 3600), (404, None), (503, None)])
def test_an_answer_that_is_fine_says_when_to_come_again(status, fresh, site, fetch, answer):
    site.pages["/a"] = [answer(status, b"x", **HOUR)]
    assert fetch(site.url("/a")).fresh == fresh


def test_so_does_one_that_is_unchanged(site, fetch, answer):
    site.pages["/a"] = [answer(304, **HOUR)]
    got = fetch(site.url("/a"), validators=Validators(etag='"1"'))
    assert (got.unchanged, got.fresh) == (True, 3600)


@pytest.mark.parametrize(("status", "there", "fresh"), [(301, 60, 3600), (301, 7200, 7200), (302, 60, 60)])
def test_a_lasting_redirect_counts_too_and_the_longest_wish_is_kept(status, there, fresh, site, fetch, answer):
    site.pages |= {
        "/a": [answer(status, Location="/b", **HOUR)],
        "/b": [answer(200, b"x", Cache_Control=f"max-age={there}")],
    }
    assert fetch(site.url("/a")).fresh == fresh
