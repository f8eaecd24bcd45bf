"""What is wrong with a source in words, and what can be done about it. Pure."""

from hub.errors import CODES
from hub.records import SourceState
from hub.web.coverage import SourceLine
from hub.web.incidents import ADVICE
from hub.web.words import Lang, known_word

_WELL = frozenset({"healthy", "new", "paused", "retired"})
_FINDINGS = {
    "no_rows": "fewer", "few_rows": "fewer", "garbled": "garbled", "no_dates": "layout", "same_titles": "layout",
    "all_today": "layout", "stale": "stale", "cut_short": "rest", "some_pages": "rest", "some_addresses": "rest",
    "dead_files": "files", "silent": "silent",
}  # fmt: skip


def why(line: SourceLine, lang: Lang) -> str:
    """What was found, else what its error means, else its state."""
    if line.finding and line.state not in _WELL:
        return known_word(lang, "finding", line.finding)
    return known_word(lang, "error", line.error) if line.error else known_word(lang, "state_means", line.state)


def advice(line: SourceLine | SourceState, lang: Lang) -> str:
    """A sentence on what to do; "" where nothing is wrong."""
    if line.state in _WELL:
        return ""
    cause = line.error if line.error in CODES else line.state
    return known_word(lang, "advice", _FINDINGS.get(line.finding or "") or ADVICE.get(cause or "", "unreadable"))
