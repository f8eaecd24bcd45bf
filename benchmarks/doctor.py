"""Does `daumoi doctor` name twelve broken set-ups, each made for real, with what to do?

Disks and read-only folders are mounts of a mount namespace, the machine without a way out is a network namespace, the
second machine one of names and process numbers: what user namespaces allow anybody. Each set-up begins with a hub that
has collected from three sites on loopback. A row counts when each of its variants is named, with exit status 1, an
advice that names the command, and no traceback.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from benchmarks.postgresql import programs, running
from hub.cli.setting_up import initialise
from hub.records import Address, Agency, Source
from hub.settings import load_settings
from hub.wiring import open_parts

DAUMOI = (sys.executable, "-P", "-m", "hub")
NAMESPACE = ("unshare", "--map-root-user", "--mount", "--fork")
LEAST = 11
LOOPBACK = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
ITEM = "<item><title>Thông báo {n}</title><link>http://{host}/{n}</link><guid>{n}</guid></item>"
SETTINGS = 'ALLOW_NETWORKS = "127.0.0.0/8"\nPER_HOST_DELAY = 0\n'


@dataclass
class Site:
    """What the three sites show; one more notice when told."""

    items: int = 3
    servers: list[ThreadingHTTPServer] = field(default_factory=list)

    def page(self, path: str, host: str) -> bytes:
        items = "".join(ITEM.format(n=n, host=host) for n in range(self.items))
        return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


@dataclass(frozen=True)
class Bench:
    """A sound hub to make copies of, the sites it collects from, and room to work in."""

    sound: Path
    site: Site
    room: Path

    def copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.sound, self.room / name, symlinks=True))


@dataclass(frozen=True)
class Shown:
    """What doctor said: its findings, or that it crashed."""

    findings: list[dict[str, str]]
    status: int
    errors: str


Case = tuple[str, str, Callable[[Bench, Path], Shown]]


def daumoi(
    folder: Path, *words: object, prefix: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [*prefix, *DAUMOI, *map(str, words), "--data", str(folder)]
    env = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=300)


def doctor(folder: Path, *, prefix: Sequence[str] = (), **environment: str) -> Shown:
    done = daumoi(folder, "doctor", "--json", prefix=prefix, **environment)
    try:
        return Shown(json.loads(done.stdout), done.returncode, done.stderr)
    except ValueError:
        return Shown([], done.returncode, done.stderr or done.stdout)


# --- the hub -----------------------------------------------------------------------------


@contextmanager
def sites(addresses: Sequence[str] = LOOPBACK) -> Iterator[Site]:
    """Three sites, each on an address of its own."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"]
            is_feed = self.path == "/rss"
            data = site.page(self.path, host) if is_feed else b"<title>Thong bao</title><p>Noi dung.</p>"
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "application/rss+xml" if is_feed else "text/html")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    for address in addresses:
        server = ThreadingHTTPServer((address, 0), Handler)
        site.servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        for server in site.servers:
            server.shutdown()
            server.server_close()


def make_hub(folder: Path, site: Site) -> None:
    settings = load_settings(folder)[0]
    initialise(settings, "none", "hub.example")
    (folder / "daumoi.toml").write_text(SETTINGS, "utf-8")
    parts = open_parts(settings)
    parts.store.sources.save_agency(Agency("so-y-te", "Sở Y tế"))
    for n, server in enumerate(site.servers):
        home = f"http://{server.server_address[0]}:{server.server_address[1]}/"  # type: ignore[str-bytes-safe]
        address = Address("feed", f"{home}rss")
        parts.store.sources.save_source(Source(f"s{n}", "so-y-te", home, addresses=(address,)))
    parts.close()
    done = daumoi(folder, "crawl")
    if done.returncode:
        raise RuntimeError(done.stderr)


