"""A bar for work that takes longer than a moment; on standard error, and only where somebody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from hub.cli.frame import err

Report = Callable[[str, int, int], None]
OFTEN_ENOUGH = 0.05  # a bar moved for each of a million rows costs more than the rows


@contextmanager
def progress() -> Iterator[Report]:
    """What shows how far the work is: what is being done, how much of it is done, and how much there is of it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        shown: dict[str, TaskID] = {}
        moved = 0.0

        def report(what: str, done: int, total: int) -> None:
            nonlocal moved
            if done < total and monotonic() - moved < OFTEN_ENOUGH:
                return
            moved = monotonic()
            if what not in shown:
                shown[what] = bars.add_task(what)
            bars.update(shown[what], completed=done, total=total)

        yield report
