"""Which communes, wards and districts a text names.

A name counts with the word for what it is before it (`xã Đại Lãnh`, `TP. Nha Trang`, `các xã A, B và C`), in capitals
or not; alone only where its locality may stand alone. Units changed as towns were founded, so any unit of the same
level will do, but the exact one goes before. Where several bear a name, the district beside it decides, then the day.
A commune of a district or province that is not ours is another. Without marks a name counts behind its unit, where no
other name of ours is spelled alike.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hub.records import Locality
from hub.vietnamese.text import fold, tone_key
from hub.vietnamese.units import COMMUNE, DISTRICT, WRITTEN, WRITTEN_PLAINLY, Words, level_of

_WORD = re.compile(r"[^\W_]+")
_WITHIN_NAME = re.compile(r"[ \t]+|[ \t]*[-–][ \t]*")
_UNIT_GAP = re.compile(r"\.?[ \t\n]*[:\"“]?[ \t]*")
_LISTED = re.compile(r"\s*(?:[,;/–-]|\s(?:và|hoặc|&)\s)+\s*(?:và\s+)?")
_BELONGS = re.compile(r"\s*(?:[,(/–-]|\s)\s*(?:thuộc\s+|của\s+)?", re.IGNORECASE)
_DATELINE = re.compile(r"\s*,\s*ngày\s")
_ENDED = re.compile(r"[.;:!?\n\"“”'(\[•*+|/,–-]\s*$")
_PROVINCE = re.compile(r"\s*[,(–-]?\s*(?:thuộc\s+|của\s+)?(?:tỉnh|thành phố|tp\.?)\s+", re.IGNORECASE)
_SUFFIXES = frozenset(["đông", "tây", "nam", "bắc", "trung", "thượng", "hạ"])
_MANY = frozenset(["các", "hai", "ba", "bốn", "năm", "những"])
# before a name that stands alone they say that it is a person, a street, islands, a firm
_OTHERS = frozenset(["ông", "bà", "anh", "chị", "cô", "chú", "em", "đường", "phố", "hẻm", "đảo", "mang", "tên"])
# a commune stands in a district, and that in a province
_LEVELS = 2
# before its day a new unit is spoken of in what prepares it
_AHEAD = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words of a text that name localities, the unit before them ("" for none), and whether it is one of many."""

    start: int
    end: int
    named: tuple[Locality, ...]
    unit: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of a text from one to before another: a name, and what stands around it."""

    text: str
    words: Sequence[re.Match[str]]
    first: int
    past: int

    @property
    def start(self) -> int:
        return self.words[self.first].start()

    @property
    def end(self) -> int:
        return self.words[self.past - 1].end()

    def before(self, count: int) -> Sequence[re.Match[str]]:
        """So many words before it, fewer where the text begins."""
        return self.words[max(self.first - count, 0) : self.first]


class Gazetteer:
    """Finds these localities; `province` is what their province is called, and those that became part of it."""

    def __init__(self, localities: Iterable[Locality], province: Iterable[str] = ()) -> None:
        self._names: defaultdict[Words, list[Locality]] = defaultdict(list)
        plainly: defaultdict[Words, set[Words]] = defaultdict(set)
        for one in localities:
            key = tuple(tone_key(one.name).split())
            self._names[key].append(one)
            plainly[tuple(_words(fold(one.name)))].add(key)
        self._plain = {plain: next(iter(keys)) for plain, keys in plainly.items() if len(keys) == 1}
        self._firsts = {key[0] for key in (*self._names, *self._plain)}
        self._longest = max(map(len, self._names), default=0)
        self._province = tuple(tone_key(name) for name in province)

    def named_in(self, text: str, day: date) -> tuple[str, ...]:
        """The slugs of the localities that a text of this day names, each once, in its order."""
        mentions = list(self._mentions(text))
        found = dict.fromkeys(self._meant(text, mentions, place, day) for place in range(len(mentions)))
        return tuple(one.slug for one in found if one)

    def _mentions(self, text: str) -> Iterator[_Mention]:
        words = list(_WORD.finditer(text))
        last: _Mention | None = None
        place = 0
        while place < len(words):
            count, named, plain = self._name_at(text, words, place)
            here = _Words(text, words, place, place + count) if count else None
            mention = self._mention(here, named, plain, last) if here else None
            if mention:
                last = mention
                yield mention
            place += count if mention else 1

    def _name_at(self, text: str, words: Sequence[re.Match[str]], place: int) -> tuple[int, list[Locality], bool]:
        """How many words from here are a name, the longest there is; whom it may mean; whether it lacks its marks."""
        first = words[place][0]
        if not first[0].isupper() or tone_key(first) not in self._firsts:
            return 0, [], False
        for count in range(min(self._longest, len(words) - place), 0, -1):
            run = words[place : place + count]
            if not _is_name(text, run):
                continue
            key = tuple(tone_key(word[0]) for word in run)
            if key in self._names:
                return count, self._names[key], False
            if key in self._plain and all(word[0].isascii() for word in run):
                return count, self._names[self._plain[key]], True
        return 0, [], False

    def _mention(self, here: "_Words", named: list[Locality], plain: bool, last: _Mention | None) -> _Mention | None:
        if _goes_on(here.text, here.end):
            return None
        unit, many = _unit_before(here, plain)
        if unit:
            return _Mention(here.start, here.end, tuple(named), unit, many)
        if plain:
            return None
        if listed := _in_list(here.text, last, here.start, named):
            return _Mention(here.start, here.end, tuple(named), listed, many=True)
        alone = tuple(one for one in named if one.alone)
        return _Mention(here.start, here.end, alone) if alone and _stands_alone(here) else None

    def _meant(self, text: str, mentions: Sequence[_Mention], place: int, day: date) -> Locality | None:
        mention = mentions[place]
        named = _of_unit(mention)
        around = self._district_behind(text, mentions, place)
        if not named or self._is_elsewhere(text, mentions, place):
            return None
        beside = [one for one in named if around and one.within in around]
        then = [one for one in beside or named if _is_there(one, day)]
        exact = [one for one in then or beside or named if one.unit == mention.unit]
        if not mention.unit and not then:
            then = [one for one in named if not one.valid_from or one.valid_from <= day]
            return then[0] if then else None
        return (exact or then or beside or named)[0]

    def _district_behind(self, text: str, mentions: Sequence[_Mention], place: int) -> tuple[str, ...]:
        """The districts that the next words name, where they say to what this one belongs."""
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        if following is None or not _belongs(text, mentions[place], following):
            return ()
        return tuple(one.slug for one in following.named if level_of(one.unit) == DISTRICT)

    def _is_elsewhere(self, text: str, mentions: Sequence[_Mention], place: int, depth: int = 0) -> bool:
        """Whether what stands behind says that this is a place of another district or province."""
        mention = mentions[place]
        if mention.unit and level_of(mention.unit) == COMMUNE and self._of_strangers(text, mention, mentions, place):
            return True
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        if depth < _LEVELS and following and _belongs(text, mention, following) and _is_of_districts(following):
            return self._is_elsewhere(text, mentions, place + 1, depth + 1)
        said = _PROVINCE.match(text, mention.end)
        if said is None or any(other.start >= mention.end and other.start == said.end() for other in mentions):
            return False
        name = " ".join(word for word in tone_key(text[said.end() : said.end() + 40]).split()[:4])
        starts_name = text[said.end() : said.end() + 1].isupper()
        return bool(self._province) and starts_name and not name.startswith(self._province)

    def _of_strangers(self, text: str, mention: _Mention, mentions: Sequence[_Mention], place: int) -> bool:
        """Whether a commune is said to belong to a district that is none of ours."""
        gap = _BELONGS.match(text, mention.end)
        if gap is None:
            return False
        words = list(_WORD.finditer(text, gap.end(), gap.end() + 40))
        for count in (2, 1):
            unit = WRITTEN.get(tuple(tone_key(word[0]) for word in words[:count]))
            if unit and level_of(unit) == DISTRICT and len(words) > count and words[0].start() == gap.end():
                name = words[count]
                ours = any(other.start == name.start() for other in mentions[place + 1 : place + 3])
                return (name[0][0].isupper() or name[0].isdecimal()) and not ours
        return False


def _words(text: str) -> list[str]:
    return [found[0] for found in _WORD.finditer(text)]


def _is_name(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether the words all begin with a capital, with nothing between them but blanks or a dash."""
    gaps = (text[one.end() : other.start()] for one, other in pairwise(run))
    return all(word[0][0].isupper() for word in run) and all(map(_WITHIN_NAME.fullmatch, gaps))


