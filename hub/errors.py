"""The error tree. Inside a room failure is an exception; between rooms it is a code in a record.

HubError
├── SettingsError       a settings file or catalogue row that cannot be used (file, line, remedy)
├── QueryError          a search that cannot be understood (where, and what to write instead)
├── FetchError          a request that brought nothing to read; `code` is one of CODES
├── ReadError           bytes that are not what they should be; `code` is one of CODES
│   └── PoisonError     bytes that exhausted, crashed or tripped what read them
├── StoreError          the store refuses: newer schema
│   ├── LeaseLost       another holds by now what we were doing; nothing of it was written
│   ├── DiskFull        nothing new can be kept until there is room again; reading goes on
│   └── StoreDamaged    the database is damaged: it is read, never written, until it is restored
└── IndexDamaged        the search index cannot be trusted and must be rebuilt
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

CODES: Mapping[str, str] = MappingProxyType(
    {
        "dns_not_found": "The host name does not exist.",
        "dns_failed": "The name server did not answer.",
        "connect_refused": "The server refuses connections.",
        "connect_timeout": "The server could not be reached in time.",
        "reset": "The server broke the connection off.",
        "tls_expired": "The certificate has expired.",
        "tls_host": "The certificate is for another host.",
        "tls_chain": "The certificate's chain is incomplete or not trusted.",
        "tls_protocol": "No common TLS version or cipher, or not TLS at all.",
        "deadline": "The answer was not complete within the deadline.",
        "too_large": "The answer is larger than allowed.",
        "truncated": "The answer broke off before its end.",
        "bad_encoding": "The answer is compressed in a way we do not accept, or damaged.",
        "redirect_loop": "More redirects than allowed, or in a circle.",
        "redirect_refused": "A redirect without a usable http(s) address.",
        "blocked_address": "The address is private or reserved and not allowed.",
        "robots_denied": "The site's robots.txt does not allow it, or could not be read.",
        "http_4xx": "The server says the request is wrong or the page is not there.",
        "http_410": "The server says the page is gone for good.",
        "http_429": "The server asks us to slow down.",
        "http_5xx": "The server has a fault.",
        "not_a_feed": "The answer is not a feed.",
        "not_a_listing": "The rule finds no rows in the page, or there is no rule.",
        "challenge_page": "A browser check stands before the site.",
        "login_page": "A sign-in page stands in the place of the content.",
        "maintenance_page": "A maintenance notice stands in the place of the content.",
        "empty": "The source lists nothing where it listed something before.",
        "layout_changed": "The page no longer fits the rule.",
        "parse_failed": "The content could not be read.",
        "internal": "A fault of ours.",
    }
)

PASSING = frozenset({
    "dns_not_found", "dns_failed", "connect_refused", "connect_timeout", "reset", "deadline", "truncated", "internal",
    "bad_encoding", "tls_expired", "tls_host", "tls_chain", "tls_protocol", "http_429", "http_5xx",
})  # fmt: skip
"""Codes of what may be otherwise the next time without anybody's doing."""

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "no_rows": "It lists nothing where it listed something before.",
        "few_rows": "It lists much less than it usually does, and less than the time before.",
        "garbled": "The letters of its titles are broken.",
        "no_dates": "Its rows have no dates any more.",
        "same_titles": "Its rows all have one title.",
        "all_today": "Rows of earlier days bear the date of the visit.",
        "stale": "An older state of the list is served again: its newest rows are gone.",
        "cut_short": "The list ends before all it has.",
        "some_pages": "Some pages of the list could not be read.",
        "some_addresses": "Some of its addresses could not be read.",
        "dead_files": "The files of its new notices cannot be had.",
        "silent": "It has published nothing for much longer than it ever kept silent.",
    }
)
"""What may be wrong with a source though its server says that all is well; the gravest first."""

