"""What was read last, kept for the next search, never more of it than a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable
from sys import getsizeof
from threading import Lock
from typing import Any, TypeVar

V = TypeVar("V")
Key = tuple[str, str, str]
# A key and its place in the dictionary, measured: 250 to 350 bytes.
OVERHEAD = 300


class Cache:
    """Values that never change, by (segment, kind, key). Safe to share between threads."""

    def __init__(self, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._values: OrderedDict[Key, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, read: Callable[[Key], V]) -> V:
        """The value under this key, read now if it is not here."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                known: V = self._values[key]
                return known
        value = read(key)
        with self._lock:
            self._keep(key, value)
        return value

    def _keep(self, key: Key, value: Any) -> None:
        if key not in self._values:
            self._bytes += getsizeof(value) + OVERHEAD
            self._values[key] = value
        while self._bytes > self._most_bytes:
            _, oldest = self._values.popitem(last=False)
            self._bytes -= getsizeof(oldest) + OVERHEAD
