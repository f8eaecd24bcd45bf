"""What a source says of one notice, made comparable: the item and the notice it would make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from hub.intake.files import with_files
from hub.intake.identity import own_aliases
from hub.intake.known import is_alike
from hub.intake.normalise import alike, notice_from_item
from hub.intake.ports import NoticeFinder
from hub.records import Attachment, Item, Notice, Source


class Statement(NamedTuple):
    """An item, and the notice as it would be if it were new."""

    item: Item
    said: Notice


@dataclass(frozen=True, slots=True)
class Statements:
    """Reads the items of one collection; `catching_up` as for `notice_from_item`."""

    source: Source
    now: datetime
    catching_up: bool
    notices: NoticeFinder
    bearers: dict[str, str] = field(default_factory=dict)
    """The titles of those that go by their guids among what was read."""

    def read_all(self, items: Iterable[Item], files: Mapping[str, Attachment]) -> list[Statement]:
        """What these items say, with their files as fetched (by URL)."""
        statements = map(self.read, items)
        return [_with_files(statement, files) if statement.said.attachments else statement for statement in statements]

    def read(self, item: Item) -> Statement:
        """What an item says; without its guid where that is all it goes by and a quite different notice bears it."""
        said = notice_from_item(item, self.source, self.now, catching_up=self.catching_up)
        if item.url or not item.guid:
            return Statement(item, said)
        bearer = self.notices.find(own_aliases(item))
        if bearer and is_alike(bearer, said.title):
            return Statement(item, said)
        if bearer or not alike(self.bearers.setdefault(item.guid, said.title), said.title):
            return self.read(replace(item, guid=None))
        return Statement(item, said)


def _with_files(statement: Statement, files: Mapping[str, Attachment]) -> Statement:
    return statement._replace(said=replace(statement.said, attachments=with_files(statement.said.attachments, files)))
