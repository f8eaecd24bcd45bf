"""What a store must do for those who operate the hub, whatever database is behind it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.errors import StoreError
from hub.records import Address, Agency, Operator, SignIn, Source, SourceState
from hub.store.passwords import NOBODY, Passwords
from hub.store.store import Store

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PASSWORD = "ba cây chụm lại nên hòn núi cao"
HERE = "192.0.2.1"
SYT = Source("syt", "so-y-te", "https://syt.example/", (Address("feed", "https://syt.example/rss"),))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(database_url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(SYT)
    opened.operators.add("lan", PASSWORD, NOW)
    yield opened
    opened.close()


def key_of(store: Store, name: str = "lan", password: str = PASSWORD, now: datetime = NOW) -> str:
    came = store.sessions.sign_in(name, password, "", now)
    assert came.key is not None
    return came.key


# --- who there is ------------------------------------------------------------------------


def test_an_operator_comes_back_as_added_and_an_editor_with_an_agency(store: Store) -> None:
    store.operators.add("hoa", PASSWORD, NOW, "editor", "so-y-te")
    assert store.operators.all() == (
        Operator("hoa", "editor", "so-y-te", NOW),
        Operator("lan", "operator", None, NOW),
    )


@pytest.mark.parametrize(
    ("name", "password", "role", "agency"),
    [
        ("lan", PASSWORD, "operator", None),
        ("Lan Anh", PASSWORD, "operator", None),
        ("", PASSWORD, "operator", None),
        ("hoa", "short", "operator", None),
        ("hoa", "x" * 201, "operator", None),
        ("hoa", PASSWORD, "editor", None),
        ("hoa", PASSWORD, "editor", "no-such-agency"),
        ("hoa", PASSWORD, "operator", "so-y-te"),
    ],
)
def test_who_cannot_be_added_is_refused(store: Store, name: str, password: str, role: str, agency: str | None) -> None:
    with pytest.raises(StoreError):
        store.operators.add(name, password, NOW, role, agency)  # type: ignore[arg-type]
    assert [operator.name for operator in store.operators.all()] == ["lan"]


def test_who_is_removed_is_out_at_once_and_can_be_taken_on_again(store: Store) -> None:
    key, token = key_of(store), store.operators.make_token("lan", NOW)
    store.operators.remove("lan", NOW + HOUR)
    assert store.sessions.of_session(key, NOW) is None and store.sessions.of_token(token) is None
    assert store.sessions.sign_in("lan", PASSWORD, "", NOW + HOUR) == SignIn()
    assert store.operators.all() == (Operator("lan", "operator", None, NOW, NOW + HOUR),)
    with pytest.raises(StoreError):
        store.operators.make_token("lan", NOW)
    store.operators.add("lan", PASSWORD[::-1], NOW + DAY)
    assert store.sessions.of_session(key, NOW) is None, "not by what was given before"
    assert key_of(store, password=PASSWORD[::-1], now=NOW + DAY)


def test_another_password_ends_every_session_of_that_operator(store: Store) -> None:
    store.operators.add("hoa", PASSWORD, NOW)
    lans, hoas = key_of(store), key_of(store, "hoa")
    store.operators.set_password("lan", "một cây làm chẳng nên non", NOW)
    assert store.sessions.of_session(lans, NOW) is None
    assert store.sessions.of_session(hoas, NOW) == Operator("hoa", created=NOW)
    assert store.sessions.sign_in("lan", PASSWORD, "", NOW).key is None


def test_only_the_last_token_of_an_operator_opens(store: Store) -> None:
    first, second = (store.operators.make_token("lan", NOW) for _ in range(2))
    assert [store.sessions.of_token(token) for token in (first, second, "", "x")] == [
        None, Operator("lan", created=NOW), None, None,
    ]  # fmt: skip


def test_nothing_that_opens_is_kept_as_it_is(store: Store) -> None:
    secrets = (key_of(store), store.operators.make_token("lan", NOW), PASSWORD)
    with store._database.reading() as connection:
        rows = [
            repr(row)
            for table in ("operator", "session", "api_token", "sign_in", "audit")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert rows and not [secret for secret in secrets if any(secret in row for row in rows)]


def test_a_name_without_a_password_costs_what_one_with_costs() -> None:
    passwords = Passwords()
    made = passwords.hash(PASSWORD)
    assert made.split("$")[:4] == NOBODY.split("$")[:4], "the same version, memory, passes and threads"
    assert passwords.fits(made, PASSWORD) is True
    assert [passwords.fits(kept, "") for kept in ("", "no hash", made)] == [False, False, False]


# --- how often one may try ---------------------------------------------------------------


def tries(store: Store, count: int, name: str = "lan", place: str = HERE, now: datetime = NOW) -> list[float]:
    return [store.sessions.sign_in(name, "wrong", place, now).wait for _ in range(count)]


def test_from_one_place_five_tries_are_free_and_then_each_is_waited_for_whatever_the_name(store: Store) -> None:
    names = ["lan", "nobody", "hoa", "lan", "x"]
    assert [tries(store, 1, name)[0] for name in names] == [0.0] * 5
    assert store.sessions.sign_in("lan", PASSWORD, HERE, NOW) == SignIn(wait=4.0), "not even the right one is heard"
    assert tries(store, 2, "new", now=NOW + timedelta(seconds=4)) == [0.0, 8.0]
    assert store.sessions.sign_in("lan", PASSWORD, "192.0.2.2", NOW).key is not None, "another place waits for nothing"


def test_a_name_is_tried_once_a_minute_from_all_places_together(store: Store) -> None:
    now, heard = NOW, 0
    for n in range(300):
        heard += store.sessions.sign_in("lan", "", f"198.51.100.{n}", now).wait == 0.0
        now += timedelta(seconds=1)
    assert heard <= 10 + 6 + 300 / 60
    assert store.sessions.sign_in("lan", PASSWORD, "203.0.113.1", now + timedelta(minutes=1)).key is not None


def test_a_restart_forgets_no_try_and_a_day_without_one_all(store: Store, database_url: str, tmp_path: Path) -> None:
    tries(store, 5)
    again = Store(database_url, tmp_path)
    assert tries(again, 1) == [4.0]
    again.close()
    assert tries(store, 5, now=NOW + DAY + HOUR) == [0.0] * 5


def test_who_signs_in_begins_anew(store: Store) -> None:
    for _ in range(3):
        assert tries(store, 4) == [0.0] * 4
        assert store.sessions.sign_in("lan", PASSWORD, HERE, NOW).key is not None


def test_of_many_tries_at_once_no_more_are_heard(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(lambda _: store.sessions.sign_in("lan", "wrong", HERE, NOW), range(16)))
    assert sum(one.wait != 4.0 for one in came) == 5


# --- what they do ------------------------------------------------------------------------


def test_an_act_and_its_line_are_kept_together_or_not_at_all(store: Store) -> None:
    edited = replace(SYT, name="Sở Y tế", proxy="http://u:secret@proxy.example:1")
    assert store.acts.save_source("lan", edited, SYT, NOW)
    assert not store.acts.save_source("hoa", SYT, SYT, NOW), "it is otherwise by now"
    with pytest.raises(StoreError):
        store.acts.save_source("lan", replace(edited, agency="nobody"), edited, NOW)
    assert store.sources.source("syt") == edited
    (act,) = store.audit.acts(9, subject="syt")
    assert (act.who, act.what, act.before) == ("lan", "source.edit", {"name": "", "proxy": None})
    assert act.after == {"name": "Sở Y tế", "proxy": "http://proxy.example:1"}


def test_a_source_is_added_once(store: Store) -> None:
    new = replace(SYT, slug="moi")
    assert store.acts.save_source("lan", new, None, NOW) and not store.acts.save_source("lan", new, None, NOW)
    assert [act.what for act in store.audit.acts(9, subject="moi")] == ["source.add"]


def test_the_status_alone_is_turned_so_that_nothing_learned_meanwhile_is_lost(store: Store) -> None:
    store.sources.save_source(replace(SYT, every=60.0))
    store.acts.set_status("lan", "syt", "paused", NOW)
    store.acts.set_status("lan", "syt", "paused", NOW)
    store.acts.set_status("lan", "unknown", "paused", NOW)
    assert store.sources.source("syt") == replace(SYT, every=60.0, status="paused")
    assert [act.what for act in store.audit.acts(2)] == ["source.paused", "user.add"]


def test_a_source_made_due_is_due(store: Store) -> None:
    store.sources.save_state(SourceState("syt", "healthy", next_due=NOW + HOUR))
    assert store.sources.due(NOW) == ()
    store.acts.make_due("lan", "syt", NOW)
    assert store.sources.due(NOW) == ("syt",)


def test_the_log_is_read_newest_first_and_page_by_page(store: Store) -> None:
    for n in range(5):
        store.acts.make_due(f"n{n}", "syt", NOW + n * HOUR)
    assert [act.who for act in store.audit.acts(2)] == ["n4", "n3"]
    assert [act.who for act in store.audit.acts(9, 2, "syt")] == ["n2", "n1", "n0"]


def test_an_errand_waits_until_it_ended_and_ends_once(store: Store) -> None:
    number = store.errands.ask("lan", "backfill", NOW, source="syt", since=date(2010, 1, 1))
    assert store.errands.ask("hoa", "backfill", NOW, source="syt") == number, "the same waits already"
    other = store.errands.ask("lan", "verify", NOW, source="syt")
    assert [errand.id for errand in store.errands.waiting()] == [number, other]
    store.errands.end(number, NOW + HOUR, {"a": [1, "ệ"]})
    store.errands.end(number, NOW + DAY, None, "internal", "too late")
    errand = store.errands.get(number)
    assert errand is not None and (errand.ended, errand.result, errand.error) == (NOW + HOUR, {"a": [1, "ệ"]}, None)
    assert [errand.id for errand in store.errands.of_source("syt", 9)] == [other, number]
    store.errands.prune(NOW + DAY)
    assert store.errands.get(number) is None and store.errands.get(other) is not None
    assert store.errands.ask("lan", "preview", NOW, url="https://x.example/") > other


def test_upkeep_forgets_sessions_that_are_over(store: Store) -> None:
    old, new = key_of(store), key_of(store, now=NOW + DAY)
    store.upkeep(NOW + DAY + HOUR, 1100)
    with store._database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM session")).scalar() == 1
    assert store.sessions.of_session(new, NOW + DAY + HOUR) is not None
    assert store.sessions.of_session(old, NOW) is None
