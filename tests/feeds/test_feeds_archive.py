"""Archive documents: what they say, that shorter ones are cut from longer ones byte for byte, and their files."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import atom, rss
from feeds.archive import PAGE, Name, begin, cut, extend, lines_of, put_in, read_document, write_document
from feeds.archive_files import Archive
from hub.records import FeedEntry

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
CHANNEL = "agencies/so-y-te"
URL = "https://daumoi.khanhhoa.gov.vn/feeds/agencies/so-y-te"
HOUR = timedelta(hours=1)
START = datetime(2010, 9, 24, 1, tzinfo=UTC)
SCHEMA = Path(__file__).parent / "atom.rng"
PIECES = ["\n  <entry>", "</entry>", "\n</feed>\n", "<at:deleted-entry ", "&lt;entry", "ủy ban\r\n", " ", "]]>", "\t"]
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=4).map("".join)


def entry(n: int, **other: object) -> FeedEntry:
    made = FeedEntry(
        id=f"tag:daumoi.khanhhoa.gov.vn,2010:notice/n{n}", url=f"https://daumoi.khanhhoa.gov.vn/notices/n{n}",
        title=f"Thông báo {n}", html=f"<p>Nội dung {n}</p>", published=START, updated=START + timedelta(minutes=n),
        author="Sở Y tế", source_title="Sở Y tế", source_url="", source_feed="", summary=f"Nội dung {n}",
    )  # fmt: skip
    return replace(made, **other)


def numbers(data: bytes) -> list[int]:
    """Which of `entry` a document holds, in its order."""
    return [int(one.id.rpartition("/n")[2]) for one in feedparser.parse(data).entries]


def links(data: bytes) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in etree.fromstring(data).iterfind(f"{ATOM}link")}


# --- documents -----------------------------------------------------------------------------


def test_an_archive_document_says_what_it_is_and_where_it_goes_on(fill) -> None:
    document = begin(fill(entry(99)), Name(53), Name(50), lines_of(entry(n) for n in (3, 1, 2)))
    data = write_document(document)
    root = etree.fromstring(data)
    assert root.find(f"{HISTORY}archive") is not None
    assert links(data) == {
        "self": f"{URL}/archive/53.atom",
        "current": f"{URL}.atom",
        "prev-archive": f"{URL}/archive/50.atom",
        "alternate": "https://daumoi.khanhhoa.gov.vn/agencies/so-y-te",
    }
    assert root.findtext(f"{ATOM}id") == fill().id, "the same feed"
    assert root.findtext(f"{ATOM}updated") == "2010-09-24T08:03:00+07:00"
    assert numbers(data) == [3, 1, 2]


def test_the_first_document_goes_on_nowhere(fill) -> None:
    assert "prev-archive" not in links(write_document(begin(fill(), Name(1), None, lines_of([entry(1)]))))


def test_an_archive_document_is_valid_and_its_tombstones_stand_before_its_entries(fill) -> None:
    document = begin(fill(), Name(1), None, lines_of([entry(1, withdrawn=True, remark="Đã gỡ")]))
    document = extend(document, Name(3), lines_of([entry(2), entry(3, withdrawn=True)]))
    root = etree.fromstring(write_document(document))
    etree.RelaxNG(etree.parse(SCHEMA)).assertValid(root)
    assert [one.get("ref")[-2:] for one in root.iterfind(f"{AT}deleted-entry")] == ["n1", "n3"]
    assert [one.tag for one in root][-3:] == [f"{ATOM}entry"] * 3


def test_an_entry_in_the_archive_is_the_entry_of_the_feed(fill) -> None:
    shown = entry(7, withdrawn=True, remark="Đã gỡ", html="<p>\n  <entry>a</entry>\n</feed>\n</p>", number="7/TB")
    feed, archived = atom.render(fill(shown)), write_document(begin(fill(), Name(1), None, lines_of([shown])))
    for tag in (f"{ATOM}entry", f"{AT}deleted-entry"):
        one, other = (etree.fromstring(data).find(tag) for data in (feed, archived))
        assert etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n").replace(
            b' xmlns:fh="http://purl.org/syndication/history/1.0"', b""
        )


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXT, TEXT, st.booleans(), st.integers(0, 9)), min_size=2, max_size=6),
    at=st.data(),
    title=TEXT,
)
def test_a_document_that_was_replaced_is_cut_from_the_one_that_replaced_it(fill, rows, at, title) -> None:
    made = [
        entry(
            n, title=name, html=text, summary=text, remark=name, withdrawn=gone, updated=START + timedelta(hours=hour)
        )
        for n, (name, text, gone, hour) in enumerate(rows)
    ]
    split = at.draw(st.integers(1, len(made) - 1))
    feed = replace(fill(), title=title)
    shorter = begin(feed, Name(50 + split), Name(50), lines_of(made[:split]))
    longer = extend(shorter, Name(50 + len(made), 0), lines_of(made[split:]))
    longer_again = read_document(write_document(longer))
    assert longer_again == longer
    assert longer_again and write_document(cut(longer_again, Name(50 + split))) == write_document(shorter)


def test_the_same_notice_withdrawn_twice_in_a_page_keeps_both_tombstones_apart(fill) -> None:
    twice = [entry(1, withdrawn=True, updated=START + timedelta(hours=hour)) for hour in (1, 2)]
    shorter = begin(fill(), Name(1), None, lines_of(twice[:1]))
    longer = extend(shorter, Name(2), lines_of(twice[1:]))
    assert len(etree.fromstring(write_document(longer)).findall(f"{AT}deleted-entry")) == 2
    assert write_document(cut(longer, Name(1))) == write_document(shorter)


def test_a_page_begun_by_a_program_that_knew_fewer_namespaces_stays_well_formed(fill) -> None:
    said = lines_of([entry(1)])
    less = said.lines[0]._replace(entry=re.sub(rb"<dc:(\w+)[^>]*>.*?</dc:\1>", b"", said.lines[0].entry, flags=re.S))
    old = begin(fill(), Name(1), None, replace(said, lines=(less,)))
    old = replace(old, head=old.head.replace(b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b"", 1))
    added = lines_of([entry(2, number="2/TB"), entry(3, number="3/TB")])
    for document in (extend(old, Name(3), added), put_in(old, Name(1, 1), [added.lines[0]], added)):
        root = etree.fromstring(write_document(document))
        assert root.find(f"{ATOM}entry/{{http://purl.org/dc/elements/1.1/}}identifier") is not None
        again = read_document(write_document(document))
        assert again == document


@pytest.mark.parametrize("spoil", [lambda data: data[:-3], lambda data: b"", lambda data: bytes(len(data))])
def test_half_a_document_is_none(sample, spoil) -> None:
    assert read_document(spoil(atom.render(sample))) is None


def test_a_feed_names_its_newest_archive_document_in_atom_and_rss(fill) -> None:
    feed = replace(fill(entry(1)), archive=f"{URL}/archive/53.atom")
    assert links(atom.render(feed))["prev-archive"] == f"{URL}/archive/53.atom"
    told = etree.fromstring(rss.render(feed)).find(f"channel/{ATOM}link[@rel='prev-archive']")
    assert told is not None and dict(told.attrib) == {
        "rel": "prev-archive", "type": "application/atom+xml", "href": f"{URL}/archive/53.atom",
    }  # fmt: skip
    document = read_document(atom.render(feed))
    assert document and (document.url, document.archive) == (f"{URL}.atom", f"{URL}/archive/53.atom")


# --- files ---------------------------------------------------------------------------------


def grown(folder: Path, fill, *groups: range) -> Archive:
    """An archive to which these entries were added group by group, each time opened anew."""
    for group in groups:
        Archive(folder, CHANNEL).append(fill(), lines_of(entry(n) for n in group))
    return Archive(folder, CHANNEL)


def stands(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / CHANNEL / "archive").iterdir())


def walked(folder: Path, archive: Archive, fill) -> list[int]:
    """What a walk finds from the newest document to the first."""
    found: list[int] = []
    url = archive.address(fill())
    while url:
        data = gzip.decompress((folder / CHANNEL / "archive" / f"{url.rpartition('/')[2]}.gz").read_bytes())
        assert links(data)["self"] == url
        found += numbers(data)
        url = links(data).get("prev-archive", "")
    return found


def test_a_walk_finds_every_line_once(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(20), range(20, 50), range(50, 171), range(171, 172))
    assert sorted(walked(tmp_path, archive, fill)) == list(range(172))
    archive.sweep()
    assert stands(tmp_path) == ["100.atom.gz", "150.atom.gz", "172.atom.gz", "50.atom.gz", "lines"]


def test_what_stood_at_an_address_is_answered_there_for_ever(tmp_path, fill) -> None:
    archive, seen = Archive(tmp_path, CHANNEL), {}
    for n in range(0, 130, 7):
        archive.append(fill(), lines_of(entry(m) for m in range(n, n + 7)))
        archive.settle()
        seen |= {name: archive.shelf.file(name).read_bytes() for name in archive.shelf.all_names()}
    for name, data in seen.items():
        found = archive.shelf.find(name)
        assert not isinstance(found, Name) and found and write_document(found) == gzip.decompress(data)


@pytest.mark.parametrize("name", [Name(134), Name(200), Name(50, 1), Name(133, 2)])
def test_a_name_that_never_was_means_nothing(tmp_path, fill, name) -> None:
    assert grown(tmp_path, fill, range(133)).shelf.find(name) is None


def test_what_is_no_line_yet_is_told(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(60))
    keys = [
        ("n3", "2010-09-24T08:03:00+07:00"),
        ("n3", "2010-09-25T08:03:00+07:00"),
        ("n60", "2010-09-24T09:00:00+07:00"),
    ]
    assert archive.absent(keys) == set(keys[1:])


def test_lines_that_a_killed_writer_left_without_a_document_are_written_over(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(70))
    with (archive.shelf.place / "lines").open("ab") as lines:
        lines.write(b"n70 2010-09-24T09:10:00+07:00\nn71 2010-0")
    again = Archive(tmp_path, CHANNEL)
    assert (len(again), again.is_damaged) == (70, True)
    again.append(fill(), lines_of([entry(80)]))
    assert sorted(walked(tmp_path, Archive(tmp_path, CHANNEL), fill)) == [*range(70), 80]
    assert not Archive(tmp_path, CHANNEL).is_damaged


def test_lost_lines_are_read_out_of_the_documents(tmp_path, fill) -> None:
    whole = (grown(tmp_path, fill, range(3), range(3, 130)).shelf.place / "lines").read_bytes()
    (tmp_path / CHANNEL / "archive" / "lines").unlink()
    archive = Archive(tmp_path, CHANNEL)
    assert len(archive) == 130
    archive.append(fill(), lines_of([entry(130)]))
    assert (archive.shelf.place / "lines").read_bytes() == whole + b"n130 2010-09-24T10:10:00+07:00\n"


def test_a_lost_document_is_known_and_written_as_it_was(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(120))
    file = archive.shelf.file(Name(100))
    before = file.read_bytes()
    file.unlink()
    assert archive.lost() == [100]
    archive.rewrite(fill(), 100, [entry(n) for n in range(50, 100)])
    assert file.read_bytes() == before


def test_a_lost_document_that_was_issued_anew_gets_the_name_that_the_next_one_leads_to(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(70))
    archive.reissue({"n60": entry(60, title="Đã lược bỏ")})
    archive = grown(tmp_path, fill, range(70, 120))
    archive.shelf.file(Name(100, 1)).unlink()
    archive.rewrite(fill(), 100, [entry(n) for n in range(50, 100)])
    assert sorted(walked(tmp_path, archive, fill)) == list(range(120))


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"\x1f\x8b")])
def test_without_its_newest_document_an_archive_ends_before_it(tmp_path, fill, spoil) -> None:
    spoil(grown(tmp_path, fill, range(120)).shelf.file(Name(120)))
    archive = Archive(tmp_path, CHANNEL)
    assert (len(archive), archive.is_damaged) == (100, True)


def test_a_document_is_issued_anew_under_a_new_name_and_the_old_names_lead_there(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(40), range(40, 130))
    shown = entry(60, title="Đã lược bỏ", html="", summary="", updated=START + timedelta(days=9))
    archive.reissue({"n60": shown})
    assert stands(tmp_path) == ["100-1.atom.gz", "130.atom.gz", "50.atom.gz", "lines"]
    assert archive.shelf.find(Name(100)) == Name(100, 1)
    assert archive.shelf.find(Name(61)) == Name(61, 1)
    document = archive.shelf.find(Name(100, 1))
    assert not isinstance(document, Name) and document
    data = write_document(document)
    assert "Nội dung 60" not in data.decode() and "Đã lược bỏ" in data.decode()
    assert document.lines[10].updated == "2010-09-24T09:00:00+07:00", "a line keeps its moment"
    assert links(data)["self"].endswith("/archive/100-1.atom")
    archive.reissue({"n60": shown})
    assert stands(tmp_path) == ["100-1.atom.gz", "130.atom.gz", "50.atom.gz", "lines"], "done once"


def test_a_page_that_was_issued_anew_before_it_was_full_goes_on_under_that_issue(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(70))
    archive.reissue({"n60": entry(60, title="Đã lược bỏ")})
    assert archive.address(fill()) == f"{URL}/archive/70-1.atom"
    again = grown(tmp_path, fill, range(70, 105))
    again.sweep()
    assert stands(tmp_path) == ["100-1.atom.gz", "105.atom.gz", "50.atom.gz", "lines"]
    assert sorted(walked(tmp_path, again, fill)) == list(range(105))


def test_an_archive_of_a_former_address_is_told(tmp_path, fill) -> None:
    archive = grown(tmp_path, fill, range(60))
    assert archive.is_of(fill())
    assert not archive.is_of(replace(fill(), url="https://moi.example/feeds/agencies/so-y-te.atom"))
    archive.clear()
    assert (len(archive), stands(tmp_path)) == (0, [])


def test_pages_are_of_fifty_lines() -> None:
    assert PAGE == 50
