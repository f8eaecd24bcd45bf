"""A small site of a ward, made by hand a few years ago: clean pages and an Atom feed with the whole text."""

from html import escape
from urllib.parse import quote

from hub.demo.faces.face import REMARK, Face, Page, Query, View, body_html, file_links, html
from hub.demo.files import MEDIA_TYPES
from hub.demo.script import Shown

_STYLE = (
    "body{font:17px/1.6 system-ui,sans-serif;max-width:44em;margin:auto;padding:0 1em}h1{line-height:1.3}"
    "footer{border-top:1px solid #ccc;color:#555;font-size:.85em}"
)


def _article_path(notice: Shown) -> str:
    return f"/bai-viet/{notice.key}"


def _file_path(_notice: Shown, name: str) -> str:
    return f"/tai-ve/{name}"


def _page(view: View, title: str, main: str) -> str:
    name = escape(view.site.name)
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)} | {name}</title>'
        f'<link rel="alternate" type="application/atom+xml" href="/atom.xml" title="{name}">'
        f'<style>{_STYLE}</style></head><body><p><a href="/">{name}</a></p><main>{main}</main>'
        f"<footer>{escape(view.site.place)}. {REMARK}. Lượt truy cập: {23400 + view.visits}</footer></body></html>"
    )


def _home(view: View, _query: Query) -> Page:
    rows = "\n".join(
        f'<li><a href="{_article_path(notice)}">{escape(notice.title)}</a> ({notice.published:%d/%m/%Y})</li>'
        for notice in view.state.shown
    )
    return html(_page(view, "Trang chủ", f"<h1>Thông tin mới</h1><ul>{rows}</ul>"))


def _article(view: View, notice: Shown) -> Page:
    files = "".join(f"<li>{link}</li>" for link in file_links(notice, _file_path))
    main = (
        f'<article><h1>{escape(notice.title)}</h1><p><time datetime="{notice.published.isoformat()}">'
        f'{notice.published:%d/%m/%Y, %H:%M}</time> · <span class="muc">{escape(notice.section)}</span></p>'
        f'<div class="than-bai">\n{body_html(notice)}\n</div>'
        + (f'<ul class="tep">{files}</ul>' if files else "")
        + "</article>"
    )
    return html(_page(view, notice.title, main))


def _feed(view: View, _query: Query) -> Page:
    entries = "\n".join(_entry(view, notice) for notice in view.state.shown)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">'
        f"<title>{escape(view.site.name)}</title><id>{view.origin}/</id>"
        f'<link href="{view.origin}/"/><link rel="self" href="{view.origin}/atom.xml"/>'
        f"<updated>{view.state.changed.isoformat()}</updated>\n{entries}\n</feed>\n"
    )
    return Page(text.encode(), "application/atom+xml; charset=utf-8", view.state.changed)


def _entry(view: View, notice: Shown) -> str:
    files = "".join(
        f'<link rel="enclosure" type="{MEDIA_TYPES[file.kind]}" title="{escape(file.name)}" '
        f'href="{view.origin}{quote(_file_path(notice, file.name))}"/>'
        for file in notice.files
    )
    address = view.origin + _article_path(notice)
    return (
        f'<entry><title>{escape(notice.title)}</title><id>{address}</id><link href="{address}"/>{files}'
        f"<published>{notice.published.isoformat()}</published><updated>{notice.changed.isoformat()}</updated>"
        f"<author><name>{escape(view.site.name)}</name></author>"
        f'<category term="{escape(notice.section)}"/><content type="html">{escape(body_html(notice))}</content></entry>'
    )


FACE = Face(_article_path, _file_path, _article, {"/": _home, "/atom.xml": _feed})
