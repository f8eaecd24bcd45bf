"""What `daumoi verify` says, in Vietnamese and English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from hub.vietnamese.text import clean

Lang = Literal["vi", "en"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "no_evidence": ("Tệp này không đọc được như bằng chứng: {why}", "This file cannot be read as evidence: {why}"),
        "chain_holds": (
            "Các dòng nhật ký nối liền nhau tới dòng {n}, mã băm {digest}",
            "The lines of the log are linked up to line {n}, digest {digest}",
        ),
        "log_holds": (
            "Mọi dòng từ {first} tới {n} nối liền nhau; mã băm cuối {digest}",
            "Every line from {first} to {n} is linked to the one before; last digest {digest}",
        ),
        "not_from_first": ("Nhật ký trong tệp bắt đầu từ dòng {n}", "The log in this file begins with line {n}"),
        "altered": ("Dòng {n} đã bị sửa: mã băm không khớp", "Line {n} has been altered: its digest is another"),
        "missing": ("Thiếu dòng {n}", "Line {n} is missing"),
        "order": ("Dòng {n} không đứng đúng chỗ", "Line {n} is not in its place"),
        "replaced": (
            "Dòng {n} không phải dòng mà các dòng sau đã ghi nhận",
            "Line {n} is not the one that later lines cover",
        ),
        "twice": ("{name} có hai lần trong tệp", "{name} is in the file twice"),
        "head_differs": ("Dòng cuối không phải dòng {n} như tệp nói", "The last line is not line {n} as the file says"),
        "head_known": ("Mã băm bạn biết là của dòng {n}", "The digest you know is that of line {n}"),
        "head_unknown": (
            "Mã băm bạn biết không có trong tệp: {head} (hãy xin tệp tới đúng dòng đó: --until)",
            "The digest you know is not in this file: {head} (ask for the file up to that line: --until)",
        ),
        "record_missing": ("Dòng {n}: thiếu bản ghi {name}", "Line {n}: the record {name} is missing"),
        "record_altered": ("Dòng {n}: bản ghi {name} đã bị sửa", "Line {n}: the record {name} has been altered"),
        "record_foreign": ("Dòng {n}: bản ghi nói về thứ khác", "Line {n}: its record speaks of something else"),
        "record_stray": ("Không dòng nào nói tới bản ghi {name}", "No line speaks of the record {name}"),
        "record_redacted": ("Dòng {n}: nội dung đã được lược bỏ, mã băm còn", "Line {n}: redacted, its digest is left"),
        "record_followed": (
            "Dòng {n}: phiên bản này về sau được bổ sung (dòng {later})",
            "Line {n}: this version was filled in later (line {later})",
        ),
        "redacted": (
            "Thông báo đã được lược bỏ lúc {at}, lý do: {reason} (dòng {n})",
            "The notice was redacted at {at}, because: {reason} (line {n})",
        ),
        "version_holds": (
            "Phiên bản {version}, thấy lúc {at}: đúng như đã ghi ở dòng {n}",
            "Version {version}, seen at {at}: as it was noted in line {n}",
        ),
        "version_missing": ("Thiếu phiên bản {version}", "Version {version} is missing"),
        "fetch_holds": (
            "{sha256}: nhận lúc {at} từ {url}, mã HTTP {status} (dòng {n})",
            "{sha256}: received at {at} from {url}, HTTP status {status} (line {n})",
        ),
        "bytes_hold": ("{name}: đúng từng byte", "{name}: byte for byte"),
        "bytes_altered": ("{name}: các byte đã bị sửa", "{name}: these bytes have been altered"),
        "bytes_missing": ("{name}: thiếu trang hoặc tệp này", "{name}: this page or file is missing"),
        "bytes_redacted": ("{name}: đã được lược bỏ", "{name}: removed by the redaction"),
        "bytes_stray": ("{name}: không dòng nào nói tới các byte này", "{name}: no line speaks of these bytes"),
        "bytes_untold": (
            "{name}: nhật ký không ghi các byte này được nhận thế nào",
            "{name}: the log does not tell how these bytes were received",
        ),
        "holds": ("Không có gì bị sửa, thiếu hay đổi chỗ.", "Nothing has been altered, removed or moved."),
        "does_not": ("{n} điều không đúng.", "{n} things do not hold."),
        "proves": (
            "Điều này đúng kể từ khi mã băm của dòng cuối được biết ở nơi khác (--head); tự tệp không chứng minh "
            "thời điểm, cũng không chứng minh máy chủ của cơ quan đã gửi đúng các byte này.",
            "This is so since the digest of the last line became known elsewhere (--head); by itself the file proves "
            "neither the time, nor that the agency's server sent these very bytes.",
        ),
    }
)


def words(lang: Lang, code: str, names: Mapping[str, object]) -> str:
    """The words for something that was found; nothing in a file moves a terminal's cursor."""
    return clean(WORDS[code][lang == "en"].format(**names))
