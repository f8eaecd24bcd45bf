"""Hostile input: in addresses nothing breaks, on pages nothing runs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from hub.records import Agency, Attachment, Source

HOSTILE = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile"

NAUGHTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "\r\nSet-Cookie: a=b",
    "\ud7ff\uffff\ufffe",
    "\u202e\u200b\ufeff",
    "Ệ" * 150,
    "e" + "\u0301" * 290,
    "{{7*7}}",
    "{0.__class__}",
    "%s%n%d",
    "' OR 1=1 --",
    "'; DROP TABLE notice; --",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "NaN",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "0x10",
    "²",
    "true",
    "null",
    "[]",
    "*",
    "(" * 200,
    '"' * 99,
    "-" * 100,
    "a OR " * 50,
    "agency:" * 20,
    "from:2010-99-99",
    "number:/",
    "a*" * 100,
    "~1",
    "2010-02-30",
    "0000-00-00",
    "24/09/2010T25:61",
    "QĐ",
    "ß" * 100,
    "İ" * 100,
)
PATHS = (
    "/{}",
    "/agencies/{}",
    "/sections/{}",
    "/types/{}",
    "/notices/{}",
    "/notices/{}/revisions",
    "/notices/{}/diff",
    "/files/{}/a.pdf",
    "/files/" + "0" * 64 + "/{}",
    "/feeds/{}.atom",
    "/feeds/agencies/{}.rss",
    "/feeds/types/{}.json",
    "/search.{}",
    "/sitemaps/{}.xml",
    "/static/{}",
    "/api/v1/{}",
    "/api/v1/notices/{}",
    "/api/v1/notices/{}/revisions",
    "/api/v1/sources/{}",
)
QUERIES = {
    "/": ("before", "lang"),
    "/agencies/stnmt": ("before", "lang"),
    "/search": ("q", "agency", "section", "type", "source", "from", "to", "sort", "page"),
    "/search.atom": ("q", "agency", "from", "to"),
    "/notices/0001v2m6x9q1h3t5/diff": ("from", "to"),
    "/api/v1/notices": ("q", "agency", "type", "number", "from", "to", "since", "withdrawn", "limit", "after"),
    "/api/v1/search": ("q", "agency", "sort", "offset", "limit"),
    "/api/v1/changes": ("since", "limit"),
}  # fmt: skip


def addresses(strings: Sequence[str]) -> Iterator[str]:
    """Each string at every place of an address, as far as an address may be long."""
    for string in strings:
        written = quote(string.encode("utf-8", "surrogatepass"), safe="")
        yield from (path.format(written) for path in PATHS)
        yield from (f"{path}?{name}={written}" for path, names in QUERIES.items() for name in names)


def unanswered(visitor: Any, strings: Sequence[str]) -> list[str]:
    """The addresses that were answered by a fault of ours."""
    return [address[:200] for address in addresses(strings) if visitor.get(address).status_code >= 500]


def test_no_string_anywhere_in_an_address_is_a_fault_of_ours(visitor: Any) -> None:
    assert unanswered(visitor, NAUGHTY) == []


@pytest.mark.shared
def test_none_of_the_big_list_of_naughty_strings_is_a_fault_of_ours(visitor: Any) -> None:
    strings = json.loads(corpus("naughty_strings.json"))
    assert unanswered(visitor, [string for string in strings[::25] if len(string) < 300]) == []


@pytest.mark.parametrize("raw", [b"\xff", b"%ff", b"%ED%A0%80", b"%00", b"%", b"%zz", b"q=%ff&q=%00&&&=;", b"?" * 4000])
@pytest.mark.parametrize("path", ["/search", "/search.json", "/api/v1/search", "/"])
def test_bytes_that_are_no_text_are_answered(visitor: Any, path: str, raw: bytes) -> None:
    assert visitor.get(f"http://127.0.0.1{path}?q=" + raw.decode("latin-1")).status_code < 500


# --- pages -------------------------------------------------------------------------------


def executable(page: str) -> list[str]:
    """What in a page could run, but for our own script."""
    tree = html.document_fromstring(page)
    scripts = [str(script.get("src")) + str(script.text) for script in tree.iter("script")]
    found = [script for script in scripts if not script.startswith("/static/hub.js?")]
    found += [
        str(name) for element in tree.iter(html.etree.Element) for name in element.attrib if name.startswith("on")
    ]
    found += [
        str(element.tag)
        for element in tree.iter("iframe", "object", "embed", "base", "meta")
        if element.get("http-equiv")
    ]
    links = tree.xpath("//@href | //@src | //@action | //@formaction | //@srcdoc | //@style")
    return found + [link for link in links if not link.startswith(("/", "https://", "http://", "#", "mailto:"))]


def hostile_hub(sample: ModuleType, folder: Path, payloads: Sequence[str]) -> Any:
    """A hub in which every word that comes from outside is a payload."""
    one = sample.notices()[0]
    rows = [
        replace(
            one,
            id=f"{n:06d}",
            title=payload,
            summary=payload,
            text=payload,
            html="",
            url=payload,
            doc_number=payload,
            doc_type=payload,
            signer=payload,
            section=payload,
            agency=f"a{n % 20}",
            cites=(payload,),
            sources=(f"s{n % 20}",),
            source=f"s{n % 20}",
            attachments=(Attachment(payload, payload, payload, 1, None, payload, "failed", payload),),
        )
        for n, payload in enumerate(payloads)
    ]
    agencies = [Agency(f"a{n}", payload, payload, payload) for n, payload in enumerate(payloads[:20])]
    sources = [Source(f"s{n}", f"a{n}", payload, name=payload) for n, payload in enumerate(payloads[:20])]
    return sample.sample_parts(folder, rows, sample.Catalogue(agencies, sources))


FIXED = ("/", "/agencies", "/agencies/a0", "/coverage", "/subscribe", "/search", "/search?q=alert", "/search?q=script")


def test_nothing_that_comes_from_outside_runs_on_a_page(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    visitor = visitor_of(hostile_hub(sample, tmp_path, NAUGHTY))
    for path in (*FIXED, *(f"/notices/{n:06d}" for n in range(len(NAUGHTY)))):
        assert executable(visitor.get(path).text) == [], path


@pytest.mark.shared
def test_no_known_payload_runs_on_a_page(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    payloads = corpus("xss.txt").splitlines()
    visitor = visitor_of(hostile_hub(sample, tmp_path, payloads))
    path = "/"
    while path:
        page = visitor.get(path).text
        assert executable(page) == [], path
        path = next(iter(html.document_fromstring(page).xpath("//p[@class='more']/a/@href")), "")
    for n in range(0, len(payloads), 40):
        assert executable(visitor.get(f"/notices/{n:06d}").text) == [], payloads[n]
    for n in range(0, len(payloads), 200):
        assert executable(visitor.get(f"/search?q={quote(payloads[n][:200])}").text) == [], payloads[n]


def corpus(name: str) -> str:
    file = HOSTILE / name
    if not file.exists():
        pytest.skip("the hostile corpus is not beside the checkout")
    return file.read_text("utf-8", "replace")
