"""A server that nobody should reach, and that counts itself who does."""

import socket
from collections import Counter
from contextlib import suppress
from threading import Thread

_ANSWER = b"HTTP/1.1 404 Canary\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Canary:
    """Listens on every address of this machine (or one); `connections` and the paths they asked for."""

    def __init__(self, address: str = "", port: int = 0) -> None:
        self.connections = 0
        self.paths: Counter[str] = Counter()
        self._open = [_listen(socket.AF_INET, address or "0.0.0.0", port)]
        self.port: int = self._open[0].getsockname()[1]
        if not address:
            with suppress(OSError):  # a machine without IPv6
                self._open.append(_listen(socket.AF_INET6, "::", self.port))
        for listener in self._open:
            Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            self.connections += 1
            Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            words = connection.recv(4096).split(b" ", 2)
            self.paths[words[1].decode("latin-1") if len(words) > 1 else "no HTTP"] += 1
            connection.sendall(_ANSWER)


def _listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind((address, port))
    listener.listen(1024)
    return listener
