"""Index, published feeds and kept files against the store: at the start, and whenever something touched them.

The change log says what should be where. What is not so is made anew from the store; what looks
damaged is kept aside. Nobody waits for it: search and feeds answer from what there is.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from feeds.channels import Names, all_channels, channel_subtitle, names
from feeds.publish import RENDERERS, sweep_unfinished
from hub.errors import IndexDamaged
from hub.wiring import Parts
from hub.worker.consuming import BATCH, leased, rebuild_index, replace_in_index
from hub.worker.publishing import portions, publications

# Size and time of change of each file of a channel, None for one that is not there.
Stamps = tuple[tuple[int, int] | None, ...]

log = logging.getLogger("daumoi.worker")


class Comparison:
    """What was found as the store says, and need not be compared again while nothing touches it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._compared = False
        self._seen: dict[str, tuple[Stamps, str]] = {}

    async def run(self) -> None:
        """Compare both, but what another process has in hand."""
        for consumer, compare in (("index", self.index), ("publish", self.feeds)):
            async with leased(self._parts, f"consumer:{consumer}") as ours:
                if ours:
                    await asyncio.to_thread(compare)

    def index(self) -> None:
        """Compare the index once, later only look whether it is damaged; under the consumer's lease."""
        try:
            self._parts.index.examine()
            if not self._compared:
                mend_index(self._parts)
        except IndexDamaged as damage:
            log.warning("the index is damaged (%s) and is rebuilt", damage)
            log.info("the index holds %d notices", rebuild_index(self._parts))
        self._compared = True

    def feeds(self) -> None:
        """Write anew what is not as it should be, of the feeds that were touched since the last time, or by the day."""
        folder, at_the_start = self._parts.public / "feeds", not self._seen
        if at_the_start:
            sweep_unfinished(folder)
        known = names(self._parts.store, self._parts.authority, self._parts.settings.base_url, self._parts.clock())
        channels = all_channels(known)
        touched = [channel for channel in channels if self._seen.get(channel) != _state(folder, channel, known)]
        for publication in publications(self._parts, touched, known):
            publication.mend()
            for file in publication.write(wholly=at_the_start):
                log.info("%s was not as it should be", file)
        self._seen |= {channel: _state(folder, channel, known) for channel in touched}


def wrong_in_index(
    versions: Mapping[str, int], held: Mapping[str, int], consumed: int
) -> tuple[list[str], frozenset[str]]:
    """The notices that an index lacks or has in another version, and those that it should not have.

    What changed after the change up to which the consumer has come is its next work, and not wrong.

    >>> wrong_in_index({"a": 1, "b": 2, "c": 3, "d": 9}, {"a": 1, "b": 1, "d": 4, "x": 5}, 8)
    (['b', 'c'], frozenset({'x'}))
    """
    stale = [id for id, version in versions.items() if version <= consumed and held.get(id) != version]
    return stale, frozenset(held.keys() - versions.keys())


def mend_index(parts: Parts) -> None:
    """Bring in what a sound index lacks, as after a power cut that took its last commits away."""
    consumed = parts.store.changes.consumed("index")
    versions = parts.store.changes.versions()
    stale, needless = wrong_in_index(versions, parts.index.versions(), consumed)
    if stale or needless:
        log.warning("the index lacks %d notices as they are now, and holds %d needlessly", len(stale), len(needless))
    parts.index.remove(needless)
    if len(stale) * 2 > len(versions):
        rebuild_index(parts)
        return
    for portion in portions(stale, BATCH):
        replace_in_index(parts, {id: versions[id] for id in portion})


def _state(folder: Path, channel: str, known: Names) -> tuple[Stamps, str]:
    """What tells that a channel is to be looked at: its files, and what it says of itself, which a day can change."""
    return stamps(folder, channel), channel_subtitle(channel, known)


def stamps(folder: Path, channel: str) -> Stamps:
    """What is told without reading of the files of a channel; of its archive, whether any came or went."""
    names = (f"{channel}.{suffix}{packed}" for suffix in RENDERERS for packed in ("", ".gz"))
    return tuple(_stamp(folder / name) for name in (*names, f"{channel}/archive", f"{channel}/archive/lines"))


def _stamp(file: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        status = file.stat()
        return status.st_size, status.st_mtime_ns
    return None
