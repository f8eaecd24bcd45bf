"""What nobody else may know: it stays in the database and goes into no backup.

That is what sources are asked with, and whatever lets an operator in. Operators are restored by name, each to be given
a password again; sessions, tokens and tries are not, nor errands, which belong to the work under way. Subscriptions,
ours and others', are secrets through and through (a callback is one too): whoever has one asks for it again by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from hub.store.columns import table
from hub.store.database import Transaction
from hub.store.log_tables import AddressMemoryRow, ListingRow, PoisonRow
from hub.store.operator_tables import ApiTokenRow, ErrandRow, OperatorRow, SessionRow, SignInRow
from hub.store.portions import among, run
from hub.store.push_tables import PushRequestRow, SubscriberRow, SubscriptionRow
from hub.store.tables import AddressRow, SourceRow

SOURCE = table(SourceRow)
ADDRESS = table(AddressRow)
MEMORY = table(AddressMemoryRow)
LISTING = table(ListingRow)
POISON = table(PoisonRow)
OPERATOR = table(OperatorRow)
SESSION = table(SessionRow)
TOKEN = table(ApiTokenRow)
TRIES = table(SignInRow)
ERRAND = table(ErrandRow)
PUSHED = tuple(table(rows) for rows in (PushRequestRow, SubscriberRow, SubscriptionRow))

# any other header may be a key to something: X-Api-Key, X-Auth-Token, names nobody has thought of yet
HARMLESS = frozenset({
    "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-type", "dnt", "from",
    "origin", "pragma", "range", "referer", "user-agent", "x-requested-with",
})  # fmt: skip
USERINFO = re.compile(r"(?<=://)[^/?#\\]*@")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was taken out and is to be entered again."""

    source: str
    what: str


def conceal(transaction: Transaction) -> tuple[LeftOut, ...]:
    """Take every secret out of this database; what they were, without what they said."""
    settings, addresses = _conceal_settings(transaction), _conceal_addresses(transaction)
    return tuple([*settings, *addresses, *_conceal_operators(transaction)])


def without_secrets(settings: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A source's settings without secrets, and what these were.

    >>> without_secrets({"headers": {"Accept": "*/*", "Cookie": "a=1"}, "proxy": "http://u:p@proxy.example:3128"})
    ({'headers': {'Accept': '*/*'}, 'proxy': 'http://proxy.example:3128'}, ('header Cookie', 'user of the proxy'))
    """
    headers, proxy = settings.get("headers") or {}, settings.get("proxy") or ""
    secret = [name for name in headers if name.lower() not in HARMLESS]
    kept = {name: value for name, value in headers.items() if name not in secret}
    found = [f"header {name}" for name in secret] + (["user of the proxy"] if USERINFO.search(proxy) else [])
    return {**settings, "headers": kept, "proxy": without_userinfo(proxy) or None}, tuple(found)


def without_userinfo(url: str) -> str:
    """An address without user name and password.

    >>> without_userinfo("https://me:secret@sub.example/a@b")
    'https://sub.example/a@b'
    """
    return USERINFO.sub("", url, count=1)


def _conceal_settings(transaction: Transaction) -> Iterator[LeftOut]:
    for row in transaction.connection.execute(select(SOURCE)).all():
        settings, found = without_secrets(row.settings)
        if USERINFO.search(row.homepage):
            found += ("user of the homepage",)
        if found:
            clean = {"settings": settings, "homepage": without_userinfo(row.homepage)}
            transaction.connection.execute(update(SOURCE).where(SOURCE.c.slug == row.slug).values(clean))
        yield from (LeftOut(row.slug, what) for what in found)


def _conceal_addresses(transaction: Transaction) -> Iterator[LeftOut]:
    """What was remembered of such an address goes too: it is known under the whole of it."""
    for row in transaction.connection.execute(select(ADDRESS)).all():
        if USERINFO.search(row.url):
            this = (ADDRESS.c.source == row.source) & (ADDRESS.c.position == row.position)
            transaction.connection.execute(update(ADDRESS).where(this).values(url=without_userinfo(row.url)))
            run(transaction.connection, delete(MEMORY).where(among(MEMORY.c.url)), [row.url])
            run(transaction.connection, delete(POISON).where(among(POISON.c.url)), [row.url])
            run(transaction.connection, delete(LISTING).where(among(LISTING.c.address)), [row.url])
            yield LeftOut(row.source, f"user of {without_userinfo(row.url)}")


def _conceal_operators(transaction: Transaction) -> Iterator[LeftOut]:
    connection = transaction.connection
    for row in connection.execute(select(OPERATOR.c.name, OPERATOR.c.hash).order_by(OPERATOR.c.name)).all():
        if row.hash:
            yield LeftOut(row.name, "password of the operator")
    for row in connection.execute(select(TOKEN.c.operator).order_by(TOKEN.c.operator)).all():
        yield LeftOut(row.operator, "token of the operator")
    connection.execute(update(OPERATOR).values(hash=""))
    for ours in (SESSION, TOKEN, TRIES, ERRAND, *PUSHED):
        connection.execute(delete(ours))
