"""What may be asked of the API. Documented in /api/openapi.json."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from hub.records import Filters, Sort
from hub.vietnamese.dates import VIETNAM
from hub.vietnamese.text import clean, slug
from hub.web.asked import EARLIEST, LATEST, LONGEST_NAME, LONGEST_QUERY
from hub.web.places import WRITTEN_PLACE

MOST = 500
LARGEST_CURSOR = 2**63 - 1


def _with_zone(moment: datetime) -> datetime:
    """A time without a zone is Vietnamese."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    _known_day(moment.date())
    return moment


def _known_day(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"write a day between {EARLIEST} and {LATEST}")
    return day


def _written(raw: object) -> object:
    """Day or time as ISO 8601 writes it; a bare number would pass for seconds since 1970."""
    if isinstance(raw, str) and re.match(_DAY, raw.strip()) is None:
        raise ValueError("write it as 2010-09-24")
    return raw


def _plus(raw: object) -> object:
    # an unescaped + arrives as a blank
    return raw.strip().replace(" ", "+") if isinstance(raw, str) and raw.count(":") > 1 else raw


Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(slug)]
Text = Annotated[str, Field(max_length=LONGEST_QUERY), AfterValidator(clean)]
_DAY = r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
Day = Annotated[
    date,
    BeforeValidator(_written),
    AfterValidator(_known_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"{_DAY}$"}),
]
Instant = Annotated[
    datetime,
    BeforeValidator(_plus),
    BeforeValidator(_written),
    AfterValidator(_with_zone),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _DAY}),
]


class Matching(BaseModel):
    """What notices must fulfil; all of it must hold."""

    model_config = ConfigDict(populate_by_name=True)

    source: Name = Field("", description="slug of a source")
    agency: Name = Field("", description="slug of an agency")
    section: Name = Field("", description="code of a section", examples=["van-ban"])
    type: Name = Field("", description="abbreviation of a type of document", examples=["qd"])
    number: Text = Field("", description="document number in any spelling", examples=["1234/QĐ-UBND"])
    q: Text = Field("", description="words to search for, with or without marks")
    first: Day | None = Field(None, alias="from", description="first day of publication, Vietnamese time")
    last: Day | None = Field(None, alias="to", description="last day of publication, Vietnamese time")
    withdrawn: Literal["include", "exclude", "only"] = "include"
    files: Literal["", "with", "without"] = Field("", description="only notices with files, or without any")

    @property
    def filters(self) -> Filters:
        """The filters as the store and the index take them."""
        return Filters(
            agency=self.agency or None,
            section=self.section or None,
            type=self.type or None,
            source=self.source or None,
            number=self.number or None,
            published_from=self.first,
            published_to=self.last,
            withdrawn=self.withdrawn,
            has_files={"with": True, "without": False}.get(self.files),
        )


class NoticeQuery(Matching):
    """What narrows a list of notices that is read part by part."""

    since: Instant | None = Field(None, description="only what was updated then or later")
    limit: int = Field(100, ge=1, le=MOST)


class ListQuery(NoticeQuery):
    """A list of notices, read part by part."""

    after: str = Field("", max_length=100, pattern=f"^({WRITTEN_PLACE})?$", description="given by `next`")
    place: Name = Field("", description="slug of a commune, ward or district, former ones too, as in /places")

    @property
    def filters(self) -> Filters:
        """As those of any search; of places the store alone knows."""
        return replace(super().filters, place=self.place or None)


class SearchQuery(NoticeQuery):
    """A search, read part by part."""

    sort: Sort | None = Field(None, description="relevance where there are words, else newest")
    offset: int = Field(0, ge=0, le=100_000, description="given by `next`")


class ExportQuery(Matching):
    """All that a search finds, as one file."""

    after: str = Field("", max_length=64, description="the last id you have; then the file has no heads")


class ChangeQuery(BaseModel):
    """Where the change log is to be read from."""

    since: int = Field(0, ge=0, le=LARGEST_CURSOR, description="the last cursor that is known")
    limit: int = Field(100, ge=1, le=MOST)
