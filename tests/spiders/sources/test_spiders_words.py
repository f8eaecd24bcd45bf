"""A page's words run together, whatever is the matter with its letters."""

import pytest
from lxml import html

from hub.vietnamese.text import clean, is_flawless
from spiders.words import has_words, trail_of, words_of


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Thông báo</p> <p>tuyển dụng</p>", "Thôngbáotuyểndụng"),
        ("<p>QÐ-UBND</p><p>số 7</p>", "QĐ-UBNDsố7"),
        ("<p>ph&amp;ograve;ng</p><p>\u200b</p><p>Y tế</p>", "phòngYtế"),
        ("<p>ho\u0300a</p><p>Nha\u200b Trang</p>", "hòaNhaTrang"),
        ("<p>\ue000</p><p>một \ue000 hai</p>", "\ue000một\ue000hai"),
        ("<p>một</p><script>var a</script><style>p{}</style>hai", "mộthai"),
        ("", ""),
    ],
    ids=["clean", "Eth", "escaped twice", "decomposed", "private letters", "scripts", "nothing"],
)
def test_words_run_together_as_they_were_meant(body: str, words: str) -> None:
    assert trail_of(html.fromstring(f"<html><body>{body}</body></html>")).text == words


def test_every_word_is_where_its_element_is() -> None:
    page = html.fromstring("<html><body><p>QÐ số 7</p><div>\u200b</div><b>hai</b></body></html>")
    trail = trail_of(page)
    assert [(start, owner.tag) for start, owner in zip(trail.starts, trail.owners, strict=True)] == [(0, "p"), (5, "b")]


@pytest.mark.parametrize("text", ["Quốc khánh", "a \n b", "“Điều 1” – 2…", ""])
def test_a_flawless_text_is_left_as_it_is_but_for_blanks(text: str) -> None:
    assert is_flawless(text)
    assert clean(text) == " ".join(text.split())


@pytest.mark.parametrize("text", ["QÐ", "&amp;", "phograve;ng", "ho\u0300a", "a\u200bb"])
def test_what_would_be_mended_is_not_flawless(text: str) -> None:
    assert clean(text) != text
    assert not is_flawless(text)


@pytest.mark.parametrize(
    "markup",
    ["<p>Thông báo</p>", "<p> <b>7</b></p>", "<p>&nbsp;</p>", "<p>&nbsp;a</p>", "<p>.</p>", '<img alt="a">', ""],
)
def test_markup_has_words_where_any_are_read_of_it(markup: str) -> None:
    assert has_words(markup) == bool(words_of(markup))
