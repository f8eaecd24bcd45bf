"""The figures of the relevance set: 300 dictionary words on a real register (`benchmarks/relevance.py`)."""

from pathlib import Path
from runpy import run_path

import pytest

from search_index.whoosh_index import WhooshIndex

BENCHMARK = run_path(str(Path(__file__).parents[2] / "benchmarks" / "relevance.py"))

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not BENCHMARK["CORPUS"].exists(), reason="the register is not beside the checkout"),
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = WhooshIndex(Path(tmp_path_factory.mktemp("register")))
    index.rebuild(BENCHMARK["documents"]())
    return index


@pytest.mark.parametrize("variant", BENCHMARK["VARIANTS"])
def test_the_register_is_found_however_it_is_typed(register: WhooshIndex, variant: str) -> None:
    reached = BENCHMARK["precision"](register, BENCHMARK["VARIANTS"][variant], BENCHMARK["queries"]())
    assert reached >= BENCHMARK["TARGETS"][variant]
