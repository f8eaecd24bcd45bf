"""The page that says whether anything of a source was missed."""

from datetime import date
from typing import Any

import lxml.html
import pytest

from hub.records import DayCount
from hub.web.completeness import WIDEST, bars


def tree(answer: Any) -> Any:
    return lxml.html.fromstring(answer.text)


def test_open_gaps_are_told_with_their_days_and_reasons_and_filled_ones_with_what_was_found(
    visitor: Any, sample: Any
) -> None:
    path = f"/sources/{sample.SOURCES[0].slug}/completeness"
    vietnamese, english = tree(visitor.get(path)), tree(visitor.get(f"{path}?lang=en"))
    (opened,) = english.xpath("//section[h2[@id='gaps']]/ul/li")
    assert "from 24 Sep 2010 to 24 Sep 2010" in opened.text_content()
    assert "more was published between two visits" in opened.text_content()
    assert "No list of the source's older notices was found." in opened.text_content()
    (closed,) = english.xpath("//details//li")
    assert "up to 24 Sep 2010" in closed.text_content() and "35 notices were found" in closed.text_content()
    assert "Khoảng trống chưa lấp" in vietnamese.text_content()


def test_each_day_has_its_counts_in_words_beside_the_picture(visitor: Any, sample: Any) -> None:
    shown = tree(visitor.get(f"/sources/{sample.SOURCES[1].slug}/completeness?lang=en"))
    assert "No gap is open." in shown.text_content()
    rows = [[cell.text_content().strip() for cell in row] for row in shown.xpath("//tbody/tr")]
    assert [row[2:5] for row in rows] == [["4", "3", "2"], ["8", "9", "9"]]
    assert rows[0][5].startswith("1") and "<9>" in rows[0][5]


@pytest.mark.parametrize("path", ["/sources/nobody/completeness", "/api/v1/sources/nobody/completeness"])
def test_of_an_unknown_source_nothing_is_told(visitor: Any, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_fullest_day_is_as_wide_as_the_picture_and_empty_days_are_nothing() -> None:
    shown = bars([DayCount(date(2026, 11, 2), 8, 10, 9, ("a", "b")), DayCount(date(2026, 11, 1))])
    assert [(bar.listed, bar.stored, bar.missing) for bar in shown] == [(96, WIDEST, 24), (0, 0, 0)]
    assert bars([]) == []
