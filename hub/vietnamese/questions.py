"""When a question was put, as the page with its answer tells."""

import re
from datetime import date, datetime
from unicodedata import normalize

from hub.vietnamese.dates import parse_date, vietnamese_day

_ASKED = re.compile(
    r"(?:ngày|thời gian|lúc) (?:đặt câu hỏi|gửi(?: câu hỏi)?|hỏi|(?:tiếp )?nhận câu hỏi)\W{0,4}([^\n]{6,40})",
    re.IGNORECASE,
)
_READ = 20_000  # characters


def asked_on(text: str, answered: datetime) -> date | None:
    """The Vietnamese day of the question, as labelled in a text; never after the answer.

    >>> from datetime import UTC
    >>> asked_on("Ngày hỏi: 12/09/2010. Người hỏi: Lê An", datetime(2010, 9, 24, tzinfo=UTC)).isoformat()
    '2010-09-12'
    >>> asked_on("Trả lời ngày 12/09/2010", datetime(2010, 9, 24, tzinfo=UTC)) is None
    True
    """
    found = _ASKED.search(normalize("NFC", text[:_READ]))
    moment = parse_date(found[1], seen=answered) if found else None
    day = vietnamese_day(moment.at) if moment else None
    return day if day and day <= vietnamese_day(answered) else None
