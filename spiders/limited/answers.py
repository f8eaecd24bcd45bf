"""What a child says of its work, as bytes that do nothing when they are read.

The way in is a pickle, from us to one we trust less. The way back must not be: a child that a
hostile file has taken over would run its own code here. So a value comes as JSON and is read by
the return type that its function declares; what does not fit that type is no answer.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_type_hints

import orjson
from pydantic import TypeAdapter, ValidationError

from hub.errors import PoisonError, ReadError, SettingsError
from spiders.limited.limits import NetworkRefused

T = TypeVar("T")

_VALUE, _UNREADABLE, _SETTINGS, _MEMORY, _NETWORK, _RAISED = b"v", b"e", b"s", b"m", b"n", b"r"
_LONGEST_DETAIL = 500


def answer_of(function: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    """Call the function; what came of it. Never raises."""
    try:
        return _VALUE + orjson.dumps(function(*arguments), default=_plain)
    except ReadError as error:
        return _UNREADABLE + orjson.dumps([error.code, error.detail[:_LONGEST_DETAIL]])
    except SettingsError as error:
        return _SETTINGS + orjson.dumps(str(error)[:_LONGEST_DETAIL])
    except MemoryError:
        return _MEMORY
    except NetworkRefused:
        return _NETWORK
    except Exception as error:
        return _RAISED + orjson.dumps(ascii(error)[:_LONGEST_DETAIL])


def value_of(answer: bytearray, function: Callable[..., T]) -> T:
    """The function's value, or what it raised; PoisonError for its unexpected ends and for what is no answer."""
    tag, said = bytes(answer[:1]), answer
    del said[:1]  # large ones are not copied
    try:
        if tag == _VALUE:
            value: T = _type_of(function).validate_json(said)
            return value
        if tag == _UNREADABLE:
            raise ReadError(*_AS_ERROR.validate_json(said))
        if tag == _SETTINGS:
            raise SettingsError(_AS_WORDS.validate_json(said))
        if tag == _RAISED:
            raise PoisonError(f"tripped its reader: {_AS_WORDS.validate_json(said)}")
    except (ValidationError, ValueError):
        tag = b""
    raise PoisonError(_ENDS.get(tag, "made its reader answer nonsense"), exhausted=tag == _MEMORY)


_ENDS = {_MEMORY: "takes more memory to read than allowed", _NETWORK: "made its reader ask for the network"}
_AS_ERROR = TypeAdapter(tuple[str, str])
_AS_WORDS = TypeAdapter(str)


@cache
def _type_of(function: Callable[..., T]) -> TypeAdapter[T]:
    return TypeAdapter(get_type_hints(function)["return"])


def _plain(value: Any) -> Any:
    """What orjson does not know: sets and mappings."""
    return dict(value) if hasattr(value, "keys") else sorted(value)