OUT_OF_REACH = frozenset({
    "dns_not_found", "dns_failed", "connect_refused", "connect_timeout", "reset", "tls_expired", "tls_host",
    "tls_chain", "tls_protocol", "deadline", "truncated", "redirect_loop", "redirect_refused", "http_4xx", "http_410",
    "http_5xx", "login_page", "maintenance_page",
})  # fmt: skip
"""Codes of what whoever visits a site meets; the others are the hub's own, or keep out or puzzle machines alone."""

FILE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "part": "Only some of the text was read: the rest is scanned, or there is more than is read.",
        "scan": "Pictures of pages, without a text layer.",
        "signature_only": "A scan whose only text is its digital signature.",
        "garbled": "Letters or blanks of the text are lost.",
        "empty": "There are no words in it.",
        "encrypted": "A password protects it.",
        "damaged": "It cannot be opened, or crashed what read it.",
        "too_heavy": "Reading it takes more memory or time than allowed.",
        "web_page": "The site gave a page in the place of the file.",
        "archive": "An archive; it is kept and not opened.",
        "picture": "A picture.",
        "audio_video": "Sound or film.",
        "unknown_type": "Of a type that is not read.",
        "too_large": "Larger than what is fetched.",
    }
)
"""Why a file has no text, or only some; where it could not be fetched one of CODES says why."""

BROKEN_FILE = OUT_OF_REACH | {"web_page", "damaged"}
"""Reasons why nobody can have a file."""


class HubError(Exception):
    """Base of everything the hub raises on purpose."""


class Said(str):
    """A sentence and what is named in it, so that another language can say the same in its own order.

    >>> said = Said("{key} must be a date, not {value!r}", key="valid_to", value="mai")
    >>> str(said), said.names["value"]
    ("valid_to must be a date, not 'mai'", 'mai')
    """

    template: str
    names: Mapping[str, object]

    def __new__(cls, template: str, **names: object) -> Self:
        """The sentence, its names filled in."""
        said = super().__new__(cls, template.format(**names))
        said.template, said.names = template, names
        return said


class SettingsError(HubError):
    """A settings file or catalogue that cannot be used, with the place and the remedy (each may be `Said`)."""

    def __init__(self, problem: str, *, file: str = "", line: int | None = None, remedy: str = "") -> None:
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{problem}" + (f" ({remedy})" if remedy else ""))
        self.problem, self.file, self.line, self.remedy = problem, file, line, remedy


class QueryError(HubError):
    """A search that cannot be understood: `at` is the offset of the mistake, `hint` what to write."""

    def __init__(self, problem: str, *, at: int, hint: str) -> None:
        super().__init__(f"{problem} (at character {at + 1}); {hint}")
        self.problem, self.at, self.hint = problem, at, hint


class _Coded(HubError):
    def __init__(self, code: str, detail: str = "") -> None:
        if code not in CODES:
            raise ValueError(f"unknown error code {code!r}")
        super().__init__(f"{code}: {detail or CODES[code]}")
        self.code, self.detail = code, detail or CODES[code]


class FetchError(_Coded):
    """A request that brought nothing to read."""


class ReadError(_Coded):
    """Bytes that are not what they should be."""


class PoisonError(ReadError):
    """Bytes that exhausted, crashed or tripped what read them; three times and they are set aside.

    `exhausted`: nothing is wrong with them but that they take more than is allowed.
    """

    def __init__(self, detail: str, *, exhausted: bool = False) -> None:
        super().__init__("parse_failed", detail)
        self.exhausted = exhausted


class StoreError(HubError):
    """The store refuses."""


class LeaseLost(StoreError):
    """Another process holds the lease by now: what was done under it may not be written."""


class DiskFull(StoreError):
    """There is no room to keep anything new; the same will work when there is."""


class StoreDamaged(StoreError):
    """The database is damaged; what can still be read of it may be shown, nothing may be written."""


class IndexDamaged(HubError):
    """The search index cannot be trusted; it is to be set aside and rebuilt."""