def _goes_on(text: str, end: int) -> bool:
    """Whether the next word makes a longer name of it: Cam Phúc, of Cam Phúc Bắc."""
    following = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return bool(following and following[0].istitle() and following[0].lower() in _SUFFIXES)


def _unit_before(here: _Words, plain: bool) -> tuple[str, bool]:
    """The unit that stands right before, and whether it is said of many."""
    nearest = here.before(1)
    if not nearest or not _UNIT_GAP.fullmatch(here.text, nearest[0].end(), here.start):
        return "", False
    known = WRITTEN_PLAINLY if plain else WRITTEN
    for count in (2, 1):
        run = here.before(count)
        unit = known.get(tuple(word[0].lower() if plain else tone_key(word[0]) for word in run))
        if unit and "\n" not in here.text[run[0].start() : run[-1].end()]:
            further = here.before(count + 1)
            return unit, len(further) > count and further[0][0].lower() in _MANY
    return "", False


def _in_list(text: str, last: _Mention | None, start: int, named: Sequence[Locality]) -> str:
    """The unit that a list has before its first name, for a name further on in it.

    Behind a single commune a name that may be a district's says to which it belongs: xã Đại Lãnh, Vạn Ninh.
    """
    if last is None or not last.unit or not _LISTED.fullmatch(text, last.end, start):
        return ""
    level = level_of(last.unit)
    if not any(level_of(one.unit) == level for one in named):
        return ""
    belongs = level == COMMUNE and any(level_of(one.unit) == DISTRICT for one in named)
    joined = re.search(r"và|hoặc|&", text[last.end : start])
    return "" if belongs and not last.many and not joined else last.unit


