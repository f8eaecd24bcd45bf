"""Files that moved along with their page are those that were known."""

from datetime import UTC, datetime

import pytest

from hub.intake.former import with_former_files
from hub.records import Attachment, Item, Notice

NOW = datetime(2026, 4, 1, tzinfo=UTC)
OLD, NEW = "https://cu.example", "https://moi.example"


def notice(*files: str) -> Notice:
    attached = tuple(Attachment(url, "Tệp") for url in files)
    return Notice("a", "s", "so", f"{OLD}/tin/1", "Tin", NOW, NOW, NOW, "minute", "feed", attachments=attached)


@pytest.mark.parametrize(
    ("item", "said", "want"),
    [
        (Item("s", f"{NEW}/bai/1", "Tin", moved_from=(f"{OLD}/bai/1",)), f"{NEW}/tep/1.pdf", f"{OLD}/tep/1.pdf"),
        (Item("s", f"{OLD}/tin/1", "Tin"), f"{NEW}/tep/1.pdf", f"{OLD}/tep/1.pdf"),  # its page led to the new host
        (Item("s", f"{OLD}/tin/1", "Tin"), f"{NEW}/tep/2.pdf", f"{NEW}/tep/2.pdf"),
        (Item("s", f"{NEW}/bai/1", "Tin"), f"{NEW}/tep/1.pdf", f"{NEW}/tep/1.pdf"),  # nothing says that it moved
    ],
)
def test_a_file_at_the_path_of_a_known_one_keeps_the_address_it_is_known_under(
    item: Item, said: str, want: str
) -> None:
    (file,) = with_former_files(notice(f"{OLD}/tep/1.pdf"), notice(said), item).attachments
    assert file.url == want
