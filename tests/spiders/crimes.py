"""What a reader that a hostile file has led astray may do; run in children only."""

import os
import signal
import socket
import sys
import time
from dataclasses import dataclass

from hub.errors import ReadError, SettingsError


@dataclass(frozen=True, slots=True)
class Told:
    """What a child found out about itself."""

    words: tuple[str, ...]
    numbers: frozenset[int] = frozenset()


def obey(words: list[str]) -> Told:
    return Told(tuple(words), frozenset({3, 1}))


def eat_memory() -> Told:
    return Told((str(len(bytearray(1 << 30))),))


def eat_processor() -> Told:
    while True:
        pass


def sleep() -> Told:
    time.sleep(600)
    return Told(())


def crash(number: int) -> Told:
    os.kill(os.getpid(), number)
    return Told(())


def leave(code: int) -> Told:
    os._exit(code)


def ask_for_network(kind: int) -> Told:
    socket.socket(kind).connect("/run/x" if kind == socket.AF_UNIX else ("127.0.0.1", 80))
    return Told(())


def interfaces() -> Told:
    with open("/proc/self/net/route") as routes:
        return Told(tuple(line.split()[0] for line in routes.read().splitlines()[1:]))


def say_much() -> Told:
    return Told(("x" * (1 << 20),) * 40)


def say_nonsense(words: bytes) -> Told:
    """Writes to where the answer goes, and ends well."""
    os.write(3, words)
    os._exit(0)


def say_after(words: bytes) -> Told:
    os.write(3, words)
    return Told(("after",))


def lie() -> Told:
    return {"words": 7}  # type: ignore[return-value]


def write_file(path: str) -> Told:
    with open(path, "w") as file:
        file.write("x")
    return Told(())


def look_around() -> Told:
    return Told((*sorted(os.environ), os.getcwd(), *sorted(os.listdir("/proc/self/fd"), key=int)))


def urgency() -> Told:
    """How nice it is, and the session that shares the processor with others."""
    return Told((str(os.nice(0)), str(os.getsid(0))))


def fork_on(path: str) -> Told:
    """Leaves a process behind that would write a file in a second."""
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1)
        os.mkdir(path)
        os._exit(0)
    return Told(("left",))


def refuse(code: str) -> Told:
    raise ReadError(code, "so it is")


def refuse_rule() -> Told:
    raise SettingsError("no such selector", remedy="write another")


def trip() -> Told:
    raise KeyError("\ud800")


def recurse() -> Told:
    return recurse()


def modules() -> Told:
    return Told(tuple(sorted(name for name in sys.modules if name.startswith(("hub.store", "sqlalchemy", "scrapy")))))
