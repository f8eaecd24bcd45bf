"""Hostile input: in addresses nothing breaks, on pages nothing runs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from hub.records import Agency, Attachment, Source

HOSTILE = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile"


def unanswered(visitor: Any, addresses: Iterable[str]) -> list[str]:
    """The addresses that were answered by a fault of ours."""
    return [address[:200] for address in addresses if visitor.get(address).status_code >= 500]


def test_no_string_anywhere_in_an_address_is_a_fault_of_ours(visitor: Any, hostile: ModuleType) -> None:
    assert unanswered(visitor, hostile.addresses(hostile.NAUGHTY)) == []


@pytest.mark.shared
def test_none_of_the_big_list_of_naughty_strings_is_a_fault_of_ours(visitor: Any, hostile: ModuleType) -> None:
    strings = [string for string in json.loads(corpus("naughty_strings.json"))[::25] if len(string) < 300]
    assert unanswered(visitor, hostile.addresses(strings)) == []


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


def test_nothing_that_comes_from_outside_runs_on_a_page(
    visitor_of: Any, sample: ModuleType, hostile: ModuleType, tmp_path: Path
) -> None:
    visitor = visitor_of(hostile_hub(sample, tmp_path, hostile.NAUGHTY))
    for path in (*FIXED, *(f"/notices/{n:06d}" for n in range(len(hostile.NAUGHTY)))):
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
