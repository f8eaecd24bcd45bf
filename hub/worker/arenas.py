"""How the long-lived processes keep memory: in two arenas, large pieces given back at once, the rest now and then."""

import ctypes

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # names of glibc's mallopt
_ARENAS = 2
_LARGE = 256 * 1024


def share_arenas() -> None:
    """Let all threads share two arenas. To be called before there are any; nothing where the C library is not glibc.

    glibc gives every thread an arena of its own and keeps each at its high-water mark: parsing, indexing and
    publishing come to all threads in turn. A worker grew by 26 to 50 MB a thousand collections before (three readings).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
        mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Give free memory back to the system; nothing where the C library is not glibc.

    By itself glibc gives back only what is free at the end of an arena: 13 to 20 MB of a busy worker lay free
    further in, three times that once segments had been joined. It takes 20 to 100 ms, other threads go on meanwhile.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
