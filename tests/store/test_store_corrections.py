"""What operators set by hand, and what can and cannot take it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.records import Notice
from hub.store.progress import silent
from hub.store.restoring import restore
from hub.store.store import Store

Make = Callable[..., Notice]


@pytest.fixture
def three(store: Store, notice: Make) -> Store:
    """A store with the notices a, b and c, of section `tin`, none in a cluster."""
    with store.writing() as writer:
        for id in "abc":
            writer.add_notice(notice(id, section="tin-tuc"), [f"url:{id}"])
    return store


def section(store: Store, id: str = "a") -> str:
    found = store.notices.get(id)
    assert found is not None
    return found.section


def clusters(store: Store) -> list[str | None]:
    return [found.cluster for found in store.notices.many("abc")]


def kinds(store: Store, since: int) -> list[tuple[str, str]]:
    return [(change.kind, change.notice) for change in store.changes.after(since)]


def test_a_section_set_by_hand_is_audited_and_told_and_leaves_the_moment_of_the_last_change(
    three: Store, now: datetime
) -> None:
    since, later = three.changes.newest(), now + timedelta(hours=1)
    assert three.corrections.correct("lan", "a", "section", "chi-dao", later)
    found = three.notices.get("a")
    assert found is not None and (found.section, found.updated, found.revisions) == ("chi-dao", now, 0)
    assert kinds(three, since) == [("edited", "a")]
    (act,) = three.audit.acts(9, subject="a")
    assert (act.who, act.what, act.before, act.after) == (
        "lan",
        "notice.section",
        {"section": "tin-tuc"},
        {"section": "chi-dao"},
    )
    assert not three.corrections.correct("lan", "a", "section", "chi-dao", later), "it says so already"


@pytest.mark.parametrize("way", ["edit_notice", "complete_notice"])
def test_an_edit_at_the_source_does_not_undo_it_and_undoing_it_gives_what_the_source_says_now(
    three: Store, notice: Make, now: datetime, way: str
) -> None:
    three.corrections.correct("lan", "a", "section", "chi-dao", now)
    said = notice("a", section="quy-hoach", title="Đính chính")
    with three.writing() as writer:
        if way == "edit_notice":
            writer.edit_notice(said, ("title",), now)
        else:
            writer.complete_notice(said)
    found = three.notices.get("a")
    assert found is not None and (found.title, found.section) == ("Đính chính", "chi-dao")
    assert three.corrections.undo("hoa", "a", "section", now)
    assert section(three) == "quy-hoach"
    assert not three.corrections.undo("hoa", "a", "section", now)
    (one,) = three.corrections.of_notice("a")
    assert (one.who, one.undone_by, one.after) == ("lan", "hoa", "chi-dao")


def test_lists_that_showed_it_before_are_told_of(three: Store, now: datetime) -> None:
    three.corrections.correct("lan", "a", "section", "chi-dao", now)
    assert {former.section for former in three.notices.former(["a", "b"])} == {"tin-tuc", "chi-dao"}


def test_two_corrections_are_undone_together(three: Store, now: datetime) -> None:
    three.corrections.correct("lan", "a", "section", "chi-dao", now)
    three.corrections.correct("lan", "a", "section", "quy-hoach", now)
    three.corrections.undo("lan", "a", "section", now)
    assert section(three) == "tin-tuc"


def test_notices_are_joined_and_split_and_a_cluster_of_one_is_none(three: Store, now: datetime) -> None:
    since = three.changes.newest()
    assert three.corrections.correct("lan", "a", "cluster", "b", now)
    assert three.corrections.correct("lan", "c", "cluster", "a", now)
    assert clusters(three) == ["b", "b", "b"]
    assert [one.id for one in three.notices.in_cluster("b")] == ["a", "b", "c"]
    assert set(kinds(three, since)) == {("clustered", "a"), ("clustered", "b"), ("clustered", "c")}
    assert three.corrections.correct("lan", "a", "cluster", None, now)
    assert clusters(three) == [None, "b", "b"]
    assert three.corrections.undo("lan", "c", "cluster", now)
    assert clusters(three) == [None, None, None]


def test_who_assigns_clusters_and_topics_goes_around_what_a_hand_has_set(three: Store, now: datetime) -> None:
    three.corrections.correct("lan", "a", "cluster", "b", now)
    three.corrections.correct("lan", "c", "topics", ["dat-dai"], now)
    assert three.corrections.held("cluster", ["a", "b", "c"]) == {"a", "b"}
    assert three.corrections.held("topics", ["a", "b", "c"]) == {"c"}
    three.corrections.undo("lan", "c", "topics", now)
    assert three.corrections.held("topics", ["c"]) == frozenset()


@pytest.mark.parametrize(("id", "other"), [("a", "a"), ("a", "nobody"), ("nobody", "a")])
def test_what_cannot_be_joined_is_left_alone(three: Store, now: datetime, id: str, other: str) -> None:
    assert not three.corrections.correct("lan", id, "cluster", other, now)
    assert clusters(three) == [None, None, None]


def test_a_redacted_notice_is_not_corrected(three: Store, now: datetime) -> None:
    with three.writing() as writer:
        writer.redact("a", "yêu cầu", now)
    assert not three.corrections.correct("lan", "a", "section", "chi-dao", now)
    assert not three.corrections.correct("lan", "b", "cluster", "a", now)


def test_corrections_come_back_from_a_backup(three: Store, notice: Make, now: datetime, tmp_path: Path) -> None:
    three.corrections.correct("lan", "a", "section", "chi-dao", now)
    three.corrections.correct("lan", "a", "cluster", "b", now)
    three.back_up(tmp_path / "backup.tar", now)
    folder = tmp_path / "new"
    url = f"sqlite:///{folder / 'daumoi.db'}"
    restore(tmp_path / "backup.tar", url, folder, (), silent)
    again = Store(url, folder)
    with again.writing() as writer:
        writer.edit_notice(replace(notice("a"), section="quy-hoach"), ("title",), now)
    assert (section(again), clusters(again)[:2]) == ("chi-dao", ["b", "b"])
    again.close()
