"""One source as an operator edits it: the TOML of the catalogue, or the same as plain values."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from hub.catalogue.reading import Catalogue, read_catalogue, read_values
from hub.catalogue.writing import write_catalogue
from hub.errors import SettingsError
from hub.records import Source


@dataclass(frozen=True, slots=True)
class SourceText:
    """Reads and writes single sources; `name` stands for the file in what is refused."""

    name: str = "source.toml"

    def write(self, source: Source) -> str:
        """The TOML of a source."""
        return write_catalogue((), (source,))

    def read(self, text: str, agencies: Collection[str]) -> Source:
        """The one source in a TOML text; SettingsError says in which line something is wrong, and what to write.

        `agencies` are those there are.
        """
        return self._only(read_catalogue(text, self.name, agencies))

    def digest(self, source: Source) -> str:
        """By which it is known whether a source is still what somebody saw."""
        return sha256(self.write(source).encode("utf-8", "surrogatepass")).hexdigest()

    def values(self, source: Source) -> dict[str, Any]:
        """A source as the values its TOML stands for."""
        (values,) = tomllib.loads(self.write(source))["source"]
        return dict(values)

    def read_values(self, values: Mapping[str, Any], agencies: Collection[str]) -> Source:
        """The source that these values stand for; SettingsError as for a text, without a line."""
        return self._only(read_values({"source": [dict(values)]}, self.name, agencies))

    def _only(self, catalogue: Catalogue) -> Source:
        if len(catalogue.sources) != 1 or catalogue.agencies:
            remedy = "write one [[source]] and nothing beside it but [rules.NAME.…]"
            raise SettingsError("this is not one source", file=self.name, remedy=remedy)
        return catalogue.sources[0]
