"""One page under many addresses: what is seen at once, what has to be proved, and what must never be mixed up."""

import pytest

from spiders.guises import LANGUAGE, Guises, is_beyond, shape_of, untangled, without

TANGLED = {
    "http://a.vn/tin/7.html/en/vi/vi/en.html": "http://a.vn/tin/7.html/en.html",
    "http://a.vn/tin/7.html/vi/en": "http://a.vn/tin/7.html/en",
    "http://a.vn/en-US/vi-VN/tin/7": "http://a.vn/vi-VN/tin/7",
    "http://a.vn/web/tin/-/xem/web/tin/-/xem/7.html": "http://a.vn/web/tin/-/xem/7.html",
    "http://a.vn/tin/tin/tin/tin/7": "http://a.vn/tin/7",
    "http://a.vn/a/b/a/b/a/b/x?q=1": "http://a.vn/a/b/x?q=1",
}
PLAIN = [
    "http://a.vn/",
    "http://a.vn/en",
    "http://a.vn/vi/tin/7.html",
    "http://a.vn/tin/7.html/en.html",
    "http://a.vn/thong-bao/thong-bao/7",  # a section below one of its name
    "http://a.vn/2026/11/11/2",  # a day and its second notice
    "http://a.vn/11/11/11/11/x",
    "http://a.vn/den/vien/7",
    "http://a.vn/tin?u=/en/vi/en",
]


@pytest.mark.parametrize("url", TANGLED)
def test_what_nests_in_an_address_is_taken_out(url: str) -> None:
    assert untangled(url) == TANGLED[url]


@pytest.mark.parametrize("url", PLAIN)
def test_an_address_that_nothing_nests_in_stays_as_it_is(url: str) -> None:
    assert untangled(url) == url


@pytest.mark.parametrize("url", [*TANGLED, *PLAIN, "http://a.vn" + "/en/vi" * 500, "http://a.vn" + "/a" * 999, "x", ""])
def test_untangling_twice_changes_nothing(url: str) -> None:
    assert untangled(untangled(url)) == untangled(url)


def guises(*same: tuple[str, str], known: dict[str, str] | None = None) -> Guises:
    learnt = Guises()
    for url, page in same:
        learnt.take(page, page, known or {})
        learnt.take(url, page, known or {})
    return learnt


def test_a_parameter_that_is_another_each_time_is_noise_once_two_pages_prove_it() -> None:
    one = ("http://a.vn/tin?id=7&x=3f", "http://a.vn/tin?id=7&x=9c")
    two = ("http://a.vn/tin?id=8&x=3f", "http://a.vn/tin?id=8&x=aa")
    assert guises(one).noises == set()
    learnt = guises(one, two)
    assert learnt.noises == {"x"}
    assert learnt.plain("http://a.vn/tin?id=9&x=77") == "http://a.vn/tin?id=9"


def test_notices_posted_twice_do_not_make_noise_of_the_parameter_that_tells_all_apart() -> None:
    doubles = [(f"http://a.vn/tin?id={n}", f"http://a.vn/tin?id={n + 1}") for n in (7, 70, 700)]
    assert guises(*doubles).noises == set()


def test_what_tells_two_pages_of_an_earlier_visit_apart_is_no_noise() -> None:
    same = [(f"http://a.vn/{n}?x=1", f"http://a.vn/{n}?x=2") for n in (7, 8)]
    earlier = {f"http://a.vn/9?x={n}": f"http://a.vn/9?x={n}" for n in (1, 2)}
    assert guises(*same).noises == {"x"}
    assert guises(*same, known=earlier).noises == set()


def test_aliases_of_an_earlier_visit_prove_as_well() -> None:
    earlier = {"http://a.vn/7?x=1": "http://a.vn/7?x=2", "http://a.vn/7?x=2": "http://a.vn/7?x=2"}
    assert guises(("http://a.vn/8?x=1", "http://a.vn/8?x=5"), known=earlier).noises == {"x"}


def test_a_language_that_changes_nothing_is_noise_and_one_that_translates_is_none() -> None:
    same = [(f"http://a.vn/{n}.html/en.html", f"http://a.vn/{n}.html") for n in (7, 8)]
    learnt = guises(*same)
    assert learnt.plain("http://a.vn/9.html/vi/en/vi.html") == "http://a.vn/9.html"
    learnt = Guises()
    for url in ("http://a.vn/vi/5", "http://a.vn/en/5"):
        learnt.take(url, url, {})
    for url, page in same:
        learnt.take(url, page, {})
    assert learnt.noises == set()


def test_one_odd_page_does_not_hide_a_trap_that_many_prove() -> None:
    odd = Guises(
        {"http://a.vn/lien-he/vi": "http://a.vn/lien-he/vi", "http://a.vn/lien-he/en": "http://a.vn/lien-he/en"}
    )
    for n in range(9):
        odd.take(f"http://a.vn/{n}/en", f"http://a.vn/{n}", {})
    assert odd.noises == {LANGUAGE}


def test_without_a_noise_the_rest_of_an_address_stays() -> None:
    assert without("http://a.vn/x?a=1&b=2&a=3", "a") == "http://a.vn/x?b=2"
    assert without("http://a.vn/x?a=1", "a") == "http://a.vn/x"
    assert without("http://a.vn/en?id=1", LANGUAGE) == "http://a.vn/?id=1"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("http://a.vn/login0a97.html", "http://a.vn/login9999.html", True),
        ("http://a.vn/tin/7?p=1", "http://a.vn/tin/12?p=3", True),
        ("http://a.vn/tin/7", "http://a.vn/van-ban/7", False),
        ("http://a.vn/tin/7", "http://b.vn/tin/7", False),
    ],
)
def test_addresses_of_one_kind_have_one_shape(one: str, other: str, alike: bool) -> None:
    assert (shape_of(one) == shape_of(other)) is alike


@pytest.mark.parametrize(
    ("url", "beyond"),
    [
        ("http://a.vn/lich/2031/05", True),
        ("http://a.vn/lich?thang=5&nam=2031", True),
        ("http://a.vn/lich/05-1931", True),
        ("http://a.vn/lich/2027/01", False),  # the plan of the year to come
        ("http://a.vn/tin/2010/03/5-nghi-quyet", False),
        ("http://a.vn/quy-hoach-den-nam-2050", False),
        ("http://a.vn/tin/2045/nghi-quyet", False),
        ("http://a.vn/tin?id=2045", False),
    ],
)
def test_a_calendar_is_followed_to_the_next_year_and_no_further(url: str, beyond: bool) -> None:
    assert is_beyond(url, 2026) is beyond
