"""A news module whose feed has a famous fault: it writes the number of the month where the minutes belong.

The feed has summaries only; the page says when it was published, in `itemprop=datePublished`.
"""

from datetime import UTC
from email.utils import format_datetime
from html import escape

from hub.demo.faces.face import REMARK, Face, Page, Query, View, body_html, file_links, html, sections
from hub.demo.script import Shown
from hub.vietnamese.text import slug

_NEWS = "/vi/news/"
_FEED = "/vi/news/rss/"
_FEED_LENGTH = 30
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_STYLE = (
    "body{font:14px/1.6 Arial,Helvetica,sans-serif;background:#e9eef2;margin:0}.wraper{max-width:960px;margin:auto;"
    "background:#fff;padding:12px}#header{background:#2a6fb0;color:#fff;padding:12px}#header a{color:#fff;"
    "margin-right:14px}.panel{border:1px solid #ddd;padding:8px;margin:8px 0}.h5{color:#777}.hidden{display:none}"
)


def _article_path(notice: Shown) -> str:
    return f"{_NEWS}{slug(notice.section)}/{notice.key}-{notice.id}.html"


def _file_path(notice: Shown, name: str) -> str:
    return f"/uploads/news/{notice.published:%Y_%m}/{name}"


def _page(view: View, title: str, main: str) -> str:
    menu = "".join(f"<a>{escape(name)}</a>" for name in sections(view))
    side = "".join(
        f'<li><a href="{_article_path(notice)}">{escape(notice.title)}</a></li>' for notice in _newest(view, 3)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="vi" prefix="og: http://ogp.me/ns#"><head><title>{escape(title)}</title>'
        '<meta charset="utf-8"><meta name="generator" content="NukeViet v4.5">'
        f'<link rel="alternate" href="{_FEED}" title="{escape(view.site.name)}" type="application/rss+xml">'
        f'<style>{_STYLE}</style></head><body><div class="wraper"><header id="header"><h2>{escape(view.site.name)}</h2>'
        f'{menu}</header><section>{main}</section><aside class="panel"><strong>Tin mới</strong><ul>{side}</ul></aside>'
        f'<div class="panel thong-ke">Đang truy cập: {2 + view.visits % 7}; Hôm nay: {120 + view.visits}; '
        f"Tổng lượt truy cập: {456700 + view.visits}</div>"
        f"<footer>{escape(view.site.name)}, {escape(view.site.place)}. {REMARK}.</footer></div></body></html>"
    )


def _newest(view: View, count: int) -> tuple[Shown, ...]:
    return view.state.shown[:count]


def _clock(notice: Shown) -> str:
    return f"Thứ {_WEEKDAYS[notice.published.weekday()]} - {notice.published:%d/%m/%Y %H:%M}"


def _home(view: View, _query: Query) -> Page:
    boxes = "\n".join(
        f'<div class="news_column panel"><h3><a href="{_article_path(notice)}">{escape(notice.title)}</a></h3>'
        f'<p class="h5">{_clock(notice)}</p><p>{escape(notice.summary)}</p></div>'
        for notice in view.state.shown
    )
    return html(_page(view, "Tin tức", boxes))


def _article(view: View, notice: Shown) -> Page:
    files = "".join(f"<li>{link}</li>" for link in file_links(notice, _file_path))
    main = (
        f'<div class="news_column panel" itemtype="http://schema.org/NewsArticle" itemscope><h1 class="title" '
        f'itemprop="headline">{escape(notice.title)}</h1><div class="hidden" itemprop="datePublished">'
        f'{notice.published.isoformat()}</div><span class="h5">{_clock(notice)}</span> '
        f'<ul class="breadcrumb"><li><a>{escape(notice.section)}</a></li></ul>'
        f'<div id="news-bodyhtml" class="bodytext" itemprop="articleBody">\n{body_html(notice)}\n</div>'
        + (f'<ul class="newsattach">{files}</ul>' if files else "")
        + f'<p class="luot-doc">Đã xem: {88 + view.visits}</p></div>'
    )
    return html(_page(view, notice.title, main))


def _feed(view: View, _query: Query) -> Page:
    items = "\n".join(_item(view, notice) for notice in _newest(view, _FEED_LENGTH))
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(view.site.name)}</title><link>{view.origin}{_NEWS}</link>"
        f"<description>Tin tức - {escape(view.site.name)}</description><language>vi</language>"
        f"<pubDate>{_faulty(view.state.shown[0])}</pubDate><generator>NukeViet v4.0</generator>\n"
        f"{items}\n</channel></rss>\n"
    )
    return Page(text.encode(), "text/xml; charset=utf-8", view.state.changed)


def _item(view: View, notice: Shown) -> str:
    return (
        f"<item><title>{escape(notice.title)}</title><link>{view.origin}{_article_path(notice)}</link>"
        f'<guid isPermaLink="false">news_{notice.id}</guid><description><![CDATA[{escape(notice.summary)}]]>'
        f"</description><pubDate>{_faulty(notice)}</pubDate></item>"
    )


def _faulty(notice: Shown) -> str:
    at = notice.published.astimezone(UTC)
    return format_datetime(at.replace(minute=at.month, second=0), usegmt=True)


FACE = Face(_article_path, _file_path, _article, {"/": _home, _NEWS: _home, _FEED: _feed})
