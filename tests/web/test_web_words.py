"""Every word a page shows is there, in both languages, and none is left over."""

import re
from pathlib import Path
from string import Formatter

import pytest

import hub.web
from hub.errors import CODES, FILE_REASONS
from hub.web.coverage import STATES
from hub.web.words import WORDS, known_word
from search_index.lexing import HINTS

ROOM = Path(str(hub.web.__file__)).parent
CODE = "\n".join(file.read_text("utf-8") for file in [*ROOM.glob("*.py"), *ROOM.glob("templates/*.html")])
# keys that are put together when they are used: `t("mark." ~ mark)`, `known("state", line.state)`
MADE = re.compile(r"""(?:"|')([a-z_]+)\.(?:"|'|\{)|known(?:_word)?\((?:[a-z.]+, )?"([a-z_]+)",""")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_word_says_the_same_in_both_languages(key: str) -> None:
    vietnamese, english = WORDS[key]
    assert vietnamese.strip() == vietnamese != ""
    assert english.strip() == english != ""
    assert all(places(part) == places(vietnamese) for part in english.split("|"))


@pytest.mark.parametrize(
    "key",
    sorted(set(re.findall(r"""\b(?:t|tn|word|count_word)\((?:lang, )?["'](?!vi"|en")([a-z_.]+[a-z_])["']""", CODE))),
)
def test_a_word_that_is_used_is_there(key: str) -> None:
    assert key in WORDS


def test_no_word_is_left_over() -> None:
    kinds = {kind for pair in MADE.findall(CODE) for kind in pair if kind}
    quoted = set(re.findall(r"""["']([a-z_.]+)["']""", CODE))
    assert [key for key in WORDS if key not in quoted and key.partition(".")[0] not in kinds] == []


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_is_explained(code: str) -> None:
    assert f"error.{code}" in WORDS


@pytest.mark.parametrize("reason", FILE_REASONS)
def test_every_reason_of_a_file_has_words(reason: str) -> None:
    assert f"file.{reason}" in WORDS


@pytest.mark.parametrize("problem", HINTS)
def test_every_mistake_in_a_query_has_advice(problem: str) -> None:
    assert f"mistake.{problem}" in WORDS


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_word_and_a_meaning_and_a_shape(state: str) -> None:
    assert f"state.{state}" in WORDS
    assert f"state_means.{state}" in WORDS
    assert f'"{state}":' in (ROOM / "templates" / "_icons.html").read_text("utf-8")


def test_the_states_are_those_of_the_contract() -> None:
    assert set(STATES) == set(
        ["new", "healthy", "late", "silent", "partial", "failing", "challenged", "moved", "gone", "paused"]
    )


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert known_word("en", "field", "colour") == "colour"
