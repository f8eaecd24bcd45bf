"""What lets somebody in, as a request carries it: the key of a session in a cookie, or a program's token."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Response
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from hub.records import Operator
from hub.web.ports import Parts

OperatorOf = Callable[[Headers], Operator | None]
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Cookie:
    """The cookie that holds a session's key: for no script, sent by no other site's forms, and where the hub is read
    by HTTPS bound to it and to its host."""

    base_url: str

    @property
    def is_secure(self) -> bool:
        """Whether it travels by HTTPS alone."""
        return self.base_url.startswith("https://")

    @property
    def name(self) -> str:
        """Browsers take a name with this beginning from the host itself, by HTTPS, and not from its neighbours."""
        return "__Host-daumoi" if self.is_secure else "daumoi"

    def key(self, headers: Headers) -> str:
        """The key that came with a request, "" where none did."""
        return cookie_parser(headers.get("cookie", "")).get(self.name, "")

    def give(self, answer: Response, key: str, seconds: int) -> None:
        """Have the browser keep the key for so long."""
        answer.set_cookie(
            self.name, key, max_age=seconds, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )

    def take(self, answer: Response) -> None:
        """Have the browser forget it."""
        answer.delete_cookie(self.name, path="/", secure=self.is_secure, httponly=True, samesite="lax")


def operators_of(parts: Parts) -> OperatorOf:
    """Tells whose request it is, by its headers: a token goes before a cookie, and a wrong one is nobody's."""
    cookie = Cookie(parts.settings.base_url)

    def operator_of(headers: Headers) -> Operator | None:
        if "authorization" in headers:
            given = headers["authorization"]
            is_token = given[: len(_SCHEME)].lower() == _SCHEME
            return parts.store.sessions.of_token(given[len(_SCHEME) :].strip()) if is_token else None
        key = cookie.key(headers)
        return parts.store.sessions.of_session(key, parts.clock()) if key else None

    return operator_of
