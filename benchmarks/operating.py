"""Can a hub be installed, upgraded, backed up, restored and moved by docs/operating.md alone?

The commands of the page are run as they stand there, block by block, in a root of its own (`operating_root`), at first
with the program of a day ago; after each step what it promised is looked at, with the real nginx and PostgreSQL. What
the page leaves open is filled in: the address of the repository, and sources. Only what is committed is installed.
Needs root, nginx and PostgreSQL.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.doctor import Site, sites
from benchmarks.operating_root import Root, enter, raise_network

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "operating.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAME = "https://daumoi.example.vn"
CURL = f"curl -sS --cacert /etc/ssl/daumoi/ca.pem --resolve daumoi.example.vn:443:127.0.0.1 {NAME}"
ADDRESSES = ("9.9.9.2", "9.9.9.3", "9.9.9.4")  # the world's in our own network, so that no setting for tests is needed
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


@dataclass
class Trial:
    """The root, the repository it is installed from, the page's blocks by heading, and what has been seen."""

    root: Root
    repository: Path
    blocks: dict[str, list[str]]
    site: Site
    failed: list[str] = field(default_factory=list)
    passed: int = 0
    ran: set[str] = field(default_factory=set)

    def see(self, what: str, holds: bool, told: str = "") -> None:
        print(f"  {'ok    ' if holds else 'FAILED'} {what}{'' if holds else f': {told[-900:]}'}", flush=True)
        self.passed += holds
        if not holds:
            self.failed.append(what)

    def block(self, heading: str, n: int = 0) -> None:
        """Run the n-th block below the heading."""
        text = self.blocks[heading][n].replace("https://git.example.vn/daumoi.git", "file:///mnt/daumoi.git")
        self.ran.add(text)
        done = self.root.shell(text)
        name = heading if len(self.blocks[heading]) == 1 else f"{heading}, block {n + 1}"
        self.see(f"{name}: {len(text.splitlines())} lines", done.returncode == 0, done.stdout + done.stderr)

    def says(self, script: str) -> str:
        done = self.root.shell(script)
        return (done.stdout + (done.stderr if done.returncode else "")).strip()


