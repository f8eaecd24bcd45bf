"""A site whose front page is an empty shell filled by a script from a JSON list."""

import json
from html import escape

from hub.demo.faces.face import REMARK, Face, Page, Query, View, batch, body_html, file_links, html
from hub.demo.script import Shown

_LIST = "/api/tin-bai"
_PAGE_SIZE = 5
_STYLE = (
    "body{font:16px/1.6 'Segoe UI',Roboto,sans-serif;margin:0;background:#f7f9fb}.bar{background:#00695c;color:#fff;"
    "padding:14px 24px}.khung{max-width:880px;margin:auto;background:#fff;padding:16px 24px}.meta{color:#667;"
    "font-size:14px}"
)
# The script only shows the list to people; the hub reads the list itself.
_SCRIPT = (
    "fetch('/api/tin-bai?trang=1').then(function(a){return a.json()}).then(function(t){document.getElementById('app')"
    ".innerHTML=t.duLieu.danhSach.map(function(b){return '<p><a href=\"/tin-bai/'+b.ma+'\">'+b.tieuDe+'</a></p>'})"
    ".join('')})"
)


def _article_path(notice: Shown) -> str:
    return f"/tin-bai/{notice.id}"


def _file_path(notice: Shown, name: str) -> str:
    return f"/tep-tin/{notice.id}/{name}"


def _page(view: View, title: str, main: str) -> str:
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{_STYLE}</style></head><body><div class="bar">{escape(view.site.name)}</div>'
        f'<div class="khung">{main}</div><footer class="khung meta">{escape(view.site.place)}. {REMARK}.</footer>'
        "</body></html>"
    )


def _shell(view: View, _query: Query) -> Page:
    main = f'<div id="app">Đang tải dữ liệu…</div><script>{_SCRIPT}</script>'
    return html(_page(view, view.site.name, main), view.state.changed)


def _list(view: View, query: Query) -> Page:
    notices, following = batch(view.state.shown, query.get("trang"), _PAGE_SIZE)
    rows = [
        {
            "ma": notice.id,
            "tieuDe": notice.title,
            "tomTat": notice.summary,
            "soKyHieu": notice.number or None,
            "chuyenMuc": {"ten": notice.section},
            "ngayDang": f"{notice.published:%d/%m/%Y %H:%M}",
        }
        for notice in notices
    ]
    data = {"tongSo": len(view.state.shown), "danhSach": rows, "trangSau": f"{_LIST}?trang={following}"}
    if following is None:
        data["trangSau"] = ""
    text = json.dumps({"thanhCong": True, "duLieu": data}, ensure_ascii=False)
    return Page(text.encode(), "application/json; charset=utf-8", view.state.changed)


def _article(view: View, notice: Shown) -> Page:
    files = "".join(f"<li>{link}</li>" for link in file_links(notice, _file_path))
    main = (
        f'<h1>{escape(notice.title)}</h1><p class="meta"><span class="ngay">{notice.published:%H:%M, %d/%m/%Y}</span>'
        f' · <span class="muc">{escape(notice.section)}</span> · {57 + view.visits} lượt xem</p>'
        f'<div class="noi-dung">\n{body_html(notice)}\n</div>' + (f'<ul class="tep-tin">{files}</ul>' if files else "")
    )
    return html(_page(view, notice.title, main))


FACE = Face(_article_path, _file_path, _article, {"/": _shell, _LIST: _list})
