"""The one reader of JSON that comes from outside: strict, bounded, without duplicate keys.

The library's own reader keeps the last of two equal keys, takes `NaN` and lone surrogates, and fails in its own ways on
deep nesting and very long numbers; a policy read that way is not the policy its author sees (threats.md 20, 21).
"""

from __future__ import annotations

import json
from typing import Final, NoReturn, Self

MAX_DEPTH: Final = 64
"""Levels of nesting; a policy needs seven."""


class JsonError(ValueError):
    """The text is not JSON as Ostiary takes it."""


class DuplicateKeyError(JsonError):
    """One object holds the same key twice."""


class Fraction(float):
    """A number with a fraction or an exponent. `text` is how the document spells it: `1.10` is not `1.1`."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number


def read(text: str, *, max_length: int = 131_072) -> object:
    """Return the value that *text* holds: dict, list, str, int, Fraction, bool or None.

    Raises DuplicateKeyError for a repeated key at any level, and JsonError for everything else that is wrong:
    too long, too deep, `NaN` or `Infinity`, lone surrogates, a number beyond reason, text after the value.
    """
    if len(text) > max_length:
        raise JsonError("The text is too long")
    if _depth(text) > MAX_DEPTH:
        raise JsonError("The text is nested too deeply")
    try:
        value: object = _DECODER.decode(text)
        text.encode("utf-8")
    except JsonError:
        raise
    except json.JSONDecodeError as error:
        found = "a byte order mark" if text.startswith("\ufeff") else error.msg[:1].lower() + error.msg[1:]
        raise JsonError(f"The text is not valid JSON: {found} at line {error.lineno}, column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise JsonError("The text is not valid JSON") from error
    if "\\u" in text:  # what is not escaped was encoded above
        _require_scalar_text(value)
    return value


def _depth(text: str) -> int:
    """Return the deepest nesting of brackets outside strings, or an upper bound of it when that is harmless.

    Of text that is not JSON it may be wrong: what is too deep for the reader then fails there.
    """
    if (brackets := text.count("{") + text.count("[")) <= MAX_DEPTH:
        return brackets
    unescaped = text.replace("\\\\", "").replace('\\"', "")
    outside = "".join(unescaped.split('"')[::2]).replace(" ", "").replace(",", "").replace(":", "")
    deepest = depth = 0
    for character in outside:
        if character in "{[":
            depth += 1
            if depth > deepest:  # noqa: PLR1730  # twice as fast as `max`, on every document
                deepest = depth
        elif character in "}]":
            depth -= 1
    return deepest


def _require_scalar_text(value: object) -> None:
    """Refuse lone surrogates, which `\\ud800` escapes smuggle past the encoding check."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise JsonError("The text holds half a surrogate pair") from error
    elif isinstance(value, dict):
        for key, item in value.items():
            _require_scalar_text(key)
            _require_scalar_text(item)
    elif isinstance(value, list):
        for item in value:
            _require_scalar_text(item)


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKeyError("An object holds the same key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=Fraction)
