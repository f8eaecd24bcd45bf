"""From how the sources are doing to incidents: what belongs together, when it opens and when it is over.

Pure. Why it is so stands in docs/decisions/0015-what-an-incident-is.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from itertools import groupby

from hub.records import Affected, Incident, SourceState
from hub.watch.outage import NETWORK, Fault, Watched, has_regained, outage_since

WRONG = frozenset({"failing", "challenged", "gone", "partial", "silent"})  # who has moved is read all the same
OF_HOST = {
    **dict.fromkeys(
        (*NETWORK, "truncated", "http_5xx", "maintenance_page"),
        "away",
    ),
    **dict.fromkeys(("tls_expired", "tls_host", "tls_chain", "tls_protocol"), "tls"),
    **dict.fromkeys(
        ("challenge_page", "login_page", "robots_denied", "http_4xx", "http_429", "redirect_loop", "redirect_refused"),
        "refusing",
    ),
    **dict.fromkeys(("layout_changed", "not_a_listing", "not_a_feed"), "layout"),
}
"""Causes that are a host's, by the family that they are one disturbance with; any other is its source's own."""
OF_HUB = "internal"
HUB = ""

Key = tuple[str, str]  # a place and a family of causes


def incidents_after(present: Sequence[Incident], sources: Sequence[Watched], now: datetime) -> tuple[Incident, ...]:
    """The incidents that have changed, as they are from now on: opened, grown, shrunk, of another cause, closed.

    `present` are those that are open; of `sources` all that are active. A closed one has no `late` yet.
    """
    faults = {fault.source: fault for fault in map(_fault, sources) if fault}
    states = {watched.state.source: watched.state for watched in sources}
    belonging = _belonging(present, faults, sources)
    kept = [_continued(incident, belonging, faults, states, now) for incident in present]
    is_left = {one.source for incident in present for one in incident.present}
    known = {_key(incident) for incident in present}
    fresh = [_opened(key, group, is_left, now) for key, group in _groups(belonging, faults) if key not in known]
    changed = [after for before, after in zip(present, kept, strict=True) if after != before]
    return (*changed, *(incident for incident in fresh if incident is not None))


def _fault(watched: Watched) -> Fault | None:
    """What is wrong with a source. It lasts once two tries in a row have met it."""
    state = watched.state
    begun = state.since or state.last_try
    if state.state not in WRONG or begun is None:
        return None
    tried = state.last_try or begun
    lasts = state.failures > 1 or begun < tried
    return Fault(state.source, state.error or state.state, watched.hosts, begun, tried, lasts)


# --- which fault belongs where ---------------------------------------------------------------------


def _belonging(
    present: Sequence[Incident], faults: Mapping[str, Fault], sources: Sequence[Watched]
) -> Mapping[str, Key]:
    """The incident, open or to be, that each fault is part of."""
    members = {one.source: incident for incident in present for one in incident.present}
    ours = next((incident for incident in present if _key(incident) == (HUB, "away")), None)
    cut_since = ours.opened if ours and not has_regained(ours) else outage_since(faults, sources)
    often = Counter((host, _family(fault)) for fault in faults.values() for host in fault.hosts)
    found: dict[str, Key] = {}
    for slug, fault in faults.items():
        member = members.get(slug)
        if _is_ours(fault, member, cut_since):
            found[slug] = HUB, "away"
        elif member and _is_still(member, fault):
            found[slug] = _key(member)
        else:
            found[slug] = _place(fault, often)
    return found


def _is_ours(fault: Fault, member: Incident | None, cut_since: datetime | None) -> bool:
    """Whether it came with the hub's own outage, be it that it was taken for its host's at first."""
    if fault.cause not in NETWORK or cut_since is None or fault.begun < cut_since:
        return False
    return member is None or member.place == HUB or member.opened >= cut_since


def _is_still(incident: Incident, fault: Fault) -> bool:
    """Whether a fault is still what the incident is about. A host that comes back goes through several causes."""
    family, before = _family(fault), _key(incident)[1]
    if incident.place == HUB and before == OF_HUB:
        return family == OF_HUB
    if incident.place == HUB:
        return fault.cause in NETWORK and fault.tried <= (has_regained(incident) or fault.tried)
    if incident.place == fault.source:
        return family == ""
    return incident.place in fault.hosts and (family == "layout") == (before == "layout") and family not in ("", OF_HUB)


def _place(fault: Fault, often: Mapping[tuple[str, str], int]) -> Key:
    """Where a new fault belongs; of several hosts the one that most sources have the same trouble with."""
    family = _family(fault)
    if family == OF_HUB:
        return HUB, OF_HUB
    if not family or not fault.hosts:
        return fault.source, ""
    return max(fault.hosts, key=lambda host: often[host, family]), family


def _family(fault: Fault) -> str:
    return family_of(fault.cause)


def family_of(cause: str) -> str:
    """What a cause is one disturbance with; "" where it concerns its source alone.

    >>> family_of("connect_timeout"), family_of("http_5xx"), family_of("layout_changed"), family_of("silent")
    ('away', 'away', 'layout', '')
    """
    return OF_HUB if cause == OF_HUB else OF_HOST.get(cause, "")


def _key(incident: Incident) -> Key:
    return incident.place, family_of(incident.cause)


# --- what becomes of incidents ---------------------------------------------------------------------


def _continued(
    incident: Incident,
    belonging: Mapping[str, Key],
    faults: Mapping[str, Fault],
    states: Mapping[str, SourceState],
    now: datetime,
) -> Incident:
    """An open incident with who has come and gone; closed when nobody is left."""
    key, inside = _key(incident), {one.source for one in incident.present}
    affected = [
        one if one.left or belonging.get(one.source) == key else replace(one, left=_left(one, states, now))
        for one in incident.affected
    ]
    came = [faults[slug] for slug, where in belonging.items() if where == key and slug not in inside]
    affected += [Affected(fault.source, _joined(fault, incident)) for fault in sorted(came, key=_order)]
    after = replace(incident, affected=tuple(affected), cause=_cause(incident, belonging, faults))
    if not after.present:
        after = replace(after, closed=max(one.left for one in affected if one.left))
    return incident if after == incident else replace(after, updated=now)


def _joined(fault: Fault, incident: Incident) -> datetime:
    """Not before it was last well, where it comes back to the incident."""
    return max([fault.begun, *(one.left for one in incident.affected if one.source == fault.source and one.left)])


def _left(one: Affected, states: Mapping[str, SourceState], now: datetime) -> datetime:
    """When it was read again, or last tried where other trouble has begun; now, where it is not watched any more."""
    state = states.get(one.source)
    if state is None:
        return now
    moment = state.last_try if state.state in WRONG else state.since
    return max(moment or now, one.joined)


def _cause(incident: Incident, belonging: Mapping[str, Key], faults: Mapping[str, Fault]) -> str:
    """What most of its sources tell now, where none tells what it was opened for; its family stays."""
    key = _key(incident)
    told = Counter(faults[slug].cause for slug, where in sorted(belonging.items()) if where == key)
    if not told or incident.cause in told:
        return incident.cause
    return next((cause for cause, _ in told.most_common() if family_of(cause) == key[1]), incident.cause)


def _groups(belonging: Mapping[str, Key], faults: Mapping[str, Fault]) -> Iterable[tuple[Key, list[Fault]]]:
    ordered = sorted(belonging, key=lambda slug: (belonging[slug], _order(faults[slug])))
    for key, slugs in groupby(ordered, key=belonging.__getitem__):
        yield key, [faults[slug] for slug in slugs]


def _opened(key: Key, group: Sequence[Fault], is_left: set[str], now: datetime) -> Incident | None:
    """A new incident of these faults, unless all may be hiccups; one who leaves another for it comes as of his last
    try."""
    if not any(fault.lasts for fault in group):
        return None
    affected = [Affected(f.source, f.tried if f.source in is_left and key[0] != HUB else f.begun) for f in group]
    opened = min(one.joined for one in affected)
    cause = Counter(fault.cause for fault in group).most_common(1)[0][0]
    id = blake2b("\n".join((*key, opened.isoformat())).encode(), digest_size=8).hexdigest()
    return Incident(id, key[0], cause, opened, now, tuple(sorted(affected, key=lambda one: (one.joined, one.source))))


def _order(fault: Fault) -> tuple[datetime, str]:
    return fault.begun, fault.source
