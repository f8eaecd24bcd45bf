"""What a visit learns of the hubs that push what is new of a source, written with what it came to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from hub.intake.ending import Ending
from hub.intake.ports import Writer
from hub.push.trust import after_visit
from hub.push.websub import BETWEEN_VISITS
from hub.records import AddressRead, HubOffer, Source, Subscription, Tally


class Offers:
    """Told of each address that a visit read; costs nothing where no hub is named and none was.

    `previous` is the visit before this one, `now` this one.
    """

    def __init__(
        self,
        source: Source,
        known: Sequence[Subscription],
        previous: datetime | None,
        now: datetime,
        *,
        reachable: bool,
    ) -> None:
        self._source, self._previous, self._now, self._reachable = source, previous, now, reachable
        self._known = {subscription.address: subscription for subscription in known}
        self._offered: list[Subscription] = []
        here = {address.url for address in source.addresses}
        self._withdrawn = [address for address in self._known if address not in here]
        self._read: list[tuple[Subscription, bool]] = []  # and whether it was otherwise than before

    def take(self, event: AddressRead) -> None:
        """An address was read, or could not be."""
        known = self._known.get(event.address)
        if event.error or not event.fetches or not self._reachable:
            return
        offer = event.hub
        if offer and (known is None or (known.hub, known.topic) != (offer.hub, offer.topic)):
            self._offered.append(_asked_for(self._source.slug, event.address, offer))
        elif known and not offer and not event.unchanged:
            self._withdrawn.append(event.address)
        elif known:
            self._read.append((known, not event.unchanged))

    def end(self, ending: Ending) -> Ending:
        """The ending of the visit with what is to be kept of it."""
        if not (self._offered or self._withdrawn or self._read):
            return ending

        def write(writer: Writer) -> Tally:
            tally = ending.write(writer)
            self._write(writer, is_new=tally.new > 0)
            return tally

        return replace(ending, write=write)

    def _write(self, writer: Writer, *, is_new: bool) -> None:
        for subscription in self._offered:
            writer.offer(subscription)
        for address in self._withdrawn:
            writer.withdraw_offer(self._source.slug, address)
        writer.heed_push(self._source.slug, self._now, self._now + BETWEEN_VISITS)
        for known, has_changed in self._read:
            seen = after_visit(known, self._previous, self._now, is_new=is_new and has_changed)
            if seen != known:
                writer.note_found(self._source.slug, seen.address, seen.found, seen.missed, self._now)


def _asked_for(source: str, address: str, offer: HubOffer) -> Subscription:
    return Subscription(source, address, offer.hub, offer.topic, token_urlsafe(24), token_urlsafe(32))
