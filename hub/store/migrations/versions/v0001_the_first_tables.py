"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from hub.store.columns import KeyText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "key": KeyText(),
    "words": sa.Text(),
    "instant": UtcDateTime(),
    "json": sa.JSON(none_as_null=True),
    "number": sa.Integer(),
    "big": sa.BigInteger(),
    "serial": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "flag": sa.Boolean(),
    "day": sa.Date(),
    "amount": sa.Float(),
}
TO_SOURCE = {"source": "source.slug"}
TO_NOTICE = {"notice": "notice.id"}


def upgrade() -> None:
    """Go to this version."""
    _create_catalogue()
    _create_notices()
    _create_notice_parts()
    _create_memory()
    _create_evidence()
    _create_log()


def create(name: str, columns: str, *, primary: str, to: dict[str, str] | None = None, **options: bool) -> None:
    """A table: columns as "name type, …" (a type with "?" may be null), its primary and foreign keys."""
    foreign = [sa.ForeignKeyConstraint([here], [there], name=f"fk_{name}_{here}") for here, there in (to or {}).items()]
    key = sa.PrimaryKeyConstraint(*primary.split(), name=f"pk_{name}")
    op.create_table(name, *map(column, columns.split(",")), *foreign, key, **options)


def column(said: str) -> sa.Column[Any]:
    """A column from its name and type."""
    name, kind = said.split()
    return sa.Column(name, TYPES[kind.rstrip("?")], nullable=kind.endswith("?"))


def index(table: str, *columns: str) -> None:
    """An index, named as the tables name theirs."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _create_catalogue() -> None:
    create(
        "agency",
        "slug key, name words, kind key, level key, parent key?, valid_from day?, valid_to day?, successor key?",
        primary="slug",
    )
    create(
        "source",
        "slug key, agency key, homepage words, name words, section key?, status key, settings json",
        primary="slug",
        to={"agency": "agency.slug"},
    )
    create(
        "address",
        "source key, position number, kind key, url words, rules json",
        primary="source position",
        to=TO_SOURCE,
    )
    create(
        "source_state",
        "source key, state key, error key?, detail words, since instant?, last_try instant?, "
        "last_ok instant?, last_new instant?, next_due instant?, failures number, collections number, items number",
        primary="source",
        to=TO_SOURCE,
    )
    index("source_state", "next_due")


def _create_notices() -> None:
    create(
        "notice",
        "id key, source key, agency key, url words, title words, first_seen instant, updated instant, "
        "published instant, published_precision key, published_from key, published_raw words, summary words, "
        "html_from key, section key, section_source words, lang key, doc_number words?, doc_key key?, "
        "doc_type words?, issued_on day?, signer words?, cluster key?, revisions number, withdrawn flag, "
        "redacted flag, digest key, page_sha256 key?, number_key key?, type_key key?",
        primary="id",
        to=TO_SOURCE | {"agency": "agency.slug"},
    )
    index("notice", "agency", "updated", "id")
    index("notice", "cluster")
    index("notice", "doc_key")
    index("notice", "number_key")
    index("notice", "published", "id")
    index("notice", "section", "updated", "id")
    index("notice", "source", "updated", "id")
    index("notice", "type_key", "updated", "id")
    index("notice", "updated", "id")
    withdrawn = sa.column("withdrawn").is_(True)
    op.create_index(
        "ix_notice_withdrawn", "notice", ["updated", "id"], sqlite_where=withdrawn, postgresql_where=withdrawn
    )
    create("alias", "alias key, notice key", primary="alias", to=TO_NOTICE, sqlite_with_rowid=False)
    index("alias", "notice")
    create(
        "revision",
        "notice key, n number, seen instant, digest key, changed json, sha256 key?, title words, text words, "
        "html words, state json",
        primary="notice n",
        to=TO_NOTICE,
    )
    create(
        "sighting",
        "notice key, source key, row json?, first_seen instant, last_seen instant",
        primary="notice source",
        to=TO_SOURCE | TO_NOTICE,
    )
    index("sighting", "source", "notice")


def _create_notice_parts() -> None:
    create(
        "attachment",
        "notice key, position number, url words, name words, media_type words?, bytes number?, sha256 key?, "
        "state key, reason words?",
        primary="notice position",
        to=TO_NOTICE,
    )
    index("attachment", "sha256")
    create("file_text", "sha256 key, page number, text words", primary="sha256 page")
    create(
        "citation",
        "notice key, position number, printed words, key key",
        primary="notice position",
        to=TO_NOTICE,
        sqlite_with_rowid=False,
    )
    index("citation", "key")
    create("redaction", "notice key, at instant, reason words, digest key", primary="notice", to=TO_NOTICE)


def _create_memory() -> None:
    create(
        "page",
        "source key, url key, notice key, validators json, checked instant, next_check instant?, "
        "left_at instant?, gone number",
        primary="source url",
        to=TO_SOURCE | TO_NOTICE,
    )
    index("page", "notice")
    index("page", "source", "next_check")
    create(
        "listing",
        "source key, url key, address key, listed_at instant, left_at instant?",
        primary="source url address",
        to=TO_SOURCE,
        sqlite_with_rowid=False,
    )
    create("address_memory", "source key, url key, validators json, entries json", primary="source url", to=TO_SOURCE)


def _create_evidence() -> None:
    create("blob", "sha256 key, bytes number?, media_type words?, created instant, removed instant?", primary="sha256")
    create("blob_use", "sha256 key, notice key", primary="sha256 notice", to=TO_NOTICE, sqlite_with_rowid=False)
    index("blob_use", "notice")
    create(
        "fetch",
        "id serial, source key, url words, at instant, final_url words, status number?, headers json, "
        "sha256 key?, bytes number, ms number, error key?, detail words, wait amount?, redirects json",
        primary="id",
    )
    index("fetch", "source", "at")
    create(
        "collection",
        "id serial, source key, at instant, new number, edited number, withdrawn number, restored number, "
        "unchanged number, requests number, not_modified number, parsed number, error key?, detail words, "
        "wait amount?",
        primary="id",
    )
    index("collection", "source", "at")


def _create_log() -> None:
    create(
        "change",
        "cursor serial, kind key, notice key, at instant",
        primary="cursor",
        to=TO_NOTICE,
        sqlite_autoincrement=True,
    )
    create("consumer", "name key, cursor big", primary="name")
    create("lease", "name key, holder words, token number, expires amount", primary="name")
    create("meta", "name key, value words", primary="name")
