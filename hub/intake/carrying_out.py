"""What was decided of a notice, told to a writer."""

from datetime import datetime

from hub.intake.decide import Decision
from hub.intake.identity import own_aliases, url_aliases
from hub.intake.ports import Writer
from hub.records import Item


def carry_out(writer: Writer, decision: Decision, item: Item, now: datetime) -> None:
    """Write what the item came to, and the names under which it makes the notice known."""
    notice = decision.notice
    aliases = (*url_aliases(item), *own_aliases(item))
    match decision.kind:
        case "new":
            writer.add_notice(notice, aliases)
            return
        case "edited":
            writer.edit_notice(notice, decision.changed, now)
        case "completed":
            writer.complete_notice(notice)
        case "restored":
            writer.restore(notice.id, now)
            if decision.changed:
                writer.edit_notice(notice, decision.changed, now)
    writer.add_aliases(notice.id, aliases)
