"""Input that a service model forbids: one value outside each constraint of each member, and what AWS says of it.

Generated from the model's JSON alone, a second opinion on what `ostiary.wire` reads from it. A new operation has its
cases without a line here.
"""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ostiary.wire.irregular import NO_PATTERN, SENSITIVE
from ostiary.wire.patterns import matcher
from ostiary.wire.services import ServiceName
from tests.support.wire_values import model

Form = dict[str, str]
Definition = Mapping[str, Any]  # Any: JSON of botocore's form

NOT_NULL: Final = "Member must not be null"
LONGEST: Final = 200_000
"""Characters of a value that is sent. Longer ones are for the guard of requests, which looks at the whole body."""

SECRET: Final = "opensesame"
"""What a test looks for where no secret may be."""

ALIENS: Final = tuple(
    "\x00\t\n\r\x1b\x7f\x85 \u00e9\u0430\u200b\u202e\u2028\ufffe/*?:;'\"\\<>&%$!~^|`{}[]()#+=@,._-aA0"
)
"""Characters that stand, one at a time, where the pattern of a member may not have them."""

FILLERS: Final = ("a", "A", "1", "/", "=")
EXAMPLES: Final = (
    "arn:aws:iam::123456789012:policy/p",
    "v1",
    "/",
    "123456789012",
    "http://example.com/",
    "o-abcdefghij/r-abcd",
    "p-abcdefgh",
)
"""Beginnings of values that one of the models' patterns takes."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One broken constraint: the texts that break it, where AWS says that they do, and what it says of it there.

    `value` is what is wrong, None where something is not there.
    """

    texts: Form
    path: str
    constraint: str
    value: str | None = None

    @property
    def name(self) -> str:
        """What this is, for a failure to say."""
        shown = "nothing" if self.value is None else repr(self.value[:20])
        return f"{shown} at {self.path}: {self.constraint[:80]}"


@dataclass(frozen=True, slots=True)
class Input:
    """The input of an operation, by its model."""

    api: ServiceName
    operation: str

    def valid(self) -> Form:
        """Return the smallest form that the model accepts."""
        return {} if self._shape is None else _valid(self.api, self._shape, "")

    def wrong(self) -> list[Wrong]:
        """Return forms with one value outside each; all else in them is as it should be."""
        return [] if self._shape is None else list(_structure(self.api, self._shape, "", ""))

    def all_wrong(self) -> tuple[Form, set[str]]:
        """Return a form in which every member of the input is wrong that can be, and their paths."""
        texts, paths = self.valid(), set[str]()
        for name, reference in _shapes(self.api)[self._shape]["members"].items() if self._shape else ():
            place, path = reference.get("locationName", name), _lowered(name)
            broken = next(_wrong(self.api, reference["shape"], place, path), None)
            if broken is not None:
                texts = _without(texts, place) | broken.texts
                paths.add(broken.path)
        return texts, paths

    def secrets(self) -> list[Wrong]:
        """Return forms with `SECRET`, spelt wrong, in each member that is secret."""
        found, members = [], _shapes(self.api)[self._shape]["members"] if self._shape else {}
        for name, reference in members.items():
            shape, place = reference["shape"], reference.get("locationName", name)
            if _shapes(self.api)[shape].get("sensitive") or shape in SENSITIVE.get(self.api, ()):
                value = f"{SECRET}\x01"
                found.append(
                    Wrong(self.valid() | {place: value}, _lowered(name), _pattern(_shapes(self.api)[shape]), value)
                )
        return found

    @property
    def _shape(self) -> str | None:
        definition = model(self.api)["operations"][self.operation]
        name: str | None = definition.get("input", {}).get("shape")
        return name


def sentences(message: str) -> list[tuple[str | None, str, str]]:
    """Return what *message* says of each violation: the value shown, where, and the constraint.

    The count in front has to be right, or this fails.
    """
    head, _, rest = message.partition(" detected: ")
    found = []
    for sentence in re.split(r"; (?=Value )", rest):
        parts = re.fullmatch(r"Value( .*?)? at '([\w.]+)' failed to satisfy constraint: (.*)", sentence, re.DOTALL)
        assert parts, message
        found.append((parts[1].strip() if parts[1] else None, parts[2], parts[3]))
    assert head == f"{len(found)} validation error{'s' if len(found) > 1 else ''}", message
    return found


