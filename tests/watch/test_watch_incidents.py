"""What belongs to one incident, when it opens, and when it is over: tables of states, and what follows of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.errors import CODES
from hub.records import Affected, Incident, SourceState
from hub.watch.incidents import OF_HOST, incidents_after
from hub.watch.outage import Watched

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HOST = "portal.example:443"


def well(slug: str, host: str = HOST, since: datetime = NOW, tried: datetime | None = None) -> Watched:
    tried = tried or since
    return Watched(SourceState(slug, "healthy", since=since, last_try=tried, last_ok=tried), (host,))


def ill(
    slug: str, error: str | None = "connect_refused", host: str = HOST, state: str = "failing", begun: datetime = NOW,
    tries: int = 2,
) -> Watched:  # fmt: skip
    """A source in a fault that so many tries have met, half an hour apart."""
    tried = begun + (tries - 1) * HOUR / 2
    fine = begun - HOUR / 2
    return Watched(SourceState(slug, state, error, since=begun, last_try=tried, last_ok=fine, failures=tries), (host,))


def opened(sources: Sequence[Watched], present: Sequence[Incident] = ()) -> tuple[Incident, ...]:
    return incidents_after(present, sources, NOW + HOUR)


def slugs(affected: Iterable[Affected]) -> list[str]:
    return [one.source for one in affected]


# --- when ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["new", "healthy", "late", "moved", "paused"])
def test_what_is_no_fault_opens_nothing(state: str) -> None:
    assert opened([Watched(SourceState("syt", state, since=NOW, last_try=NOW + HOUR), (HOST,))]) == ()


def test_a_hiccup_opens_nothing_whichever_and_how_many_sources_it_met() -> None:
    assert opened([ill(f"s{n}", tries=1) for n in range(40)]) == ()


@pytest.mark.parametrize(
    ("state", "error"),
    [("failing", "http_5xx"), ("challenged", "login_page"), ("gone", "http_410"), ("partial", "empty"),
     ("silent", None)],
)  # fmt: skip
def test_a_fault_that_two_tries_have_met_opens_an_incident_as_of_the_first(state: str, error: str | None) -> None:
    (incident,) = opened([ill("syt", error, state=state)])
    assert (incident.cause, incident.opened, incident.updated) == (error or state, NOW, NOW + HOUR)
    assert incident.affected == (Affected("syt", NOW),) and incident.closed is None


def test_a_fault_lasts_by_its_times_where_its_failures_are_not_counted() -> None:
    partial = SourceState("syt", "partial", "empty", since=NOW, last_try=NOW + MINUTE)
    assert opened([Watched(replace(partial, last_try=NOW), (HOST,))]) == ()
    assert len(opened([Watched(partial, (HOST,))])) == 1


def test_the_same_incident_is_opened_once_and_with_the_same_id() -> None:
    sources = [ill("a"), ill("b")]
    (first,), (again,) = opened(sources), opened(sources)
    assert first == again and opened(sources, [first]) == ()


# --- what belongs together -----------------------------------------------------------------


def test_forty_sources_of_one_dead_host_are_one_incident_though_most_were_met_once() -> None:
    sources = [ill(f"s{n:02}", begun=NOW + n * MINUTE, tries=2 if n == 7 else 1) for n in range(40)]
    (incident,) = opened(sources)
    assert incident.place == HOST and slugs(incident.affected) == [f"s{n:02}" for n in range(40)]
    assert incident.opened == NOW


def test_the_one_whose_layout_has_changed_is_no_part_of_what_its_host_suffers_from() -> None:
    sources = [*(ill(f"s{n:02}") for n in range(39)), ill("other", "layout_changed")]
    found = {incident.cause: slugs(incident.affected) for incident in opened(sources)}
    assert found == {"connect_refused": [f"s{n:02}" for n in range(39)], "layout_changed": ["other"]}


@pytest.mark.parametrize(
    ("first", "second", "incidents"),
    [
        ("connect_refused", "connect_timeout", 1),
        ("reset", "http_5xx", 1),
        ("dns_failed", "maintenance_page", 1),
        ("tls_expired", "tls_chain", 1),
        ("challenge_page", "http_4xx", 1),
        ("layout_changed", "not_a_listing", 1),
        ("connect_refused", "tls_expired", 2),
        ("http_5xx", "challenge_page", 2),
        ("empty", "empty", 2),
        ("parse_failed", "parse_failed", 2),
        ("http_410", "http_410", 2),
    ],
)
def test_two_sources_of_a_host_share_an_incident_where_they_have_one_cause(
    first: str, second: str, incidents: int
) -> None:
    assert len(opened([ill("a", first), ill("b", second)])) == incidents


def test_the_same_cause_at_two_hosts_is_two_incidents() -> None:
    found = opened([ill("a", host="a.example:443"), ill("b", host="b.example:443")])
    assert sorted(incident.place for incident in found) == ["a.example:443", "b.example:443"]


def test_a_source_of_several_hosts_belongs_to_the_one_that_others_have_the_same_trouble_with() -> None:
    both = replace(ill("both", state="partial"), hosts=("fine.example:443", HOST))
    (incident,) = opened([both, ill("a"), ill("b")])
    assert incident.place == HOST and set(slugs(incident.affected)) == {"a", "b", "both"}


def test_every_code_that_is_a_hosts_is_a_code() -> None:
    assert OF_HOST.keys() <= CODES.keys()


# --- how it goes on ------------------------------------------------------------------------


def present(*names: str, cause: str = "connect_refused") -> Incident:
    (incident,) = opened([ill(name, cause) for name in names])
    return incident


def test_who_fails_later_with_the_same_cause_joins_at_the_first_try() -> None:
    late = ill("c", begun=NOW + 2 * HOUR, tries=1)
    (grown,) = incidents_after([present("a", "b")], [ill("a"), ill("b"), late], NOW + 3 * HOUR)
    assert grown.affected[-1] == Affected("c", NOW + 2 * HOUR) and grown.updated == NOW + 3 * HOUR


def test_who_is_read_again_leaves_as_of_then_and_the_last_one_closes_it() -> None:
    back, last = NOW + 2 * HOUR, NOW + 5 * HOUR
    (shrunk,) = incidents_after([present("a", "b")], [well("a", since=back), ill("b")], back + HOUR)
    assert shrunk.affected == (Affected("a", NOW, back), Affected("b", NOW)) and shrunk.closed is None
    (over,) = incidents_after([shrunk], [well("a", since=back), well("b", since=last)], last + MINUTE)
    assert (over.opened, over.closed, over.updated) == (NOW, last, last + MINUTE)


def test_who_fails_again_before_it_is_over_joins_again() -> None:
    back, again = NOW + HOUR, NOW + 2 * HOUR
    (shrunk,) = incidents_after([present("a", "b")], [well("a", since=back), ill("b")], back)
    (grown,) = incidents_after([shrunk], [ill("a", begun=again, tries=1), ill("b")], again)
    assert grown.affected == (Affected("a", NOW, back), Affected("b", NOW), Affected("a", again))


@pytest.mark.parametrize("now_says", ["connect_timeout", "http_5xx", "challenge_page", "tls_host"])
def test_a_host_that_comes_back_through_several_causes_stays_one_incident(now_says: str) -> None:
    changed = incidents_after([present("a")], [ill("a", now_says)], NOW + HOUR)
    assert [incident.affected for incident in changed] in ([], [present("a").affected])


def test_the_cause_is_what_its_sources_tell_now() -> None:
    (changed,) = incidents_after([present("a", "b")], [ill("a", "http_5xx"), ill("b", "http_5xx")], NOW + 3 * HOUR)
    assert (changed.cause, changed.id) == ("http_5xx", present("a", "b").id)


def test_a_host_that_answers_with_a_page_that_cannot_be_read_has_another_incident() -> None:
    sources = [ill("a", "layout_changed", tries=4)]
    over, other = incidents_after([present("a")], sources, NOW + 3 * HOUR)
    assert over.closed == NOW + 1.5 * HOUR and other.cause == "layout_changed"
    assert other.affected == (Affected("a", NOW + 1.5 * HOUR),)


def test_a_source_that_is_not_watched_any_more_leaves() -> None:
    (over,) = incidents_after([present("a")], [], NOW + 9 * HOUR)
    assert over.closed == NOW + 9 * HOUR


# --- when it is us -------------------------------------------------------------------------


def hub_of(hosts: int, failing: int, *, tries: int = 2, error: str = "connect_timeout") -> list[Watched]:
    """Two sources a host; of so many hosts the first do not answer any more, the others were read since."""
    return [
        ill(f"s{n}-{half}", error, f"h{n}.example:443", begun=NOW + n * MINUTE, tries=tries)
        if n < failing
        else well(f"s{n}-{half}", f"h{n}.example:443", NOW - HOUR, tried=NOW + HOUR)
        for n in range(hosts)
        for half in (0, 1)
    ]


@pytest.mark.parametrize(("hosts", "failing"), [(30, 30), (30, 20), (3, 3)])
def test_where_most_hosts_do_not_answer_it_is_one_outage_of_our_own(hosts: int, failing: int) -> None:
    (incident,) = opened(hub_of(hosts, failing))
    assert incident.place == "" and len(incident.affected) == 2 * failing and incident.opened == NOW


@pytest.mark.parametrize(
    ("hosts", "failing", "error"),
    [(30, 19, "connect_timeout"), (2, 2, "connect_timeout"), (30, 30, "http_5xx"), (30, 30, "layout_changed")],
)
def test_where_others_answer_or_ours_is_not_the_fault_each_host_has_its_own(
    hosts: int, failing: int, error: str
) -> None:
    found = opened(hub_of(hosts, failing, error=error))
    assert {incident.place for incident in found} == {f"h{n}.example:443" for n in range(failing)}


def test_a_short_outage_of_ours_opens_nothing() -> None:
    assert opened(hub_of(30, 30, tries=1)) == ()


def test_one_host_with_most_of_the_sources_is_not_us() -> None:
    sources = [*(ill(f"s{n}") for n in range(40)), *(well(f"w{n}", f"w{n}.example:443", NOW) for n in range(3))]
    (incident,) = opened(sources)
    assert incident.place == HOST


def test_hosts_that_were_dead_before_neither_make_it_ours_nor_become_part_of_it() -> None:
    before = NOW - 99 * HOUR
    dead = [ill(f"d{n}", "dns_not_found", f"d{n}.example:443", begun=before, tries=200) for n in range(5)]
    known = incidents_after([], [*dead, *(well(f"w{n}", f"w{n}.example:443", before) for n in range(30))], NOW)
    assert len(known) == 5
    (ours,) = opened([*dead, *hub_of(30, 30)], known)
    assert ours.place == "" and not {"d0", "d4"} & set(slugs(ours.affected))


def test_hosts_that_were_met_first_become_part_of_our_outage() -> None:
    begun = hub_of(30, 1)
    (first,) = opened(begun)
    assert first.place == "h0.example:443"
    over, ours = opened(hub_of(30, 30), [first])
    assert over.closed is not None and ours.place == "" and len(ours.affected) == 60


def test_our_outage_is_over_once_all_were_read_again_or_fail_by_themselves() -> None:
    (ours,) = opened(hub_of(9, 9))
    back = NOW + 5 * HOUR
    first = [well(f"s{n}-{half}", f"h{n}.example:443", back) for n in range(4) for half in (0, 1)]
    rest = hub_of(9, 9)[8:]
    (shrunk,) = incidents_after([ours], [*first, *rest], back)
    assert len(shrunk.present) == 10, "not tried again yet"
    others = [well(f"s{n}-{half}", f"h{n}.example:443", back + HOUR) for n in range(4, 8) for half in (0, 1)]
    dead = [ill(f"s8-{half}", "connect_timeout", "h8.example:443", begun=NOW, tries=13) for half in (0, 1)]
    over, own = incidents_after([shrunk], [*first, *others, *dead], NOW + 7 * HOUR)
    assert over.place == "" and over.closed == NOW + 6 * HOUR
    assert own.place == "h8.example:443" and own.opened == NOW + 6 * HOUR and len(own.affected) == 2


def test_a_fault_of_the_program_is_one_incident_of_the_hub_whichever_sources_it_meets() -> None:
    (incident,) = opened([ill(f"s{n}", "internal", f"h{n}.example:443") for n in range(9)])
    assert (incident.place, incident.cause, len(incident.affected)) == ("", "internal", 9)