def _stands_alone(here: _Words) -> bool:
    """Whether a name without a unit is neither a part of a longer one, nor a person's or a street's, nor where and
    when a letter was written."""
    text, start, end, words = here.text, here.start, here.end, here.before(2)
    if _DATELINE.match(text, end):
        return False
    following = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    shouted = text[start:end].isupper()
    if following and following[0][0].isupper() and not shouted:
        return False
    if not words or _ENDED.search(text, words[-1].end(), start):
        return True
    before = words[-1][0]
    opens = len(words) < 2 or bool(_ENDED.search(text, words[-2].end(), words[-1].start()))
    return before.lower() not in _OTHERS and (shouted or not before.istitle() or opens)


def _of_unit(mention: _Mention) -> tuple[Locality, ...]:
    """Whom the name may mean, of the level that is said; whoever else bears it counts for nothing."""
    if not mention.unit:
        return mention.named
    level = level_of(mention.unit)
    return tuple(one for one in mention.named if level_of(one.unit) == level)


def _is_of_districts(mention: _Mention) -> bool:
    return any(level_of(one.unit) == DISTRICT for one in _of_unit(mention))


def _belongs(text: str, one: _Mention, following: _Mention) -> bool:
    """Whether what follows may be that to which the one belongs: nothing but a comma and its unit is between."""
    between = text[one.end : following.start]
    if len(between) > 24:
        return False
    unit = rf"(?:{re.escape(following.unit)}|tp\.?|tx\.?|h\.?)?"
    return bool(re.fullmatch(rf"\s*[,(–-]?\s*(?:thuộc\s+|của\s+)?{unit}\s*", between, re.IGNORECASE))


def _is_there(one: Locality, day: date) -> bool:
    begun = one.valid_from is None or one.valid_from - _AHEAD <= day
    return begun and (one.valid_to is None or day < one.valid_to)
