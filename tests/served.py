"""A site on loopback that is a table of pages, which may be changed while it is served."""

from contextlib import AbstractContextManager

from benchmarks.loopback import site_of


def served(pages: dict[str, str]) -> AbstractContextManager[str]:
    """The origin of a site whose pages are these by path; anything else is not there."""

    def answer(path: str) -> tuple[int, str]:
        return (200, pages[path]) if pages.get(path) else (404, "")

    return site_of(answer)
