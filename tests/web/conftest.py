"""The sample hub and a visitor who asks it, without a socket in between."""

import asyncio
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from hub.web.allowances import Allowances
from hub.web.main import make_app


def _load(name: str) -> ModuleType:
    """A module beside the tests, which have no package of their own."""
    spec = spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec and spec.loader
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Visitor:
    """Asks an application and waits for the answer."""

    def __init__(self, app: Any, careful: bool = True, parts: Any = None) -> None:
        self.parts = parts
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=careful)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=30)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **options))

    def raw(self, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
        """The answer with its body as it is on the wire."""

        async def read() -> tuple[httpx.Response, bytes]:
            async with self._client.stream("GET", path, headers=headers) as answer:
                return answer, b"".join([part async for part in answer.aiter_raw()])

        return self._runner.run(read())

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return _load("sample_hub")


@pytest.fixture(scope="session")
def visitor(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    parts = sample.sample_parts(tmp_path_factory.mktemp("hub"))
    visitor = Visitor(make_app(parts, Allowances(burst=1e9)), parts=parts)
    yield visitor
    visitor.close()


@pytest.fixture
def visitor_to() -> Iterator[Any]:
    """Makes visitors of other applications."""
    made: list[Visitor] = []

    def make(app: Any, careful: bool = True) -> Visitor:
        made.append(Visitor(app, careful))
        return made[-1]

    yield make
    for visitor in made:
        visitor.close()


@pytest.fixture
def visitor_of(visitor_to: Any) -> Any:
    """Makes visitors of other hubs."""

    def make(parts: Any, careful: bool = True, allowances: Allowances | None = None) -> Visitor:
        return visitor_to(make_app(parts, allowances or Allowances(burst=1e9)), careful)

    return make


@pytest.fixture(scope="session")
def pages(sample: ModuleType) -> tuple[str, ...]:
    """An address of every kind of page."""
    one = "/notices/0001v2m6x9q1h3t5"
    return (
        "/",
        "/search",
        "/search?q=gi%C3%A1+%C4%91%E1%BA%A5t",
        "/search?q=%22gi%C3%A1",
        "/search?q=xyzabc&section=du-an",
        "/search?from=x&page=y&sort=z",
        one,
        f"{one}/revisions",
        f"{one}/diff",
        "/notices/0002v2m6x9q1h3t5",
        "/notices/0003v2m6x9q1h3t5",
        "/notices/0021v2m6x9q1h3t5",
        "/documents/ubnd-2375-qd-ubnd-2010",
        "/documents/12-nd-cp-2009",
        "/versions",
        "/versions?q=th%E1%BB%9Di+h%E1%BA%A1n",
        f"{one}/revisions?q=10+th%C3%A1ng+9",
        "/agencies",
        "/agencies/stnmt",
        "/sections/van-ban",
        "/types/qd",
        "/places",
        "/places?q=vinh",
        "/places/thanh-pho-nha-trang",
        "/places/phuong-vinh-hai",
        "/places/thanh-pho-nha-trang?q=n%C6%B0%E1%BB%9Bc",
        "/topics",
        "/archive",
        "/archive?agency=stnmt",
        "/archive/2010-09",
        "/archive/2010-08?agency=nhatrang",
        "/subscribe",
        "/subscribe?channel=agencies/stnmt&channel=agencies/so-y-te&q=gi%C3%A1",
        "/coverage",
        f"/sources/{sample.SOURCES[0].slug}/completeness",
        "/scorecard",
        "/scorecard/2009-01",
        "/scorecard/2010-09/stnmt",
        "/scorecard/2010-09/stnmt/late",
        "/about",
    )
