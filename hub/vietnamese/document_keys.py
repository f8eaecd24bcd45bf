"""The addresses of documents: `ubnd-binh-duong-1234-qd-ubnd-2010`, `116-nd-cp-2021`, `luat-dat-dai-2024`.

A number restarts each year and each office has its own, so issuer and year belong to the name; but
a citation often leaves them out, and what the Government, the National Assembly or a ministry
numbers has one issuer wherever it is posted.
"""

import re

from hub.records import DocumentKey
from hub.vietnamese.text import slug

LONGEST = 200
_NUMBERED = re.compile(
    r"(?:(?P<issuer>.+)-)?(?P<number>\d{1,6}[a-z]?-[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)(?:-(?P<year>(?:19|20)\d\d))?"
)
_LAW = re.compile(r"(?P<law>(?:bo-luat|luat|phap-lenh)(?:-[a-z]+)+|hien-phap)(?:-(?P<year>(?:19|20)\d\d))?")
# whoever posts it, only one office numbers such documents
_CENTRAL = re.compile(
    r"(?:cp|ttg|ctn|tw|vpcp|qh\d*|ubtvqh\d*|ttcp|nhnn|tandtc|vksndtc|ktnn|ubdt|tld|bca|bct|bgd|bgddt|bgtvt|bkhcn|bkh"
    r"|bkhdt|bldtbxh|bnn|bnnptnt|bnnmt|bng|bnv|bqp|btc|btnmt|btp|bttt|btttt|bvhttdl|bvhtt|bxd|byt|bdttg)"
)
_LOCAL = frozenset({"ubnd", "hdnd", "ub", "tu"})


def read_document_key(address: str) -> DocumentKey | None:
    """The key that stands in an address, in any case and with marks; None for what is none.

    >>> read_document_key("ubnd-binh-duong-1234-qd-ubnd-2010")
    DocumentKey(number='1234-qd-ubnd', law='', year=2010, issuer='ubnd-binh-duong')
    >>> read_document_key("Luật Đất đai 2024").law, read_document_key("luat") is None
    ('luat-dat-dai', True)
    """
    text = slug(address[:LONGEST])
    if found := _NUMBERED.fullmatch(text):
        return DocumentKey(found["number"], "", _year(found), found["issuer"] or "")
    found = _LAW.fullmatch(text)
    return DocumentKey("", found["law"], _year(found)) if found else None


def document_address(document: DocumentKey) -> str:
    """The key as it stands in an address, as short as it is certain.

    >>> document_address(DocumentKey("116-nd-cp", "", 2021, "so-y-te")), document_address(DocumentKey("5-qd-ubnd"))
    ('116-nd-cp-2021', '5-qd-ubnd')
    """
    issuer = "" if not document.number or has_one_issuer(document.number) else document.issuer
    return "-".join(filter(None, (issuer, document.number or document.law, str(document.year or ""))))


def has_one_issuer(number: str) -> bool:
    """Whether the symbol alone says who issued it.

    >>> has_one_issuer("116-nd-cp"), has_one_issuer("2262-byt-dp"), has_one_issuer("5-qd-ubnd")
    (True, True, False)
    """
    groups = number.split("-")[1:]
    return any(map(_CENTRAL.fullmatch, groups)) and _LOCAL.isdisjoint(groups)


def may_be_same(asked: DocumentKey, said: DocumentKey) -> bool:
    """Whether one may mean what the other means: nothing that both say differs.

    >>> may_be_same(DocumentKey("5-qd-ubnd", year=2010, issuer="ubnd-tinh"), DocumentKey("5-qd-ubnd", year=2010))
    True
    """
    if (asked.year or said.year) != (said.year or asked.year):
        return False
    if asked.number and said.number:
        if asked.number != said.number:
            return False
        is_one = has_one_issuer(asked.number) or not (asked.issuer and said.issuer)
        return is_one or asked.issuer == said.issuer
    return bool(asked.law) and asked.law == said.law


def _year(found: re.Match[str]) -> int | None:
    return int(found["year"]) if found["year"] else None
