"""The stylesheet, the script and the icon: read once, addressed by what is in them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from hub.web.answers import FOR_EVER, Bytes

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def static_files() -> Mapping[str, Bytes]:
    """Every static file by name."""
    return MappingProxyType({file.name: _document(file) for file in _FOLDER.iterdir() if file.suffix in _TYPES})


@cache
def static_address(name: str) -> str:
    """Where the file is; another content has another address, so that browsers keep it for ever."""
    return f"/static/{name}?v={static_files()[name].tag[1:9]}"


def _document(file: Path) -> Bytes:
    return Bytes(file.read_bytes(), _TYPES[file.suffix], cache=FOR_EVER)
