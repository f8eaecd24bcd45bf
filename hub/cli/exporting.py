"""`daumoi export`: notices as JSON Lines or CSV, streamed so that memory does not grow with their number."""

import sys
from itertools import chain

from hub.records import Filters
from hub.web.exporting import BYTE_ORDER_MARK, FORMATS, everything, found, heads
from hub.wiring import Parts


def write_notices(parts: Parts, query: str | None, form: str, *, after: str | None, for_excel: bool) -> bool:
    """Print the notices, newest first; False where there is no place `after` that one."""
    store = parts.store
    portions = found(parts.index, store, query, Filters(), after) if query else everything(store, after)
    if portions is None:
        return False
    has_heads = form == "csv" and after is None
    front = [BYTE_ORDER_MARK if has_heads and for_excel else b"", heads() if has_heads else b""]
    for chunk in chain(front, FORMATS[form](portions)):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
    return True
