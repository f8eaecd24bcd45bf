"""Operators: who may sign in, made and unmade at the machine; each such act is a line of the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from hub.errors import StoreError
from hub.records import Operator, Role
from hub.store.audit import write_act
from hub.store.columns import table
from hub.store.database import Database, Transaction
from hub.store.operator_tables import ApiTokenRow, OperatorRow, SessionRow
from hub.store.passwords import Passwords
from hub.store.tables import AgencyRow
from hub.vietnamese.text import slug

OPERATOR = table(OperatorRow)
SESSION = table(SessionRow)
TOKEN = table(ApiTokenRow)
AGENCY = table(AgencyRow)

NAMES = ("name", "role", "agency", "created", "disabled")
KNOWN = select(*(OPERATOR.c[name] for name in NAMES))
AT_MACHINE = "daumoi"  # who acts by the command line


class Operators:
    """Who operates the hub. Names are as in addresses: a-z, 0-9 and hyphens."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database, self._passwords = database, passwords

    def all(self) -> tuple[Operator, ...]:
        """Every operator by name, removed ones too."""
        with self._database.reading() as connection:
            return tuple(Operator(*row) for row in connection.execute(KNOWN.order_by(OPERATOR.c.name)))

    def add(self, name: str, password: str, now: datetime, role: Role = "operator", agency: str | None = None) -> None:
        """A new operator, or a removed one taken on again; StoreError for a name that is in use or cannot be one."""
        if not name or name != slug(name):
            raise StoreError(f"{name!r} is no name: write a-z, 0-9 and hyphens")
        if (role == "editor") != bool(agency):
            raise StoreError("an editor belongs to one agency, an operator to none")
        row = {"name": name, "hash": self._passwords.hash(password), "role": role, "agency": agency}
        with self._database.writing() as transaction:
            known = _find(transaction, name)
            if known and known.disabled is None:
                raise StoreError(f"there is an operator {name} already")
            if agency and not transaction.connection.scalar(select(AGENCY.c.slug).where(AGENCY.c.slug == agency)):
                raise StoreError(f"there is no agency {agency}")
            transaction.upsert(OPERATOR, [row | {"created": now, "disabled": None}], *row, "created", "disabled")
            write_act(transaction, now, AT_MACHINE, "user.add", name, None, {"role": role, "agency": agency})

    def set_password(self, name: str, password: str, now: datetime) -> None:
        """Another password: whoever is signed in under this name is not any more."""
        hashed = self._passwords.hash(password)
        with self._changing(name) as transaction:
            transaction.connection.execute(update(OPERATOR).where(OPERATOR.c.name == name).values(hash=hashed))
            transaction.connection.execute(delete(SESSION).where(SESSION.c.operator == name))
            write_act(transaction, now, AT_MACHINE, "user.passwd", name)

    def remove(self, name: str, now: datetime) -> None:
        """Nobody signs in under this name any more, and its sessions and tokens end; what it did stays on record."""
        with self._changing(name) as transaction:
            gone = update(OPERATOR).where(OPERATOR.c.name == name).values(hash="", disabled=now)
            transaction.connection.execute(gone)
            for keys in (SESSION, TOKEN):
                transaction.connection.execute(delete(keys).where(keys.c.operator == name))
            write_act(transaction, now, AT_MACHINE, "user.remove", name)

    def make_token(self, name: str, now: datetime) -> str:
        """A new token for programs of this operator, which nobody can be told again; the one before it ends."""
        token = token_urlsafe(32)
        with self._changing(name) as transaction:
            transaction.connection.execute(delete(TOKEN).where(TOKEN.c.operator == name))
            transaction.insert(TOKEN, [{"digest": digest_of(token), "operator": name, "created": now}])
            write_act(transaction, now, AT_MACHINE, "user.token", name)
        return token

    @contextmanager
    def _changing(self, name: str) -> Iterator[Transaction]:
        """A write transaction about an operator there is."""
        with self._database.writing() as transaction:
            known = _find(transaction, name)
            if known is None or known.disabled is not None:
                raise StoreError(f"there is no operator {name}; see: daumoi user list")
            yield transaction


def _find(transaction: Transaction, name: str) -> Operator | None:
    row = transaction.connection.execute(KNOWN.where(OPERATOR.c.name == name)).first()
    return Operator(*row) if row else None


def digest_of(key: str) -> str:
    """What is kept of a key that is random and long."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
