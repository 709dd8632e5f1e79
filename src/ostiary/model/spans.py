"""Read JSON and keep where everything stands: the reader of `ostiary.model.json`, with places.

What that reader refuses is refused here, with the place; what it takes has the same value here. In addition a document
may hold MAX_VALUES values, so that nobody pays more for being told what is wrong than for saving it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from json import JSONDecodeError, JSONDecoder
from typing import Final, Literal, NamedTuple, NoReturn

from ostiary.model import json
from ostiary.model.json import MAX_DEPTH, Fraction

MAX_LENGTH: Final = 131_072
MAX_VALUES: Final = 5_500
"""Values and keys of one document. No document that may be saved holds as many: the largest, the inline policies of a
group, have 10,240 characters, and a value and its comma need two."""

WHITE_SPACE: Final = " \t\r\n"


class SpanError(json.JsonError):
    """The text is not JSON as Ostiary takes it; `start` is the offset at which that shows."""

    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.start = start


class Step(NamedTuple):
    """One step of a path: to the item at an index, to the value under a key, or to a key itself."""

    kind: Literal["index", "value", "key"]
    at: int | str


Path = tuple[Step, ...]


class Node(NamedTuple):
    """A value, or a key, of the document: its path, and the offsets of its first character and after its last."""

    path: Path
    start: int
    end: int
    value: Value


class Member(NamedTuple):
    """One entry of an object. The value of `key` is its text."""

    key: Node
    value: Node


Items = tuple[Node, ...]
Members = Mapping[str, Member]
Value = str | int | Fraction | bool | None | Items | Members


class Position(NamedTuple):
    """A place in the text: lines from 1, columns and offsets from 0, in code points."""

    line: int
    column: int
    offset: int


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def position(self, offset: int) -> Position:
        """Return the place at *offset*, which is within the text or just after it."""
        line = bisect_right(self._starts, offset, hi=len(self._starts) - 1)
        return Position(line, offset - self._starts[line - 1], offset)


def read(text: str) -> Node:
    """Return the value that *text* holds. Raises SpanError where `ostiary.model.json.read` raises, and for a document
    of more than MAX_VALUES values and keys."""
    if len(text) > MAX_LENGTH:
        raise SpanError(f"the text has more than {MAX_LENGTH} characters", MAX_LENGTH)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SpanError("half of a surrogate pair", error.start) from error
    return _Reader(text).document()


def plain(node: Node) -> object:
    """Return the value of *node* without places, as `ostiary.model.json.read` returns it."""
    value = node.value
    if isinstance(value, Mapping):
        return {key: plain(member.value) for key, member in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _no_constant(name: str) -> NoReturn:
    raise json.JsonError(f"{name} is not JSON")


# Only strings, numbers and the three words are read with it, so that they are what they are everywhere else.
_DECODER: Final = JSONDecoder(parse_constant=_no_constant, parse_float=Fraction)


class _Reader:
    """One reading of one text. Its methods take the offset of a first character and return what begins there."""

    __slots__ = ("_left", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = MAX_VALUES

    def document(self) -> Node:
        node = self._value(self._skip(0), ())
        end = self._skip(node.end)
        if end < len(self._text):
            raise SpanError("there is text after the value", end)
        return node

    def _skip(self, at: int) -> int:
        text = self._text
        while text[at : at + 1] in WHITE_SPACE and at < len(text):
            at += 1
        return at

    def _value(self, at: int, path: Path) -> Node:
        match self._text[at : at + 1]:
            case "{":
                return self._object(at, path)
            case "[":
                return self._array(at, path)
            case _:
                return self._scalar(at, path)

    def _scalar(self, at: int, path: Path) -> Node:
        self._count(at)
        try:
            value, end = _DECODER.raw_decode(self._text, at)
        except JSONDecodeError as error:
            raise SpanError(error.msg[:1].lower() + error.msg[1:], error.pos) from error
        except ValueError as error:  # a constant that is not JSON, or a number of too many digits
            raise SpanError("this is not a value of JSON", at) from error
        if isinstance(value, str) and not value.isascii():
            _require_scalar_text(value, at)
        return Node(path, at, end, value)

    def _array(self, start: int, path: Path) -> Node:
        self._enter(start, path)
        items: list[Node] = []
        at = self._skip(start + 1)
        while items or self._text[at : at + 1] != "]":
            item = self._value(at, (*path, Step("index", len(items))))
            items.append(item)
            at = self._skip(item.end)
            if self._ends(at, "]"):
                break
            at = self._skip(at + 1)
        return Node(path, start, at + 1, tuple(items))

    def _object(self, start: int, path: Path) -> Node:
        self._enter(start, path)
        members: dict[str, Member] = {}
        at = self._skip(start + 1)
        while members or self._text[at : at + 1] != "}":
            member = self._member(at, path)
            name = str(member.key.value)
            if name in members:
                raise SpanError("an object holds the same key twice", at)
            members[name] = member
            at = self._skip(member.value.end)
            if self._ends(at, "}"):
                break
            at = self._skip(at + 1)
        return Node(path, start, at + 1, members)

    def _member(self, at: int, path: Path) -> Member:
        if self._text[at : at + 1] != '"':
            raise SpanError("a key in double quotes is missing", at)
        key = self._scalar(at, path)
        name = str(key.value)
        at = self._skip(key.end)
        if self._text[at : at + 1] != ":":
            raise SpanError("a colon is missing", at)
        value = self._value(self._skip(at + 1), (*path, Step("value", name)))
        return Member(key._replace(path=(*path, Step("key", name))), value)

    def _ends(self, at: int, bracket: str) -> bool:
        """Return whether *bracket* stands there; else there must be a comma."""
        found = self._text[at : at + 1]
        if found not in {bracket, ","}:
            raise SpanError(f"a comma or {bracket} is missing", at)
        return found == bracket

    def _enter(self, at: int, path: Path) -> None:
        if len(path) >= MAX_DEPTH:
            raise SpanError(f"the text is nested more than {MAX_DEPTH} levels deep", at)
        self._count(at)

    def _count(self, at: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise SpanError(f"the document holds more than {MAX_VALUES} values and keys", at)


def _require_scalar_text(value: str, at: int) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise SpanError("half of a surrogate pair", at) from error
