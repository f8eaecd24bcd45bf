"""Strings that break programs, and every place of an address where one may stand."""

from collections.abc import Iterator, Sequence
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
PATHS = (
    "/{}",
    "/agencies/{}",
    "/sections/{}",
    "/types/{}",
    "/notices/{}",
    "/notices/{}/revisions",
    "/notices/{}/diff",
    "/files/{}/a.pdf",
    "/files/" + "0" * 64 + "/{}",
    "/feeds/{}.atom",
    "/feeds/agencies/{}.rss",
    "/feeds/types/{}.json",
    "/search.{}",
    "/sitemaps/{}.xml",
    "/static/{}",
    "/api/v1/{}",
    "/api/v1/notices/{}",
    "/api/v1/notices/{}/revisions",
    "/api/v1/sources/{}",
)
QUERIES = {
    "/": ("before", "lang"),
    "/agencies/stnmt": ("before", "lang"),
    "/search": ("q", "agency", "section", "type", "source", "from", "to", "sort", "page"),
    "/search.atom": ("q", "agency", "from", "to"),
    "/notices/0001v2m6x9q1h3t5/diff": ("from", "to"),
    "/api/v1/notices": ("q", "agency", "type", "number", "from", "to", "since", "withdrawn", "limit", "after"),
    "/api/v1/search": ("q", "agency", "sort", "offset", "limit"),
    "/api/v1/changes": ("since", "limit"),
}  # fmt: skip


def addresses(strings: Sequence[str]) -> Iterator[str]:
    """Each string at every place of an address, as far as an address may be long."""
    for string in strings:
        written = quote(string.encode("utf-8", "surrogatepass"), safe="")
        yield from (path.format(written) for path in PATHS)
        yield from (f"{path}?{name}={written}" for path, names in QUERIES.items() for name in names)
