"""What Whoosh keeps of a document: terms, an id, a date and a version; never the text.

The schema is pickled into no file that we read, and analysis happens before Whoosh (`search_index.inverting`), so
these field types only say that a term is in a document or not.
"""

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

INDEX_NAME = "MAIN"
KEYWORDS = ("agency", "section", "type", "source", "year", "withdrawn", "files", "signer")


class Terms(FieldType):  # type: ignore[misc]
    """Whether a term is in a document."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)


SCHEMA = Schema(
    name=COLUMN(VarBytesColumn()),
    published=COLUMN(NumericColumn("q")),
    version=COLUMN(NumericColumn("q")),
    words=Terms(),
    title=Terms(),
    number=Terms(),
    cites=Terms(),
    **{field: Terms() for field in KEYWORDS},
)
