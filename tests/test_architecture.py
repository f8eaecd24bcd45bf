"""The floors of docs/architecture.md, held by reading every import; planted violations prove that the reading works."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("hub", "spiders", "feeds", "search_index", "scheduler")

WORDS = (
    "hub.records",
    "hub.errors",
    "hub.settings",
    "hub.vietnamese",
    "hub.catalogue.sections",
    "hub.catalogue.deadlines",
    "hub.catalogue.succession",
    "hub.catalogue.topics",
    "hub.push.websub",
)
ROOMS = (
    "hub.intake",
    "hub.store",
    "hub.watch",
    "hub.web",
    "hub.push",
    "hub.catalogue",
    "spiders",
    "feeds",
    "search_index",
)
WIRING = "hub.wiring"
ROOFS = ("scheduler", "hub.worker", "hub.web.main")
FRONT_DOOR = ("hub.cli", "hub.demo", "hub.__main__")
ONLY_IN_CHILDREN = "spiders.documents.apart"  # loads there what the worker is to be without (decision 10)
CORRIDORS = (("spiders", "feeds.reading"), ("hub.web", "feeds"))

# third-party package -> the only places that may import it
FOREIGN = {
    "sqlmodel": ("hub.store",),
    "sqlalchemy": ("hub.store",),
    "alembic": ("hub.store",),
    "argon2": ("hub.store.passwords",),
    "feedparser": ("feeds.reading",),
    "whoosh": ("search_index.whoosh_",),
    "apscheduler": ("scheduler",),
    "fastapi": ("hub.web",),
    "starlette": ("hub.web",),
    "uvicorn": ("hub.web", "hub.cli"),
    "jinja2": ("hub.web",),
    "scrapy": ("spiders",),
    "aiohttp": ("spiders", "hub.push"),
    "protego": ("spiders",),
    "ada_url": ("spiders",),
    "trafilatura": ("spiders",),
    "nh3": ("hub.intake.markup",),
    "babel": ("hub.web",),
    "typer": ("hub.cli", "hub.__main__"),
    "rich": ("hub.cli",),
    "pydantic_settings": ("hub.settings",),
}
WORD_LIBRARIES = {"pydantic", "pydantic_settings"}
OPENERS = {"Store": WIRING, "WhooshIndex": WIRING}
MEANINGLESS = {"utils", "helpers", "common", "manager", "core", "service", "misc"}
LONGEST_FUNCTION, LONGEST_MODULE = 40, 300
DICTIONARIES = {"hub.records", "hub.web.words"}  # tables of words, looked things up in rather than read


def our_modules() -> dict[str, str]:
    files = [*(ROOT / "hub").rglob("*.py"), ROOT / "scheduler.py"]
    files += [file for room in ("spiders", "feeds", "search_index") for file in (ROOT / room).rglob("*.py")]
    return {module_name(file): file.read_text("utf-8") for file in files if "migrations/versions" not in str(file)}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(place if place.endswith("_") else place + ".")


def within_any(module: str, places: tuple[str, ...]) -> bool:
    return any(within(module, place) for place in places)


def imports(module: str, source: str) -> Iterator[tuple[str, bool]]:
    """(what is imported, whether inside a function)."""
    tree = ast.parse(source)
    inner = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inner) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            yield base, id(node) in inner
            yield from ((f"{base}.{alias.name}", id(node) in inner) for alias in node.names)


def room_of(module: str) -> str:
    return next((room for room in (*WORDS, *ROOMS) if within(module, room)), module)


def may_import(module: str, target: str) -> bool:
    """Whether the floors let `module` import our module `target`."""
    if within_any(target, FRONT_DOOR):
        return within_any(module, FRONT_DOOR)
    if within_any(module, FRONT_DOOR):
        return True
    if within_any(module, ROOFS):
        return True
    if within_any(target, (WIRING, *ROOFS)):
        return False
    if within_any(target, WORDS) or target == "hub":
        return True
    if within(module, WIRING):
        return within_any(target, ROOMS)
    if within_any(module, WORDS):
        return False
    corridor = any(within(module, start) and within(target, end) for start, end in CORRIDORS)
    return corridor or room_of(module) == room_of(target)


def violations(modules: Mapping[str, str]) -> list[str]:
    """Everything in these modules that breaks the floors."""
    found = []
    for module, source in modules.items():
        for target, inside in imports(module, source):
            found += import_faults(module, target, inside, modules)
        found += shape_faults(module, source)
    return found + [f"import cycle: {' -> '.join(cycle)}" for cycle in cycles(modules)]


def import_faults(module: str, target: str, inside: bool, modules: Mapping[str, str]) -> Iterator[str]:
    top = target.partition(".")[0]
    if top in OURS:
        known = target if target in modules else target.rpartition(".")[0]
        if known and not may_import(module, known):
            yield f"{module} imports {known}"
        if inside and not within_any(module, (*FRONT_DOOR, ONLY_IN_CHILDREN)):
            yield f"{module} imports {known} inside a function"
    elif top in FOREIGN and not any(within(module, place) for place in FOREIGN[top]):
        yield f"{module} imports {top}"
    elif within_any(module, WORDS) and top not in sys.stdlib_module_names | WORD_LIBRARIES:
        yield f"{module} is a word and imports {top}"


def shape_faults(module: str, source: str) -> Iterator[str]:
    if module == "hub" and source.strip():
        yield "hub/__init__.py is not empty"
    if set(module.split(".")) & MEANINGLESS:
        yield f"{module} has a name that says nothing"
    if source.count("\n") > LONGEST_MODULE and module not in DICTIONARIES:
        yield f"{module} has {source.count(chr(10))} lines"
    for node in ast.walk(ast.parse(source)):
        yield from call_faults(module, node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > LONGEST_FUNCTION:
            yield f"{module}.{node.name} has {body_lines(node)} lines"


def call_faults(module: str, node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = ast.unparse(node.func)
    if name in OPENERS and not within(module, OPENERS[name]):
        yield f"{module} opens {name}"
    asks_clock = name in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
    if asks_clock and not within_any(module, (WIRING, *FRONT_DOOR)):
        yield f"{module} asks the system for the time"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


def cycles(modules: Mapping[str, str]) -> list[list[str]]:
    """Rings of module-level imports."""
    graph = {
        module: {
            target
            for target, inside in imports(module, source)
            if target in modules and target != module and not inside
        }
        for module, source in modules.items()
    }
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            found.append([*path[path.index(module) :], module])
        elif module not in done:
            for target in sorted(graph[module]):
                visit(target, [*path, module])
            done.add(module)

    for module in sorted(graph):
        visit(module, [])
    return found


def test_every_module_keeps_to_its_floor() -> None:
    assert violations(our_modules()) == []


PLANTED = {
    "a word that imports a room": ("hub.records", "from hub.store.store import Store"),
    "a word that imports a library": ("hub.vietnamese.text", "import lxml"),
    "a room that imports another": ("search_index.base", "from hub.store.tables import NoticeRow"),
    "a room that imports a roof": ("hub.watch.health", "import scheduler"),
    "a room that imports the wiring": ("spiders.feed", "from hub.wiring import Parts"),
    "a feed writer that fetches": ("feeds.atom", "from spiders.client import Client"),
    "spiders using more than the reading of feeds": ("spiders.feed", "from feeds.publish import replace_file"),
    "SQL outside the store": ("hub.intake.ingest", "from sqlmodel import select"),
    "feedparser outside reading": ("feeds.atom", "import feedparser"),
    "whoosh outside its files": ("search_index.query", "from whoosh import fields"),
    "apscheduler outside the scheduler": ("hub.watch.health", "import apscheduler.schedulers"),
    "the web framework in a room": ("hub.intake.ingest", "import fastapi"),
    "scrapy in the web": ("hub.web.pages", "import scrapy"),
    "aiohttp in the store": ("hub.store.store", "import aiohttp"),
    "an import inside a function": ("hub.intake.ingest", "def f():\n    from hub.records import Item"),
    "a second opener of the store": ("scheduler", "from hub.store.store import Store\nStore('x', 'y')"),
    "a module that asks the clock": ("hub.intake.ingest", "from datetime import datetime\ndatetime.now()"),
    "somebody importing the front door": ("scheduler", "from hub.cli.main import app"),
    "a room called utils": ("hub.intake.utils", ""),
    "a convenience export": ("hub", "from hub.records import Item"),
    "a function over the wall": ("feeds.rss", "def f():\n" + "    x = 1\n" * 41),
    "a module over the wall": ("feeds.rss", "x = 1\n" * 301),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_violation_is_caught(plant: tuple[str, str]) -> None:
    module, source = plant
    modules = our_modules() | {module: source}
    assert [fault for fault in violations(modules) if module in fault or "__init__" in fault]


def test_a_planted_cycle_is_caught() -> None:
    ring = {"feeds.a": "from feeds import b", "feeds.b": "import feeds.a"}
    assert any("cycle" in fault for fault in violations(our_modules() | ring))


def test_the_server_never_loads_what_only_crawling_needs() -> None:
    code = "import sys, hub.web.main; print(*{'scrapy', 'twisted', 'trafilatura', 'apscheduler'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == []


def test_every_folder_of_code_is_installed() -> None:
    """What the build forgets is missed on the machine of another only: here the code is read where it lies."""
    folders = {name.rpartition(".")[0] for name in our_modules() if "." in name} | {
        module_name(file) for file in ROOT.glob("*/**/__init__.py") if file.relative_to(ROOT).parts[0] in OURS
    }
    installed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert folders - set(installed) == set()
