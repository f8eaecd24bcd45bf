"""The real material beside the checkout: 58 spellings of dates, a register, its citations, wrong feeds."""

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hub.vietnamese.dates import VIETNAM, parse_date
from hub.vietnamese.encodings import decode
from hub.vietnamese.numbers import find_numbers, own_number, parse_number
from hub.vietnamese.quality import gauge
from hub.vietnamese.text import clean, fold, tone_key

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the checkout"),
]


def read_json(name: str) -> Any:
    return json.loads((CORPUS / name).read_text("utf-8"))


def test_all_dates_are_right_and_none_is_wrong() -> None:
    right = 0
    for row in (rows := read_json("dates_vi.json")):
        seen = datetime.fromisoformat(row["seen"]).replace(tzinfo=VIETNAM) if "seen" in row else None
        found = parse_date(row["text"], seen=seen)
        form = "%Y-%m-%d" if found and found.precision == "day" else "%Y-%m-%dT%H:%M"
        got = (found.at.astimezone(VIETNAM).strftime(form), found.precision) if found else (None, None)
        assert got == (row["local"], row["precision"]), row["text"]
        right += 1
    print(f"dates right: {right}/{len(rows)}")
    assert right == 58


def test_the_numbers_of_the_register_make_its_documents() -> None:
    with (CORPUS / "register" / "binhduong.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    read = [(parse_number(row["so_ky_hieu"]), row["ngay_ban_hanh"]) for row in rows]
    keys = {(number.canonical, number.year or int(day[-4:])) for number, day in read if number}
    recognised = sum(number is not None for number, _ in read)
    print(f"numbers recognised: {recognised}/{len(rows)}, documents: {len(keys)}")
    assert (len(rows), recognised, len(keys)) == (4056, 4053, 3603)


def test_the_citations_of_the_register_are_found_and_nothing_else() -> None:
    abstracts = {row["id"]: row["abstract"] for row in read_json("register/documents.json")}
    wanted, found = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in read_json("register/citations.json"):
        wanted.update((row["id"], cite["canonical"]) for cite in row["cites"] if cite["kind"] == "number")
        found.update((row["id"], number.canonical) for number in find_numbers(abstracts[row["id"]]))
    print(f"citations found: {(wanted & found).total()}/{wanted.total()}, false: {(found - wanted).total()}")
    assert wanted == found


def test_abstracts_that_cite_have_no_number_of_their_own() -> None:
    owned = [row["abstract"] for row in read_json("register/documents.json") if own_number(row["abstract"], "")]
    assert all(fold(abstract).startswith("quyet dinh so 34/2014") for abstract in owned)
    assert len(owned) == 1


def test_the_register_is_of_the_quality_measured_before() -> None:
    quality = gauge("\n".join(row["abstract"] for row in read_json("register/documents.json")))
    assert (round(quality.syllables, 2), round(quality.marks, 2)) == (0.97, 0.85)


def test_both_ways_to_write_i_and_y_share_a_key() -> None:
    rows = (CORPUS / "lexicon" / "i_and_y.txt").read_text("utf-8").splitlines()
    pairs = [line.replace("*", " ").split() for line in rows if line.strip()]
    assert len(pairs) >= 36
    assert all(tone_key(one) == tone_key(other) for one, other in pairs)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("06_cp1258_declared.xml", "Quốc khánh"),
        ("07_cp1258_says_utf8.xml", "Quốc khánh"),
        ("08_double_escaped.xml", "Quốc khánh & lên lịch"),
        ("11_undefined_entities.xml", "Nghò ph ng – Quý"),
        ("12_eth_letter.xml", "QĐ-UBND"),
        ("05_nfd_partial.xml", "Quyết định"),
    ],
)
def test_the_defects_of_feeds_are_mended(name: str, expected: str) -> None:
    assert expected in clean(decode((CORPUS / "feeds_defects" / name).read_bytes()).text)


def test_naughty_strings_harm_nothing() -> None:
    for text in read_json("hostile/naughty_strings.json"):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned
        parse_date(text)
        own_number(text, text)
