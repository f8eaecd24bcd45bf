"""What the feed of an agency says whose work another has taken over: where to go. It carries on all the same."""

from datetime import datetime, time
from html import escape

from feeds.entries import tag
from hub.records import Agency, FeedEntry
from hub.vietnamese.dates import VIETNAM


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
