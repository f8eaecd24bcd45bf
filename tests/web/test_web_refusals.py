"""What the catalogue refuses is said in Vietnamese too, with the same names in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hub
from hub.catalogue.deadlines import read_deadlines
from hub.catalogue.single import SourceText
from hub.errors import Said, SettingsError
from hub.web.refusals import VIETNAMESE, in_language

HUB = Path(hub.__path__[0])
NAME = re.compile(r"\{(\w+)[^}]*\}")
SAYING = {"Said", "SettingsError", "refusal"}


def sentences() -> Iterator[str]:
    """Every sentence by which the catalogue, or a page of operators, refuses something."""
    for file in (*HUB.glob("catalogue/*.py"), *HUB.glob("web/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                said = node.args[:1] if _name(node.func) == "Said" else [*node.args[:2], *_remedies(node)]
                yield from (it.value for it in said if isinstance(it, ast.Constant) and isinstance(it.value, str))
            elif isinstance(node, ast.Assign):
                yield from _named(node.targets[0], node.value)


def _named(target: ast.expr, value: ast.expr) -> Iterator[str]:
    """What is called a problem or a remedy before it is raised."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _named(one, other)
    elif isinstance(value, ast.IfExp):
        yield from _named(target, value.orelse)
    elif _name(target) in ("problem", "remedy", "wanted", "hint") and isinstance(value, ast.Constant):
        yield str(value.value)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _remedies(call: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg == "remedy"]


def test_every_sentence_is_said_in_vietnamese_and_nothing_else_is() -> None:
    assert set(sentences()) == set(VIETNAMESE)


@pytest.mark.parametrize("english", VIETNAMESE)
def test_both_languages_name_the_same(english: str) -> None:
    assert sorted(NAME.findall(english)) == sorted(NAME.findall(VIETNAMESE[english]))


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("deadline", "không phải một thời hạn: 'deadline'", "viết như van-ban = 2"),
        ("van-ban = 0", "van-ban có thời hạn '0'", "viết số ngày làm việc, từ 1 đến 366;"),
    ],
)
def test_a_deadline_is_refused_in_the_language_of_the_page(text: str, problem: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_deadlines(text)
    assert in_language(refused.value.problem, "vi") == problem
    assert in_language(refused.value.remedy, "vi").startswith(remedy)
    assert in_language(refused.value.problem, "en") == refused.value.problem


def test_a_source_is_refused_in_the_language_of_the_page() -> None:
    with pytest.raises(SettingsError) as refused:
        SourceText().read('[[source]]\nslug = "a"\nagency = "so-y-tê"\nhomepage = "x"', ["so-y-te"])
    assert in_language(refused.value.problem, "vi") == "agency 'so-y-tê' không dùng được trong địa chỉ"


def test_what_somebody_else_says_is_left_as_it_is() -> None:
    assert in_language("Expecting value {0}", "vi") == "Expecting value {0}"
    assert in_language(Said("{what} {fault}", what="x", fault="{y}"), "vi") == "x {y}"
