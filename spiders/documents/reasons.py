"""Why a file has no text here: a closed list of codes, and the state that each of them is."""

from collections.abc import Mapping
from types import MappingProxyType

from hub.records import AttachmentState
from spiders.documents.kinds import ARCHIVES

STATE_OF: Mapping[str, AttachmentState] = MappingProxyType(
    {
        "scan": "no_text",
        "signature_only": "no_text",
        "garbled": "no_text",
        "empty": "no_text",
        "encrypted": "no_text",
        "damaged": "failed",
        "too_heavy": "failed",
        "web_page": "failed",
        "archive": "skipped",
        "picture": "skipped",
        "audio_video": "skipped",
        "unknown_type": "skipped",
    }
)


def why_skipped(media_type: str) -> str:
    """Why files of a type that has no reader are left as they are.

    >>> why_skipped("image/png"), why_skipped("application/vnd.rar"), why_skipped("application/x-msdownload")
    ('picture', 'archive', 'unknown_type')
    """
    if media_type in ARCHIVES:
        return "archive"
    family = media_type.partition("/")[0]
    return {"image": "picture", "audio": "audio_video", "video": "audio_video"}.get(family, "unknown_type")
