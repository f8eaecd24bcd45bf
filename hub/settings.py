"""Settings: read once at the front door and handed on as values.

They come from the environment (`DAUMOI_<NAME>`) or `daumoi.toml` in the data folder, the
environment first. A wrong one is refused with its place and what to write instead.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hub.errors import SettingsError

PREFIX = "DAUMOI_"
FILE = "daumoi.toml"
KillPoint = Literal[
    "after_fetch", "after_blob", "after_commit", "before_index_commit",
    "after_index_commit", "before_publish", "mid_publish", "after_publish",
]  # fmt: skip
KILL_POINTS: tuple[KillPoint, ...] = get_args(KillPoint)

# Told by the work that it is passing a point at which it must survive being killed.
Checkpoint = Callable[[KillPoint], None]


def go_on(_: KillPoint) -> None:
    """The checkpoint of a hub in earnest: work goes on."""


class Settings(BaseSettings):
    """Everything that can be set; the names are CONTRACT's, in lower case."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    allow_networks: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="networks whose X-Forwarded-For says who asks: the server in front of the hub"
    )
    user_agent: str = "DauMoi/0.1"
    contact: str = ""
    max_body: int = Field(15 * 1024 * 1024, gt=0)
    deadline: float = Field(30.0, gt=0, le=600)
    per_host_delay: float = Field(1.0, ge=0)
    timezone: str = "Asia/Ho_Chi_Minh"
    lang: Literal["vi", "en"] = "vi"
    smtp_url: str = ""
    metrics: bool = True
    clock: str = ""
    kill_at: str = ""
    every: float = Field(900.0, gt=0, description="seconds between two visits of a source, where it has no own")
    index_processes: int = Field(2, ge=1, le=8, description="that write the index anew, of as many cores at most")

    days_kept: int = Field(
        1100, ge=90, le=36_500, description="for how many days it is kept what came of a source on each"
    )

    @field_validator("allow_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_networks", "trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            ip_network(part)
        return value

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write a full address such as https://daumoi.khanhhoa.gov.vn")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("write a zone name such as Asia/Ho_Chi_Minh") from error
        return value

    @field_validator("kill_at")
    @classmethod
    def _point(cls, value: str) -> str:
        point, colon, turn = value.partition(":")
        if value and (point not in KILL_POINTS or (colon and not re.fullmatch("[1-9][0-9]{0,5}", turn, re.ASCII))):
            raise ValueError(f"write one of {', '.join(KILL_POINTS)}, or one and its turn (after_blob:3), or nothing")
        return value

    @property
    def database(self) -> str:
        """The database's URL, SQLite in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'daumoi.db'}"


def load_settings(data_dir: Path | None = None, **overrides: object) -> tuple[Settings, Mapping[str, str]]:
    """The settings and, for each, where it came from; SettingsError names file, line and remedy."""
    folder = data_dir or Path(os.environ.get(f"{PREFIX}DATA_DIR") or "data")
    file = folder / FILE
    from_file = _read_file(file)
    named = {name.lower(): value for name, value in os.environ.items() if name.startswith(PREFIX) and value != ""}
    from_environment = {name.removeprefix(PREFIX.lower()): value for name, value in named.items()}
    given: dict[str, Any] = {**from_file, **{k: v for k, v in from_environment.items() if k in Settings.model_fields}}
    given |= {"data_dir": folder, **overrides}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise _refusal(error, file, from_file) from error
    origins = dict.fromkeys(Settings.model_fields, "default")
    origins |= dict.fromkeys(from_file, str(file))
    origins |= {name: f"{PREFIX}{name.upper()}" for name in from_environment if name in Settings.model_fields}
    return settings, origins


def _read_file(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return {name.lower(): value for name, value in tomllib.loads(file.read_text("utf-8")).items()}
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(str(error), file=str(file), remedy='write lines such as BASE_URL = "https://…"') from error


def _refusal(error: ValidationError, file: Path, from_file: Mapping[str, Any]) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    problem = f"{name.upper()}: {first['msg'].removeprefix('Value error, ')}"
    if name not in from_file:
        return SettingsError(problem, remedy=f"change the environment variable {PREFIX}{name.upper()}")
    known = ", ".join(field.upper() for field in Settings.model_fields)
    remedy = f"known settings: {known}" if first["type"] == "extra_forbidden" else "change this line"
    return SettingsError(problem, file=str(file), line=_line_of(file, name), remedy=remedy)


def _line_of(file: Path, name: str) -> int | None:
    lines = file.read_text("utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.strip().lower().startswith(name)), None)
