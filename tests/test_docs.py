"""The documents say what is there: links lead somewhere, commands and rooms exist, and each is told of."""

import importlib
import re
from pathlib import Path

import pytest
from typer.main import get_command

from benchmarks.__main__ import ROWS
from hub.cli.doctor.ground import BLOCKING, OBSTACLES
from hub.cli.main import app
from hub.errors import CODES, FINDINGS
from hub.web.coverage import STATES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
READMES = {"English": README, "Vietnamese": (ROOT / "README.vi.md").read_text("utf-8")}
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("readme", READMES.values(), ids=READMES.keys())
def test_every_command_in_the_readme_exists(readme: str) -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"\bdaumoi ([a-z]+)", readme))
    assert named
    assert named <= set(known)


def test_the_operating_guide_names_commands_that_exist_and_every_error_of_a_source() -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    named = {word for block in re.findall(r"^```sh\n(.*?)^```", OPERATING, re.M | re.S)
             for word in re.findall(r"^daumoi ([a-z]+)", block, re.M)}  # fmt: skip
    assert named and named <= set(known)
    assert [code for code in CODES if f"`{code}`" not in OPERATING] == []


def test_the_operating_guide_explains_every_state_of_a_source_and_whatever_is_found_of_one_that_answers() -> None:
    assert [name for name in (*STATES, *FINDINGS) if f"`{name}`" not in OPERATING] == []


def test_the_operating_guide_explains_whatever_doctor_and_check_find() -> None:
    rooms = [*(ROOT / "hub" / "cli" / "doctor").glob("*.py"), ROOT / "hub" / "cli" / "checking.py"]
    found = {code for room in rooms for code in re.findall(r'finding\(\s*"([a-z_]+)"', room.read_text("utf-8"))}
    assert "worker_dead" in found
    assert [code for code in sorted(found | BLOCKING | set(OBSTACLES)) if f"`{code}`" not in OPERATING] == []


def test_every_command_has_help_in_a_sentence() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    unexplained = [name for name, command in commands.items() if not (command.help or "").strip().endswith((".", ")"))]
    assert unexplained == []


def test_every_folder_of_code_has_its_place_in_the_architecture() -> None:
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "hub").rglob("*.py")}
    rooms = {f"hub/{folder.parts[1]}/" for folder in folders if len(folder.parts) > 1}
    rooms |= {"spiders/", "feeds/", "search_index/", "scheduler.py"}
    assert [room for room in sorted(rooms) if room not in ARCHITECTURE] == []


def test_every_figure_in_the_readme_names_a_command_that_exists() -> None:
    named = set(re.findall(r"python -m benchmarks\.(\w+)", README))
    assert named
    assert [name for name in named if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_benchmark_can_be_loaded(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_document_names_a_machine_or_an_index() -> None:
    strangers = re.compile(r"/work/|/root/|/home/|pypi\.org|files\.pythonhosted")
    assert [page.name for page in PAGES if strangers.search(page.read_text("utf-8"))] == []