# -- values that are right -----------------------------------------------------------------------------


def _shapes(api: ServiceName) -> Mapping[str, Definition]:
    shapes: Mapping[str, Definition] = model(api)["shapes"]
    return shapes


def _valid(api: ServiceName, name: str, place: str) -> Form:
    """Return the smallest texts under *place* that spell a value of the shape."""
    shape = _shapes(api)[name]
    match shape["type"]:
        case "structure":
            prefix = f"{place}." if place else ""
            needed = shape.get("required", ()) or (list(shape["members"])[:1] if place else ())
            found: Form = {}
            for member in needed:
                reference = shape["members"][member]
                found |= _valid(api, reference["shape"], prefix + reference.get("locationName", member))
            return found
        case "list":
            return _valid(api, shape["member"]["shape"], f"{place}.member.1")
        case "map":
            key = _valid(api, shape["key"]["shape"], f"{place}.entry.1.key")
            return key | _valid(api, shape["value"]["shape"], f"{place}.entry.1.value")
        case "string":
            return {place: _text(api, name)}
        case "integer":
            return {place: str(shape.get("min", 1))}
        case "boolean":
            return {place: "true"}
        case "timestamp":
            return {place: "2026-01-01T00:00:00Z"}
        case "blob":
            return {place: base64.b64encode(b"x" * shape.get("min", 1)).decode()}
        case other:
            raise AssertionError(f"no values for the kind {other}")


@functools.cache
def _text(api: ServiceName, name: str) -> str:
    shape = _shapes(api)[name]
    if "enum" in shape:
        first: str = shape["enum"][0]
        return first
    return _of_size(shape, max(1, shape.get("min", 1)), at_least=True)


def _of_size(shape: Definition, size: int, *, at_least: bool = False) -> str:
    """Return text of *size* characters that the pattern of the shape takes, or fail.

    A few characters more will do when *at_least* is said.
    """
    matches = matcher(shape.get("pattern", NO_PATTERN))
    for example in ("", *EXAMPLES):
        for filler in FILLERS:
            for end in ("", "/", filler):
                text = example + filler * (size - len(example) - len(end)) + end
                if matches(text) and (len(text) == size or (at_least and len(text) > size)):
                    return text
    raise LookupError(f"no text of {size} characters for {shape}")


# -- values that are wrong -----------------------------------------------------------------------------


def _wrong(api: ServiceName, name: str, place: str, path: str) -> Iterator[Wrong]:
    """Yield every way to break the shape at *place*."""
    shape = _shapes(api)[name]
    match shape["type"]:
        case "structure":
            yield from _structure(api, name, f"{place}.", f"{path}.")
        case "list":
            yield from _list(api, shape, place, path)
        case "map":
            raise AssertionError("no map is in the input of an operation that is carried out: say how it is broken")
        case "string":
            yield from (Wrong({place: value}, path, constraint, value) for value, constraint in _wrong_texts(api, name))
        case "integer":
            yield from (Wrong({place: value}, path, constraint, value) for value, constraint in _wrong_numbers(shape))
        case "boolean":
            for value in ("", "yes", "truefalse"):
                yield Wrong({place: value}, path, "Member must be a boolean", value)
        case "timestamp":
            for value in ("", "yesterday", "2026-02-30T00:00:00Z"):
                yield Wrong({place: value}, path, "Member must be a timestamp", value)
        case "blob":
            yield Wrong({place: "not base64!"}, path, "Member must be base64 encoded", "not base64!")


