"""What Whoosh keeps of a document: terms and places, an id, a date and a version; never the text.

The schema is pickled into no file that we read, and analysis happens before Whoosh, so these field
types only pass terms on. Terms go in as bytes at once: Whoosh's own token pipeline is three times slower.
"""

from collections.abc import Iterator, Sequence

from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Positions

from hub.records import Document
from search_index.analysis import microseconds, terms_of

INDEX_NAME = "MAIN"
KEYWORDS = ("agency", "section", "type", "source", "year", "withdrawn")

# What Whoosh asks of a field: term, frequency, weight, and the encoded places.
Posting = tuple[bytes, int, float, bytes]


class Terms(FieldType):  # type: ignore[misc]
    """Whether a term is in a document."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: Sequence[str], **_: object) -> Iterator[Posting]:
        """One posting for each term."""
        for term in {*value} - {""}:
            yield term.encode(), 1, 1.0, b""


class Places(FieldType):  # type: ignore[misc]
    """Where in a document a term is."""

    def __init__(self) -> None:
        super().__init__(Positions(), None)

    def index(self, value: Sequence[str], **_: object) -> Iterator[Posting]:
        """One posting for each term, with the places where it stands in `value`."""
        places: dict[str, list[int]] = {}
        for place, term in enumerate(value):
            places.setdefault(term, []).append(place)
        places.pop("", None)
        for term, found in places.items():
            yield term.encode(), len(found), 1.0, self.format.encode(found)


SCHEMA = Schema(
    name=COLUMN(VarBytesColumn()),
    published=COLUMN(NumericColumn("q")),
    version=COLUMN(NumericColumn("q")),
    words=Terms(),
    pairs=Places(),
    marks=Terms(),
    title=Terms(),
    title_pairs=Terms(),
    number=Terms(),
    cites=Terms(),
    **{field: Terms() for field in KEYWORDS},
)


def codec() -> W3Codec:
    """The stock codec, told not to look up field lengths for every posting: nothing is scored by length."""
    stock = W3Codec()
    stock.length_stats = False
    return stock


def fields_of(document: Document) -> dict[str, object]:
    """A document as Whoosh's writer takes it."""
    columns = {"name": document.id.encode(), "published": microseconds(document.published)}
    return {"version": document.version, **columns, **terms_of(document)}
