"""Pages for operators: of their own look, kept by nobody on the way, and named as the origin of what they send."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Response
from fastapi.responses import RedirectResponse

from hub.web.guard import CONSOLE_POLICY
from hub.web.rendering import page
from hub.web.visit import Visit

# with "no-referrer" browsers would send "Origin: null" with our own forms
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CONSOLE_POLICY,
}
HOME = "/ops"


def inside(visit: Visit, template: str, values: Mapping[str, object], status: int = 200) -> Response:
    """A page for operators."""
    answer = page(visit, template, {"hidden_from_engines": True, **values}, status)
    answer.headers.update(_PRIVATE)
    return answer


def onward(visit: Visit, path: str, **params: object) -> Response:
    """After something was done: to the page that shows it, where loading it again does nothing twice."""
    return RedirectResponse(visit.link(path, **params), 303, headers=_PRIVATE)


def way_back(asked: str) -> str:
    """Where somebody goes on who has signed in: the page for operators that was asked for, never elsewhere.

    >>> [way_back(asked) for asked in ("/ops/sources/syt", "//evil.test/ops", "/ops\\\\@evil.test", "https://x.vn/ops")]
    ['/ops/sources/syt', '/ops', '/ops', '/ops']
    """
    parts = urlsplit(asked)
    is_ours = not parts.scheme and not parts.netloc and (parts.path == HOME or parts.path.startswith(f"{HOME}/"))
    return parts.path if is_ours and parts.path.isascii() and "\\" not in asked and parts.path.isprintable() else HOME
