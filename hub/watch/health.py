"""How a source is doing after a collection, and when to come again. Pure decisions on the ledger."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from hub.records import Finding, SourceState, Tally

LONGEST_WAIT = 24 * 3600.0
_CHALLENGES = frozenset({"challenge_page", "login_page"})
_JITTER = 0.1
_SOONEST = 0.25  # of an interval, after which a source may be visited for the second time ever


def state_after(
    state: SourceState,
    tally: Tally,
    every: float,
    set_aside: str | None = "",
    *,
    answered: bool = False,
    finding: Finding | None = None,
) -> SourceState:
    """The source's state after one collection; it is never given up, only visited less often.

    `answered`: some of its addresses could be read, whatever became of the others; it is visited as often as ever.
    `finding`: what is wrong though it answered. `set_aside` names answers that are not read any more, None where this
    visit did not look for any: they are told of, and slow nothing down. So are the traps that a tally names; they stay
    named where nothing new was looked at.
    """
    failed = tally.error is not None and not answered
    failures = state.failures + 1 if failed else 0
    finding = None if failed else finding
    error, detail = (tally.error, tally.detail) if tally.error else _beside(state, tally, set_aside)
    name = "partial" if error and not failed else _state_name(tally)
    if finding and not (finding.name == "silent" and name != "healthy"):
        name, error, detail = finding.state, finding.code, finding.detail
    else:
        finding = None
    after = replace(
        state,
        state=name,
        error=error,
        detail=detail,
        finding=finding.name if finding else None,
        last_try=tally.at,
        last_ok=state.last_ok if failed or (finding and finding.doubt == "void") else tally.at,
        last_new=tally.at if tally.new else state.last_new,
        next_due=tally.at + timedelta(seconds=_wait(state, failures, every, tally.wait)),
        failures=failures,
        collections=state.collections + (not failed),
        items=state.items + tally.new,
    )
    return replace(after, since=state.since if state.since and _is_still(state, after) else tally.at)


def _is_still(before: SourceState, after: SourceState) -> bool:
    """Whether it is the trouble, or the health, of before: by its state, or by its code where that alone has stayed."""
    if after.error and before.error == after.error:
        return True
    return before.state == after.state and before.finding == after.finding


def _beside(state: SourceState, tally: Tally, set_aside: str | None) -> tuple[str | None, str]:
    """What is told of a visit that did not fail: what is set aside, else its traps; as it was where nobody looked."""
    if set_aside is None and not tally.detail:
        is_told = state.finding is None and (state.error is None or state.detail.startswith("Set aside"))
        return (state.error, state.detail) if is_told else (None, "")
    if set_aside:
        return "parse_failed", set_aside
    return None, tally.detail or (_trap_of(state) if tally.new == 0 else "")


def _trap_of(state: SourceState) -> str:
    """The trap that a state names, without what was left over for the visit after it."""
    is_trap = state.error is None and state.finding is None and state.detail.startswith("trap")
    return state.detail.partition("; page budget")[0] if is_trap else ""


def _state_name(tally: Tally) -> str:
    """One of CONTRACT's states; nothing asked for is still new, something given in spite of an error is partial."""
    if tally.error is None:
        return "healthy" if tally.requests else "new"
    if tally.error in _CHALLENGES:
        return "challenged"
    if tally.error == "http_410":
        return "gone"
    return "partial" if tally.new + tally.edited + tally.unchanged else "failing"


def _wait(state: SourceState, failures: int, every: float, asked: float | None) -> float:
    """Seconds to the next visit; those that begin together are spread over their interval after the first."""
    wait = wait_after(state.source, failures, every, asked)
    if state.collections or failures:
        return wait
    return max(wait * (_SOONEST + (1 - _SOONEST) * share_of(state.source)), asked or 0.0)


def wait_after(source: str, failures: int, every: float, asked: float | None = None) -> float:
    """Seconds to the next visit: doubled with each failure up to a day, never sooner than asked for.

    The jitter is the source's own and always the same, so that sources which were visited together
    do not come back in one burst; it only shortens, so that none comes later than it should.

    >>> [round(wait_after("syt", n, 900) / 900) for n in (0, 1, 2, 9)]
    [1, 2, 4, 95]
    """
    wait: float = min(every * 2.0 ** min(failures, 20), max(LONGEST_WAIT, every))
    wait *= 1 - _JITTER * share_of(source)
    return min(max(wait, asked or 0.0), max(LONGEST_WAIT, every))


def share_of(source: str) -> float:
    """The source's own place between 0 and 1: as even over many sources as chance, and always the same."""
    return (int.from_bytes(blake2b(source.encode(), digest_size=4).digest(), "big") + 1) / 2**32


def failed_internally(source: str, now: datetime, problem: str) -> Tally:
    """A collection that our own fault ended; the source is shown as failing and tried again."""
    return Tally(source=source, at=now, error="internal", detail=problem[:500])
