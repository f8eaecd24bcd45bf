"""One look at one page: what may be read, in which language, at what moment, and how to link from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Request

from hub.web.answers import wants_gzip
from hub.web.ports import Parts
from hub.web.show import number_text
from hub.web.words import LANGUAGES, Lang, word

# what stands in a path as it is; everything else is written as %XX
_PLAIN = "/~-._"
# so many of one parameter are passed on
_MOST = 200
# what a page repeats of its own address; whatever else somebody appended is not ours to spread
_OURS = (
    "q", "agency", "section", "type", "source", "from", "to", "withdrawn", "files", "sort", "page", "before", "state",
    "explain", "place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as the pages see it; `params` holds the last of each parameter, `channels` every `channel` of them."""

    parts: Parts
    lang: Lang
    now: datetime
    path: str
    params: Mapping[str, str]
    accepts_gzip: bool
    channels: tuple[str, ...] = ()

    @property
    def default_lang(self) -> Lang:
        """The language that addresses need not name."""
        return self.parts.settings.lang

    @property
    def other_lang(self) -> Lang:
        """The language the visitor may change to."""
        return LANGUAGES[1 - LANGUAGES.index(self.lang)]

    def word(self, key: str, **names: object) -> str:
        """The words under this key in the visitor's language."""
        return word(self.lang, key, **names)

    def count_word(self, key: str, n: int) -> str:
        """The words for so many of something."""
        return word(self.lang, key, n=number_text(n, self.lang), one=n == 1)

    def link(self, path: str, **params: object) -> str:
        """An address of ours that keeps the visitor's language; parameters without a value are left out."""
        return self._address(path, _given(params))

    def link_plain(self, path: str, **params: object) -> str:
        """The address of what is the same in any language."""
        return self._address(path, _given(params), self.default_lang)

    def here(self, lang: Lang | None = None, **changes: str) -> str:
        """The address of this page with some parameters changed, or in another language."""
        params = {name: self.params.get(name, "") for name in _OURS} | changes
        kept = _given({"channel": list(self.channels[:_MOST]) or None, **params})
        return self._address(self.path, kept, lang)

    def absolute(self, address: str) -> str:
        """The public form of an address of ours; the Host header has no part in it."""
        return f"{self.parts.settings.base_url}{address}"

    def _address(self, path: str, params: Mapping[str, object], lang: Lang | None = None) -> str:
        lang = lang or self.lang
        query = urlencode({**params, **({"lang": lang} if lang != self.default_lang else {})}, doseq=True, safe="/:")
        return quote(path, safe=_PLAIN) + (f"?{query}" if query else "")


def _given(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in params.items() if value not in (None, "")}


async def visit_of(request: Request) -> Visit:
    """The visit that a request begins."""
    parts: Parts = request.app.state.parts
    asked = request.query_params.get("lang", "")
    return Visit(
        parts=parts,
        lang=next((lang for lang in LANGUAGES if lang == asked), parts.settings.lang),
        now=parts.clock(),
        path=request.scope["path"],
        params=request.query_params,
        accepts_gzip=wants_gzip(request.headers.get("accept-encoding", "")),
        channels=tuple(request.query_params.getlist("channel")),
    )


Here = Annotated[Visit, Depends(visit_of)]
