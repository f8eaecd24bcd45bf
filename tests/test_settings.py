"""Settings: where each comes from, and how a wrong one is refused."""

import os
from pathlib import Path

import pytest

from hub.errors import CODES, FetchError, QueryError, SettingsError
from hub.settings import load_settings


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in [name for name in os.environ if name.startswith("DAUMOI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAUMOI_DATA_DIR", str(tmp_path))
    return tmp_path


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "daumoi.toml").write_text('CONTACT = "a@b.vn"\nDEADLINE = 10\n', "utf-8")
    monkeypatch.setenv("DAUMOI_DEADLINE", "5")
    settings, origins = load_settings()
    assert (settings.contact, settings.deadline, settings.lang) == ("a@b.vn", 5.0, "vi")
    assert origins["deadline"] == "DAUMOI_DEADLINE"
    assert origins["contact"].endswith("daumoi.toml")
    assert origins["lang"] == "default"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("\nDEADLINE = 0", 2, "DEADLINE: Input should be greater than 0"),
        ('CONTACT = "a"\nBASE_URL = "daumoi.vn"', 2, "BASE_URL: write a full address"),
        ('COLOUR = "red"', 1, "COLOUR: Extra inputs are not permitted"),
        ('ALLOW_NETWORKS = "127.0.0.1/8/8"', 1, "ALLOW_NETWORKS"),
        ('TIMEZONE = "Nha_Trang"', 1, "TIMEZONE: write a zone name"),
        ('KILL_AT = "now"', 1, "KILL_AT: write one of after_fetch"),
        ('KILL_AT = "after_blob:0"', 1, "KILL_AT: write one of after_fetch"),
        ("DEADLINE = = 3", None, "Invalid value"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path, text: str, line: int | None, problem: str
) -> None:
    file = tmp_path / "daumoi.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert problem in str(refusal.value)
    assert refusal.value.line == line
    assert str(file) in str(refusal.value)
    assert refusal.value.remedy


def test_a_wrong_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAUMOI_MAX_BODY", "many")
    with pytest.raises(SettingsError, match="change the environment variable DAUMOI_MAX_BODY"):
        load_settings()


def test_networks_are_given_as_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAUMOI_ALLOW_NETWORKS", "127.0.0.0/8, ::1/128")
    assert load_settings()[0].allow_networks == ("127.0.0.0/8", "::1/128")


def test_an_error_code_is_one_of_the_closed_list_and_explains_itself() -> None:
    assert str(FetchError("deadline")) == f"deadline: {CODES['deadline']}"
    with pytest.raises(ValueError, match="unknown error code 'whatever'"):
        FetchError("whatever")


def test_a_query_error_points_at_the_mistake() -> None:
    assert str(QueryError("unclosed_quote", at=4, hint="close it")) == "unclosed_quote (at character 5); close it"
