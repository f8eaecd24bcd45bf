"""What the web is handed of pushing: who subscribed to our hub, and what we subscribed to at others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.push.websub import Standing
from hub.records import PushFigures, PushRequest, Subscription


class Subscribers(Protocol):
    """The callbacks that are told of our feeds."""

    def ask(self, request: PushRequest, admits: Callable[[Standing], bool]) -> bool:
        """Have a request verified; False where there is no room at its host."""
        ...

    def figures(self, now: datetime) -> PushFigures: ...


class Subscriptions(Protocol):
    """Ours at the hubs of sources."""

    def of_token(self, token: str) -> Subscription | None: ...

    def of_sources(self, sources: Sequence[str]) -> Mapping[str, tuple[Subscription, ...]]: ...

    def confirm(self, token: str, now: datetime, expires: datetime) -> bool: ...

    def deny(self, token: str, error: str, retry: datetime) -> bool: ...

    def pushed(self, token: str, now: datetime, due: datetime, late: datetime) -> None: ...
