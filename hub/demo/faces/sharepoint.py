"""A portal of list parts: generated ids, rows of a table, `.aspx` addresses, blanks left in file names."""

from html import escape

from hub.demo.faces.face import REMARK, Face, Page, Query, View, batch, body_html, html, sections
from hub.demo.script import Shown

_LIST = "/Pages/thong-bao.aspx"
_PART = "ctl00_ctl45_g_4c1b7a52_90de_4c6e_8f35_2f1f7d0a6b18_ctl00"
_PAGE_SIZE = 8
_STYLE = (
    "body{font:14px Arial,sans-serif;margin:0}#s4-bodyContainer{width:1000px;margin:auto}.banner{background:#0a5a9c;"
    "color:#fff;padding:18px;font-size:22px}.menu a{padding:6px 12px;display:inline-block}table{width:100%;"
    "border-collapse:collapse}td,th{border:1px solid #cfd8e0;padding:6px;vertical-align:top}.foot{background:#eef;"
    "padding:12px;margin-top:20px}"
)


def _article_path(notice: Shown) -> str:
    return f"/Pages/chi-tiet.aspx?ItemID={notice.id}"


def _file_path(notice: Shown, name: str) -> str:
    return f"/Lists/ThongBao/Attachments/{notice.id}/{name}"


def _page(view: View, title: str, main: str) -> str:
    menu = "".join(f"<a>{escape(name)}</a>" for name in sections(view))
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="vi-vn"><head><meta name="GENERATOR" '
        'content="Microsoft SharePoint" /><meta http-equiv="Content-type" content="text/html; charset=utf-8" />'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><form method="post" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" '
        f'value="/wEPDwUJ{view.visits:08d}" /><div id="s4-bodyContainer">'
        f'<div class="banner">{escape(view.site.name)}</div><div class="menu">'
        f'<a href="{_LIST}">Trang chủ</a>{menu}</div><div id="MSOZoneCell_WebPartWPQ2">{main}</div>'
        f'<div class="thong-ke">Đang trực tuyến: {3 + view.visits % 9}. Tổng lượt: {1284000 + view.visits}</div>'
        f'<div class="foot">{escape(view.site.name)}. {escape(view.site.place)}.<br />{REMARK}.</div>'
        "</div></form></body></html>"
    )


def _clock(notice: Shown) -> str:
    """The time as that framework writes it in Vietnamese: SA before noon, CH after."""
    at = notice.published
    return f"{at:%d/%m/%Y} {at:%I:%M} {'SA' if at.hour < 12 else 'CH'}"


def _listing(view: View, query: Query) -> Page:
    notices, following = batch(view.state.shown, query.get("Trang"), _PAGE_SIZE)
    rows = "\n".join(
        f'<tr class="ms-itmhover"><td class="ms-vb2">{escape(notice.number)}</td>'
        f'<td class="ms-vb-title"><a href="{escape(_article_path(notice))}">{escape(notice.title)}</a></td>'
        f'<td class="ms-vb2 chuyen-muc">{escape(notice.section)}</td>'
        f'<td class="ms-vb2 ngay-dang"><nobr>{_clock(notice)}</nobr></td></tr>'
        for notice in notices
    )
    pager = f'<a class="ms-paging" href="{_LIST}?Trang={following}">Trang sau</a>' if following else ""
    main = (
        f'<div id="{_PART}_pnListNews"><table class="ms-listviewtable" summary="Thông báo"><tr class="ms-viewheadertr">'
        "<th>Số/ký hiệu</th><th>Trích yếu</th><th>Chuyên mục</th><th>Ngày đăng</th></tr>\n"
        f"{rows}</table>{pager}</div>"
    )
    return html(_page(view, "Thông báo", main))


def _article(view: View, notice: Shown) -> Page:
    # The file names stand in the address as they are, blanks and Vietnamese letters unescaped: so did real ones.
    files = "".join(
        f'<li><a href="{escape(_file_path(notice, file.name))}">{escape(file.name)}</a></li>' for file in notice.files
    )
    main = (
        f'<div id="{_PART}_pnDetail" class="chi-tiet-tin"><h1 class="tieu-de-tin">{escape(notice.title)}</h1>'
        f'<div class="thong-tin-tin"><span class="ngay-dang">{_clock(notice)}</span> | <span class="chuyen-muc">'
        f'{escape(notice.section)}</span> | <span class="luot-xem">Lượt xem: {310 + view.visits}</span></div>'
        f'<div class="ms-rtestate-field">\n{body_html(notice)}\n</div>'
        f'<ul class="tep-dinh-kem">{files}</ul><a href="{_LIST}">Quay lại</a></div>'
    )
    return html(_page(view, notice.title, main))


FACE = Face(_article_path, _file_path, _article, {"/": _listing, _LIST: _listing})
