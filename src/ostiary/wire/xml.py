"""Results to XML, by the service model: one writer per shape, put together at first use.

Plain strings, because a tree of elements costs ten times as much (a page of 100 users is the common case). What a
value holds never becomes markup: every text goes through `escape`.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from ostiary.wire.irregular import OMITTED, PERCENT_ENCODED
from ostiary.wire.services import (
    Blob,
    Boolean,
    Integer,
    ListOf,
    MapOf,
    Member,
    Operation,
    Shape,
    String,
    Structure,
    Timestamp,
)

Writer = Callable[[Any], str]  # Any: each writer takes values of its own shape

_ESCAPED: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\r": "&#xD;",  # a reader turns a bare carriage return into a line feed
}
_SPECIAL: Final = re.compile(r"[^\t\n\x20-\x25\x27-\x3B\x3D\x3F-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def escape(text: str) -> str:
    """Return *text* as XML character data. Characters that XML 1.0 cannot carry become U+FFFD."""
    # Nearly every value is printable without markup, and telling so takes half the time of the pattern.
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return text
    return _SPECIAL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[0], "\N{REPLACEMENT CHARACTER}")


def timestamp(seconds: int) -> str:
    """Return the moment as AWS writes it: ISO 8601, UTC, whole seconds, `Z`."""
    day, second = divmod(seconds, 86_400)
    return _day(day) + _CLOCK[second // 60] + _SECONDS[second % 60]


@functools.lru_cache(maxsize=4_096)
def _day(number: int) -> str:
    """Return `2026-01-31T`; a list names few days, and each costs five times what the rest of a timestamp does."""
    return datetime.fromtimestamp(number * 86_400, UTC).isoformat()[:11]


_CLOCK: Final = tuple(f"{minute // 60:02}:{minute % 60:02}:" for minute in range(1_440))
_SECONDS: Final = tuple(f"{second:02}Z" for second in range(60))


@functools.cache
def result_writer(operation: Operation) -> Writer:
    """Return the function that writes the result of *operation*: the content of its result element.

    Members that are None or absent are left out, and so is what `irregular.OMITTED` lists for the operation.
    """
    if operation.output is None:
        return lambda _: ""
    return _Compiler(operation)(operation.output)


class _Compiler:
    """Makes the writers of one operation: they depend on its service and on what it leaves out."""

    def __init__(self, operation: Operation) -> None:
        service = operation.service.name
        self._encoded = PERCENT_ENCODED.get(service, frozenset())
        self._omitted = OMITTED.get((service, operation.name), ())

    def __call__(self, shape: Shape) -> Writer:
        match shape:
            case ListOf():
                return _list_writer(f"<{shape.item_name}>", self(shape.item), f"</{shape.item_name}>")
            case MapOf():
                return self._map(shape, "<entry>", "</entry>")
            case Structure():
                return self._structure(shape)
            case String() if shape.name in self._encoded:
                return _write_encoded
            case _:
                return _SCALARS[type(shape)]

    def _structure(self, shape: Structure) -> Writer:
        left_out = {name for row in self._omitted if row.shape == shape.name for name in row.members}
        return _structure_writer([self._field(member) for member in shape.members if member.name not in left_out])

    def _field(self, member: Member) -> tuple[str, Writer]:
        """Return the name of a member and the writer of its whole element, or elements when it is flattened."""
        opening, closing = f"<{member.wire_name}>", f"</{member.wire_name}>"
        shape = member.shape
        if isinstance(shape, ListOf) and shape.flattened:
            return member.name, _list_writer(opening, self(shape.item), closing)
        if isinstance(shape, MapOf) and shape.flattened:
            return member.name, self._map(shape, opening, closing)
        return member.name, _element_writer(opening, self(shape), closing)

    def _map(self, shape: MapOf, opening: str, closing: str) -> Writer:
        key = _element_writer(f"<{shape.key_name}>", self(shape.key), f"</{shape.key_name}>")
        value = _element_writer(f"<{shape.value_name}>", self(shape.value), f"</{shape.value_name}>")

        def write(pairs: Mapping[str, Any]) -> str:
            return "".join(f"{opening}{key(k)}{value(v)}{closing}" for k, v in pairs.items())

        return write


def _element_writer(opening: str, content: Writer, closing: str) -> Writer:
    if content is not escape:
        return lambda value: f"{opening}{content(value)}{closing}"

    def write(text: str) -> str:
        # `escape` once more, in place: most members are text, and a call costs as much as the work.
        if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
            return f"{opening}{text}{closing}"
        return f"{opening}{escape(text)}{closing}"

    return write


def _list_writer(opening: str, item: Writer, closing: str) -> Writer:
    between = closing + opening

    def write(items: list[Any]) -> str:
        return f"{opening}{between.join(map(item, items))}{closing}" if items else ""

    return write


def _structure_writer(fields: list[tuple[str, Writer]]) -> Writer:
    def write(value: Mapping[str, Any]) -> str:
        get = value.get
        return "".join([element(item) for name, element in fields if (item := get(name)) is not None])

    return write


_PERCENT: Final = tuple(quote(bytes([byte]), safe="") for byte in range(256))
"""Each byte percent-encoded but letters, digits and `-._~`, as RFC 3986 asks; nothing of it needs escaping in XML."""


def _write_encoded(text: str) -> str:
    return "".join(
        [_PERCENT[byte] for byte in text.encode()]
    )  # a page of roles has 100 documents: twice as fast as quote


def _write_integer(number: int) -> str:
    return str(int(number))


def _write_boolean(truth: bool) -> str:
    return "true" if truth else "false"


def _write_blob(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


_SCALARS: Final[Mapping[type, Writer]] = {
    String: escape,
    Integer: _write_integer,
    Boolean: _write_boolean,
    Timestamp: timestamp,
    Blob: _write_blob,
}
