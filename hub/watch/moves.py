"""Addresses that send on to others and say that it is for good: when that is believed. Pure.

Why six days, and what is never believed by itself, stands in docs/decisions/0020-a-move-is-believed-after-six-days.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.records import STEADY, Move, MoveDoubt, Source, SourceState
from hub.vietnamese.dates import vietnamese_day

LEAST_DAYS = 3  # on which it was met: two visits with a week of silence between them prove little
SILENCE = timedelta(hours=72)  # after which what was met before counts no more

WHY = {
    "elsewhere": "it leads to another domain",
    "homepage": "it leads to a front page",
    "unreadable": "what it leads to cannot be read",
    "unlike": "what it leads to shows nothing that was known here",
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an address answered with on one visit: sent on for good to a target, which may be hard to believe."""

    target: str
    doubt: MoveDoubt | None = None


def move_after(known: Move | None, source: str, address: str, seen: Sighting | None, now: datetime) -> Move | None:
    """The move of an address after a visit to it, None where nothing has changed; `seen` is None where it answered
    for itself."""
    if seen is None:
        return replace(known, state="ended") if known and known.state == "met" else None
    if known is None or known.state == "ended" or known.target != seen.target:
        return Move(source, address, seen.target, now, now, doubt=seen.doubt)
    if known.state == "believed":  # and yet the address is asked again: somebody has put it back
        return replace(known, state="refused", decided=now)
    if known.state == "refused":
        return None
    doubt = "unlike" if known.doubt == "unlike" and seen.doubt is None else seen.doubt
    if doubt != known.doubt or now - known.last > SILENCE:
        return Move(source, address, seen.target, now, now, doubt=doubt)
    days = known.days + (vietnamese_day(now) > vietnamese_day(known.last))
    move = replace(known, last=now, visits=known.visits + 1, days=days)
    return replace(move, state="believed", decided=now) if _is_steady(move) else move


def _is_steady(move: Move) -> bool:
    return move.doubt is None and move.last - move.since >= STEADY and move.days >= LEAST_DAYS


def moving(state: SourceState, moves: Iterable[Move]) -> SourceState:
    """The state of a source after a visit, `moved` where it would be healthy but for these moves."""
    met = sorted((move for move in moves if move.state == "met"), key=lambda move: move.since)
    if not met or state.state != "healthy":
        return state
    return replace(state, state="moved", since=met[0].since, detail="; ".join(map(evidence, met)))


def evidence(move: Move) -> str:
    """What was met of a move, and what is made of it, in a sentence."""
    visits = "1 visit" if move.visits == 1 else f"{move.visits} visits"
    met = f"{move.address} answers with a permanent redirect to {move.target}: {visits} since {_day(move.since)}"
    if move.doubt:
        return f"{met}; not believed, as {WHY[move.doubt]}: if it is right, accept it at /ops"
    return f"{met}; believed from {_day(move.since + STEADY)} on"


def followed(source: Source, moves: Iterable[Move]) -> Source:
    """A source as a catalogue has it, with the addresses that it is read at since their moves were believed."""
    targets = {move.address: move.target for move in moves if move.state == "believed"}
    if targets.keys().isdisjoint(address.url for address in source.addresses):
        return source
    there = (replace(address, url=_end_of(address.url, targets)) for address in source.addresses)
    return replace(source, addresses=tuple({address.url: address for address in reversed(tuple(there))}.values())[::-1])


def _end_of(url: str, targets: dict[str, str]) -> str:
    been = {url}
    while (onward := targets.get(url)) and onward not in been:
        been.add(onward)
        url = onward
    return url


def _day(at: datetime) -> str:
    return vietnamese_day(at).isoformat()
