"""The file about one notice: a ZIP that anyone can open, and that `daumoi verify` looks into without a hub.

READ-ME.txt        what this is, in Vietnamese and English
evidence.json      the lines of the log that speak of the notice, and those that lead to them from the last one
records/SHA-256    what a line has the digest of: a state, an answer with its headers, a redaction's reason
bytes/SHA-256      pages and files as they were received
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hub.records import EvidenceLine
from hub.store.chain import as_json
from hub.store.engine import dump_json

FORMAT = 1
READ_ME = """Bằng chứng về một thông báo do một trạm Đầu Mối lưu giữ.

bytes/    trang và tệp đúng như đã nhận; tên mỗi tệp là SHA-256 của nó (sha256sum)
records/  từng phiên bản của thông báo, và câu trả lời của máy chủ cùng các header; tên cũng là SHA-256
evidence.json  các dòng nhật ký: mỗi dòng chứa mã băm của dòng trước

Kiểm tra không cần mạng:  daumoi verify TỆP.zip
Tệp này chứng minh nội dung không đổi kể từ khi mã băm cuối ("head") được biết ở nơi khác. Tự nó không
chứng minh thời điểm, cũng không chứng minh máy chủ của cơ quan đã gửi đúng các byte này: đó là lời của trạm.

Evidence about one notice, kept by an Đầu Mối hub.

bytes/    pages and files as they were received; each is called by its SHA-256 (sha256sum)
records/  each version of the notice, and the servers' answers with their headers; also called by their SHA-256
evidence.json  lines of the log: each has the digest of the one before

Check it without a network:  daumoi verify FILE.zip
This proves that nothing has changed since the last digest ("head") became known elsewhere. By itself it proves
neither the time, nor that the agency's server sent these very bytes: that is the hub's word.
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What proves a notice: the numbers of its `own` lines, those and the ones that lead to them (the last is the
    head), records by their SHA-256, and the digests of the bytes that are kept."""

    notice: str
    version: int | None
    own: tuple[int, ...]
    lines: tuple[EvidenceLine, ...]
    records: Mapping[str, bytes]
    kept: tuple[str, ...]


def zipped(bundle: Bundle, about: Mapping[str, Any], bytes_of: Callable[[str], bytes | None]) -> Iterator[bytes]:
    """The file, piece by piece: one page or file in memory at a time. `about` says who made it, and when."""
    drain = _Drain()
    with ZipFile(drain, "w", ZIP_DEFLATED) as file:  # type: ignore[call-overload]
        for name, data in _members(bundle, about, bytes_of):
            file.writestr(ZipInfo(name), data, ZIP_DEFLATED)
            yield drain.taken()
    yield drain.taken()


def _members(
    bundle: Bundle, about: Mapping[str, Any], bytes_of: Callable[[str], bytes | None]
) -> Iterator[tuple[str, bytes]]:
    yield "READ-ME.txt", READ_ME.encode()
    head = bundle.lines[-1]
    told = {"format": FORMAT, **about, "notice": bundle.notice, "version": bundle.version}
    told |= {"head": {"n": head.n, "digest": head.digest}, "own": bundle.own}
    yield "evidence.json", dump_json(told | {"lines": list(map(as_json, bundle.lines))}).encode()
    yield from ((f"records/{digest}", record) for digest, record in bundle.records.items())
    for digest in bundle.kept:
        data = bytes_of(digest)
        if data is not None:
            yield f"bytes/{digest}", data


class _Drain:
    """Takes what is written and hands it on; it cannot be read or gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None: ...

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken
