"""The pages of a list beside each other, as they were answered: the last that was read well, and the one of now.

What an agency's site answered is shown in a frame that can run nothing, send nothing and lead nowhere. Its pictures and
styles are fetched from the site, as when the operator opens the page itself; that is how one sees what has changed.
"""

from collections.abc import Mapping
from html import escape
from typing import get_args

from fastapi import APIRouter, Response

from hub.records import ListPage, ListPageKind
from hub.web.guard import SHOWN_IN_FRAME
from hub.web.problems import Missing
from hub.web.rights import Who, kept_source
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": SHOWN_IN_FRAME}
_HTML = "text/html"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@router.get("/ops/sources/{slug}/lists/{kind}")
def list_page(visit: Here, who: Who, slug: str, kind: str) -> Response:
    """A page of a list of the source, as it was answered."""
    source = kept_source(visit.parts, who, slug)
    known = next((one for one in get_args(ListPageKind) if one == kind), None)
    kept = known and visit.parts.store.list_pages.get(source.slug, visit.params.get("address", ""), known)
    if not kept:
        raise Missing
    media_type = kept.media_type if kept.media_type.lower().startswith(_HTML) else _HTML
    return Response(at_home(kept), headers={**_HEADERS, "Content-Type": media_type.partition("\n")[0]})


def at_home(page: ListPage) -> bytes:
    """The page with where it stood, so that its pictures and styles are found.

    What says how it is encoded stays first; two bytes a letter are left as they are.
    """
    base = f'<base href="{escape(page.url)}">'.encode()
    mark = next((mark for mark in _MARKS if page.body.startswith(mark)), b"")
    return page.body if len(mark) == 2 else mark + base + page.body.removeprefix(mark)


def shown_lists(visit: Visit, source: str) -> Mapping[str, Mapping[str, tuple[str, object]]]:
    """By the address of a list and kind: where its kept page is shown, and when it was answered."""
    shown: dict[str, dict[str, tuple[str, object]]] = {}
    for (address, kind), at in visit.parts.store.list_pages.moments(source).items():
        link = visit.link(f"/ops/sources/{source}/lists/{kind}", address=address)
        shown.setdefault(address, {})[kind] = link, at
    return shown
