"""Files of 2003 on a disk: tables in tables, FONT tags, days without hours, bytes in windows-1258."""

from dataclasses import replace
from html import escape
from urllib.parse import quote

from hub.demo.faces.face import REMARK, Face, Page, Query, View, batch
from hub.demo.script import Shown
from hub.demo.windows1258 import encode_1258

_PAGE_SIZE = 5


def _article_path(notice: Shown) -> str:
    return f"/thongbao/tb{notice.id}.htm"


def _file_path(_notice: Shown, name: str) -> str:
    return f"/tailieu/{name}"


def _page(view: View, title: str, main: str) -> str:
    name = escape(view.site.name)
    return (
        '<HTML>\n<HEAD>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1258">\n'
        f'<TITLE>{escape(title)}</TITLE>\n</HEAD>\n<BODY BGCOLOR="#FFFFFF" LINK="#000080">\n'
        '<TABLE WIDTH="760" BORDER="0" ALIGN="center" CELLPADDING="4">\n'
        f'<TR><TD COLSPAN="2" BGCOLOR="#003399"><FONT FACE="Arial" COLOR="#FFFFFF" SIZE="4">'
        f'<B>{name}</B></FONT></TD></TR>\n<TR VALIGN="top"><TD WIDTH="150" BGCOLOR="#E6ECF5">'
        '<FONT FACE="Arial" SIZE="2"><TABLE BORDER="0">'
        '<TR><TD><A HREF="/index.htm">Trang chủ</A></TD></TR><TR><TD><A HREF="/gioithieu.htm">Giới thiệu</A></TD></TR>'
        f'<TR><TD><A HREF="/lienhe.htm">Liên hệ</A></TD></TR></TABLE></FONT></TD>\n<TD>{main}</TD></TR>\n'
        f'<TR><TD COLSPAN="2" ALIGN="center"><FONT SIZE="1"><HR>{name}<BR>{escape(view.site.place)}<BR>{REMARK}.'
        "</FONT></TD></TR>\n</TABLE>\n</BODY>\n</HTML>\n"
    )


def _file(view: View, title: str, main: str) -> Page:
    """The server of that time does not name the encoding; only the page does."""
    return Page(encode_1258(_page(view, title, main)), "text/html", view.state.changed)


def _day(notice: Shown) -> str:
    at = notice.published
    return f"{at.day}/{at.month}/{at.year}"


def _listing(view: View, number: int) -> Page | None:
    notices, following = batch(view.state.shown, str(number), _PAGE_SIZE)
    if not notices:
        return None
    rows = "\n".join(
        f'<TR><TD VALIGN="top">&#149;</TD><TD><A HREF="{_article_path(notice)}">{escape(notice.title)}</A> '
        f'<FONT SIZE="1" COLOR="#808080"><I>({_day(notice)})</I></FONT></TD></TR>'
        for notice in notices
    )
    pager = f'<P ALIGN="right"><A HREF="trang{following}.htm">Trang sau &gt;&gt;</A></P>' if following else ""
    return _file(view, "Thông báo", f'<TABLE BORDER="0" CELLPADDING="3">\n{rows}\n</TABLE>{pager}')


def _article(view: View, notice: Shown) -> Page:
    text = "<BR><BR>\n".join(escape(part).replace("\n", "<BR>") for part in notice.paragraphs)
    files = "".join(
        f'<BR>Tải về: <A HREF="{quote(_file_path(notice, file.name))}">{escape(file.name)}</A>' for file in notice.files
    )
    main = (
        '<TABLE BORDER="0" WIDTH="100%">\n'
        f'<TR><TD><FONT FACE="Times New Roman" SIZE="4" COLOR="#000080">'
        f"<B>{escape(notice.title)}</B></FONT></TD></TR>\n"
        f'<TR><TD><FONT SIZE="2"><B>{escape(notice.section)}</B> <I>({_day(notice)})</I></FONT></TD></TR>\n'
        f'<TR><TD><DIV ALIGN="justify"><FONT FACE="Times New Roman" SIZE="3">{text}</FONT></DIV></TD></TR>\n'
        f'<TR><TD><FONT SIZE="2">{files}</FONT></TD></TR>\n</TABLE>'
    )
    return replace(_file(view, notice.title, main), changed=notice.changed)


def _plain(view: View, _query: Query) -> Page:
    return _file(view, view.site.name, f"<P>{escape(view.site.place)}</P>")


FACE = Face(
    _article_path,
    _file_path,
    _article,
    {
        "/": lambda view, _query: _listing(view, 1),
        "/index.htm": lambda view, _query: _listing(view, 1),
        "/trang2.htm": lambda view, _query: _listing(view, 2),
        "/trang3.htm": lambda view, _query: _listing(view, 3),
        "/gioithieu.htm": _plain,
        "/lienhe.htm": _plain,
    },
)
