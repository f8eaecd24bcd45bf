"""What is lost by chance is asked for once more; a rest that a host asks for is kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.records import Ask, Fetch
from spiders.trying import Noting, Persistent

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
WELL = Fetch("so", "https://so.example/", NOW, status=200, body=b"x", sha256="00")


class Answers:
    """Gives these answers one after the other."""

    def __init__(self, *answers: Fetch) -> None:
        self.left = list(answers)

    async def fetch(self, ask: Ask) -> Fetch:
        return self.left.pop(0)


def lost(code: str, wait: float | None = None) -> Fetch:
    return replace(WELL, status=None, body=b"", sha256=None, error=code, wait=wait)


def asked(client: Any) -> Fetch:
    return asyncio.run(client.fetch(Ask("https://so.example/", "so")))


@pytest.mark.parametrize(
    ("answers", "error", "left"),
    [
        ([WELL, WELL], None, 1),
        ([lost("reset"), WELL], None, 0),
        ([lost("truncated"), lost("http_5xx"), WELL], "http_5xx", 1),
        ([lost("http_429", 0.01), lost("http_429", 0.01), WELL], None, 0),
        ([lost("http_5xx", 600.0), WELL], "http_5xx", 1),
        ([lost("http_4xx"), WELL], "http_4xx", 1),
        ([lost("deadline"), WELL], "deadline", 1),
    ],
)
def test_an_answer_that_was_lost_by_chance_is_asked_for_again(
    answers: list[Fetch], error: str | None, left: int
) -> None:
    site = Answers(*answers)
    fetch = asked(Persistent(site))
    assert (fetch.error, len(site.left)) == (error, left)


def test_what_became_of_the_first_try_is_told() -> None:
    assert asked(Persistent(Answers(lost("reset"), WELL))).detail == "the first try ended with reset"


@pytest.mark.parametrize(("code", "is_noted"), [("reset", True), ("deadline", True), ("http_4xx", False)])
def test_what_may_be_had_another_time_is_noted(code: str, is_noted: bool) -> None:
    client = Noting(Answers(lost(code), WELL))
    asked(client)
    asked(client)
    assert client.lost is is_noted
