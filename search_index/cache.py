"""Sets of documents kept for the next search, never more of them than a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable
from sys import getsizeof
from threading import Lock

Key = tuple[str, str, str]
# A key and its place in the dictionary, measured: 250 to 350 bytes.
OVERHEAD = 300


class BitCache:
    """The sets used last, by (segment, field, term). Safe to share between threads."""

    def __init__(self, most_bytes: int = 32 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._sets: OrderedDict[Key, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, read: Callable[[], int]) -> int:
        """The set under this key, read now if it is not here."""
        with self._lock:
            if key in self._sets:
                self._sets.move_to_end(key)
                return self._sets[key]
        bits = read()
        with self._lock:
            self._keep(key, bits)
        return bits

    def _keep(self, key: Key, bits: int) -> None:
        if key not in self._sets:
            self._bytes += getsizeof(bits) + OVERHEAD
            self._sets[key] = bits
        while self._bytes > self._most_bytes:
            _, oldest = self._sets.popitem(last=False)
            self._bytes -= getsizeof(oldest) + OVERHEAD