def blocks() -> dict[str, list[str]]:
    """The commands of the page, by the heading they stand below."""
    parts = re.split(r"^## (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return {heading: BLOCK.findall(body) for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


# --- the repository ----------------------------------------------------------------------


def git(*words: str, folder: Path = HOME, said: str | None = None, **environment: str) -> str:
    who = {f"GIT_{role}_{part}": "x@example.vn" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    env = {**os.environ, **who, **environment}
    done = subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, text=True, input=said)
    if done.returncode:
        raise RuntimeError(f"git {words[0]}: {done.stderr}")
    return done.stdout.strip()


def make_repository(folder: Path) -> tuple[str, str]:
    """A repository whose `main` is the program of a day ago with the files of deploy/ as they are now; and its next."""
    git("clone", "--quiet", "--bare", str(HOME), str(folder))
    old = git("log", "-1", "--before=24 hours ago", "--format=%H")
    index = {"GIT_INDEX_FILE": str(folder / "day-ago")}
    git("read-tree", old, folder=folder, **index)
    git("update-index", "--index-info", folder=folder, said=git("ls-tree", "-r", "HEAD", "deploy/") + "\n", **index)
    before = git("commit-tree", git("write-tree", folder=folder, **index), "-p", old, "-m", "before", folder=folder)
    after = git("commit-tree", f"{git('rev-parse', 'HEAD')}^{{tree}}", "-p", before, "-m", "after", folder=folder)
    git("symbolic-ref", "HEAD", "refs/heads/main", folder=folder)
    git("update-ref", "refs/heads/main", before, folder=folder)
    print(f"a day ago: {git('log', '-1', '--format=%h %s', old)}")
    return before, after


# --- the steps ---------------------------------------------------------------------------


def install(trial: Trial) -> None:
    for n in range(3):
        trial.block("Installing", n)
    owners = trial.says("stat -c %U /opt/daumoi/hub /var/lib/daumoi/daumoi.db")
    trial.see("the program is root's, the hub is the user's", owners.split() == ["root", "daumoi"], owners)
    processes = trial.says(
        "ps -eo user:20,args | grep '[d]aumoi/.venv/bin' | grep -v runuser | awk '{print $1}' | sort -u"
    )
    trial.see("worker and server run as daumoi", processes == "daumoi", processes)


def collect(trial: Trial) -> None:
    """What the page leaves to the operator: a source."""
    rows = [
        {"slug": f"s{n}", "agency": {"slug": "so-y-te", "name": "Sở Y tế", "kind": "so", "parent": None},
         "homepage": (home := "http://{}:{}/".format(*server.server_address[:2])), "feed_url": f"{home}rss"}
        for n, server in enumerate(trial.site.servers)
    ]  # fmt: skip
    (trial.root.path / "tmp" / "sources.json").write_text(json.dumps(rows), "utf-8")
    done = trial.root.shell(
        "daumoi source import --yes /tmp/sources.json\n"
        "for n in 0 1 2; do daumoi source resume s$n || true; done\ndaumoi crawl s0 s1 s2"
    )
    trial.see("three sources are collected", done.returncode == 0, done.stdout + done.stderr)


def ids(trial: Trial, suffix: str = "json") -> list[str]:
    return sorted(re.findall(r'"id":\s*"(tag:[^"]+)"', trial.says(f"{CURL}/feeds/all.{suffix}")))


def nginx(trial: Trial) -> None:
    for n in range(3):
        trial.block("Behind nginx", n)
    for suffix, kind in TYPES.items():
        feed = Feed(trial, f"/feeds/all.{suffix}")
        trial.see(f"{suffix}: 200 from disk as {kind}", feed.is_whole(kind), feed.told)
        trial.see(f"{suffix}: 304 by ETag, and by date; 200 for another", feed.is_validated(), feed.told)
        trial.see(f"{suffix}: gzipped, with an ETag of its own, the same within", feed.is_packed(), feed.told)
    trial.see("9 notices in the feed", len(ids(trial)) == 9, str(ids(trial)))
    fallback(trial)
    plain = "curl -sS -o /dev/null -w '%{redirect_url}' -H 'Host: daumoi.example.vn' http://127.0.0.1/a"
    elsewhere = CURL.replace("127.0.0.1", ADDRESSES[0])
    status = "-o /dev/null -w '%{http_code} '"
    answers = trial.says(f"{CURL}/metrics {status}; {elsewhere}/metrics {status}; {plain}")
    trial.see("/metrics for this machine alone, port 80 leads to TLS", answers == f"200 403 {NAME}/a", answers)


def fallback(trial: Trial) -> None:
    """What is not on disk comes from the server; what is there needs none."""
    status = f"{CURL}$path -o /dev/null -w '%{{http_code}} '"
    gone = trial.says(f"mv /var/lib/daumoi/public/feeds/all.atom /tmp/; path=/feeds/all.atom; sleep 2; {status}; "
                      f"mv /tmp/all.atom /var/lib/daumoi/public/feeds/; path=/feeds/nobody.atom; {status}")  # fmt: skip
    trial.see("a feed that is not on disk is made by the server, an unknown one is not found", gone == "200 404", gone)
    trial.says("systemctl stop daumoi-web")
    without = trial.says(f"path=/feeds/all.atom; {status}; path=/; {status}")
    trial.says("systemctl start daumoi-web")
    trial.see("without the server feeds are served all the same", without == "200 502", without)
    trial.root.wait(f"{CURL}/readyz -f")


class Feed:
    """A feed as nginx answers."""

    def __init__(self, trial: Trial, path: str) -> None:
        self._trial, self._path, self.told = trial, path, ""

    def _ask(self, *headers: str) -> dict[str, str]:
        given = " ".join(f"-H '{header}'" for header in headers)
        told = self._trial.says(f"{CURL}{self._path} -D - -o /tmp/body {given}")
        self.told += told
        status, *lines = told.splitlines()
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return {**found, "status": status.split()[1]}

    def is_whole(self, kind: str) -> bool:
        answer = self._ask()
        same = self._trial.says(f"cmp /tmp/body /var/lib/daumoi/public{self._path} && echo same")
        headers = answer.get("cache-control") == "public, max-age=60" and answer.get("vary") == "Accept-Encoding"
        return (
            answer["status"] == "200"
            and answer.get("content-type") == f"{kind}; charset=utf-8"
            and headers
            and same == "same"
        )

    def is_validated(self) -> bool:
        answer = self._ask()
        tags = [self._ask(f"If-None-Match: {tag}")["status"] for tag in (answer["etag"], '"x"')]
        dates = [self._ask(f"If-Modified-Since: {date}")["status"]
                 for date in (answer["last-modified"], "Thu, 01 Jan 2009 00:00:00 GMT")]  # fmt: skip
        return tags == dates == ["304", "200"]

    def is_packed(self) -> bool:
        plain, packed = self._ask(), self._ask("Accept-Encoding: gzip")
        same = self._trial.says(f"gzip -dc < /tmp/body | cmp - /var/lib/daumoi/public{self._path} && echo same")
        again = self._ask("Accept-Encoding: gzip", f"If-None-Match: {packed['etag']}")["status"]
        own = packed["etag"] != plain["etag"] and not packed["etag"].startswith("W/")
        return packed.get("content-encoding") == "gzip" and own and same == "same" and again == "304"


def back_up(trial: Trial) -> None:
    trial.block("Backing up")
    made = trial.says("ls -l /var/backups/daumoi")
    trial.see(
        "the backup is the hub user's alone", re.search(r"-rw------- .* daumoi .*tar\.gz", made) is not None, made
    )


def schema(trial: Trial) -> str:
    return trial.says("sqlite3 /var/lib/daumoi/daumoi.db 'select version_num from alembic_version'")


def upgrade(trial: Trial, after: str) -> None:
    known, before = ids(trial), schema(trial)
    git("update-ref", "refs/heads/main", after, folder=trial.repository)
    trial.block("Upgrading", 0)
    trial.see(f"schema {before} became {schema(trial)}", schema(trial) > before, before)
    sound(trial, known)
    trial.block("Upgrading", 1)
    trial.see(f"the way back led to schema {schema(trial)}", schema(trial) == before, schema(trial))
    sound(trial, known)
    trial.root.shell("git -C /opt/daumoi checkout --quiet main; rm /var/backups/daumoi/*.tar.gz")
    trial.block("Upgrading", 0)
    sound(trial, known)


def restore(trial: Trial) -> None:
    known = ids(trial)
    trial.block("Backing up")
    trial.block("Restoring")
    trial.see("the hub stands on the restored folder", trial.says("ls -d /var/lib/daumoi-old") == "/var/lib/daumoi-old")
    sound(trial, known)
    deep = trial.root.shell("daumoi check --deep")
    trial.see("check --deep finds nothing", deep.returncode == 0, deep.stdout + deep.stderr)


def move(trial: Trial) -> None:
    known = ids(trial)
    begin = "install -d -o postgres /run/postgresql; pg_createcluster 15 hub --port 5432 --start"
    trial.see("PostgreSQL is there", trial.root.shell(begin).returncode == 0)
    trial.block("Moving to PostgreSQL, and back")
    trial.says("mv /var/lib/daumoi/daumoi.db /tmp/")
    sound(trial, known)


def check(trial: Trial) -> None:
    trial.block("Is everything as it should be?")


def sound(trial: Trial, known: list[str]) -> None:
    """The same notices are published as before, and doctor and check have nothing to say."""
    trial.root.wait(f"{CURL}/readyz -f && daumoi check")
    found = trial.says("daumoi doctor --json")
    trial.see("doctor finds nothing wrong", found == "[]", found)
    trial.see("the feed has the same entries", ids(trial) == known and len(known) > 0, str(ids(trial)))


def unread(trial: Trial) -> Iterator[str]:
    """Headings of the page whose commands were not run."""
    for heading, texts in trial.blocks.items():
        if any(text not in trial.ran and "git.example.vn" not in text for text in texts):
            yield heading


def inside(folder: Path) -> int:
    raise_network(ADDRESSES)
    with tempfile.TemporaryDirectory(dir=folder) as room, sites(ADDRESSES) as site:
        repository = Path(room) / "daumoi.git"
        _, after = make_repository(repository)
        trial = Trial(Root(folder, repository), repository, blocks(), site)
        steps: list[tuple[str, Callable[[], None]]] = [
            ("install", lambda: install(trial)), ("collect", lambda: collect(trial)), ("nginx", lambda: nginx(trial)),
            ("back up", lambda: back_up(trial)), ("upgrade, back, and forward", lambda: upgrade(trial, after)),
            ("restore", lambda: restore(trial)), ("move", lambda: move(trial)), ("check", lambda: check(trial)),
        ]  # fmt: skip
        for name, step in steps:
            print(name, flush=True)
            step()
            if trial.failed and name == "install":
                break
    print(f"commands that were not run stand below: {', '.join(unread(trial)) or 'no heading'}")
    passed = not trial.failed
    print(f"{trial.passed} of {trial.passed + len(trial.failed)} seen as promised: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


def main() -> int:
    """Follow the page."""
    if sys.argv[1:2] == ["inside"]:
        return inside(Path(sys.argv[2]))
    if os.geteuid():
        print("needs root, for a root of its own: FAIL")
        return 1
    return enter("benchmarks.operating")


if __name__ == "__main__":
    sys.exit(main())
