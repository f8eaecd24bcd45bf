"""`daumoi places`: which places notices are sorted by, and others in their stead."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DAUMOI_")]:
        monkeypatch.delenv(name)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def listed(folder: Path) -> dict[str, list[str]]:
    return {one["slug"]: one["successors"] for one in json.loads(run("places", "--data", folder, "--json").stdout)}


def test_places_are_those_of_the_province_until_others_are_loaded(tmp_path: Path) -> None:
    folder, mine = tmp_path / "hub", tmp_path / "mine.toml"
    run("init", "--data", folder)
    assert listed(folder)["xa-cam-lap"] == ["xa-nam-cam-ranh"]
    mine.write_text('place = [{ name = "xã Tân Tiến" }]', "utf-8")
    assert run("places", "--data", folder, "--load", mine).exit_code == 0
    assert listed(folder) == {"xa-tan-tien": []}
    run("places", "--data", folder, "--bundled")
    assert len(listed(folder)) == 252


def test_a_wrong_file_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    folder, mine = tmp_path / "hub", tmp_path / "mine.toml"
    run("init", "--data", folder)
    mine.write_text('place = [{ name = "Tân Tiến" }]', "utf-8")
    answer = run("places", "--data", folder, "--load", mine)
    assert (answer.exit_code, len(listed(folder))) == (2, 252)
