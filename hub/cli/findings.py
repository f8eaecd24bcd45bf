"""What `daumoi check` and `daumoi doctor` say of one thing that is wrong."""

from typing import TypedDict

RESCUE = (
    "stop the hub and restore the newest backup into a new folder (daumoi restore FILE --data NEW), "
    "or rescue what can be read: sqlite3 daumoi.db .recover | sqlite3 rescued.db; then daumoi check"
)


class Finding(TypedDict):
    """One thing that is wrong, in the shape of CONTRACT."""

    code: str
    subject: str
    since: str | None
    advice: str


def finding(code: str, subject: str, advice: str, since: object = None) -> Finding:
    """A finding; `since` is an instant or nothing."""
    return {"code": code, "subject": subject, "since": str(since) if since else None, "advice": advice}
