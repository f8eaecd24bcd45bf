"""A root of its own for `benchmarks.operating`: this machine's programs, and none of its data, hub or network.

An overlay over `/` takes what is written; `/tmp`, `/root` and the like are empty. Processes, mounts and network are
namespaces of their own, so that ports 80, 443 and 8000 are free and all of it is gone at the end. Needs root. What
stands in for the system: `systemctl` starts what the unit files say, as their user and without their hardening;
`make` is let out to the network for the packages; `apt-get` makes sure that the packages are there.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

HIDDEN = ("tmp", "root", "home", "work", "mnt", "run", "opt", "var/lib/daumoi", "var/backups", "var/www")
SYSTEMCTL = r"""#!/usr/bin/python3 -I
import os, signal, subprocess, sys, time
from pathlib import Path
UNITS, PIDS = Path("/etc/systemd/system"), Path("/run/units")
PIDS.mkdir(exist_ok=True)

def lines(name, key):
    said = (UNITS / f"{name}.service").read_text().splitlines()
    return [line.partition("=")[2].replace("%%", "%") for line in said if line.startswith(key + "=")]

def start(name):
    if name == "nginx":
        return subprocess.run(["nginx"]).returncode
    user, oneshot = lines(name, "User")[0], "oneshot" in lines(name, "Type")
    for command in lines(name, "ExecStart"):
        umask = int(lines(name, "UMask")[0], 8)
        words = ["runuser", "-u", user, "--", "sh", "-c", f"umask {umask:o}; exec {command}"]
        log = open(f"/run/units/{name}.log", "ab")
        how = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        process = subprocess.Popen(words, start_new_session=True, cwd="/", **how)
        if oneshot and process.wait():
            return 1
        if not oneshot:
            (PIDS / name).write_text(str(process.pid))
    return 0

def alive(group):
    # what has ended and nobody has asked after is a zombie
    said = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True).stdout
    return any(int(each.split()[0]) == group and "Z" not in each for each in said.splitlines())

def stop(name):
    if name == "nginx":
        done = subprocess.run(["nginx", "-s", "quit"], stderr=subprocess.DEVNULL).returncode
        time.sleep(1)
        return 0
    pid = PIDS / name
    if pid.exists():
        group = int(pid.read_text())
        os.killpg(group, signal.SIGTERM)
        for _ in range(300):
            if not alive(group):
                break
            time.sleep(0.1)
        else:
            return 1
        pid.unlink()
    return 0

verb, *names = [word for word in sys.argv[1:] if not word.startswith("-")]
names = [name.removesuffix(".service") for name in names]
for name in names if verb != "daemon-reload" else ():
    if not name.endswith(".timer") and name != "nginx" and not (UNITS / f"{name}.service").exists():
        sys.exit(f"Unit {name}.service not found.")
    if name.endswith(".timer"):
        if not (UNITS / name).exists():
            sys.exit(f"Unit {name} not found.")
        continue
    failed = (verb in ("stop", "restart") and stop(name)) or (verb in ("start", "restart", "enable") and start(name))
    if failed:
        log = Path(f"/run/units/{name}.log")
        sys.exit(f"{verb} {name} failed: {log.read_text()[-800:] if log.exists() else ''}")
"""
APT_GET = """#!/bin/sh
shift
for name in "$@"; do [ "$name" = -y ] || dpkg -s "$name" >/dev/null || exit 1; done
"""
MAKE = """#!/bin/sh
exec nsenter --net=/run/hostnet env PATH="$PATH" /usr/bin/make "$@"
"""


def enter(module: str) -> int:
    """Run the module again, with `inside FOLDER`, in namespaces of its own; its status."""
    script = (
        'set -e; mount -t tmpfs none "$0"; mkdir "$0/up" "$0/work" "$0/root"; touch "$0/hostnet"; '
        'mount --bind /proc/self/ns/net "$0/hostnet"; exec unshare --net "$@"'
    )
    folder = Path("/tmp") / f"daumoi-root-{os.getpid()}"
    folder.mkdir()
    namespaces = ("unshare", "--mount", "--pid", "--uts", "--fork", "--mount-proc", "--kill-child")
    words = (sys.executable, "-m", module, "inside", str(folder))
    try:
        return subprocess.run([*namespaces, "sh", "-c", script, str(folder), *words]).returncode
    finally:
        folder.rmdir()


def raise_network(addresses: Iterable[str]) -> None:
    """The network of the namespace: loopback, with these addresses."""
    _run("ip", "link", "set", "lo", "up")
    for address in addresses:
        _run("ip", "address", "add", f"{address}/32", "dev", "lo")


class Root:
    """The root; commands are run in it by a shell, as somebody types them."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self.path = folder / "root"
        layers = f"lowerdir=/,upperdir={folder}/up,workdir={folder}/work"
        _run("mount", "-t", "overlay", "overlay", "-o", layers, self.path)
        for name in HIDDEN:
            (self.path / name).mkdir(parents=True, exist_ok=True)
            _run("mount", "-t", "tmpfs", "none", self.path / name)
        for name in ("proc", "sys", "dev"):
            _run("mount", "--rbind", f"/{name}", self.path / name)
        (self.path / "tmp").chmod(0o1777)
        (self.path / "var/lib/daumoi").chmod(0o755)
        _run("umount", self.path / "var/lib/daumoi")
        _run("hostname", "may-chu")
        self._bind(folder / "hostnet", "run/hostnet")
        self._bind(repository, "mnt/daumoi.git")
        for name, text in (("systemctl", SYSTEMCTL), ("apt-get", APT_GET), ("make", MAKE)):
            program = self.path / "usr/local/bin" / name
            program.write_text(text, "utf-8")
            program.chmod(0o755)

    def _bind(self, source: Path, name: str) -> None:
        target = self.path / name
        target.mkdir() if source.is_dir() else target.touch()
        _run("mount", "--bind", source, target)

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """What a shell of root's says to the script, which ends at the first failure."""
        packages = [
            f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_") or "CERT" in name
        ]
        path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment = ("env", "-i", path, "HOME=/root", "LANG=C.UTF-8", "TERM=dumb", *packages)
        words = ["chroot", str(self.path), *environment, "bash", "-ec", f"cd /root\n{script}"]
        return subprocess.run(words, capture_output=True, text=True, timeout=1200)

    def wait(self, script: str, seconds: float = 60.0) -> bool:
        """Whether the script comes to succeed within so many seconds."""
        until = time.monotonic() + seconds
        while self.shell(script).returncode:
            if time.monotonic() > until:
                return False
            time.sleep(1.0)
        return True


def _run(*words: object) -> None:
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
