"""`daumoi demo`: sample sites on loopback and a whole hub over them, with a line for every step."""

import os
import shutil
import signal
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from hub.cli.setting_up import fix_authority
from hub.cli.supervising import Supervisor, command
from hub.demo.server import SampleSites
from hub.settings import PREFIX, load_settings
from hub.wiring import Parts, open_parts

_VISIT_EVERY = 10.0
_GIVE_UP_SECONDS = 150.0

Say = Callable[[str], None]


def run_demo(port: int, say: Say) -> None:
    """Serve the sample sites, collect them, serve the hub, and let the sites change while it runs."""
    signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix="daumoi-demo-"))
    sites = SampleSites(port + 1, lambda: datetime.now(UTC))
    try:
        sites.start()
        say("sample sites are up")
        _run_hub(port, folder, sites, say)
    finally:
        sites.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _run_hub(port: int, folder: Path, sites: SampleSites, say: Say) -> None:
    environment = {
        f"{PREFIX}DATA_DIR": str(folder),
        f"{PREFIX}BASE_URL": f"http://127.0.0.1:{port}",
        f"{PREFIX}ALLOW_NETWORKS": "127.0.0.0/8",
        f"{PREFIX}PER_HOST_DELAY": "0.05",
        f"{PREFIX}EVERY": str(_VISIT_EVERY),
    }
    os.environ.update(environment)
    parts = open_parts(load_settings()[0])
    fix_authority(parts.store, "demo.daumoi.invalid")
    agencies, sources = sites.catalogue()
    for agency in agencies:
        parts.store.sources.save_agency(agency)
    for source in sources:
        parts.store.sources.save_source(source)
    say(f"{len(agencies)} agencies, {len(sources)} sources; collecting")
    commands = {"worker": command("worker", "--quiet"), "serve": command("serve", "--port", str(port))}
    try:
        Supervisor(commands, {**os.environ}).run(Progress(parts, port, say).look)
    finally:
        parts.close()


class Progress:
    """Says once when each source has been collected, when the hub is ready, and what changes after that."""

    def __init__(self, parts: Parts, port: int, say: Say) -> None:
        self._parts, self._say = parts, say
        self._address = f"http://127.0.0.1:{port}/"
        self._collected: set[str] = set()
        self._cursor: int | None = None
        self._began = time.monotonic()

    def look(self) -> None:
        """Say what is new since the last look."""
        if self._cursor is None:
            self._look_at_sources()
            self._look_at_pages()
        else:
            self._look_at_changes(self._cursor)

    def _look_at_sources(self) -> None:
        sources = {source.slug: source for source in self._parts.store.sources.sources()}
        for slug, state in self._parts.store.sources.states().items():
            if state.last_try and slug not in self._collected:
                self._collected.add(slug)
                outcome = f"{state.items} notices" if not state.error else f"{state.error}: {state.detail}"
                self._say(f"[{len(self._collected)}/{len(sources)}] {sources[slug].name or slug}: {outcome}")

    def _look_at_pages(self) -> None:
        changes = self._parts.store.changes
        newest, waiting = changes.newest(), len(self._parts.store.sources.sources()) - len(self._collected)
        late = time.monotonic() - self._began > _GIVE_UP_SECONDS
        done = all(changes.consumed(name) >= newest for name in ("index", "publish"))
        if (late or (not waiting and done)) and answers(f"{self._address}readyz"):
            self._cursor = newest
            self._say(f"ready {self._address}")

    def _look_at_changes(self, cursor: int) -> None:
        for change in self._parts.store.changes.after(cursor):
            notice = self._parts.store.notices.get(change.notice)
            self._say(f"{change.kind}: {notice.title if notice else change.notice}")
            self._cursor = change.cursor


def answers(url: str) -> bool:
    """Whether a page of ours answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