@contextmanager
def worker(folder: Path, *prefix: str) -> Iterator[int]:
    """A worker beside doctor, until it has said that it is there; killed at the end."""
    before = present(folder)
    words = [*prefix, *DAUMOI, "worker", "--quiet", "--data", str(folder)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not present(folder) - before and time.monotonic() < until:
            time.sleep(0.2)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def present(folder: Path) -> frozenset[str]:
    connection = sqlite3.connect(folder / "daumoi.db", timeout=30)
    try:
        return frozenset(name for (name,) in connection.execute("SELECT name FROM lease WHERE name LIKE 'worker:%'"))
    finally:
        connection.close()


def tell_database(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "daumoi.db")
    with connection:
        connection.execute(statement)
    connection.close()


# --- the set-ups -------------------------------------------------------------------------


def on_disk(folder: Path, megabytes: int, spare_kilobytes: int) -> Shown:
    """The hub on a disk of its own, filled by something else but for so much."""
    script = (
        f'mount -t tmpfs -o size={megabytes}m none "$1" && cp -a "$0/." "$1" && '
        f'dd if=/dev/zero of="$1/other" bs=1K status=none '
        f'count=$(( $(df --output=avail -k "$1" | tail -1) - {spare_kilobytes} )); shift; exec "$@"'
    )
    disk = folder.with_name(f"{folder.name}-disk")
    disk.mkdir()
    return doctor(disk, prefix=(*NAMESPACE, "sh", "-c", script, str(folder), str(disk)))


def disk_full(bench: Bench, folder: Path) -> Shown:
    return on_disk(folder, 64, 16)


def disk_nearly_full(bench: Bench, folder: Path) -> Shown:
    return on_disk(folder, 600, 20 * 1024)


def read_only_mount(bench: Bench, folder: Path) -> Shown:
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    return doctor(folder, prefix=(*NAMESPACE, "sh", "-c", script, str(folder)))


def of_another_user(bench: Bench, folder: Path) -> Shown:
    for place in (folder, *folder.rglob("*")):
        place.chmod(0o555 if place.is_dir() else 0o444)
    prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
    return doctor(folder, prefix=prefix)


def closed_to_us(bench: Bench, folder: Path) -> Shown:
    folder.chmod(0o700 if os.geteuid() == 0 else 0)
    prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
    return doctor(folder, prefix=prefix)


def postgresql_stopped(bench: Bench, folder: Path) -> Shown:
    where = programs()
    if where is None:
        return Shown([], 0, "no PostgreSQL on this machine")
    with running(where) as server:
        url = server.make("hub")
        moved = daumoi(folder, "move", "--to", url)
        (folder / "daumoi.db").unlink()
        up = doctor(folder, DAUMOI_DATABASE_URL=url)
    if moved.returncode or "database_down" in codes(up):
        return Shown([], up.status, moved.stderr or "it was said to be down while it was up")
    return doctor(folder, DAUMOI_DATABASE_URL=url)


def sqlite_missing(bench: Bench, folder: Path) -> Shown:
    (folder / "daumoi.db").unlink()
    return doctor(folder)


def sqlite_locked(bench: Bench, folder: Path) -> Shown:
    hold = f"import sqlite3, sys; c = sqlite3.connect({str(folder / 'daumoi.db')!r}, isolation_level=None); "
    hold += "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        return doctor(folder)
    finally:
        holder.communicate()


def schema_newer(bench: Bench, folder: Path) -> Shown:
    tell_database(folder, "UPDATE alembic_version SET version_num = '9999'")
    return doctor(folder)


def index_damaged(bench: Bench, folder: Path) -> Shown:
    segment = next((folder / "index").rglob("*.seg"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.write_bytes(data)
    return doctor(folder)


def blob_missing(bench: Bench, folder: Path) -> Shown:
    next(path for path in (folder / "blobs").rglob("*/*/*") if path.is_file()).unlink()
    return doctor(folder)


def published_stale(bench: Bench, folder: Path) -> Shown:
    """An old copy of the published feeds is put back, as from a backup of files."""
    public, old = folder / "public", folder / "old"
    shutil.copytree(public, old)
    bench.site.items += 1
    daumoi(folder, "crawl")
    shutil.rmtree(public)
    old.rename(public)
    return doctor(folder)


def clock_ahead(bench: Bench, folder: Path) -> Shown:
    return with_clock(folder, timedelta(days=1))


def clock_behind(bench: Bench, folder: Path) -> Shown:
    return with_clock(folder, timedelta(days=-1))


def with_clock(folder: Path, error: timedelta) -> Shown:
    """The hub collects by a clock that is wrong; the sites' own are right."""
    clock = folder / "clock"
    clock.write_text((datetime.now(UTC) + error).isoformat(), "ascii")
    daumoi(folder, "crawl", DAUMOI_CLOCK=str(clock))
    return doctor(folder, DAUMOI_CLOCK=str(clock))


def clock_put_back(bench: Bench, folder: Path) -> Shown:
    """It was right when the hub collected."""
    clock = folder / "clock"
    clock.write_text((datetime.now(UTC) - timedelta(days=1)).isoformat(), "ascii")
    return doctor(folder, DAUMOI_CLOCK=str(clock))


def worker_killed(bench: Bench, folder: Path) -> Shown:
    """Killed, and an hour later."""
    with worker(folder) as pid:
        if "worker_dead" in codes(in_an_hour(folder)):
            return Shown([], 0, f"worker {pid} was said to be dead while it lived")
    return in_an_hour(folder)


def in_an_hour(folder: Path) -> Shown:
    clock = folder / "clock"
    clock.write_text((datetime.now(UTC) + timedelta(minutes=50)).isoformat(), "ascii")
    return doctor(folder, DAUMOI_CLOCK=str(clock))


def two_machines(bench: Bench, folder: Path) -> Shown:
    other = ("unshare", "--map-root-user", "--uts", "--pid", "--mount-proc", "--kill-child", "--fork", "sh", "-c")
    with worker(folder), worker(folder):
        if "two_machines" in codes(doctor(folder)):
            return Shown([], 0, "two workers of one machine were said to be of two")
    with worker(folder), worker(folder, *other, 'hostname may-2 && exec "$0" "$@"'):
        return doctor(folder)


def egress_blocked(bench: Bench, folder: Path) -> Shown:
    """A machine whose network leads nowhere."""
    daumoi(folder, "crawl", prefix=("unshare", "--map-root-user", "--net"))
    return doctor(folder)


def name_clash(bench: Bench, folder: Path) -> Shown:
    other = bench.room / "site-packages"
    (other / "feeds").mkdir(parents=True)
    (other / "feeds" / "__init__.py").write_text("raise RuntimeError('this is not ours')\n")
    return doctor(folder, PYTHONPATH=str(other))


ROWS: dict[str, list[Case]] = {
    "no disk": [("disk_full", "df -h", disk_full), ("disk_nearly_full", "df -h", disk_nearly_full)],
    "read-only folder": [
        ("read_only", "mount -o remount,rw", read_only_mount),
        ("read_only", "chown -R", of_another_user),
        ("read_only", "sudo -u daumoi", closed_to_us),
    ],
    "database down": [
        ("database_down", "systemctl start postgresql", postgresql_stopped),
        ("database_missing", "daumoi restore", sqlite_missing),
        ("database_locked", "fuser -v", sqlite_locked),
    ],
    "schema newer": [("schema_newer", "install the newer program", schema_newer)],
    "index damaged": [("index_damaged", "daumoi reindex", index_damaged)],
    "blob missing": [("file_missing", "daumoi restore", blob_missing)],
    "published file stale": [("feed_differs", "daumoi check --mend", published_stale)],
    "clock wrong by a day": [
        ("clock_wrong", "timedatectl set-ntp true", clock_ahead),
        ("clock_wrong", "timedatectl set-ntp true", clock_behind),
        ("clock_wrong", "timedatectl set-ntp true", clock_put_back),
    ],
    "worker dead": [("worker_dead", "systemctl start daumoi-worker", worker_killed)],
    "two workers on one SQLite": [("two_machines", "daumoi move --to", two_machines)],
    "blocked egress": [("egress_blocked", "curl -sSI", egress_blocked)],
    "name clash": [("name_clash", "unset PYTHONPATH", name_clash)],
}


def codes(shown: Shown) -> list[str]:
    return [each["code"] for each in shown.findings if each["code"] != "test_setting"]


def is_right(case: Case, shown: Shown) -> bool:
    code, advice, _ = case
    said = [each for each in shown.findings if each["code"] == code and advice in each["advice"]]
    return bool(said) and shown.status == 1 and "Traceback" not in shown.errors


def tried(case: Case, bench: Bench) -> bool:
    name = case[2].__name__
    began = time.monotonic()
    shown = case[2](bench, bench.copy(name))
    right = is_right(case, shown)
    told = ", ".join(codes(shown)) or "nothing"
    print(f"  {'named ' if right else 'MISSED'} {name}: {told} ({time.monotonic() - began:.1f} s)", flush=True)
    for each in shown.findings:
        if each["code"] == case[0]:
            print(f"         {each['subject']} (since {each['since']}); {each['advice']}")
    if not right:
        print("        ", shown.errors[-600:])
    return right


def main() -> int:
    """Make each set-up and ask doctor."""
    room = Path(tempfile.mkdtemp(prefix="daumoi-doctor-"))
    room.chmod(0o755)
    try:
        with sites() as site:
            make_hub(room / "sound", site)
            bench = Bench(room / "sound", site, room)
            healthy = doctor(bench.copy("control"))
            print(f"a sound hub: {', '.join(codes(healthy)) or 'nothing is wrong'}")
            named = 0
            for row, cases in ROWS.items():
                if len(sys.argv) > 1 and not any(word in row for word in sys.argv[1:]):
                    continue
                print(row)
                named += all([tried(case, bench) for case in cases])
    finally:
        shutil.rmtree(room, ignore_errors=True)
    passed = named >= LEAST and not codes(healthy)
    print(f"{named}/{len(ROWS)} set-ups named with the right advice: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
