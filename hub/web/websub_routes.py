"""WebSub over HTTP: what is asked of our hub, and what the hubs of sources tell us. The worker does the rest."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from feeds.channels import channel_title
from feeds.publish import RENDERERS
from hub.push.websub import BETWEEN_VISITS, LATE, LONGEST, PATH, admits, is_signed, read_request
from hub.records import Subscription
from hub.web.feed_routes import PUBLISHED, known_names
from hub.web.forms import Form
from hub.web.problems import Missing
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)

CROWDED_SECONDS = 600
DENIED_FOR = timedelta(days=1)
_LONGEST_CHALLENGE = 1_000

log = logging.getLogger("daumoi.web")


@router.post(PATH)
def ask_hub(visit: Here, form: Form) -> Response:
    """Take a request to be told of a feed of ours; the worker finds out whether the callback meant it."""
    request = read_request(form, lambda topic: channel_of(visit, topic), visit.now)
    if isinstance(request, str):
        return PlainTextResponse(request, 400)
    if not visit.parts.store.subscribers.ask(request, admits):
        crowded = "too many requests wait for callbacks at this host"
        return PlainTextResponse(crowded, 429, {"Retry-After": str(CROWDED_SECONDS)})
    return PlainTextResponse("the callback is asked whether it meant this", 202)


@router.get(PATH)
def about_hub(visit: Here) -> Response:
    """What stands at this address."""
    about = "This is the WebSub hub of Đầu Mối (https://www.w3.org/TR/websub/). Subscribe by POST to the rel=self "
    return PlainTextResponse(f"{about}address of a published feed.")


def channel_of(visit: Visit, topic: str) -> str | None:
    """The channel whose feed has this address; None where it is not one that is published."""
    path, _, suffix = topic.removeprefix(visit.absolute("/feeds/")).rpartition(".")
    is_ours = topic.startswith(visit.absolute("/feeds/")) and suffix in RENDERERS and PUBLISHED.fullmatch(path)
    return path if is_ours and channel_title(path, known_names(visit)) else None


@router.get(f"{PATH}/callback/{{token}}")
def answer_question(request: Request, visit: Here, token: str) -> Response:
    """A hub asks whether we meant what we asked it: yes, once, if it is what we asked (5.3); or it denies it (5.2)."""
    said = dict(parse_qsl(request.url.query))
    known = visit.parts.store.subscriptions.of_token(token)
    if known is None or said.get("hub.topic") != known.topic or request.scope.get("only_head"):
        raise Missing
    if said.get("hub.mode") == "denied":
        return _denied(visit, known, said)
    challenge, lease = said.get("hub.challenge", ""), said.get("hub.lease_seconds", "")
    is_whole = 0 < len(challenge) <= _LONGEST_CHALLENGE and lease.isascii() and lease.isdecimal() and len(lease) < 12
    if said.get("hub.mode") != "subscribe" or not is_whole:
        raise Missing
    until = visit.now + timedelta(seconds=min(int(lease), LONGEST))
    if not visit.parts.store.subscriptions.confirm(token, visit.now, until):
        raise Missing
    return PlainTextResponse(challenge, headers={"Cache-Control": "no-store"})


@router.post(f"{PATH}/callback/{{token}}")
async def take_push(request: Request, visit: Here, token: str) -> Response:
    """A hub tells that something is new: we look for ourselves. Nothing of what it sends is read (7)."""
    known = await run_in_threadpool(visit.parts.store.subscriptions.of_token, token)
    if known is None or known.expires is None or known.expires <= visit.now:
        return Response(status_code=410)  # the hub may forget us
    body = await request.body()
    if not is_signed(request.headers.get("x-hub-signature", ""), known.secret, body):
        log.info("a push for %s that its hub has not signed was refused", known.source)
        return Response(status_code=403)
    if not _is_about(request.headers.get("link", ""), known.topic):
        return Response(status_code=400)
    await run_in_threadpool(_visit_soon, visit, known)
    return Response(status_code=202)


def _visit_soon(visit: Visit, known: Subscription) -> None:
    store = visit.parts.store
    last = store.sources.states().get(known.source)
    earliest = last.last_try + BETWEEN_VISITS if last and last.last_try else visit.now
    store.subscriptions.pushed(known.token, visit.now, max(visit.now, earliest), visit.now - LATE)


def _is_about(link: str, topic: str) -> bool:
    """Whether a Link header names this topic, if it names any."""
    selves = [part for part in link.split(",") if 'rel="self"' in part or "rel=self" in part]
    return not selves or any(f"<{topic}>" in part for part in selves)


def _denied(visit: Visit, known: Subscription, said: Mapping[str, str]) -> Response:
    reason = " ".join(said.get("hub.reason", "").split())[:200]
    if not visit.parts.store.subscriptions.deny(known.token, f"denied: {reason}", visit.now + DENIED_FOR):
        raise Missing
    return Response(status_code=204)
