"""A blog-like site whose feed carries the whole text."""

from email.utils import format_datetime
from html import escape

from hub.demo.faces.face import REMARK, Face, Page, Query, View, body_html, file_links, html, sections
from hub.demo.script import Shown

_RSS = "application/rss+xml; charset=UTF-8"
_FEED_LENGTH = 20
_STYLE = (
    "body{font:17px/1.6 Georgia,serif;max-width:46em;margin:0 auto;padding:0 1em;color:#222}header{border-bottom:3px "
    "solid #b5121b}header a{color:#b5121b;text-decoration:none}nav a{margin-right:1em}aside,footer{font-size:.85em;"
    "color:#555}.entry-title{line-height:1.3}"
)


def _article_path(notice: Shown) -> str:
    return f"/{notice.published:%Y/%m}/{notice.key}/"


def _file_path(notice: Shown, name: str) -> str:
    return f"/wp-content/uploads/{notice.published:%Y/%m}/{name}"


def _page(view: View, title: str, main: str) -> str:
    menu = "".join(f"<a>{escape(name)}</a> " for name in sections(view))
    recent = "".join(_line(notice) for notice in view.state.shown[:5])
    name = escape(view.site.name)
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="UTF-8" /><title>{escape(title)} &#8211; {name}</title>'
        '<meta name="generator" content="WordPress 6.8.3" /><meta name="viewport" content="width=device-width" />'
        f'<link rel="alternate" type="application/rss+xml" title="{name} &raquo; Dòng thông tin" href="/feed/" />'
        f"<style>{_STYLE}</style></head><body>"
        f'<header class="site-header"><h2><a href="/">{name}</a></h2><nav>{menu}</nav></header>\n'
        f'<main id="primary">{main}</main>\n'
        f'<aside class="widget-area"><h3>Bài viết mới</h3><ul>{recent}</ul></aside>'
        f"<footer>{name}. {escape(view.site.place)}. {REMARK}.</footer></body></html>"
    )


def _line(notice: Shown) -> str:
    return f'<li><a href="{_article_path(notice)}">{escape(notice.title)}</a></li>'


def _time(notice: Shown) -> str:
    at = notice.published
    return f'<time class="entry-date published" datetime="{at.isoformat()}">{at:%d/%m/%Y %H:%M}</time>'


def _home(view: View, _query: Query) -> Page:
    posts = "\n".join(
        f'<article class="post-{notice.id} post"><h2 class="entry-title"><a href="{_article_path(notice)}" '
        f'rel="bookmark">{escape(notice.title)}</a></h2>{_time(notice)}</article>'
        for notice in view.state.shown
    )
    return html(_page(view, "Trang chủ", posts), view.state.changed)


def _article(view: View, notice: Shown) -> Page:
    main = (
        f'<article class="post-{notice.id} post type-post"><header class="entry-header">'
        f'<h1 class="entry-title">{escape(notice.title)}</h1>{_time(notice)} <span class="cat-links">'
        f'<a rel="category tag">{escape(notice.section)}</a></span></header>'
        f'<div class="entry-content">\n{_content(notice)}\n</div>'
        f'<p class="post-views">Lượt xem: {4100 + view.visits}</p></article>'
    )
    return html(_page(view, notice.title, main))


def _content(notice: Shown) -> str:
    """The text with its files below, as an editor puts them there: page and feed say the same."""
    files = "".join(f"<li>{link}</li>" for link in file_links(notice, _file_path))
    return body_html(notice) + (f'\n<ul class="wp-block-file">{files}</ul>' if files else "")


def _feed(view: View, _query: Query) -> Page:
    items = "\n".join(_item(view, notice) for notice in view.state.shown[:_FEED_LENGTH])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        ' xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{escape(view.site.name)}</title><link>{view.origin}/</link>"
        f'<atom:link href="{view.origin}/feed/" rel="self" type="application/rss+xml" />'
        f"<description>{escape(view.site.place)}</description><language>vi</language>"
        f"<lastBuildDate>{format_datetime(view.state.changed)}</lastBuildDate>"
        f"<generator>https://wordpress.org/?v=6.8.3</generator>\n{items}\n</channel></rss>\n"
    )
    return Page(text.encode(), _RSS, view.state.changed)


def _item(view: View, notice: Shown) -> str:
    return (
        f"<item><title>{escape(notice.title)}</title><link>{view.origin}{_article_path(notice)}</link>"
        f"<dc:creator><![CDATA[Ban biên tập]]></dc:creator><pubDate>{format_datetime(notice.published)}</pubDate>"
        f"<category><![CDATA[{notice.section}]]></category>"
        f'<guid isPermaLink="false">{view.origin}/?p={notice.id}</guid>'
        f"<description><![CDATA[<p>{escape(notice.summary)} [&hellip;]</p>]]></description>"
        f"<content:encoded><![CDATA[{_content(notice)}]]></content:encoded></item>"
    )


FACE = Face(_article_path, _file_path, _article, {"/": _home, "/feed/": _feed})
