"""How long work tells how far it is."""

from collections.abc import Callable

# what is being done, how much of it is done, and how much there is of it
Report = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""
