"""Making a hub: data folder, database, authority and catalogue."""

from importlib import resources
from urllib.parse import urlsplit

from hub.catalogue.reading import Catalogue, read_catalogue
from hub.errors import SettingsError
from hub.settings import Settings
from hub.store.store import Store
from hub.watch.moves import followed
from hub.wiring import open_parts

CATALOGUES = ("khanhhoa", "none")


def initialise(settings: Settings, catalogue: str, authority: str) -> tuple[int, int]:
    """Make the hub; how many agencies and sources it begins with. The authority is fixed here for ever."""
    if catalogue not in CATALOGUES:
        raise SettingsError(f"--catalogue {catalogue} is not known", remedy=f"write {' or '.join(CATALOGUES)}")
    parts = open_parts(settings)
    try:
        fix_authority(parts.store, authority or urlsplit(settings.base_url).hostname or "localhost")
        chosen = sample(catalogue)
        save_catalogue(parts.store, chosen)
    finally:
        parts.close()
    return len(chosen.agencies), len(chosen.sources)


def fix_authority(store: Store, authority: str) -> None:
    """Store the name in every entry id; it can be given once, since readers know entries by it."""
    known = store.meta("authority")
    if known is not None and known != authority:
        raise SettingsError(f"this hub's authority is {known} and stays so", remedy="leave --authority out")
    store.set_meta("authority", authority)


def sample(name: str) -> Catalogue:
    """The catalogue that comes with the hub."""
    if name == "none":
        return Catalogue((), ())
    text = resources.files("hub.catalogue").joinpath(f"{name}.toml").read_text("utf-8")
    return read_catalogue(text, f"{name}.toml")


def save_catalogue(store: Store, catalogue: Catalogue) -> None:
    """Keep its agencies and sources; those known by their slug are brought up to date.

    A source is read where it has moved to since the catalogue was written, if that is believed.
    """
    for agency in catalogue.agencies:
        store.sources.save_agency(agency)
    for source in catalogue.sources:
        store.sources.save_source(followed(source, store.moves.of_source(source.slug)))
