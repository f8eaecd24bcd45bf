"""Whatever happens in whatever order, the store agrees with a model in plain Python."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.records import Filters, Notice
from hub.store.store import Store
from hub.store.writing import Writer

Make = Callable[..., Notice]
Act = tuple[str, str, int]

ACTS = st.tuples(
    st.sampled_from(["add", "edit", "withdraw", "restore", "redact"]), st.sampled_from("abcdef"), st.integers(0, 9)
)
TRANSACTIONS = st.lists(st.tuples(st.lists(ACTS, max_size=8), st.booleans()), max_size=8)


@dataclass
class Model:
    """What the store should hold: notices by id, the log, and how often each said something new."""

    notices: dict[str, Notice] = field(default_factory=dict)
    log: list[tuple[str, str, datetime]] = field(default_factory=list)

    def act(self, kind: str, said: Notice, at: datetime) -> bool:
        """Do it; False where it is not allowed (an unknown notice, a second adding)."""
        known = self.notices.get(said.id)
        if (kind == "add") == (known is not None):
            return False
        if known is None:
            self._put("new", replace(said, updated=at), at)
        elif kind == "edit" and not known.redacted:
            state = {"title": said.title, "text": said.text, "revisions": known.revisions + 1}
            self._put("edited", replace(known, updated=at, **state), at)
        elif kind in ("withdraw", "restore") and known.withdrawn != (kind == "withdraw"):
            flagged = replace(known, withdrawn=kind == "withdraw", updated=at)
            self._put("withdrawn" if flagged.withdrawn else "restored", flagged, at)
        elif kind == "redact" and not known.redacted:
            nothing = {"title": "[đã lược bỏ]", "text": "", "redacted": True}
            self._put("redacted", replace(known, updated=at, **nothing), at)
        return True

    def _put(self, kind: str, notice: Notice, at: datetime) -> None:
        self.notices[notice.id] = notice
        self.log.append((kind, notice.id, at))


def tell(writer: Writer, kind: str, said: Notice, at: datetime) -> None:
    """The same to the store."""
    match kind:
        case "add":
            writer.add_notice(replace(said, updated=at), [f"url:{said.id}"])
        case "edit":
            writer.edit_notice(said, ("title",), at)
        case "withdraw":
            writer.withdraw(said.id, at)
        case "restore":
            writer.restore(said.id, at)
        case "redact":
            writer.redact(said.id, "why", at)


class Undone(Exception):
    """Ends a transaction that is not to be kept."""


@pytest.fixture
def fresh(store: Store, tmp_path: Path) -> Callable[[], Iterator[Store]]:
    """Makes a new empty store for each example, out of one that was migrated once."""
    store.leases.take("nothing", "nobody", 0)
    store.close()

    def make() -> Iterator[Store]:
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            shutil.copy(tmp_path / "daumoi.db", folder)
            opened = Store(f"sqlite:///{folder}/daumoi.db", Path(folder))
            yield opened
            opened.close()

    return make


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transactions=TRANSACTIONS)
def test_log_revisions_and_order_agree_with_the_model(
    fresh: Callable[[], Iterator[Store]],
    notice: Make,
    now: datetime,
    transactions: list[tuple[list[Act], bool]],
) -> None:
    for store in fresh():
        model = Model()
        for acts, kept in transactions:
            model = run(store, model, acts, kept, notice, now)
        agree(store, model)


def run(store: Store, model: Model, acts: list[Act], kept: bool, notice: Make, now: datetime) -> Model:
    """One transaction of both; the model after it."""
    after = deepcopy(model)
    try:
        with store.writing() as writer:
            for n, (kind, id, minutes) in enumerate(acts):
                said, at = notice(id, title=f"{kind} {n} {minutes}", text=f"{n}"), now + timedelta(minutes=minutes)
                if after.act(kind, said, at):
                    tell(writer, kind, said, at)
            if not kept:
                raise Undone
    except Undone:
        return model
    return after


def agree(store: Store, model: Model) -> None:
    """All that can be read says the same."""
    assert [(line.kind, line.notice, line.at) for line in store.changes.after(0)] == model.log
    newest = sorted(model.notices.values(), key=lambda found: (found.updated, found.id), reverse=True)
    assert store.notices.newest(Filters()) == newest
    assert store.notices.count(Filters(withdrawn="only")) == sum(found.withdrawn for found in newest)
    for found in newest:
        revisions = store.notices.revisions(found.id)
        assert [revision.n for revision in revisions] == list(range(found.revisions + 1))
        assert (revisions[-1].title, revisions[-1].text) == (found.title, found.text)
