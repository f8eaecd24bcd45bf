"""Operators given and taken at the machine."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hub.cli.main import app

PASSWORD = "ba cây chụm lại nên hòn núi cao"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    run(tmp_path, "init", "--catalogue", "none")
    return tmp_path


def run(data: Path, *words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, [*words, "--data", str(data)], input=said)


def test_an_operator_is_added_listed_given_a_token_and_removed(data: Path) -> None:
    assert run(data, "user", "add", "lan", "--password-stdin", said=f"{PASSWORD}\n").exit_code == 0
    assert run(data, "user", "list").stdout.startswith("lan                      operator")
    assert len(run(data, "user", "token", "lan").stdout.strip()) == 43
    assert run(data, "user", "passwd", "lan", "--password-stdin", said=f"{PASSWORD}!").exit_code == 0
    assert run(data, "user", "remove", "lan").exit_code == 0
    assert "removed" in run(data, "user", "list").stdout


@pytest.mark.parametrize(
    ("words", "said", "status", "says"),
    [
        (("add", "lan"), None, 2, "--password-stdin"),
        (("add", "lan", "--password-stdin"), "short", 1, "12 to 200 characters"),
        (("add", "Lan", "--password-stdin"), PASSWORD, 1, "no name"),
        (("add", "hoa", "--role", "editor", "--agency", "nobody", "--password-stdin"), PASSWORD, 1, "no agency nobody"),
        (("passwd", "nobody", "--password-stdin"), PASSWORD, 1, "no operator nobody"),
        (("token", "nobody"), None, 1, "no operator nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    data: Path, words: tuple[str, ...], said: str | None, status: int, says: str
) -> None:
    came = run(data, "user", *words, said=said)
    assert came.exit_code == status and says in came.stderr
