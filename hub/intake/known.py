"""Whether what a source says is known already, and as which notice."""

from collections.abc import Sequence

from hub.intake.identity import own_aliases, url_aliases
from hub.intake.normalise import alike
from hub.intake.ports import NoticeFinder
from hub.records import Item, Notice


def find_known(notices: NoticeFinder, item: Item, title: str) -> Notice | None:
    """What is known under one of the item's names; a guid alone is believed only if the titles agree."""
    by_address = notices.find(url_aliases(item))
    if by_address is not None:
        return by_address
    return _if_alike(notices.find(own_aliases(item)), title)


def find_all_known(notices: NoticeFinder, statements: Sequence[tuple[Item, Notice]]) -> list[Notice | None]:
    """`find_known` for many items at the price of two look-ups."""
    found = notices.find_each([url_aliases(item) for item, _ in statements])
    strangers = [() if known else own_aliases(item) for (item, _), known in zip(statements, found, strict=True)]
    by_guid = notices.find_each(strangers)
    all_three = zip(statements, found, by_guid, strict=True)
    return [known or _if_alike(own, said.title) for (_, said), known, own in all_three]


def _if_alike(known: Notice | None, title: str) -> Notice | None:
    return known if known is not None and is_alike(known, title) else None


def is_alike(known: Notice, title: str) -> bool:
    """Of a redacted notice no title is left to compare; what bears its name must not bring it back."""
    return known.redacted or alike(known.title, title)
