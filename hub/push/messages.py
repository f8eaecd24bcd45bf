"""What our hub sends: the newest document of a topic, the question whether a request was meant, a denial."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal, Protocol

from hub.push.websub import denial, links, question, signature
from hub.records import Ask, Fetch, PushRequest, Subscriber

SECONDS = 10.0  # for which a callback may take its time
_LONGEST_ANSWER = 4 * 1024
Outcome = Literal["taken", "gone", "failed"]


class Sender(Protocol):
    """The guarded client, as it sends."""

    async def send(self, ask: Ask, deadline: float) -> Fetch: ...


@dataclass(frozen=True, slots=True)
class Topic:
    """The newest document of a topic, with the ETag by which it is known again."""

    body: bytes
    media_type: str
    tag: str


def delivery(subscriber: Subscriber, topic: Topic, hub: str) -> Ask:
    """The message that brings a subscriber the document (7), signed where it gave a secret (7.1)."""
    headers = {"content-type": topic.media_type, "link": links(hub, subscriber.topic)}
    if subscriber.secret:
        headers["x-hub-signature"] = signature(subscriber.secret, topic.body)
    return _ask(subscriber.callback, headers, topic.body)


def outcome(fetch: Fetch) -> Outcome:
    """What an answer to a delivery means; whatever it says beside its status is not read."""
    if fetch.status == 410:
        return "gone"
    return "taken" if fetch.status and 200 <= fetch.status < 300 else "failed"


def told_of(fetch: Fetch) -> str:
    """Why a delivery failed, in short."""
    return f"HTTP {fetch.status}" if fetch.status else fetch.error or ""


async def is_meant(client: Sender, request: PushRequest, challenge: str) -> bool:
    """Whether the callback confirms the request: it gives back the challenge, which nobody else knows (5.3)."""
    fetch = await client.send(_ask(question(request, challenge)), SECONDS)
    return outcome(fetch) == "taken" and compare_digest(fetch.body, challenge.encode())


async def deny(client: Sender, request: PushRequest, reason: str) -> None:
    """Tell the callback that there will be no subscription, in one request of any outcome."""
    await client.send(_ask(denial(request, reason)), SECONDS)


def _ask(url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Ask:
    method = "GET" if body is None else "POST"
    return Ask(url, "", method=method, headers=headers or {}, body=body, max_body=_LONGEST_ANSWER)
