"""Whether an open hub is at work: worker, machines, way out, clock, settings. `hub.watch.machine` judges."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from hub.cli.findings import Finding, finding
from hub.records import CONSUMERS, Fetch, Source, SourceState
from hub.watch.machine import Witness, clock_error, is_cut_off, living, machines, overdue
from hub.wiring import Parts
from hub.worker.holding import has_ended

LAST_FETCHES = 300
A_WHILE = timedelta(minutes=1)  # in which a worker that lives works off what has changed
START = "systemctl start daumoi-worker (or daumoi run --data {folder}); why it ended: journalctl -u daumoi-worker"
ONE_MACHINE = (
    "an SQLite file is one machine's: stop the workers of all but one (systemctl stop daumoi-worker, "
    "docker stop NAME) and start that one again, or move to PostgreSQL: daumoi move --to URL"
)
LET_OUT = (
    "see where it ends: getent hosts {host}; curl -sSI {url}; then let this machine out to ports 80 and 443 "
    "and to its name server (nft list ruleset), or name the proxy of each source: daumoi source import"
)
SET_CLOCK = (
    "set it: timedatectl set-ntp true (timedatectl shows it); sources are visited by the right time by themselves"
)


def has_worker(parts: Parts) -> bool:
    """Whether a worker lives, as far as can be known from here."""
    return any(not has_ended(worker.holder) for worker in living(parts.store.workers.all()))


def no_worker(parts: Parts) -> Iterator[Finding]:
    """Sources that wait for a worker where there is none; while nothing can be kept one collects nothing by intention,
    and cannot say that it is there."""
    if parts.store.trouble():
        return
    states = parts.store.sources.states()
    waiting = overdue(parts.store.sources.sources("active"), states, parts.clock())
    if waiting and not has_worker(parts):
        since = max((state.last_try for state in states.values() if state.last_try), default=None)
        advice = START.format(folder=parts.settings.data_dir)
        yield finding("worker_dead", f"{len(waiting)} sources are due and no worker is there", advice, since)


def many_machines(parts: Parts) -> Iterator[Finding]:
    """Workers of several machines or containers on one SQLite file."""
    where = machines(parts.store.workers.all())
    if parts.settings.database.startswith("sqlite") and len(where) > 1:
        yield finding("two_machines", f"workers on {', '.join(sorted(where))} share one SQLite file", ONE_MACHINE)


def late(parts: Parts) -> Iterator[Finding]:
    """Consumers that have not come to the end of the change log; one that a worker is at is given a while."""
    changes, before = parts.store.changes, parts.clock() - A_WHILE * has_worker(parts)
    for consumer in CONSUMERS:
        consumed = changes.consumed(consumer)
        if (first := next(iter(changes.after(consumed, 1)), None)) and first.at <= before:
            subject = f"{consumer} is {changes.newest() - consumed} changes behind"
            yield finding("behind", subject, "run daumoi worker or daumoi crawl", first.at)


def cut_off(parts: Parts) -> Iterator[Finding]:
    """No host can be reached any more: then it is our own way out, not they."""
    states = parts.store.sources.states()
    tried = {source.homepage: states[source.slug] for source in _tried(parts, states)}
    errors = {host: state.error for url, state in tried.items() if (host := urlsplit(url).hostname)}
    if is_cut_off(errors):
        codes = ", ".join(sorted({str(error) for error in errors.values()}))
        (url, _), since = next(iter(tried.items())), min(filter(None, (state.since for state in tried.values())))
        advice = LET_OUT.format(host=urlsplit(url).hostname, url=url)
        yield finding("egress_blocked", f"none of {len(errors)} hosts can be reached ({codes})", advice, since)


def clock_astray(parts: Parts) -> Iterator[Finding]:
    """Our clock against those of the sites that were asked last, and against what we wrote ourselves."""
    last = parts.store.ledger.newest(LAST_FETCHES)
    seen = witnesses(last)
    if error := clock_error(seen):
        subject = f"the clock is {_told(error)} the clocks of the sites that were asked last"
        yield finding("clock_wrong", subject, SET_CLOCK, min(witness.at for witness in seen))
    elif last and last[0].at - parts.clock() > timedelta(hours=1):
        subject = f"the clock is {_told(parts.clock() - last[0].at)} the time of the last request"
        yield finding("clock_wrong", subject, SET_CLOCK, last[0].at)


def witnesses(newest_first: Iterable[Fetch]) -> list[Witness]:
    """What each site's own clock said last; an answer out of a cache bears the time at which it was put there."""
    last: dict[str, Witness] = {}
    for fetch in newest_first:
        said, host = _instant(fetch.headers.get("date", "")), urlsplit(fetch.final_url or fetch.url).netloc
        if said and "age" not in fetch.headers:
            last.setdefault(host, Witness(host, fetch.at, said))
    return list(last.values())


def open_doors(parts: Parts) -> Iterator[Finding]:
    """Settings that are meant for tests only."""
    settings = parts.settings
    doors = {"allow_networks": settings.allow_networks, "clock": settings.clock, "kill_at": settings.kill_at}
    return (
        finding("test_setting", f"{name.upper()} is set", "leave it out in production")
        for name, on in doors.items()
        if on
    )


def dropped(parts: Parts) -> Iterator[Finding]:
    """Callbacks of subscribers that failed for so long that nothing is sent to them any more."""
    if count := parts.store.subscribers.figures(parts.clock()).dropped:
        advice = "nothing, as a rule: whoever subscribes again is sent what it missed; which: grep 'sent nothing more'"
        yield finding("push_dropped", f"{count} WebSub callbacks are sent nothing any more", f"{advice} in the log")


def _tried(parts: Parts, states: dict[str, SourceState]) -> list[Source]:
    sources = parts.store.sources.sources("active")
    return [source for source in sources if source.slug in states and states[source.slug].last_try]


def _told(error: timedelta) -> str:
    return f"{timedelta(seconds=round(abs(error).total_seconds()))} {'ahead of' if error > timedelta() else 'behind'}"


def _instant(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
