"""A worker or a crawl killed at each of its points loses nothing and doubles nothing: benchmarks.kills, once each."""

import pytest

from benchmarks.kills import run
from hub.settings import KILL_POINTS

pytestmark = pytest.mark.whole


def test_a_hub_killed_at_every_point_is_as_one_that_nobody_killed() -> None:
    bench, reached = run(each=1, rounds=0, tell=lambda line: None)
    assert bench.faults == []
    assert reached == dict.fromkeys(KILL_POINTS, 1)
    held = {"notices", "new", "edited", "withdrawn", "restored", "clustered"}
    assert set(bench.held) == held, "the site did what it does"
