"""A cached feed beside nginx static, in requests a CPU second: `python -m benchmarks.serving [seconds] [rounds]`.

Both serve the same published feed of 50 notices, as it is and gzipped (nginx by `gzip_static`), each alone on
one core, asked by `wrk -t1 -c32` from another, in turns. A CPU second is user and system time of the server's
process. nginx logs nothing; `cached` is nginx that keeps files open for a second, as we keep bytes.
Needs nginx, wrk and taskset.
"""

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from feeds.entries import Channel, feed, feed_entry
from feeds.publish import publish_feed
from hub.records import Feed, FeedEntry, Notice

PATH = "/feeds/all.atom"
SERVER_CORE, CLIENT_CORE = "0", "1"
BASE = "https://daumoi.example"
START = datetime(2010, 9, 24, tzinfo=UTC)
WANTED = {"200 gzip": 0.30, "200 plain": 0.30, "304": 0.33}
TICKS = os.sysconf("SC_CLK_TCK")
PROSE = (
    "ủy ban nhân dân tỉnh yêu cầu các sở ngành địa phương khẩn trương triển khai biện pháp phòng chống dịch bệnh báo "
    "cáo kết quả thực hiện trước ngày tháng năm theo quy định hiện hành của pháp luật về đất đai xây dựng môi trường"
)
NGINX = """
worker_processes 1;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    {more}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/atom+xml atom; }}
    server {{
        listen 127.0.0.1:{port} backlog=2048;
        root {public};
        gzip_static on;
        add_header Vary Accept-Encoding;
        add_header Cache-Control "public, max-age=60";
    }}
}}
"""
KEPT_OPEN = "open_file_cache max=100; open_file_cache_valid 1s;"


@dataclass(frozen=True)
class Server:
    """A server under test."""

    name: str
    pid: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    def cpu(self) -> float:
        """User and system seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def main(seconds: int, rounds: int) -> int:
    """Take turns and print the rates and their ratios; 1 where one is missed."""
    if missing := [name for name in ("nginx", "wrk", "taskset") if not program(name)]:
        print(f"please install {', '.join(missing)}")
        return 2
    with tempfile.TemporaryDirectory() as name, servers(Path(name)) as (ours, *peers):
        every = (ours, *peers)
        asked = {server.name: headers_of(server) for server in every}
        rates: dict[tuple[str, str], list[float]] = {(kind, server.name): [] for kind in WANTED for server in every}
        for _ in range(rounds):
            for kind in WANTED:
                for server in every:
                    rates[kind, server.name].append(rate(server, asked[server.name][kind], seconds))
        memory = {server.name: resident(server) for server in every}
    print(f"requests a CPU second, wrk -t1 -c32 for {seconds} s, median of {rounds} rounds in turns")
    for server in every:
        told = "  ".join(f"{kind} {median(rates[kind, server.name]):8.0f}" for kind in WANTED)
        print(f"  {server.name:14} {told}   {memory[server.name]:4.0f} MB resident")
    reached = True
    for kind, wanted in WANTED.items():
        ratios = {peer.name: ratio(rates[kind, ours.name], rates[kind, peer.name]) for peer in peers}
        reached = reached and ratios["nginx"] >= wanted
        told = "  ".join(f"{value:.2f}x {name}" for name, value in ratios.items())
        print(f"  {kind:9} {told}  (wanted: {wanted:.2f}x nginx or more)")
    return 0 if reached else 1


def ratio(ours: list[float], theirs: list[float]) -> float:
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


# --- the servers -------------------------------------------------------------------------


@contextmanager
def servers(folder: Path) -> Iterator[tuple[Server, ...]]:
    """Ours and nginx twice, over one folder of published feeds."""
    data = folder / "data"
    hub = [sys.executable, "-m", "hub"]
    subprocess.run([*hub, "init", "--catalogue", "none", "--data", str(data)], check=True, stdout=subprocess.DEVNULL)
    publish_feed(data / "public" / "feeds", "all", newest())
    with (
        serving("daumoi serve", lambda port: [*hub, "serve", "--port", str(port), "--data", str(data)]) as ours,
        serving("nginx", lambda port: nginx(folder / "a", data / "public", port, "")) as plain,
        serving("nginx cached", lambda port: nginx(folder / "b", data / "public", port, KEPT_OPEN)) as cached,
    ):
        yield ours, plain, cached


def nginx(folder: Path, public: Path, port: int, more: str) -> list[str]:
    """The command of an nginx of our own."""
    folder.mkdir()
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, public=public, port=port, more=more))
    # its worker may run as another user, who must be let in
    for place in (public, *public.parents):
        if str(place).startswith(tempfile.gettempdir() + os.sep):
            place.chmod(0o755)
    return [program("nginx") or "", "-c", str(file), "-p", str(folder)]


@contextmanager
def serving(name: str, command: Callable[[int], list[str]]) -> Iterator[Server]:
    """The server, once it answers, on a core of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *command(port)])
    try:
        server = Server(name, process.pid, port)
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server: Server) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            ask(server, {})
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{server.name} does not answer")


def newest() -> Feed:
    """The fifty newest notices, some two kilobytes each."""
    return feed(Channel("feeds/all", "Đầu Mối"), (entry(n) for n in range(50)), authority="x.vn", base_url=BASE)


def entry(n: int) -> FeedEntry:
    chance = Random(n)
    text = " ".join(chance.choices(PROSE.split(), k=230))
    at = START + timedelta(minutes=n)
    notice = Notice(
        f"{n:016}", "syt", "so-y-te", f"{BASE}/tin/{n}", text[:90], at, at, at, "minute", "feed", "", text[:200], text,
        f"<p>{text}</p>",
    )  # fmt: skip
    return feed_entry(
        notice, authority="x.vn", base_url=BASE, agency_name="Sở Y tế", source_name="Tin", source_url=BASE
    )


# --- asking ------------------------------------------------------------------------------


def headers_of(server: Server) -> dict[str, dict[str, str]]:
    """The headers that bring each kind of answer, having looked that they do."""
    packed = {"Accept-Encoding": "gzip"}
    status, told, body = ask(server, packed)
    assert (status, told["content-encoding"]) == (200, "gzip"), (server, status, told)
    known = {**packed, "If-None-Match": told["etag"]}
    assert ask(server, known)[0] == 304, server
    status, _, plain = ask(server, {})
    assert status == 200 and gzip.decompress(body) == plain, (server, status)
    print(f"{server.name}: {len(body):,} bytes gzipped, {len(plain):,} plain, {len(told)} headers")
    return {"200 gzip": packed, "200 plain": {}, "304": known}


def ask(server: Server, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", PATH, headers=headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    return answer.status, told, answer.read()


def rate(server: Server, headers: dict[str, str], seconds: int) -> float:
    """Requests a CPU second of the server."""
    told = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", "-c32", f"-d{seconds}s", *told, server.url]
    began = server.cpu()
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = server.cpu() - began
    assert "Socket errors" not in shown, shown
    return int(shown.partition(" requests in")[0].split()[-1]) / spent


def resident(server: Server) -> float:
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:]), *(3, 5)[len(sys.argv) - 1 :]))
