"""Documents that other processes read for themselves, and what may happen to one of those meanwhile."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from hub.errors import QueryError, StoreDamaged
from hub.records import Document

NEWEST = datetime(2010, 9, 24, tzinfo=UTC)
IN_THE_SECOND_PART = 6_000


def document(number: int) -> Document:
    return Document(
        f"n{number:05}",
        f"Thông báo số {number % 97}",
        "đất đai nhà ở" if number % 3 else "đất nông nghiệp",
        NEWEST - number * timedelta(minutes=number % 7),
        agency=f"so-{number % 5}",
        version=number + 1,
    )


def go_on(number: int) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class Shelf:
    first: int
    end: int
    meanwhile: Callable[[int], None] = go_on

    def __len__(self) -> int:
        return self.end - self.first

    def __iter__(self) -> Iterator[Document]:
        for number in range(self.first, self.end):
            self.meanwhile(number)
            yield document(number)

    def part(self, first: int, end: int) -> Self:
        return replace(self, first=self.first + first, end=min(self.first + end, self.end))


def sign(folder: Path, number: int) -> None:
    """Say which process reads."""
    (folder / str(os.getpid())).touch()


def wait(folder: Path, number: int) -> None:
    """Say which process reads, and go on when there is a file `go`."""
    sign(folder, number)
    while not (folder / "go").exists():
        time.sleep(0.01)


def die(number: int) -> None:
    if number == IN_THE_SECOND_PART:
        os.kill(os.getpid(), signal.SIGKILL)


def find_damage(number: int) -> None:
    if number == IN_THE_SECOND_PART:
        raise StoreDamaged("page 7")


def raise_what_cannot_be_copied(number: int) -> None:
    if number == IN_THE_SECOND_PART:
        raise QueryError("unclosed", at=7, hint="")
