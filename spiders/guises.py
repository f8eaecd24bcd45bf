"""One page under many addresses: what in an address leads astray. Pure.

Relative links nest (`/tin/7.html/en/vi/en`), folders repeat themselves, a parameter is another at
every visit. Some of it is known from the address alone (`untangled`); the rest is believed only
where pages prove it (`Guises`): a parameter that tells (next to) no pages apart is noise, and so is a
language that changes nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

LANGUAGE = "/"  # the noise that is a language in the path; every other noise is the name of a parameter
_PROOFS = 2  # different pages that must have shown a noise to be one
_PROOFS_TO_DIFFERENCES = 5  # so many more than there are pages that differ by it alone

_TONGUE = r"/(?:vi|vn|en|fr|zh|cn|ja|jp|ko|kr|ru|de|lo|km)(?:[-_][A-Za-z]{2})?"
_END = r"(?=/|$|\.html?$|\.aspx?$|\.php$)"
_TONGUES = re.compile(rf"(?:{_TONGUE}(?=/))+({_TONGUE}){_END}", re.IGNORECASE)
_ONE_TONGUE = re.compile(rf"{_TONGUE}(?:\.html?|\.aspx?|\.php)?(?=/|$)", re.IGNORECASE)
_BELOW_FILE = re.compile(r"\.(?:html?|aspx?|php)/", re.IGNORECASE)
_MOST_SEGMENTS = 60  # of a path; what has more is cut, for a search for repeats is a square of them
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[0-9a-f]{4,}(?=\W|$)", re.IGNORECASE)
_WORDS = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)+|\d+", re.IGNORECASE)
_MONTH = re.compile(
    r"/((?:19|2\d)\d{2})[/-](?:0?[1-9]|1[0-2])(?=[/?-]|$)"
    r"|/(?:0?[1-9]|1[0-2])[/-]((?:19|2\d)\d{2})(?=[/?]|$)"
    r"|[?&](?:nam|year|y|yr)=((?:19|2\d)\d{2})(?=&|$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 13)  # an address is asked about before and after its page is read
def untangled(url: str) -> str:
    """The address without what nests: of languages in a row the last, of repeated folders one.

    An address that nothing nests in stays as it is; a folder that stands twice is none (`/tin/tin/7`).

    >>> untangled("https://a.vn/tin/7.html/en/vi/vi/en.html")
    'https://a.vn/tin/7.html/en.html'
    >>> untangled("https://a.vn/web/tin/-/web/tin/-/7.html")
    'https://a.vn/web/tin/-/7.html'
    """
    head, path, query = _split(url)
    plain = _TONGUES.sub(lambda run: run[1], path)
    plain = "/".join(_without_repeats(plain.split("/")[:_MOST_SEGMENTS]))
    return f"{head}{plain}{query}"


def shape_of(url: str) -> str:
    """What addresses of one kind have in common: numbers and tokens levelled, parameters by their names.

    >>> shape_of("https://a.vn/login0a97.html?p=2") == shape_of("https://a.vn/logine68d.html?p=17")
    True
    """
    head, path, query = _split(url)
    names = "&".join(sorted(part.partition("=")[0] for part in query[1:].split("&")))
    return f"{head}{_NUMBER.sub('0', _TOKEN.sub('0', path))}?{names}"


def pattern_of(url: str) -> str:
    """An address without the words and numbers that differ from article to article.

    >>> pattern_of("http://so.vn/tin/2010/ke-hoach-so-12.html") == pattern_of("http://so.vn/tin/2011/o-to-ban.html")
    True
    >>> pattern_of("http://so.vn/tin/ke-hoach-12.html") == pattern_of("http://so.vn/lien-he.html")
    False
    """
    return _WORDS.sub("*", url.partition("://")[2].partition("/")[2])


def is_beyond(url: str, year: int) -> bool:
    """Whether an address is of a calendar's month that nobody publishes in: before 1990, or after the next year.

    >>> [is_beyond(f"https://a.vn/lich/{month}", 2026) for month in ("2026/11", "2031/05", "05-1931", "2045")]
    [False, True, True, False]
    """
    years = (int(next(filter(None, found.groups()))) for found in _MONTH.finditer(url))
    return any(not 1990 <= found <= year + 1 for found in years)


def nests(link: str, page: str) -> bool:
    """Whether a page links itself in another language below its own file, so that addresses grow without end.

    >>> nests("https://a.vn/7.html/vi.html", "https://a.vn/7.html"), nests("https://a.vn/en/7", "https://a.vn/vi/7")
    (True, False)
    """
    if link == page or without(link, LANGUAGE) != without(page, LANGUAGE):
        return False
    return untangled(link) != link or bool(_BELOW_FILE.search(_split(link)[1]))


def impossible(url: str) -> str:
    """An address beside this one that no host can have anything at.

    >>> impossible("https://a.vn/tin?id=7"), impossible("https://a.vn/tin/gioi-thieu")
    ('https://a.vn/tin?id=9999999999', 'https://a.vn/tin/gioi-thieu-9999999999')
    """
    head, path, query = _split(url)
    rest = path + query
    numbers = list(_NUMBER.finditer(rest))
    if not numbers:
        return f"{head}{path}-9999999999{query}"
    return f"{head}{rest[: numbers[-1].start()]}9999999999{rest[numbers[-1].end() :]}"


def without(url: str, noise: str) -> str:
    """The address without a parameter, or without languages.

    >>> without("https://a.vn/tin?id=7&x=3f", "x"), without("https://a.vn/tin/7.html/en.html", LANGUAGE)
    ('https://a.vn/tin?id=7', 'https://a.vn/tin/7.html')
    """
    head, path, query = _split(url)
    if noise == LANGUAGE:
        return f"{head}{_ONE_TONGUE.sub('', path) or '/'}{query}"
    kept = "&".join(part for part in query[1:].split("&") if part.partition("=")[0] != noise)
    return f"{head}{path}?{kept}" if kept else f"{head}{path}"


@dataclass(slots=True)
class Guises:
    """Learns from pages which parts of addresses mean nothing; `pages` says which page an address has led to."""

    pages: dict[str, str] = field(default_factory=dict)
    noises: set[str] = field(default_factory=set)

    def plain(self, url: str) -> str:
        """The address without what is known to mean nothing."""
        plain = untangled(url)
        for noise in sorted(self.noises):
            plain = without(plain, noise)
        return plain

    def take(self, url: str, page: str, known: Mapping[str, str]) -> bool:
        """Note that an address led to the page of another (or to its own); whether that has taught anything.

        `known` are the pages of earlier visits: what tells two of them apart is no noise.
        """
        self.pages[url] = page
        asked = [noise for noise in _between(url, page) if noise not in self.noises]
        fresh = {noise for noise in asked if self._is_noise(noise, {**known, **self.pages})}
        self.noises |= fresh
        return bool(fresh)

    def _is_noise(self, noise: str, pages: Mapping[str, str]) -> bool:
        """Whether enough pages prove it, and hardly any differ by it alone."""
        proofs = {page for url, page in pages.items() if url != page and noise in _between(url, page)}
        if len(proofs) < _PROOFS:
            return False
        without_it = {(without(untangled(url), noise), page) for url, page in pages.items()}
        told_apart = len(without_it) - len({url for url, _ in without_it})
        return told_apart * _PROOFS_TO_DIFFERENCES <= len(proofs)


def _between(one: str, other: str) -> Iterator[str]:
    """The noises of which each alone would make two addresses one."""
    one, other = untangled(one), untangled(other)
    if one == other:
        return
    if without(one, LANGUAGE) == without(other, LANGUAGE):
        yield LANGUAGE
    names = {part.partition("=")[0] for url in (one, other) for part in _split(url)[2][1:].split("&")}
    yield from (name for name in sorted(names - {""}) if without(one, name) == without(other, name))


def _split(url: str) -> tuple[str, str, str]:
    """Scheme with host, path, and query with its question mark."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    path, question, query = (slash + path).partition("?")
    return f"{scheme}{mark}{host}", path, question + query


def _without_repeats(segments: list[str]) -> list[str]:
    """Folders of which the same row follows itself, once: three of one, or two of several, with a letter in them."""
    kept: list[str] = []
    place = 0
    while place < len(segments):
        length, times = _repeat_at(segments, place)
        kept += segments[place : place + length]
        place += length * times
    return kept


def _repeat_at(segments: list[str], place: int) -> tuple[int, int]:
    """How long the row is that repeats itself here, and how often it stands; (1, 1) where none does."""
    for length in range(1, (len(segments) - place) // 2 + 1):
        row, times = segments[place : place + length], 1
        while segments[place + times * length : place + (times + 1) * length] == row:
            times += 1
        if times >= (3 if length == 1 else 2) and any(letter.isalpha() for letter in "".join(row)):
            return length, times
    return 1, 1
