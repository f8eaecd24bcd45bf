"""Strings that break programs, and every place of an address where one may stand."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from urllib.parse import quote

NAUGHTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "\r\nSet-Cookie: a=b",
    "\ud7ff\uffff\ufffe",
    "\u202e\u200b\ufeff",
    "Ệ" * 150,
    "e" + "\u0301" * 290,
    "{{7*7}}",
    "{0.__class__}",
    "%s%n%d",
    "' OR 1=1 --",
    "'; DROP TABLE notice; --",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "NaN",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "0x10",
    "²",
    "true",
    "null",
    "[]",
    "*",
    "(" * 200,
    '"' * 99,
    "-" * 100,
    "a OR " * 50,
    "agency:" * 20,
    "from:2010-99-99",
    "number:/",
    "a*" * 100,
    "~1",
    "2010-02-30",
    "0000-00-00",
    "24/09/2010T25:61",
    "QĐ",
    "ß" * 100,
    "İ" * 100,
)
# every public address that has a place to fill in, with the string there
PATHS = (
    "/{}",
    "/agencies/{}",
    "/feeds/all/archive/{}.atom",
    "/sections/{}",
    "/types/{}",
    "/topics/{}",
    "/places/{}",
    "/archive/{}",
    "/feeds/places/{}.atom",
    "/ops/topics/{}",
    "/documents/{}",
    "/documents/ubnd-{}-qd-ubnd-2010",
    "/api/v1/documents/{}",
    "/notices/{}",
    "/notices/{}/revisions",
    "/notices/{}/diff",
    "/files/{}/a.pdf",
    "/files/" + "0" * 64 + "/{}",
    "/feeds/{}.atom",
    "/feeds/all.{}",
    "/feeds/agencies/{}.rss",
    "/feeds/types/{}.json",
    "/feeds/{}/archive/50.atom",
    "/feeds/all/archive/{}.atom",
    "/search.{}",
    "/sitemaps/{}.xml",
    "/static/{}",
    "/websub/callback/{}",
    "/ops/{}",
    "/ops/sources/{}",
    "/ops/errands/{}",
    "/ops/notices/{}",
    "/api/v1/{}",
    "/api/v1/notices/{}",
    "/api/v1/notices/{}/revisions",
    "/api/v1/notices/{}/cluster",
    "/api/v1/notices/{}/evidence",
    "/api/v1/sources/{}",
    "/api/v1/sources/{}/completeness",
    "/sources/{}/completeness",
    "/scorecard/{}",
    "/scorecard/{}.csv",
    "/scorecard/{}/stnmt",
    "/scorecard/2010-09/{}",
    "/scorecard/{}/stnmt/late",
    "/scorecard/2010-09/{}/late",
    "/scorecard/2010-09/stnmt/{}",
)
_FOUND = ("q", "agency", "section", "type", "source", "number", "from", "to", "withdrawn", "files")
_FILTERS = (*_FOUND, "since", "limit")
# and every parameter that one of them reads; {agency} and {notice} are known ones
QUERIES = {
    "/websub": ("hub.mode",),
    "/websub/callback/x": ("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds"),
    "/ops": ("state", "agency", "sort", "page", "lang"),
    "/ops/sign-in": ("next", "done", "lang"),
    "/ops/add": ("lang",),
    "/ops/sources/syt/lists/good": ("address", "lang"),
    "/ops/topics": ("lang",),
    "/ops/audit": ("page", "lang"),
    "/ops/notices": ("of", "lang"),
    "/ops/deadlines": ("done", "lang"),
    "/scorecard": ("lang",),
    "/scorecard/2010-09/{agency}/late": ("page", "lang"),
    "/api/v1/scorecard": ("month",),
    "/": ("before", "lang"),
    "/agencies": ("lang",),
    "/agencies/{agency}": ("before", "lang"),
    "/sections/van-ban": ("before",),
    "/topics": ("lang",),
    "/topics/dat-dai": ("before", "lang"),
    "/places": ("q", "lang"),
    "/places/phuong-vinh-hai": ("q", "before", "lang"),
    "/archive": ("agency", "lang"),
    "/archive/2010-09": ("agency", "before", "lang"),
    "/types/qd": ("before",),
    "/search": (
        *_FOUND[:5],
        "place",
        "from",
        "to",
        "withdrawn",
        "files",
        "sort",
        "page",
        "versions",
        "explain",
        "lang",
    ),
    "/search.atom": ("q", "agency", "section", "type", "source", "place", "from", "to"),
    "/search.json": ("q",),
    "/search.csv": (*_FOUND, "after"),
    "/search.jsonl": (*_FOUND, "after"),
    "/api/v1/export.csv": ("after",),
    "/api/v1/export.jsonl": ("after",),
    "/notices/{notice}": ("q", "lang"),
    "/notices/{notice}/revisions": ("q",),
    "/versions": ("q", "before", "lang"),
    "/notices/{notice}/diff": ("from", "to"),
    "/api/v1/notices": (*_FILTERS, "place", "after"),
    "/api/v1/search": (*_FILTERS, "sort", "offset"),
    "/api/v1/changes": ("since", "limit"),
    "/api/v1/evidence": ("since", "limit"),
    "/api/v1/notices/{notice}/evidence": ("version", "until"),
    "/api/v1/incidents": ("after", "limit"),
    "/subscribe": ("q", "channel", "lang"),
    "/feeds.opml": ("q", "channel", "lang"),
    # these read nothing but, some of them, the language
    **dict.fromkeys(
        (
            *("/about", "/coverage", "/opensearch.xml", "/sitemap.xml", "/robots.txt"),
            *("/favicon.ico", "/.well-known/security.txt", "/healthz", "/readyz", "/metrics"),
            *("/api/openapi.json", "/api/v1/sources", "/api/v1/agencies", "/api/v1/coverage"),
        ),
        ("lang",),
    ),
}

# what a query is put together from: the signs of the language, and what people and machines type
_SIGNS = (
    '"',
    "“",
    "”",
    "(",
    ")",
    "-",
    "+",
    "*",
    "?",
    "~",
    "^",
    ":",
    "|",
    "&",
    "[",
    "]",
    "{",
    "}",
    "\\",
    "/",
    "'",
    ",",
    "!",
)
_WORDS = (
    "giá",
    "đất",
    "gia dat",
    "UBND",
    "1234/QĐ-UBND",
    "12/2010/NĐ-CP",
    "/QĐ-",
    "2010",
    "a",
    "ệ",
    "nghị quyết",
    "Ð",
    "ß",
)
_OPERATORS = ("OR", "AND", "NOT", "HOẶC", "VÀ", "TO", "ANDMAYBE", "||", "&&", "--", "/*", "%", "_", "\t", "\n", "\r\n")
_FIELDS = (
    "cơ quan:",
    "co quan:",
    "từ:",
    "đến:",
    "loại:",
    "số:",
    "agency:",
    "from:",
    "title:",
    "text:",
    "*:",
    ":",
    "a:b:c:",
)
_ODD = (
    "\0",
    "\x1b",
    "\ufeff",
    "\u202e",
    "\u0301",
    "\ud800",
    "\U000e0001",
    "\uffff",
    "𝔞",
    "１２",
    "ﷺ",
    "a" * 90,
    "ệ" * 90,
)
_PIECES = (_SIGNS, _WORDS, _OPERATORS, _FIELDS, _ODD)


def queries(count: int, seed: int = 1) -> Iterator[str]:
    """Queries such as nobody means: signs, words, operators, fields and odd letters in any order."""
    chance = Random(seed)
    for _ in range(count):
        parts = [chance.choice(chance.choice(_PIECES)) for _ in range(chance.randint(1, 24))]
        yield chance.choice(("", " ")).join(parts) * chance.choice((1, 1, 1, 1, 5))


def places(notice: str, agency: str) -> list[str]:
    """Every place of an address where a string may stand, as `{}`."""
    known = {path.format(notice=notice, agency=agency): names for path, names in QUERIES.items()}
    return [*PATHS, *(f"{path}?{name}={{}}" for path, names in known.items() for name in names)]


def addresses(strings: Iterable[str], places: Sequence[str], share: int = 1) -> Iterator[str]:
    """Each string at every place, or at every so-many-th in turn."""
    for n, string in enumerate(strings):
        written = quote(string.encode("utf-8", "surrogatepass"), safe="")
        yield from (place.format(written) for place in places[n % share :: share])
