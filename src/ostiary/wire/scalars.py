"""Texts to values of the kinds of shape that have no parts, the same in every protocol."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Final

from ostiary.wire.constraints import Unreadable
from ostiary.wire.services import Blob, Boolean, Integer, String, Timestamp

Scalar = String | Integer | Boolean | Timestamp | Blob

NOT_TEXT: Final = "Member must be a string"
NOT_INTEGER: Final = "Member must be an integer of 32 bits"
NOT_BOOLEAN: Final = "Member must be a boolean"
NOT_TIMESTAMP: Final = "Member must be a timestamp"
NOT_BASE64: Final = "Member must be base64 encoded"

_INTEGER: Final = re.compile(r"-?[0-9]{1,10}")
_EPOCH: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_ISO_8601: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def read(shape: Scalar, text: str) -> str | int | bytes | Unreadable:
    """Return the value of *shape* that *text* spells, or what stands in the place of one where it spells none."""
    match shape:
        case String():
            return text
        case Integer():
            return integer(int(text)) if _INTEGER.fullmatch(text) else Unreadable(text, NOT_INTEGER)
        case Boolean():
            return _BOOLEANS.get(text.lower(), Unreadable(text, NOT_BOOLEAN))
        case Timestamp():
            return timestamp(text)
        case Blob():
            return blob(text)


_BOOLEANS: Final = {"true": True, "false": False}


def integer(number: int) -> int | Unreadable:
    """Return *number* when it has 32 bits."""
    return number if -(2**31) <= number < 2**31 else Unreadable(str(number), NOT_INTEGER)


def timestamp(text: str) -> int | Unreadable:
    """Return the whole second of an ISO 8601 moment, or of a number of seconds since the epoch."""
    try:
        if _EPOCH.fullmatch(text):
            return int(datetime.fromtimestamp(int(text.partition(".")[0]), UTC).timestamp())
        if _ISO_8601.fullmatch(text):
            return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError, OSError):
        pass  # a moment that the calendar does not have
    return Unreadable(text, NOT_TIMESTAMP)


def blob(text: str) -> bytes | Unreadable:
    """Return the bytes that *text* holds in base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return Unreadable(text, NOT_BASE64)
