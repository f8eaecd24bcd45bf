"""The shipped configuration of nginx: archive documents from disk, what is not there from the server."""

import asyncio
import gzip
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx" / "daumoi.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MAIN = """
{user}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {shipped}
}}
"""
ARCHIVE = "/feeds/agencies/so-y-te/archive"
PLAIN = b"<feed>" + "Đầu Mối ".encode() * 500 + b"</feed>\n"
PACKED = gzip.compress(PLAIN, mtime=0)
LINKED = (("/websub", "hub"), ("/feeds/agencies/so-y-te.atom", "self"))


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@contextmanager
def upstream() -> Iterator[int]:
    """A server that tells what it was asked for; its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        writer.write(
            b"HTTP/1.1 200 OK\r\nX-From: server\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        writer.write(body)
        await writer.drain()
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def configuration(folder: Path, port: int, behind: int) -> str:
    """The shipped one on a port of ours, without TLS."""
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", SHIPPED.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"^ +(ssl_.*|listen \[::\].*)\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/var/lib/daumoi/public", f"{folder}/public")
    assert "443" not in text and "ssl" not in text
    return MAIN.format(folder=folder, shipped=text, user="user root;" if os.geteuid() == 0 else "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nginx before a folder with one feed and one archive document; its address."""
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    folder = tmp_path_factory.mktemp("nginx")
    place = folder / "public" / ARCHIVE.strip("/")
    place.mkdir(parents=True)
    for name, data in (("50.atom.gz", PACKED), ("100-1.atom.gz", PACKED), ("lines", b"x")):
        (place / name).write_bytes(data)
    (place.parents[1] / "so-y-te.atom").write_bytes(PLAIN)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with upstream() as behind:
        (folder / "nginx.conf").write_text(configuration(folder, port, behind), "utf-8")
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            yield wait_for(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.communicate()


def wait_for(origin: str, process: "subprocess.Popen[str]") -> str:
    while process.poll() is None:
        try:
            ask(f"{origin}/")
            return origin
        except OSError:
            time.sleep(0.05)
    pytest.fail(process.communicate()[1])


def ask(url: str, **headers: str) -> Answer:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=told), timeout=10) as found:
            return Answer(found.status, found.headers, found.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@pytest.mark.parametrize("name", ["50", "100-1"])
@pytest.mark.parametrize(("accept", "body"), [("gzip", PACKED), ("identity", PLAIN)])
def test_an_archive_document_is_served_from_disk_in_both_forms(site: str, name: str, accept: str, body: bytes) -> None:
    answer = ask(f"{site}{ARCHIVE}/{name}.atom", Accept_Encoding=accept)
    assert (answer.status, answer.body, answer.headers["X-From"]) == (200, body, None)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (answer.headers["Content-Encoding"] == "gzip") is (accept == "gzip")
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = ask(f"{site}{ARCHIVE}/{name}.atom", Accept_Encoding=accept, If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("name", ["49", "100", "7-3"])
def test_what_is_not_on_disk_is_left_to_the_server(site: str, name: str) -> None:
    answer = ask(f"{site}{ARCHIVE}/{name}.atom")
    assert (answer.status, answer.headers["X-From"]) == (200, "server")
    assert answer.body.decode() == f"{ARCHIVE}/{name}.atom"
    assert answer.headers.get_all("Cache-Control") is None, "the server says how long"


@pytest.mark.parametrize("path", ["lines", "50.atom.gz", "050.atom", "../archive/lines"])
def test_nothing_but_documents_is_given_out_of_an_archive(site: str, path: str) -> None:
    assert ask(f"{site}{ARCHIVE}/{path}").headers["X-From"] == "server"


def test_a_feed_is_served_from_disk_beside_its_archive(site: str) -> None:
    answer = ask(f"{site}/feeds/agencies/so-y-te.atom")
    assert (answer.status, answer.body, answer.headers["X-From"]) == (200, PLAIN, None)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    links = [f'<https://daumoi.example.vn{path}>; rel="{rel}"' for path, rel in LINKED]
    assert answer.headers["Link"] == ", ".join(links)
    again = ask(f"{site}/feeds/agencies/so-y-te.atom", If_None_Match=answer.headers["ETag"])
    assert (again.status, again.headers["Link"]) == (304, answer.headers["Link"])
    assert ask(f"{site}{ARCHIVE}/50.atom").headers["Link"] is None, "what never changes is not pushed"
