"""Who subscribed to our hub, and who asks to: one row a topic and callback in each of the two tables."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update

from hub.push.websub import Standing, host_of
from hub.records import PushFigures, PushRequest, Subscriber
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.portions import among, run
from hub.store.push_tables import PushRequestRow, SubscriberRow

REQUEST, SUBSCRIBER = table(PushRequestRow), table(SubscriberRow)
REMEMBERED = timedelta(hours=1)  # for which a question counts at its host
ANSWERED = ("sent", "tag", "tries", "retry", "error")

NAMES = tuple(field.name for field in fields(Subscriber))
REQUEST_NAMES = tuple(field.name for field in fields(PushRequest))
COLUMNS = tuple(SUBSCRIBER.c[name] for name in NAMES)
THIS = (SUBSCRIBER.c.topic == bindparam("of_topic"), SUBSCRIBER.c.callback == bindparam("of_callback"))
IS_DROPPED = and_(SUBSCRIBER.c.tries > 0, SUBSCRIBER.c.retry.is_(None))
WANT = update(SUBSCRIBER).where(among(SUBSCRIBER.c.channel)).values(wanted=bindparam("cursor"))
KEEP = update(SUBSCRIBER).where(*THIS).values({name: bindparam(f"now_{name}") for name in ANSWERED})
FORGET = delete(SUBSCRIBER).where(*THIS)


class Subscribers:
    """The callbacks that are told of our feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, request: PushRequest, admits: Callable[[Standing], bool]) -> bool:
        """Have a request verified, in the place of an earlier one; False where there is no room at its host."""
        host = host_of(request.callback)
        with self._database.writing() as transaction:
            if not admits(_standing(transaction.connection, host, request.at)):
                return False
            known = select(REQUEST.c.asks).where(*_same_place(request), _is_late(request.at))
            asks = (transaction.connection.scalar(known) or 0) + 1
            row = {**asdict(request), "host": host, "asks": asks, "tried": None}
            transaction.upsert(REQUEST, [row], "channel", "at", "mode", "secret", "lease", "asks", "tried")
        return True

    def waiting(self, limit: int) -> list[PushRequest]:
        """Those that nobody has been asked about yet, the oldest first."""
        names = [REQUEST.c[name] for name in REQUEST_NAMES]
        wanted = select(*names).where(REQUEST.c.tried.is_(None)).order_by(REQUEST.c.at, REQUEST.c.callback)
        with self._database.reading() as connection:
            return [PushRequest(**row) for row in connection.execute(wanted.limit(limit)).mappings()]

    def confirm(self, request: PushRequest, now: datetime) -> None:
        """Do what was asked and is verified. A subscription that stands is renewed; what it has got it has."""
        with self._database.writing() as transaction:
            if request.mode == "unsubscribe":
                transaction.connection.execute(FORGET, _key(request))
            else:
                expires = now + timedelta(seconds=request.lease)
                anew = Subscriber(request.topic, request.callback, request.channel, expires, request.secret)
                row = {**asdict(anew), "host": host_of(anew.callback)}
                transaction.upsert(SUBSCRIBER, [row], "secret", "expires", "tries", "retry", "error")
            _set_tried(transaction, request, now)

    def refuse(self, request: PushRequest, now: datetime) -> None:
        """It was not meant, or could not be verified."""
        with self._database.writing() as transaction:
            _set_tried(transaction, request, now)

    def want(self, channels: Collection[str], cursor: int) -> None:
        """Whoever is subscribed to these channels is to hear of the changes up to this one."""
        with self._database.writing() as transaction:
            run(transaction.connection, WANT, sorted(channels), cursor=cursor)

    def any(self) -> bool:
        """Whether anybody is subscribed to anything."""
        with self._database.reading() as connection:
            return connection.execute(select(SUBSCRIBER.c.topic).limit(1)).first() is not None

    def due(self, now: datetime) -> list[Subscriber]:
        """Those that are to be sent something now, whoever waits longest first."""
        is_time = or_(SUBSCRIBER.c.tries == 0, SUBSCRIBER.c.retry <= now)
        wanted = select(*COLUMNS).where(SUBSCRIBER.c.wanted > SUBSCRIBER.c.sent, is_time, SUBSCRIBER.c.expires > now)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(SUBSCRIBER.c.wanted, SUBSCRIBER.c.callback)).mappings()
            return [Subscriber(**row) for row in rows]

    def settle(self, answered: Sequence[Subscriber], gone: Sequence[Subscriber] = ()) -> None:
        """What became of messages, in one transaction; whoever is `gone` is subscribed no more."""
        with self._database.writing() as transaction:
            if answered:
                transaction.connection.execute(KEEP, [_answer(subscriber) for subscriber in answered])
            if gone:
                transaction.connection.execute(FORGET, [_key(subscriber) for subscriber in gone])

    def of_callback(self, callback: str) -> list[Subscriber]:
        """What a callback is subscribed to, by topic."""
        wanted = select(*COLUMNS).where(SUBSCRIBER.c.callback == callback).order_by(SUBSCRIBER.c.topic)
        with self._database.reading() as connection:
            return [Subscriber(**row) for row in connection.execute(wanted).mappings()]

    def figures(self, now: datetime) -> PushFigures:
        """How many there are, and how they fare."""
        stands, fails = SUBSCRIBER.c.expires > now, SUBSCRIBER.c.tries > 0
        fares = (~IS_DROPPED, and_(fails, ~IS_DROPPED), IS_DROPPED)
        counts = [func.count().filter(stands, fare) for fare in fares]
        with self._database.reading() as connection:
            counted = connection.execute(select(*counts).select_from(SUBSCRIBER)).one()
            waiting = connection.scalar(select(func.count()).where(REQUEST.c.tried.is_(None)).select_from(REQUEST))
        return PushFigures(counted[0], counted[1], waiting or 0, counted[2])

    def prune(self, now: datetime) -> None:
        """Forget leases that are over, and what was asked some time ago."""
        with self._database.writing() as transaction:
            transaction.connection.execute(delete(SUBSCRIBER).where(SUBSCRIBER.c.expires <= now))
            transaction.connection.execute(delete(REQUEST).where(REQUEST.c.tried <= now - REMEMBERED))


def _standing(connection: Connection, host: str, now: datetime) -> Standing:
    """How things stand at a host."""
    asked = select(func.sum(REQUEST.c.asks)).where(REQUEST.c.host == host, _is_late(now))
    subscribed = select(func.count()).where(SUBSCRIBER.c.host == host)
    in_all = select(func.count()).select_from(SUBSCRIBER)
    counts = (connection.scalar(one) or 0 for one in (asked, subscribed, in_all))
    return Standing(*map(int, counts))


def _is_late(now: datetime) -> ColumnElement[bool]:
    """Whether a request waits, or was tried of late."""
    return or_(REQUEST.c.tried.is_(None), REQUEST.c.tried > now - REMEMBERED)


def _same_place(request: PushRequest) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return REQUEST.c.topic == request.topic, REQUEST.c.callback == request.callback


def _set_tried(transaction: Transaction, request: PushRequest, now: datetime) -> None:
    """This very request is over, not one that has come in its place since."""
    this = (*_same_place(request), REQUEST.c.at == request.at)
    transaction.connection.execute(update(REQUEST).where(*this).values(tried=now, secret=""))


def _key(of: Subscriber | PushRequest) -> dict[str, object]:
    return {"of_topic": of.topic, "of_callback": of.callback}


def _answer(subscriber: Subscriber) -> dict[str, object]:
    return {**_key(subscriber), **{f"now_{name}": getattr(subscriber, name) for name in ANSWERED}}
