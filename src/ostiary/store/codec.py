"""Nouns as text and back: JSON that we wrote ourselves, decoded into the noun's own type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

N = TypeVar("N")

_encoder = msgspec.json.Encoder()


def encode(noun: object) -> str:
    """Return the noun as JSON text; control characters are escaped, so that any database keeps them."""
    return _encoder.encode(noun).decode()


def decoder(noun: type[N]) -> Callable[[str], N]:
    """Return the function that makes nouns of that type of their text.

    Members that a newer release added and this one does not know are passed over.
    """
    return msgspec.json.Decoder(noun).decode


def is_storable(text: str) -> bool:
    """Whether the text could be kept at all: PostgreSQL takes no NUL, and no database takes a lone surrogate.

    Keys and ids are asked for before anything about them was verified (an access key id in a query string).
    """
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and text.encode("utf-8", "replace").decode() == text
