"""Our subscriptions at the hubs of sources: asked for before they end, again and again."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from hub.push.retrying import after_refusal
from hub.push.trust import MARGIN, is_reachable
from hub.push.websub import LEASE, PATH
from hub.records import Ask, Subscription
from hub.wiring import Parts
from hub.worker.consuming import leased
from spiders.client import Client

ANSWERED_WITHIN = timedelta(minutes=10)  # a hub asks whether we meant it
FORM = {"content-type": "application/x-www-form-urlencoded"}

log = logging.getLogger("daumoi.worker")


async def subscribe(parts: Parts, client: Client) -> None:
    """Ask hubs for what is not subscribed to yet or is over soon, unless another process is at it."""
    settings = parts.settings
    due = parts.store.subscriptions.due(parts.clock(), MARGIN)
    if not due or not is_reachable(settings.base_url, settings.allow_networks):
        return
    with suppress(asyncio.CancelledError):
        async with leased(parts, "subscribe") as ours:
            if ours:
                await asyncio.gather(*(_ask(parts, client, subscription) for subscription in due))


async def _ask(parts: Parts, client: Client, subscription: Subscription) -> None:
    """Ask its hub, which may ask back before it answers."""
    now, store = parts.clock(), parts.store.subscriptions
    waiting = after_refusal(subscription, "its hub did not ask whether we meant it", now)
    store.save_asking(replace(waiting, asked=now, retry=now + ANSWERED_WITHIN))
    fetch = await client.fetch(_request(parts.settings.base_url, subscription))
    if fetch.status is None or not 200 <= fetch.status < 300:
        error = fetch.error or f"HTTP {fetch.status}"
        log.info("%s: its hub %s would not be subscribed to (%s)", subscription.source, subscription.hub, error)
        store.save_asking(after_refusal(subscription, error, now))


def _request(base_url: str, subscription: Subscription) -> Ask:
    fields = {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": f"{base_url}{PATH}/callback/{subscription.token}",
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(LEASE),
    }
    return Ask(subscription.hub, subscription.source, method="POST", headers=FORM, body=urlencode(fields).encode())
