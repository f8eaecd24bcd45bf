"""Documents read apart, in a limited child: a hostile or heavy one costs the child, and is a state with a reason."""

from hub.errors import PoisonError, ReadError
from hub.records import FileRead
from spiders.documents.kinds import outer_type
from spiders.visit import Reader


async def read_apart(reader: Reader, data: bytes) -> FileRead:
    """What the bytes are and say; never raises for what they do to who reads them."""
    try:
        return await reader.read(_read, data)
    except PoisonError as harm:
        return FileRead(outer_type(data), "failed", "too_heavy" if harm.exhausted else "damaged")
    except ReadError as fault:  # the child could not even be begun
        return FileRead(outer_type(data), "failed", fault.code)


def _read(data: bytes) -> FileRead:
    from spiders.documents.reading import read_document  # the libraries take 10 MB, and only a child needs them

    return read_document(data)
