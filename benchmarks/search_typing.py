"""Random queries as a person might type them, each beside what is meant by it, for `benchmarks.search_truth`."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from unicodedata import normalize

from benchmarks.search_brute import All, Days, Either, Field, Minus, Node, Number, Plain, Quote
from hub.records import Filters
from hub.vietnamese.text import fold

# What texts and queries are put together from, the most frequent first.
LISTED = """
đất|đai|nhà|ở|ủy ban nhân dân|UBND|thông|báo|ban|bán|bàn|sở y tế|dân|nhân|kế hoạch|kĩ|kỹ|lý|lí|dự án|hòa|hoà|
quy|quí|quý|an|an ninh|công an|công|chức|tuyển|dụng|phòng chống thiên tai|PCTT|y|tế|ô|x|nước|đường|đương|duong|
số|từ|năm|tỉnh|thành phố|TP|huyện|xã|của|và|cho|về|việc|giá|thu|hồi|bồi|thường|hỗ|trợ|giải phóng mặt bằng|GPMB|
trường|học|sinh|giáo dục và đào tạo|bảo hiểm y tế|BHYT|viên|khám|chữa|bệnh|môi|rừng|biển|cá|thuế|phí|chợ|cầu|
đèn|điện|khí|hậu|nông thôn mới|hội|đồng|họp|khóa|2010|05|7|covid|online|Nguyễn|Thị|Ánh|hộ|nghèo|cận|quyết định|
nghị quyết|chỉ|thị|mùa|vụ|lúa|tôm|lợn|gà|kho|bạc|vốn|nợ|
"""
WORDS = [word for word in LISTED.replace("\n", "").split("|") if word]
UNKNOWN = "zzkhông"
ANNOUNCED = [
    f"{number}/{year}{symbol}"
    for number in (1, 2, 5, 12, 34, 123, 1234)
    for year, symbol in (("", "QĐ-UBND"), ("", "QĐ-SYT"), ("2010/", "NQ-HĐND"), ("2012/", "QĐ-UBND"), ("", "TB-SNV"))
]
FIELDS: list[tuple[str, Node]] = [
    ("agency:so-y-te", Field("agency", "so-y-te")),
    ('cơ quan:"Sở Y tế"', Field("agency", "so-y-te")),
    ("co quan:so-tu-phap", Field("agency", "so-tu-phap")),
    ("section:tin-tuc", Field("section", "tin-tuc")),
    ("chuyên mục:van-ban", Field("section", "van-ban")),
    ("type:tb", Field("type", "tb")),
    ("loại:QĐ", Field("type", "qd")),
    ('loại:"Quyết định"', Field("type", "qd")),
    ("nguồn:syt", Field("source", "syt")),
    ("agency:khong-co", Field("agency", "khong-co")),
    ("từ:2012", Days(first=date(2012, 1, 1))),
    ("from:2010-09-24", Days(first=date(2010, 9, 24))),
    ("đến:06/2014", Days(last=date(2014, 6, 30))),
    ("to:31/12/2009", Days(last=date(2009, 12, 31))),
]
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """A query as typed, and as meant."""

    text: str
    meant: Node
    filters: Filters = Filters()  # noqa: RUF009


def typed_query(chance: Random) -> Typed:
    """One query; every twentieth is empty, every twentieth a run of many words."""
    if chance.random() < 0.05:
        return Typed("", All())
    if chance.random() < 0.05:
        many = _words(chance, chance.randrange(6, 16))
        return Typed(" ".join(many), Plain(tuple(many)))
    text, meant = _compound(chance, 0) if chance.random() < 0.75 else _leaf(chance)
    return Typed(normalize("NFD", text) if chance.random() < 0.1 else text, meant)


def typed_filters(chance: Random) -> Filters:
    """Mostly none; else one to three."""
    if chance.random() < 0.5:
        return Filters()
    first = date(2008, 12, 1) + timedelta(days=chance.randrange(3000))
    every: dict[str, Any] = {
        "agency": chance.choice(("so-y-te", "Sở Y tế", "so-noi-vu")),
        "section": chance.choice(("tin-tuc", "van-ban")),
        "type": chance.choice(("QĐ", "qd", "TB")),
        "source": chance.choice(("syt", "snv")),
        "number": chance.choice(("12", "0012/qd-ubnd", "5/2010/NQ-HĐND", "1/QĐ")),
        "published_from": first,
        "published_to": first + timedelta(days=chance.choice((0, 1, 90, 1000))),
        "withdrawn": chance.choice(("exclude", "only")),
    }
    return Filters(**{name: every[name] for name in chance.sample(sorted(every), chance.choice((1, 1, 2, 3)))})


Made = tuple[str, Node]


def _compound(chance: Random, depth: int) -> Made:
    parts = [_part(chance, depth) for _ in range(chance.choice((2, 2, 3)))]
    how = chance.choice(("", "", "AND", "OR"))
    if how == "OR":
        return _joined(chance.choice((" OR ", " HOẶC ")), parts), Either(tuple(node for _, node in parts))
    if how == "AND":
        return _joined(chance.choice((" AND ", " VÀ ")), parts), All(tuple(node for _, node in parts), written=True)
    apart = _runs_apart(parts)
    nodes = tuple(node for _, node in apart)
    return _joined(" ", apart), nodes[0] if len(nodes) == 1 else All(nodes)


def _joined(joint: str, parts: list[Made]) -> str:
    return joint.join(text for text, _ in parts)


def _runs_apart(parts: list[Made]) -> list[Made]:
    """Plain words that stand side by side are one run."""
    apart: list[Made] = []
    for text, node in parts:
        before, run = apart[-1] if apart else ("", All())
        if isinstance(node, Plain) and isinstance(run, Plain):
            apart[-1] = f"{before} {text}", Plain((*run.words, *node.words))
        else:
            apart.append((text, node))
    return apart


def _part(chance: Random, depth: int) -> Made:
    if depth < DEEPEST and chance.random() < 0.25:
        text, node = _compound(chance, depth + 1)
        # A run of plain words in parentheses is a run all the same; only others are put in them.
        made: Made = (text, node) if isinstance(node, Plain) else (f"({text})", node)
    else:
        made = _leaf(chance)
    text, node = made
    if chance.random() < 0.2 and not (isinstance(node, Plain) and len(node.words) > 1):
        return f"-{text}", Minus(node)
    return made


def _leaf(chance: Random) -> Made:
    kind = chance.random()
    if kind < 0.55:
        words = _words(chance, chance.choice((1, 1, 2, 3)))
        return " ".join(words), Plain(tuple(words))
    if kind < 0.75:
        words = _words(chance, chance.choice((1, 2, 2, 3)))
        return f'"{" ".join(words)}"', Quote(tuple(words))
    if kind < 0.88:
        return chance.choice(FIELDS)
    typed = _number(chance)
    # In parentheses, for a number would take what stands behind it for more of its letters.
    if kind < 0.95:
        return f"({typed})", Number(typed)
    return f"(số:{typed})", Field("number", typed)


def _words(chance: Random, count: int) -> list[str]:
    listed = [word for word in WORDS if not word.isdigit()]
    weights = [1 / (rank + 4) for rank in range(len(listed))]
    drawn = [UNKNOWN if chance.random() < 0.02 else word for word in chance.choices(listed, weights, k=count)]
    return [_spelled(chance, word) for phrase in drawn for word in phrase.split()]


def _spelled(chance: Random, word: str) -> str:
    how = chance.random()
    if how < 0.3:
        return fold(word) if word.islower() else word
    return word.capitalize() if how < 0.4 and word.islower() and len(word) > 2 else word


def _number(chance: Random) -> str:
    number = chance.choice(ANNOUNCED)
    how = chance.random()
    if how < 0.25:
        return number.partition("-")[0]
    if how < 0.5:
        return fold(number)
    return f"00{number}" if how < 0.6 else number
