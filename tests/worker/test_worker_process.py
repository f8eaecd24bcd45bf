"""How a process that collects ends."""

import subprocess
import sys

BUSY = """
import asyncio, time
from hub.worker.process import end_within, run

async def work():
    end_within({seconds})
    await asyncio.to_thread(time.sleep, {busy})
    print("done")

run(work())
"""


def ended(seconds: float, busy: float) -> tuple[int, str, str]:
    words = [sys.executable, "-c", BUSY.format(seconds=seconds, busy=busy)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_a_process_whose_thread_does_not_end_leaves_it_to_the_next_start() -> None:
    assert ended(1, busy=600) == (0, "", "told to stop 1 s ago: what is still under way is left to the next start\n")


def test_one_that_ends_by_itself_is_not_waited_for() -> None:
    assert ended(600, busy=0.01) == (0, "done\n", "")
