"""What the sample sites say, read as a clerk would: numbers, dates, citations, working hours."""

import re
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.demo.samples import Sample, Site, bundled_sites
from hub.demo.script import Shown, site_state
from hub.vietnamese.dates import VIETNAM

SITES = bundled_sites()
SAMPLES = [(site, sample) for site in SITES for sample in site.samples]
NUMBER = re.compile(r"\d{1,5}/(?:(?:QĐ|TB|KH|CT|CĐ|HD|BC)-[A-ZĐ]+|[A-ZĐ]+-[A-Za-zĐ]+)")
CITED = re.compile(r"(\d{1,5}/[A-ZĐ]{2,3}-[A-ZĐ]+) (?:\{long ([+-]\d+)\}|ngày)")
LATER = timedelta(days=1)
STARTS = st.integers(0, 5 * 365 * 24).map(lambda hours: datetime(2026, 9, 1, tzinfo=VIETNAM) + timedelta(hours=hours))


def _named(pair: tuple[Site, Sample]) -> str:
    return f"{pair[0].slug}/{pair[1].key}"


def _everything(start: datetime) -> list[Shown]:
    """Every notice, late ones included, none withdrawn, in its first version."""
    at_first = {notice.key + site.slug: notice for site in SITES for notice in site_state(site, start, start).shown}
    after = {
        notice.key + site.slug: notice for site in SITES for notice in site_state(site, start, start + LATER).shown
    }
    return list({**after, **at_first}.values())


def test_there_are_seven_sites_and_some_fifty_notices():
    assert len({site.face for site in SITES}) == len(SITES) == 7
    assert len(SAMPLES) >= 50


@pytest.mark.parametrize(("site", "sample"), SAMPLES, ids=map(_named, SAMPLES))
def test_a_notice_looks_like_an_official_one(site, sample):
    title = re.sub(r"\{[^}]*\}", "x", sample.title)
    assert 15 <= len(title.split()) <= 40
    assert not sample.number or NUMBER.fullmatch(sample.number)
    assert 3 <= len(sample.body.split("\n\n")) <= 6
    assert all(len(paragraph) > 8 for paragraph in sample.body.split("\n\n"))
    assert sample.issued >= sample.days


def test_keys_and_ids_are_unique_on_a_site():
    for site in SITES:
        assert len({sample.key for sample in site.samples}) == len(site.samples)
        assert len({sample.id for sample in site.samples}) == len(site.samples)


def test_the_numbers_of_a_register_grow_with_time():
    registers = defaultdict(set)
    for site, sample in SAMPLES:
        number, _, symbol = sample.number.partition("/")
        if symbol:
            issuer = site.slug if "TB-UBND" in symbol else ""
            registers[issuer, symbol].add((-sample.issued, int(number)))
    for register, entries in registers.items():
        numbers = [number for _, number in sorted(entries)]
        assert numbers == sorted(numbers), register


def test_a_cited_document_bears_the_date_it_was_issued():
    issued = {sample.number: sample.issued for _, sample in SAMPLES}
    texts = [sample.body for _, sample in SAMPLES] + [file.text for _, sample in SAMPLES for file in sample.files]
    cited = [match for text in texts for match in CITED.finditer(text)]
    ours = [(match[1], int(match[2] or 0)) for match in cited if match[1] in issued]
    assert len(ours) >= 10
    assert all(-issued[number] == days for number, days in ours)


def test_national_decrees_and_laws_are_cited():
    bodies = "\n".join(sample.body for _, sample in SAMPLES)
    assert len(set(re.findall(r"\d+/\d{4}/NĐ-CP", bodies))) >= 15
    assert len(set(re.findall(r"\d+/\d{4}/QH\d+", bodies))) >= 15


def test_one_announcement_stands_on_three_sites_in_the_same_words():
    same = [sample for _, sample in SAMPLES if sample.number == "21/CĐ-UBND"]
    assert len(same) == 3
    assert len({(sample.title, sample.body, sample.signed_at, sample.issued) for sample in same}) == 1


@given(STARTS)
def test_whenever_it_starts_everything_was_published_lately_in_working_hours(start):
    for notice in _everything(start):
        at = notice.published
        assert at.weekday() < 5 and 7 <= at.hour < 17
        assert timedelta(0) < start - at < timedelta(days=45)


@given(STARTS)
def test_no_date_is_left_to_be_filled_in(start):
    for notice in _everything(start):
        said = " ".join((notice.title, notice.summary, *notice.paragraphs, *(file.text for file in notice.files)))
        assert "{" not in said and "}" not in said


def test_some_files_have_names_with_blanks_and_vietnamese_letters():
    names = [file.name for _, sample in SAMPLES for file in sample.files]
    assert any(" " in name and not name.isascii() for name in names)
    assert {file.kind for _, sample in SAMPLES for file in sample.files} == {"pdf", "scan", "docx"}
    assert len(names) >= 15
