"""How the two long-lived processes keep memory: in two arenas, and large pieces given back at once."""

import ctypes

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # names of glibc's mallopt
_ARENAS = 2
_LARGE = 256 * 1024


def share_arenas() -> None:
    """Let all threads share two arenas. To be called before there are any; nothing where the C library is not glibc.

    glibc gives every thread an arena of its own and keeps each at its high-water mark: parsing, indexing and
    publishing come to all threads in turn. A worker grew by 26 to 50 MB a thousand collections before (three
    readings); that this was the arenas fits, and no soak to its end has shown it yet.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
        mallopt(_MMAP_THRESHOLD, _LARGE)
