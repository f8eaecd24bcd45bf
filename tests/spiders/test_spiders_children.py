"""Real children that do what hostile files might make them do: the child pays, the parent gets a reason."""

import asyncio
import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.errors import PoisonError, ReadError, SettingsError
from hub.records import Fetch, Item
from spiders.article import read_article
from spiders.feed import read_rows
from spiders.limited.children import Children
from spiders.limited.limits import Limits
from tests.spiders import crimes
from tests.spiders.crimes import Told

NOW = datetime(2010, 9, 24, tzinfo=UTC)
BRIEF = Limits(cpu=1)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    opened = Children("tests.spiders.crimes:modules")
    yield opened
    opened.close()


def test_a_value_comes_back_as_the_type_its_function_declares(children: Children) -> None:
    assert children.run(crimes.obey, ["a", "ế"]) == Told(("a", "ế"), frozenset({1, 3}))


def test_what_its_reader_says_of_bytes_comes_back_as_it_was_raised(children: Children) -> None:
    with pytest.raises(ReadError, match="so it is") as refused:
        children.run(crimes.refuse, "not_a_feed")
    assert (refused.value.code, type(refused.value)) == ("not_a_feed", ReadError)
    with pytest.raises(SettingsError, match=r"no such selector \(write another\)"):
        children.run(crimes.refuse_rule)


HARM: dict[str, tuple[Callable[..., Any], tuple[Any, ...], Limits, str]] = {
    "takes memory": (crimes.eat_memory, (), Limits(), "takes more memory to read than allowed"),
    "takes the processor": (crimes.eat_processor, (), BRIEF, "takes more than 1 s of the processor"),
    "sleeps": (crimes.sleep, (), Limits(wall=0.5), "takes more than 0.5 s to read"),
    "crashes": (crimes.crash, (signal.SIGSEGV,), Limits(), r"crashed its reader \(SIGSEGV\)"),
    "is killed": (crimes.crash, (signal.SIGKILL,), Limits(), r"crashed its reader \(SIGKILL\)"),
    "leaves": (crimes.leave, (7,), Limits(), "ended its reader with code 7"),
    "leaves as if all were well": (crimes.leave, (0,), Limits(), "nonsense"),
    "asks for the network": (crimes.ask_for_network, (socket.AF_INET,), Limits(), "ask for the network"),
    "asks for a socket of the machine": (crimes.ask_for_network, (socket.AF_UNIX,), Limits(), "ask for the network"),
    "says very much": (crimes.say_much, (), Limits(), "gives more than 32 MiB"),
    "says nonsense": (crimes.say_nonsense, (b"hello\n",), Limits(), "nonsense"),
    "says half an answer": (crimes.say_nonsense, (b'v{"words": ["a"',), Limits(), "nonsense"),
    "says an unknown code": (crimes.say_nonsense, (b'e["no_code", ""]',), Limits(), "nonsense"),
    "says a pickle": (crimes.say_nonsense, (b"v" + pickle.dumps(NOW),), Limits(), "nonsense"),
    "speaks out of turn": (crimes.say_after, (b'v{"words": []}',), Limits(), "nonsense"),
    "returns what it did not declare": (crimes.lie, (), Limits(), "nonsense"),
    "trips": (crimes.trip, (), Limits(), "tripped its reader: KeyError"),
    "recurses": (crimes.recurse, (), Limits(), "tripped its reader: RecursionError"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_whatever_a_child_does_its_parent_is_told_why_and_goes_on(
    children: Children, harm: tuple[Callable[..., Any], tuple[Any, ...], Limits, str]
) -> None:
    function, arguments, limits, reason = harm
    with pytest.raises(PoisonError, match=reason) as harmed:
        children.run(function, *arguments, limits=limits)
    assert harmed.value.code == "parse_failed"
    assert children.run(crimes.obey, ["still here"]).words == ("still here",)


def test_a_child_knows_nothing_of_us(children: Children) -> None:
    *environment, folder, nothing, out, error, job, listing = children.run(crimes.look_around).words
    assert (set(environment) <= {"LC_CTYPE"}, folder) == (True, "/")
    assert (nothing, out, error, job, listing) == ("0", "1", "2", "3", "4"), "the last is the look itself"
    assert children.run(crimes.modules).words == ()


def test_children_together_leave_the_processor_to_the_worker(children: Children) -> None:
    niceness, session = children.run(crimes.urgency).words
    assert int(niceness) == min(os.nice(0) + 5, 19)
    assert children._nursery is not None
    assert int(session) == children._nursery.pid, "a session of its own would have a share of its own"


def test_a_child_has_no_way_out_where_it_has_a_network_of_its_own(children: Children) -> None:
    if children.network() == "hook":
        pytest.skip("this machine permits no network namespace")
    assert children.run(crimes.interfaces).words == ()


def test_a_child_writes_no_file(children: Children, tmp_path: Path) -> None:
    with pytest.raises(PoisonError, match="File too large"):
        children.run(crimes.write_file, str(tmp_path / "x"))


def test_what_a_child_leaves_behind_is_killed_with_it(children: Children, tmp_path: Path) -> None:
    assert children.run(crimes.fork_on, str(tmp_path / "left")).words == ("left",)
    time.sleep(1.5)
    assert not (tmp_path / "left").exists()


def test_a_nursery_that_was_killed_is_replaced(children: Children) -> None:
    children.run(crimes.obey, [])
    assert children._nursery is not None
    os.kill(children._nursery.pid, signal.SIGKILL)
    children._nursery.wait()
    assert children.run(crimes.obey, ["again"]).words == ("again",)


def test_closing_kills_what_is_running_and_leaves_no_process(tmp_path: Path) -> None:
    async def main() -> int:
        opened = Children("tests.spiders.crimes:modules")
        reading = asyncio.create_task(opened.read(crimes.sleep))
        while opened._nursery is None:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        nursery = opened._nursery.pid
        opened.close()
        with suppress(ReadError):
            await reading
        return nursery

    began = time.monotonic()
    nursery = asyncio.run(main())
    assert time.monotonic() - began < 20
    with pytest.raises(ProcessLookupError):
        os.kill(nursery, 0)


# --- the readers themselves --------------------------------------------------------------

PAGE = "<html><head><title>Sở Y tế</title></head><body><h1>Thông báo tuyển dụng</h1><p>{}</p></body></html>"
FEED = "<rss><channel><item><title>Tin</title><link>http://x.vn/1</link><guid>a</guid></item></channel></rss>"


def test_a_page_and_a_feed_read_in_a_child_say_what_they_say_here() -> None:
    opened = Children()
    fetch = Fetch("so", "http://x.vn/1", NOW, status=200, body=PAGE.format("Sở thông báo việc. " * 40).encode())
    row = Item("so", "http://x.vn/1", "Thông báo tuyển dụng")
    feed = replace(fetch, body=FEED.encode())
    try:
        assert opened.run(read_article, fetch, row) == read_article(fetch, row)
        assert opened.run(read_rows, feed, "so", frozenset()) == read_rows(feed, "so", frozenset())
        with pytest.raises(ReadError, match="not_a_feed"):
            opened.run(read_rows, replace(fetch, body=b"<x/>"), "so", frozenset())
    finally:
        opened.close()
