"""A store on SQLite with one source, and the makings of notices."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.records import Agency, Notice, Source
from hub.store.store import Store

NOW = datetime(2010, 9, 24, 1, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'daumoi.db'}"


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = Store(url, tmp_path)
    opened.migrate()
    opened.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    opened.sources.save_source(Source("syt", "so-y-te", "https://syt.example/"))
    yield opened
    opened.close()


@pytest.fixture
def notice() -> Callable[..., Notice]:
    def make(id: str, **fields: Any) -> Notice:
        plain: dict[str, Any] = {
            "source": "syt",
            "agency": "so-y-te",
            "url": f"https://syt.example/{id}",
            "title": f"Thông báo {id}",
            "first_seen": NOW,
            "updated": NOW,
            "published": NOW,
            "published_precision": "minute",
            "published_from": "listing",
            "sources": ("syt",),
        }
        return Notice(id=id, **(plain | fields))

    return make
