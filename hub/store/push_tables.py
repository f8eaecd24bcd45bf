"""The tables of what is pushed: who subscribed to our hub, who asks to, and what we subscribed to at others.

All of them hold secrets, callbacks that nobody is to guess among them.
"""

from sqlalchemy import Index, column

from hub.store.columns import Big, Cursor, Id, IdOfSource, Instant, Key, MaybeInstant, Row, Words
from hub.store.partial_indexes import where


class PushRequestRow(Row, table=True):
    """What somebody asks of our hub, for the how manieth time of late (`asks`). One that is `tried`, whatever came of
    it, stays for a while: each question counts at its `host`."""

    topic: Id
    callback: Id
    channel: Key
    host: Key
    at: Instant
    mode: Key
    secret: Words
    lease: Big
    asks: int
    tried: MaybeInstant

    __table_args__ = (Index(None, "host"),)


class SubscriberRow(Row, table=True):
    """A callback that is told of a topic; see `hub.records.Subscriber`."""

    topic: Id
    callback: Id
    channel: Key
    host: Key
    secret: Words
    expires: Instant
    wanted: Cursor
    sent: Cursor
    tag: Key
    tries: int
    retry: MaybeInstant
    error: Words

    __table_args__ = (
        Index(None, "channel"),
        Index(None, "host"),
        where("ix_subscriber_due", column("wanted") > column("sent"), "retry"),
    )


class SubscriptionRow(Row, table=True):
    """What we subscribed to at another's hub; see `hub.records.Subscription`."""

    source: IdOfSource
    address: Id
    hub: Key
    topic: Key
    token: Key
    secret: Words
    asked: MaybeInstant
    since: MaybeInstant
    expires: MaybeInstant
    tries: int
    retry: MaybeInstant
    error: Words
    pushed: MaybeInstant
    pushes: int
    found: MaybeInstant
    missed: int

    __table_args__ = (Index(None, "token", unique=True),)
