"""What a feed says that nothing new will come to: where to go. It carries on all the same.

So do an agency whose work another has taken over, and a source that is read no more.
"""

from dataclasses import dataclass
from datetime import datetime, time
from html import escape

from feeds.entries import tag
from hub.records import Agency, FeedEntry, Source
from hub.vietnamese.dates import VIETNAM


@dataclass(frozen=True, slots=True)
class Onward:
    """What a feed says of its end: a sentence, the agency whose feed goes on, and an entry where the day is known."""

    sentence: str
    agency: Agency
    entry: FeedEntry | None = None


def succeeded(old: Agency, new: Agency, authority: str, base_url: str) -> Onward:
    """An agency whose work another has taken over."""
    return Onward(sentence(old, new), new, succession_entry(old, new, authority, base_url))


def retired(source: Source, agency: Agency) -> Onward:
    """A source that is read no more, while its agency lives on."""
    name = source.name or source.slug
    return Onward(f"Nguồn {name} không còn được đọc. Kênh này vẫn giữ; tin mới ở kênh của {agency.name}.", agency)


def sentence(old: Agency, new: Agency) -> str:
    """That the agency was succeeded, and where news come from now."""
    until = f"hoạt động đến {old.valid_to:%d/%m/%Y}, sau đó" if old.valid_to else "đã"
    return f"{old.name} {until} được {new.name} tiếp nhận. Kênh này vẫn giữ; tin mới ở kênh của {new.name}."


def succession_entry(old: Agency, new: Agency, authority: str, base_url: str) -> FeedEntry | None:
    """The sentence as an entry, for few readers show what a feed says of itself; None where the day is not known."""
    if old.valid_to is None:
        return None
    begin = datetime.combine(old.valid_to, time(), VIETNAM)
    page, said = f"{base_url}/agencies/{new.slug}", sentence(old, new)
    return FeedEntry(
        id=tag(authority, f"agencies/{old.slug}/succeeded"),
        url=page,
        title=f"{new.name} tiếp nhận {old.name}",
        html=f'<p>{escape(said)} <a href="{escape(page)}">{escape(new.name)}</a></p>',
        published=begin,
        updated=begin,
        author=new.name,
        source_title="Đầu Mối",
        source_url="",
        source_feed="",
        summary=said,
    )