def _structure(api: ServiceName, name: str, prefix: str, path: str) -> Iterator[Wrong]:
    shape = _shapes(api)[name]
    whole = _valid(api, name, prefix.removesuffix("."))
    for member, reference in shape["members"].items():
        place = prefix + reference.get("locationName", member)
        others = {} if shape.get("union") else _without(whole, place)
        if member in shape.get("required", ()) and (others or not prefix):  # nothing at all is no structure
            yield Wrong(others, path + _lowered(member), NOT_NULL)
        for broken in _wrong(api, reference["shape"], place, path + _lowered(member)):
            yield replace(broken, texts=others | broken.texts)
    if shape.get("union"):
        first, second = list(shape["members"].items())[:2]
        both = [
            _valid(api, reference["shape"], prefix + reference.get("locationName", member))
            for member, reference in (first, second)
        ]
        yield Wrong(both[0] | both[1], path.removesuffix("."), "Member must have exactly one member", "")


def _list(api: ServiceName, shape: Definition, place: str, path: str) -> Iterator[Wrong]:
    item = shape["member"]["shape"]
    if (most := shape.get("max", LONGEST)) < LONGEST:
        many: Form = {}
        for number in range(1, most + 2):
            many |= _valid(api, item, f"{place}.member.{number}")
        yield Wrong(many, path, f"Member must have length less than or equal to {most}", "")
    if shape.get("min", 0) > 0:
        yield Wrong({place: ""}, path, f"Member must have length greater than or equal to {shape['min']}", "")
    if _shapes(api)[item]["type"] == "structure":
        first, second = _valid(api, item, f"{place}.member.1"), f"{place}.member.2"
        for broken in _wrong(api, item, second, f"{path}.2.member"):
            yield replace(broken, texts=first | broken.texts)
        return
    asked = f"Member must satisfy constraint: [{', '.join(_asked(_shapes(api)[item]))}]"
    for value, _ in _wrong_texts(api, item):
        yield Wrong(_valid(api, item, f"{place}.member.1") | {f"{place}.member.2": value}, path, asked, value)


def _asked(shape: Definition) -> Iterator[str]:
    """Yield what AWS says of the items of a list when one of them is wrong."""
    if "max" in shape:
        yield f"Member must have length less than or equal to {shape['max']}"
    if "min" in shape:
        yield f"Member must have length greater than or equal to {shape['min']}"
    yield _enum(shape) if "enum" in shape else _pattern(shape)
    yield NOT_NULL


def _wrong_texts(api: ServiceName, name: str) -> Iterator[tuple[str, str]]:
    shape, right = _shapes(api)[name], _text(api, name)
    if "enum" in shape:
        for value in ("", "nonsense", right.swapcase(), f"{right} ", right[:-1]):
            yield value, _enum(shape)
        return
    low, high = shape.get("min", 0), shape.get("max", LONGEST)
    if high < LONGEST:
        yield _too_long(shape, high + 1), f"Member must have length less than or equal to {high}"
    if low > 0:
        yield right[: low - 1], f"Member must have length greater than or equal to {low}"
    matches, seen = matcher(shape.get("pattern", NO_PATTERN)), set[str]()
    for alien in ALIENS:
        for value in (right[:-1] + alien, alien + right[1:]):
            if value not in seen and not matches(value):
                yield value, _pattern(shape)
            seen.add(value)


def _too_long(shape: Definition, size: int) -> str:
    """Return text of *size*, if possible such that nothing but its length is wrong."""
    try:
        return _of_size(shape, size)
    except LookupError:
        return "a" * size


def _wrong_numbers(shape: Definition) -> Iterator[tuple[str, str]]:
    if "max" in shape:
        for number in (shape["max"] + 1, 2**31 - 1):
            yield str(number), f"Member must have value less than or equal to {shape['max']}"
    if "min" in shape:
        for number in (shape["min"] - 1, -(2**31)):
            yield str(number), f"Member must have value greater than or equal to {shape['min']}"
    for text in ("", "many", "1.5", "0x1", "1e2", " 1", "+1", "\u0661", "2147483648", "-2147483649", "9" * 5_000):
        yield text, "Member must be an integer of 32 bits"


def _pattern(shape: Definition) -> str:
    return f"Member must satisfy regular expression pattern: {shape.get('pattern', NO_PATTERN)}"


def _enum(shape: Definition) -> str:
    return f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"


def _without(texts: Form, place: str) -> Form:
    """Return *texts* without those of *place*."""
    return {name: text for name, text in texts.items() if name != place and not name.startswith(f"{place}.")}


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
