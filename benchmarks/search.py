"""Our search beside SQLite FTS5, tantivy-py and plain Whoosh: `python -m benchmarks.search [--notices N [N ...]]`.

    python -m benchmarks.search [--notices 100000 1000000] [--only ours,fts5,tantivy] [--keep FOLDER] [--no-rebuild]

One corpus of notices made by us, each engine in a process of its own, asked in turns, query by query. Figures are
milliseconds of CPU, medians of 24 different queries. "cold" is each query on an index just opened again, its caches
empty (ours only: the peers keep none but the page cache); "warm" is the same query once more. Given two sizes, the
second figures are laid beside the first. Plain Whoosh takes part up to 20,000 notices. With `--keep`, corpus and
tantivy stay for the next time.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.search_corpus import Corpus, row_of
from benchmarks.search_engines import Client, Done, Watch, tantivy_packages
from benchmarks.search_peers import Asked
from benchmarks.search_queries import Row, rows
from benchmarks.search_report import Report
from hub.records import Document

ENGINES = ("ours", "fts5", "tantivy", "whoosh")
MOST_FOR_WHOOSH = 20_000
BATCH, BATCHES = 50, 5
MEMORY = 500e6
Engines = Mapping[str, Client]
# What to add, what it replaces, what to ask then, and the row that must come first.
Step = tuple[list[Document], list[Document], Asked, int]


def build(engines: Engines, corpus: Corpus, report: Report) -> Done | None:
    """Documents a CPU second on one core, memory and size; answers what our build took."""
    speeds, sizes, alone = {}, {}, None
    for name, engine in engines.items():
        done, watch = _watched(engine, "build", corpus)
        engine.do("optimise")
        speeds[name], sizes[name] = corpus.count / (done.cpu - done.value), engine.do("size").value / 1e6
        report.seconds(f"{name}: built on one core", done, f"peak {watch.most / 1e6:.0f} MB")
        if name == "ours":
            report.at_most("memory while building, MB", watch.most / 1e6, MEMORY / 1e6)
            alone = done
    report.compare("documents indexed a CPU second", speeds, (("fts5", 0.4),), least=True)
    report.compare("index without text, MB", sizes, (("fts5", 1.3),))
    return alone


def _watched(engine: Client, task: str, *arguments: object) -> tuple[Done, Watch]:
    with engine.watched() as watch:
        done = engine.do(task, *arguments)
    return replace(done, cpu=max(done.cpu, watch.cpu)), watch


def rebuild(engine: Client, corpus: Corpus, alone: Done, report: Report) -> None:
    """All of the index once more, on every core, by a process that answers nobody, as the worker is.

    On a machine that others use the clock says little. So the gain is told by CPU too: what was taken on one core,
    beside the least that a free machine could take, by the sum of all processes and by the busiest of them.
    """
    cores = len(os.sched_getaffinity(0))
    with closing(engine.another()) as worker:
        done, watch = _watched(worker, "rebuild", corpus)
    report.seconds(f"ours: rebuilt on {cores} cores", done, f"peak {watch.most / 1e6:.0f} MB")
    report.at_most(f"memory while rebuilding on {cores} cores, MB", watch.most / 1e6, MEMORY / 1e6)
    at_best = max(done.cpu / cores, watch.busiest)
    report.at_least(f"rebuild on {cores} cores beside one, by CPU", alone.cpu / at_best, 1.7)
    report.at_least(f"rebuild on {cores} cores beside one, by the clock", alone.clock / done.clock, 1.7)
    report.say(f"  kept {done.cpu / done.clock:.2f} cores busy, at a load of the machine of {os.getloadavg()[0]:.1f}")


def ask(engines: Engines, row: Row, report: Report) -> None:
    """One row, cold and warm."""
    spent: dict[str, dict[str, list[float]]] = {"cold": {}, "warm": {}}
    names = list(engines)
    for place, asked in enumerate(row.asked):
        in_turn = names[place % len(names) :] + names[: place % len(names)]
        if "ours" in engines:
            engines["ours"].do("reopen")
        for state in spent:
            for name in in_turn:
                spent[state].setdefault(name, []).append(engines[name].do("search", asked).cpu * 1000)
    for state, times in spent.items():
        medians = {name: median(values) for name, values in times.items()}
        report.compare(f"{row.title}, {state}", medians, row.most, grows_with=row.first_page)


def agree(engines: Engines, asked: Sequence[Asked], report: Report) -> None:
    """How often the engines find as many, and the same newest ones; not timed.

    Ours finds more where a syllable ends in i or y, or a phrase has an abbreviation (UBND): no peer knows of these.
    """
    for name in [name for name in engines if name != "ours"]:
        pairs = [(engines["ours"].do("total", one).value, engines[name].do("total", one).value) for one in asked]
        same = sum(mine == theirs for mine, theirs in pairs)
        newest = [one for one in asked if one.kind in ("newest", "filtered", "newest phrase")]
        pages = sum(_page(engines["ours"], one) == _page(engines[name], one) for one in newest)
        report.say(f"  as many as {name}: {same} of {len(pairs)} queries; the same page: {pages} of {len(newest)}")


def _page(engine: Client, asked: Asked) -> list[int]:
    return list(engine.do("search", asked).value.rows)


def write(engines: Engines, corpus: Corpus, report: Report) -> None:
    """Fifty new notices and one edited one, until they are found."""
    for title, most, step in (("50 new notices searchable, s", 0.2, _new), ("one edited, s", 0.1, _edited)):
        spent: dict[str, list[float]] = {name: [] for name in engines}
        for turn in range(BATCHES):
            for name, engine in engines.items():
                documents, replaced, proof, row = step(corpus, turn)
                done = engine.do("add", documents, replaced, proof)
                if done.value != row:
                    raise AssertionError(f"{name} does not find notice {row}, but {done.value}")
                spent[name].append(done.cpu)
        medians = {name: median(times) for name, times in spent.items()}
        report.compare(title, medians, ())
        if "ours" in engines:
            report.at_most("", medians["ours"], most, title)


def _new(corpus: Corpus, turn: int) -> Step:
    documents = corpus.later(turn * BATCH, BATCH)
    newest = documents[-1]
    return documents, [], Asked("newest", newest.title.split()[1]), row_of(newest.id)


def _edited(corpus: Corpus, turn: int) -> Step:
    number = corpus.count * (turn + 1) // (BATCHES + 1)
    before, after = corpus.before_and_after(number)
    return [after], [before], Asked("newest", after.title.split()[-1]), number


@contextmanager
def running(names: Sequence[str], folder: Path, packages: Path) -> Iterator[Engines]:
    """The engines, each in a new folder."""
    with ExitStack() as stack:
        engines = {}
        for name in names:
            own = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder, prefix=f"{name}-")))
            engines[name] = stack.enter_context(closing(Client(name, own, packages)))
        yield engines


def measure(count: int, only: Sequence[str], folder: Path, report: Report, *, rebuilds: bool) -> None:
    """Every row at one size."""
    names = [name for name in ENGINES if name in only and (name != "whoosh" or count <= MOST_FOR_WHOOSH)]
    corpus = Corpus(folder / f"corpus-{count}", count)
    corpus.write()
    report.begin(count)
    packages = tantivy_packages(folder) if "tantivy" in names else folder
    with running(names, folder, packages) as engines:
        alone = build(engines, corpus, report)
        counting = engines.get("fts5") or engines[names[0]]
        table = list(rows(corpus, lambda asked: int(counting.do("total", asked).value)))
        for row in table:
            ask(engines, row, report)
        if "ours" in engines:
            agree(engines, [asked for row in table for asked in row.asked], report)
            report.at_most("memory after these queries, MB", engines["ours"].memory() / 1e6, MEMORY / 1e6)
        write(engines, corpus, report)
        if rebuilds and alone:
            rebuild(engines["ours"], corpus, alone, report)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--notices", type=int, nargs="+", default=[100_000])
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(ENGINES))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-rebuild", action="store_true")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for count in options.notices:
            measure(count, options.only, folder, report, rebuilds=not options.no_rebuild)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
