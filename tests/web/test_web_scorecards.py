"""The scorecard as people, spreadsheets and programs see it."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from html5lib import parse

from hub.records import Agency
from hub.web.scoring import FIELDS, Row, Share, cells, rows, sums

MONTH = date(2010, 9, 1)


def words(html: str) -> str:
    tree = parse(html, namespaceHTMLElements=False)
    return " ".join(" ".join(tree.itertext()).split())


def test_a_month_shows_each_agency_with_its_shares_and_leads_to_what_is_behind_them(visitor: Any) -> None:
    html = visitor.get("/scorecard/2010-09").text
    assert "63,2 %" in words(html)  # 12 of 19 in time
    assert "7 muộn" in words(html)
    assert 'href="/scorecard/2010-09/stnmt/late"' in html
    assert 'href="/scorecard/2010-09.csv"' in html


def test_the_newest_month_is_shown_where_none_is_named_and_says_that_it_is_not_over(visitor: Any) -> None:
    told = words(visitor.get("/scorecard?lang=en").text)
    assert "September 2010" in told
    assert "The month is not over" in told
    assert "The month is not over" not in words(visitor.get("/scorecard/2010-08?lang=en").text)


def test_an_agency_without_anything_to_count_is_not_said_to_fail(visitor: Any) -> None:
    told = words(visitor.get("/scorecard/2010-09/so-y-te?lang=en").text)
    assert told.count("nothing to count") >= 6
    assert " 0 %" not in told


def test_an_agencys_month_names_what_is_missing_and_which_defects_its_feeds_have(visitor: Any) -> None:
    told = words(visitor.get("/scorecard/2010-09/stnmt?lang=en").text)
    assert "Missing: creator 2, date 1." in told
    assert "the letter Ð in the place of Đ (1); from_the_future (1)." in told
    assert "2,700 of 2,880 visits were answered." in told


def test_behind_a_figure_stand_its_notices_with_days_and_what_they_lack(visitor: Any) -> None:
    told = words(visitor.get("/scorecard/2010-09/stnmt/late?lang=en").text)
    assert "7 working days 2 allowed" in told
    assert "creator, date; 2 broken files; the page is missing" in told


@pytest.mark.parametrize(
    "path",
    [
        "/scorecard/2010-13",
        "/scorecard/2010-9",
        "/scorecard/x.csv",
        "/scorecard/2010-07/stnmt",
        "/scorecard/2010-09/nobody",
        "/scorecard/2010-09/stnmt/early",
    ],
)
def test_what_was_never_counted_is_not_there(visitor: Any, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_table_for_spreadsheets_holds_every_figure_and_no_formula(visitor: Any) -> None:
    answer = visitor.get("/scorecard/2010-09.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["agency"] for line in table] == ["stnmt", "so-y-te"]
    assert (table[0]["in_time"], table[0]["late"], table[0]["in_time_share"]) == ("12", "7", "0.632")
    assert table[1]["in_time_share"] == ""


def test_a_name_that_looks_like_a_formula_is_none_in_the_table(visitor_of: Any, sample: Any, tmp_path: Any) -> None:
    parts = sample.sample_parts(tmp_path)
    evil = Agency("stnmt", '=HYPERLINK("http://x")')
    parts.store.sources = sample.Catalogue(agencies=(evil,))
    table = visitor_of(parts).get("/scorecard/2010-09.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in table


def test_the_api_gives_the_same_figures_with_null_for_a_share_of_nothing(visitor: Any) -> None:
    told = visitor.get("/api/v1/scorecard").json()
    assert (told["month"], told["months"]) == ("2010-09", ["2010-09", "2010-08"])
    by_agency = {item["agency"]: item for item in told["items"]}
    assert by_agency["stnmt"]["late"] == 7
    assert by_agency["stnmt"]["metadata_missing"] == {"creator": 2, "date": 1}
    assert set(by_agency["so-y-te"]["shares"].values()) == {None}
    assert visitor.get("/api/v1/scorecard?month=2010-13").status_code == 422


def test_every_column_has_its_cell(sample: Any) -> None:
    assert all(len(cells(Row(card, "Sở"))) == len(FIELDS) for card in sample.Scorecards().of_month(MONTH))


def test_what_is_not_all_is_never_drawn_as_all_of_it() -> None:
    assert (Share(999, 1000).wide, Share(1000, 1000).wide, Share(0, 3).wide, Share(0, 0).wide) == (99, 100, 0, 0)


def test_agencies_stand_by_name_and_their_shares_add_up(sample: Any) -> None:
    cards = sample.Scorecards().of_month(MONTH)
    told = rows(
        [*cards, replace(cards[0], agency="ubnd")], {"ubnd": Agency("ubnd", "Ủy ban"), "stnmt": Agency("stnmt", "Sở")}
    )
    assert [row.name for row in told] == ["Sở", "so-y-te", "Ủy ban"]
    assert sums(told)["timeliness"] == Share(24, 38)
