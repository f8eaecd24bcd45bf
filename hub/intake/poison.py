"""Answers that harm who reads them: counted by collections, set aside at the third, forgotten when better ones come."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from hub.intake.ports import BlobKeeper, Writer
from hub.records import Fetch, Poison

_MOST_NAMED = 3


class Harm:
    """What one collection of a source learns of such answers; what is `known` is looked at when there is need."""

    def __init__(
        self,
        source: str,
        known: Mapping[str, Poison],
        now: datetime,
        blobs: BlobKeeper,
        writing: Callable[[], AbstractContextManager[Writer]],
    ) -> None:
        self._source, self._known, self._now, self._blobs, self._writing = source, known, now, blobs, writing
        self._present: dict[str, Poison] | None = None

    @property
    def set_aside(self) -> str | None:
        """A sentence with those that are not read any more, empty if there are none; None where nobody looked."""
        return None if self._present is None else named(self._present.values())

    def take(self, poison: Fetch | None, read: Sequence[Fetch]) -> None:
        """An answer did harm, or these were read and did none."""
        self._present = dict(self._known) if self._present is None else self._present
        if poison:
            self._count(poison, self._present)
        else:
            self._forget({fetch.url for fetch in read if fetch.ok}, self._present)

    def _count(self, poison: Fetch, present: dict[str, Poison]) -> None:
        known = present[poison.url] = tried(present.get(poison.url), poison, self._source, self._now)
        if known.is_set_aside:
            self._blobs.put(poison.body)
        with self._writing() as writer:
            writer.save_poison(known)

    def _forget(self, urls: set[str], present: dict[str, Poison]) -> None:
        for url in urls & present.keys():
            del present[url]
            with self._writing() as writer:
                writer.forget_poison(self._source, url)


def tried(before: Poison | None, fetch: Fetch, source: str, now: datetime) -> Poison:
    """What is known of an answer that did harm once more; other bytes than before are counted anew."""
    digest = fetch.sha256 or ""
    if before is None or before.sha256 != digest:
        return Poison(source, fetch.url, digest, 1, fetch.detail, now)
    return Poison(source, fetch.url, digest, before.tries + 1, fetch.detail, before.since)


def named(known: Iterable[Poison]) -> str:
    """A sentence with those that are set aside; empty if none is."""
    aside = sorted((poison for poison in known if poison.is_set_aside), key=lambda poison: poison.url)
    if not aside:
        return ""
    first = "; ".join(f"{poison.url} ({poison.reason})" for poison in aside[:_MOST_NAMED])
    more = len(aside) - _MOST_NAMED
    return f"Set aside unread: {first}" + (f" and {more} more" if more > 0 else "")
