"""The request for an address, made as its source wants it. Pure."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from hub.records import Ask, Place, Source, Validators
from spiders.addresses import hostname, origin

UNCONDITIONAL = Validators()


def ask_for(source: Source, url: str, validators: Validators = UNCONDITIONAL) -> Ask:
    """The request for an address of the source, or for a page or file that it links to.

    What it links to may be anybody's: the source's headers, which may be credentials, go to its own
    origins alone, and its TLS settings hold for its own hosts.
    """
    return Ask(
        url,
        source.slug,
        validators,
        headers=source.headers if source.headers and _is_own(source, url, origin) else {},
        delay=source.delay,
        proxy=source.proxy,
        tls=source.tls if source.tls and _is_own(source, url, hostname) else {},
    )


def ask_for_place(source: Source, place: Place, validators: Validators = UNCONDITIONAL) -> Ask:
    """The request for a page of a list: a form is sent as a browser would send it."""
    ask = ask_for(source, place.url, validators)
    if not place.form:
        return ask
    headers = {**ask.headers, "content-type": "application/x-www-form-urlencoded"}
    return replace(ask, method="POST", headers=headers, body=urlencode(place.form).encode())


def _is_own(source: Source, url: str, part_of: Callable[[str], str]) -> bool:
    """Whether the source's homepage or one of its addresses has this part in common with the URL."""
    return part_of(url) in {part_of(own) for own in (source.homepage, *(address.url for address in source.addresses))}
