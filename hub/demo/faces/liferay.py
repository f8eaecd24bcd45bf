"""A portal of portlets: boxes in boxes, pages counted by a portlet parameter, view counts inside the date line."""

from html import escape

from hub.demo.faces.face import REMARK, Face, Page, Query, View, batch, body_html, file_links, html, sections
from hub.demo.script import Shown

_HOME = "/web/guest/thong-bao"
_PORTLET = "101_INSTANCE_vK3qT8hXdW2m"
_CURSOR = f"_{_PORTLET}_cur"
_PAGE_SIZE = 5
_STYLE = (
    "body{font:15px/1.5 Roboto,Arial,sans-serif;background:#f3f4f6;margin:0}#wrapper{max-width:980px;margin:auto;"
    "background:#fff;padding:0 20px 20px}#banner{border-bottom:4px solid #1c7c54;padding:16px 0}"
    ".row-fluid{display:flex;gap:24px}.span9{flex:3}.span3{flex:1;font-size:13px}"
    ".asset-abstract{border-bottom:1px dotted #bbb;padding:8px 0}"
    "#footer{font-size:12px;color:#666;border-top:1px solid #ccc}"
)


def _article_path(notice: Shown) -> str:
    return f"{_HOME}/-/view_content/{notice.id}-{notice.key}"


def _file_path(notice: Shown, name: str) -> str:
    return f"/documents/20182/{notice.id}/{name}"


def _page(view: View, title: str, main: str) -> str:
    menu = "".join(f"<li><a>{escape(name)}</a></li>" for name in sections(view))
    side = "".join(_side(notice) for notice in view.state.shown[:4])
    return (
        '<!DOCTYPE html>\n<html class="ltr" dir="ltr" lang="vi-VN"><head><meta content="text/html; charset=UTF-8" '
        f'http-equiv="content-type" /><title>{escape(title)} - {escape(view.site.name)}</title>'
        f'<style>{_STYLE}</style></head><body class="yui3-skin-sam controls-visible"><div id="wrapper">'
        f'<div id="banner"><strong>{escape(view.site.name)}</strong><ul class="nav">{menu}</ul></div>'
        f'<div id="content"><div class="row-fluid"><div class="span9 portlet-column" id="column-1">{main}</div>'
        f'<div class="span3 portlet-column" id="column-2"><div class="portlet-boundary portlet-static">'
        f"<h4>Tin đọc nhiều</h4>{side}</div><div>Lượt truy cập: <b>{982400 + view.visits}</b></div></div></div></div>"
        f'<div id="footer">{escape(view.site.name)}. {escape(view.site.place)}. {REMARK}.</div></div></body></html>'
    )


def _side(notice: Shown) -> str:
    return f'<div class="tin-phu"><a href="{_article_path(notice)}">{escape(notice.title)}</a></div>'


def _clock(notice: Shown) -> str:
    return f"{notice.published:%d/%m/%Y} | {notice.published:%I:%M %p}"


def _portlet(main: str) -> str:
    return (
        f'<div class="portlet-boundary portlet-boundary_101_" id="p_p_id_{_PORTLET}_">'
        f'<div class="portlet-body">{main}</div></div>'
    )


def _listing(view: View, query: Query) -> Page:
    notices, following = batch(view.state.shown, query.get(_CURSOR), _PAGE_SIZE)
    boxes = "\n".join(
        f'<div class="asset-abstract default-asset-publisher"><h3 class="asset-title">'
        f'<a href="{_article_path(notice)}">{escape(notice.title)}</a></h3><div class="asset-metadata">'
        f'<span class="metadata-entry assetPublishDate">{_clock(notice)}</span></div>'
        f'<div class="asset-summary">{escape(notice.summary)}</div></div>'
        for notice in notices
    )
    address = f"{_HOME}?p_p_id={_PORTLET}&amp;p_p_lifecycle=0&amp;{_CURSOR}={following}"
    pager = f'<ul class="lfr-pagination-buttons"><li class="next"><a href="{address}">Tiếp theo →</a></li></ul>'
    return html(_page(view, "Thông báo", _portlet(boxes + (pager if following else ""))))


def _article(view: View, notice: Shown) -> Page:
    files = "".join(f'<div class="tai-lieu">{link}</div>' for link in file_links(notice, _file_path))
    main = (
        f'<h1 class="header-title"><span>{escape(notice.title)}</span></h1><div class="asset-full-content">'
        f'<div class="asset-metadata"><span class="assetPublishDate">Ngày đăng {_clock(notice)} | '
        f'Lượt xem: {1250 + view.visits}</span><span class="taglib-asset-categories-summary">Chuyên mục: '
        f'<a class="asset-category">{escape(notice.section)}</a></span></div>'
        f'<div class="asset-content"><div class="journal-content-article">\n{body_html(notice)}\n</div></div>'
        f"{files}</div>"
    )
    return html(_page(view, notice.title, _portlet(main)))


FACE = Face(_article_path, _file_path, _article, {"/": _listing, _HOME: _listing})
