"""From a request to an answer, purely: which page an address means, and what of it the visitor needs."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from urllib.parse import parse_qsl, quote, unquote

from hub.demo.faces import atomsite, liferay, nukeviet, scripted, sharepoint, static1258, wordpress
from hub.demo.faces.face import HTML, Face, Page, View
from hub.demo.files import MEDIA_TYPES, file_bytes

FACES: Mapping[str, Face] = {
    "wordpress": wordpress.FACE,
    "sharepoint": sharepoint.FACE,
    "liferay": liferay.FACE,
    "nukeviet": nukeviet.FACE,
    "static1258": static1258.FACE,
    "scripted": scripted.FACE,
    "atomsite": atomsite.FACE,
}
_ROBOTS = Page(b"User-agent: *\nDisallow: /quan-tri/\n", "text/plain; charset=utf-8")
_WORTH_PACKING = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def page_at(view: View, target: str) -> Page:
    """The page a request's target means: 410 for a notice that was taken down, 404 for what never was."""
    path, _, query = target.partition("?")
    path = unquote(path)
    face, address = FACES[view.site.face], f"{path}?{query}" if query else path
    for notice in view.state.shown:
        if face.article_path(notice) == address:
            return face.article(view, notice)
    if any(face.article_path(notice) == address for notice in view.state.withdrawn):
        return _message(410, "Bài viết đã được gỡ bỏ", view)
    draw = face.fixed.get(path)
    page = draw(view, dict(parse_qsl(query))) if draw else _file_at(view, path)
    return page or (_ROBOTS if path == "/robots.txt" else _message(404, "Không tìm thấy trang", view))


def _file_at(view: View, path: str) -> Page | None:
    face = FACES[view.site.face]
    files = ((notice, file) for notice in view.state.shown for file in notice.files)
    found = next(((notice, file) for notice, file in files if face.file_path(notice, file.name) == path), None)
    if found is None:
        return None
    notice, file = found
    return Page(file_bytes(file), MEDIA_TYPES[file.kind], notice.changed, name=file.name)


def _message(status: int, words: str, view: View) -> Page:
    name = escape(view.site.name)
    text = (
        f"<!DOCTYPE html><html lang=vi><meta charset=utf-8><title>{words}</title><h1>{words}</h1><p>{name}</p></html>"
    )
    return Page(text.encode(), HTML, status=status)


def answer(page: Page, asked: Mapping[str, str]) -> Answer:
    """The page for one visitor, whose header names are lower case: conditional, and packed where that is wanted."""
    packed = "gzip" in asked.get("accept-encoding", "") and len(page.body) > _WORTH_PACKING
    packed = packed and page.media_type.startswith(("text/", "application/json", "application/rss", "application/atom"))
    headers = {"Content-Type": page.media_type, "Vary": "Accept-Encoding", **_validators(page, packed=packed)}
    if page.name:
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(page.name)}"
    if page.status == 200 and _still_valid(headers, asked):
        return Answer(304, headers, b"")
    body = gzip.compress(page.body, mtime=0) if packed else page.body
    return Answer(page.status, headers | ({"Content-Encoding": "gzip"} if packed else {}), body)


def _validators(page: Page, *, packed: bool) -> dict[str, str]:
    if page.changed is None:
        return {"Cache-Control": "no-store"} if page.status == 200 else {}
    mark = sha256(page.body).hexdigest()[:20] + ("-gz" if packed else "")
    return {"ETag": f'"{mark}"', "Last-Modified": format_datetime(page.changed.astimezone(UTC), usegmt=True)}


def _still_valid(headers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    if "ETag" not in headers:
        return False
    if "if-none-match" in asked:
        return headers["ETag"] in asked["if-none-match"] or asked["if-none-match"].strip() == "*"
    return _not_after(headers["Last-Modified"], asked.get("if-modified-since", ""))


def _not_after(changed: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
