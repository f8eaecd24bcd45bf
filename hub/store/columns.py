"""What the tables are made of: their base and their kinds of column, the same on every database."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, Table, Text, TypeDecorator
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of all tables; `AddressMemoryRow` is the table `address_memory`."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


def table(model: type[Row]) -> Table:
    """The table a class describes."""
    return Row.metadata.tables[str(model.__tablename__)]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware going in (ValueError otherwise), aware and in UTC coming out.

    SQLite has no such type and SQLAlchemy's own stores the wall clock without its zone: 14:30+07:00
    came back as 14:30+00:00. Here it is ISO text of one width that names its zone, so that it
    sorts as time does and the standard library reads it at C speed.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text, except where the database knows instants."""
        kind = DateTime(timezone=True) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database; a naive datetime is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        return value.astimezone(UTC) if dialect.name == "postgresql" else _written(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)


# one moment stands in most columns of a row, and in most rows of a visit
@lru_cache(maxsize=1024)
def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(" ", "microseconds")


class KeyText(TypeDecorator[str]):
    """Text compared by code point on every database: one moved to another keeps its order and its prefixes."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text; PostgreSQL would compare it by the rules of its locale."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


# SQLite counts up by itself only in a column called INTEGER
BigSerial = BigInteger().with_variant(Integer, "sqlite")

Key = Annotated[str, Field(sa_type=KeyText)]
MaybeKey = Annotated[str | None, Field(sa_type=KeyText)]
Id = Annotated[str, Field(sa_type=KeyText, primary_key=True)]
Words = Annotated[str, Field(sa_type=Text)]
MaybeWords = Annotated[str | None, Field(sa_type=Text)]
Instant = Annotated[datetime, Field(sa_type=UtcDateTime)]
MomentOfKey = Annotated[datetime, Field(sa_type=UtcDateTime, primary_key=True)]
DayOfKey = Annotated[date, Field(primary_key=True)]
MaybeInstant = Annotated[datetime | None, Field(sa_type=UtcDateTime)]
Json = Annotated[Any, Field(sa_type=JSON(none_as_null=True), nullable=False)]
MaybeJson = Annotated[Any, Field(sa_type=JSON(none_as_null=True), nullable=True)]
Cursor = Annotated[int, Field(sa_type=BigInteger)]
Place = Annotated[int, Field(primary_key=True)]
Big = Annotated[int, Field(sa_type=BigInteger)]
Serial = Annotated[int, Field(sa_type=BigSerial, primary_key=True)]

OfNotice = Annotated[str, Field(sa_type=KeyText, foreign_key="notice.id")]
IdOfNotice = Annotated[str, Field(sa_type=KeyText, primary_key=True, foreign_key="notice.id")]
IdOfIncident = Annotated[str, Field(sa_type=KeyText, primary_key=True, foreign_key="incident.id")]
IdOfSource = Annotated[str, Field(sa_type=KeyText, primary_key=True, foreign_key="source.slug")]
OfSource = Annotated[str, Field(sa_type=KeyText, foreign_key="source.slug")]
OfOperator = Annotated[str, Field(sa_type=KeyText, foreign_key="operator.name")]
OfAgency = Annotated[str, Field(sa_type=KeyText, foreign_key="agency.slug")]
