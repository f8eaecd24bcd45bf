"""The table of the search benchmark: ours beside each rival, the ratio, what is wanted, and whether it is reached."""

from collections.abc import Mapping, Sequence

from benchmarks.search_engines import Done

MOST_GROWTH = 1.5
WIDTH = 46


class Report:
    """Prints a row as soon as it is known, and remembers which failed."""

    def __init__(self) -> None:
        self._count = 0
        self._failed: list[str] = []
        self._first: dict[str, float] = {}
        self._growing: dict[str, float] = {}

    def begin(self, count: int) -> None:
        """All rows from here on are of so many notices."""
        self._first = self._growing or self._first
        self._count, self._growing = count, {}
        self.say(f"\n{count} notices; ms of CPU, median, unless a row says otherwise")

    def say(self, line: str) -> None:
        """A line that is no verdict."""
        print(line, flush=True)

    def seconds(self, title: str, done: Done, more: str) -> None:
        """A row of what a build took, without reading the corpus."""
        cpu = done.cpu - done.value
        self.say(f"{title:<{WIDTH}} {cpu:9.1f} s CPU {done.clock:9.1f} s by the clock   {more}")

    def at_most(self, shown: str, value: float, most: float, title: str = "") -> None:
        """A row with a limit of its own."""
        self._judge(shown, f"ours {value:9.3f} (at most {most:g})", value <= most, title)

    def at_least(self, shown: str, value: float, least: float) -> None:
        """A row with a least figure of its own."""
        self._judge(shown, f"ours {value:9.3f} (at least {least:g})", value >= least)

    def compare(
        self,
        title: str,
        figures: Mapping[str, float],
        wanted: Sequence[tuple[str, float]],
        *,
        least: bool = False,
        grows_with: bool = False,
    ) -> None:
        """A row of all engines, a verdict for each rival it is held against."""
        shown = "  ".join(f"{name} {value:9.3f}" for name, value in figures.items())
        self.say(f"{title:<{WIDTH}} {shown}")
        mine = figures.get("ours")
        for rival, bound in wanted:
            if mine is not None and figures.get(rival):
                ratio = mine / figures[rival]
                word = "least" if least else "most"
                reached = ratio >= bound if least else ratio <= bound
                self._judge("", f"{ratio:8.3f}x {rival} (at {word} {bound:g}x)", reached, title)
        if grows_with and mine is not None:
            self._growth(title, mine)

    def _growth(self, title: str, mine: float) -> None:
        self._growing[title] = mine
        if title in self._first:
            growth = mine / self._first[title]
            self._judge("", f"{growth:8.3f}x of the size before (under {MOST_GROWTH}x)", growth < MOST_GROWTH, title)

    def _judge(self, shown: str, figures: str, reached: bool, title: str = "") -> None:
        self.say(f"{shown:<{WIDTH}} {figures:<48} {'PASS' if reached else 'FAIL'}")
        if not reached:
            self._failed.append(f"{self._count}: {title or shown}")

    def end(self) -> int:
        """The verdict on all rows, as an exit code."""
        failed = list(dict.fromkeys(self._failed))
        self.say("\nPASS" if not failed else "\nFAIL:\n  " + "\n  ".join(failed))
        return 1 if failed else 0
