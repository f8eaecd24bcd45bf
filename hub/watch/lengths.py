"""Whether a list was read to its end, by what it says of itself and what it had before. Pure."""

from hub.records import AddressRead, Finding, Sight, Usual

_TOLERANCE = 50  # one row in so many may be counted and not shown
_SHORTER = 1.5  # times as long as now a list was that does not shrink so by itself
_ENDS = frozenset({"all", "known", "repeat", "empty", "limit"})


def shortage(usual: Usual | None, sight: Sight, read: AddressRead) -> Finding | None:
    """What of a list is owed: a page of it that failed or was empty, or rows that it says it has, or had, and does
    not show though it has come to its end."""
    if sight.end not in _ENDS:
        return _owed(usual, sight, sight.end, read.error or "internal", sight.pages)
    if sight.end == "empty" and _is_short(usual, sight):
        return _owed(usual, sight, "empty", "empty", sight.pages)
    if sight.end in ("all", "repeat") and _is_short(usual, sight):
        how = "a page shows what was shown before" if sight.end == "repeat" else "no way leads on"
        evidence = f"{how} after page {_of(usual, sight, sight.pages)}; {_counted(usual, sight)}"
        return Finding("cut_short", "partial", "truncated", evidence)
    return None


def _owed(usual: Usual | None, sight: Sight, what: str, code: str, page: int) -> Finding:
    evidence = f"page {_of(usual, sight, page)}: {what}; {_counted(usual, sight)}"
    return Finding("some_pages", "partial", code, evidence)


def _is_short(usual: Usual | None, sight: Sight) -> bool:
    """Whether it is shorter than it says, or else than it was when it went on for more pages."""
    if sight.said_rows is not None:
        return sight.rows < sight.said_rows - max(1, sight.said_rows // _TOLERANCE)
    read = pages_with_rows(sight)
    if sight.said_pages is not None:
        return read < sight.said_pages
    return usual is not None and read < usual.pages and sight.rows * _SHORTER < usual.whole


def pages_with_rows(sight: Sight) -> int:
    """How many pages of the list have rows of their own."""
    return sight.pages - (sight.end in ("repeat", "empty"))


def _of(usual: Usual | None, sight: Sight, page: int) -> str:
    pages = sight.said_pages or (usual.pages if usual else 0)
    return f"{page} of {pages}" if pages >= page and pages > 1 else str(page)


def _counted(usual: Usual | None, sight: Sight) -> str:
    rows = sight.said_rows or (usual.whole if usual else 0)
    return f"{sight.rows} of {rows} rows" if rows >= sight.rows and rows else f"{sight.rows} rows"
