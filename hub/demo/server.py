"""The sample sites on loopback: one port each, standard library only."""

import logging
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from types import TracebackType

from hub.catalogue.reading import read_catalogue
from hub.demo.answers import answer, page_at
from hub.demo.faces.face import View
from hub.demo.samples import Site, bundled_sites
from hub.demo.script import site_state
from hub.records import Agency, Source

HOST = "127.0.0.1"
_IDLE_SECONDS = 20
_log = logging.getLogger(__name__)


class SampleSites:
    """The bundled sites, served while it is started; what happens on them follows the clock that is given.

    Each site takes the next port from `base_port`, or any free one where that is taken (0: always).
    Without `start` the demo begins at the moment `start()` is called.
    """

    def __init__(self, base_port: int, clock: Callable[[], datetime], *, start: datetime | None = None) -> None:
        self._base_port, self._clock, self._begun = base_port, clock, start
        self._running: tuple[_SiteServer, ...] = ()

    def start(self) -> None:
        """Opens every port; the sites answer when it returns."""
        begun = self._begun = self._begun or self._clock()
        self._running = tuple(
            _open(site, begun, self._clock, self._base_port and self._base_port + n)
            for n, site in enumerate(bundled_sites())
        )

    def stop(self) -> None:
        """Closes every port."""
        running, self._running = self._running, ()
        for server in running:
            server.close()

    def origins(self) -> dict[str, str]:
        """The address of each running site by its slug, without a slash at the end."""
        return {server.site.slug: server.origin for server in self._running}

    def catalogue(self) -> tuple[tuple[Agency, ...], tuple[Source, ...]]:
        """The agencies and sources of the running sites, with the rules to read them."""
        texts = (server.site.catalogue.replace("{origin}", server.origin) for server in self._running)
        read = read_catalogue("\n".join(texts), "hub/demo/sites")
        return read.agencies, read.sources

    def __enter__(self) -> "SampleSites":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


class _SiteServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Site, start: datetime, clock: Callable[[], datetime], port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.site, self.clock, self._start = site, clock, start
        self.origin = f"http://{HOST}:{self.server_address[1]}"
        self._visits = count()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    def view(self) -> View:
        """What a visitor meets now; every call is a visit."""
        return View(self.site, self.origin, site_state(self.site, self._start, self.clock()), next(self._visits))

    def close(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


def _open(site: Site, start: datetime, clock: Callable[[], datetime], port: int) -> _SiteServer:
    try:
        return _SiteServer(site, start, clock, port)
    except OSError:
        if not port:
            raise
        return _SiteServer(site, start, clock, 0)


class _Handler(BaseHTTPRequestHandler):
    server: _SiteServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sample-site", ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        asked = {name.lower(): value for name, value in self.headers.items()}
        reply = answer(page_at(self.server.view(), self.path), asked)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_GET

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.server.clock().timestamp() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:
        _log.debug(format, *args)
