"""Are the values what the service model asks for? Every violation is reported, in AWS's words.

The wording is that of AWS's common validation layer, seen in recorded replies:
`1 validation error detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member must …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ostiary.model.errors import ValidationError
from ostiary.wire.irregular import MAX_ECHO, NO_PATTERN
from ostiary.wire.patterns import matcher
from ostiary.wire.services import Blob, Boolean, Integer, ListOf, MapOf, Shape, String, Structure, Timestamp

NULL: Final = "null"
"""What stands for a value that was not sent."""
NOT_NULL: Final = "Member must not be null"
MAX_REPORTED: Final = 100
"""Violations that one message spells out; the count is that of all."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that does not spell a value of its shape. Reading leaves it in the place of the value; it never passes.

    AWS answers some of these as MalformedInput without a message; saying where and why is the better answer.
    """

    text: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken constraint: the value as it may be shown (None: not at all), where it is, what it should have been."""

    shown: str | None
    path: str
    constraint: str

    def spell(self, *, echo: bool) -> str:
        """Return the sentence; without *echo* it repeats nothing that was sent."""
        shown = self.shown if echo or self.shown == NULL else None
        value = "Value" if shown is None else f"Value {shown}"
        return f"{value} at '{self.path}' failed to satisfy constraint: {self.constraint}"


def require_valid(shape: Structure, value: Mapping[str, Any], *, echo: bool = True) -> None:
    """Raise ValidationError with all violations of *shape* in *value*, or return. *echo*: wrong values are repeated."""
    if found := list(_structure(shape, value, "")):
        noun = "error" if len(found) == 1 else "errors"
        listed = "; ".join(violation.spell(echo=echo) for violation in found[:MAX_REPORTED])
        raise ValidationError(f"{len(found)} validation {noun} detected: {listed}")


def _violations(shape: Shape, value: Any, path: str) -> Iterator[Violation]:  # Any: values of every kind of shape
    if isinstance(value, Unreadable):
        yield Violation(_shown(shape, value.text), path, value.wanted)
        return
    match shape:
        case String():
            yield from (Violation(_shown(shape, value), path, broken) for broken in _broken_by_text(shape, value))
        case Integer():
            yield from (Violation(_shown(shape, value), path, broken) for broken in _broken_by_number(shape, value))
        case Blob():
            yield from (Violation(None, path, broken) for broken in _broken_by_size(shape, len(value)))
        case ListOf():
            yield from _list(shape, value, path)
        case MapOf():
            yield from _map(shape, value, path)
        case Structure():
            if shape.union and len(value) != 1:
                yield Violation(None, path, "Member must have exactly one member")
            yield from _structure(shape, value, path + ".")
        case Boolean() | Timestamp():
            pass


def _structure(shape: Structure, value: Mapping[str, Any], prefix: str) -> Iterator[Violation]:
    for member in shape.members:
        item = value.get(member.name)
        if item is not None:
            yield from _violations(member.shape, item, prefix + _lower_camel(member.name))
        elif member.required:
            yield Violation(NULL, prefix + _lower_camel(member.name), NOT_NULL)


def _list(shape: ListOf, value: list[Any], path: str) -> Iterator[Violation]:
    for broken in _broken_by_size(shape, len(value)):
        yield Violation(_shown_list(shape, value), path, broken)
    if isinstance(shape.item, Structure | ListOf | MapOf):
        for number, item in enumerate(value, 1):
            yield from _violations(shape.item, item, f"{path}.{number}.member")
    elif any(True for item in value for _ in _violations(shape.item, item, path)):
        # Items without members of their own are reported once, with all that is asked of them.
        asked = ", ".join(_asked_of_items(shape.item))
        yield Violation(_shown_list(shape, value), path, f"Member must satisfy constraint: [{asked}]")


def _map(shape: MapOf, value: Mapping[str, Any], path: str) -> Iterator[Violation]:
    for broken in _broken_by_size(shape, len(value)):
        yield Violation(None, path, broken)
    for number, (key, item) in enumerate(value.items(), 1):
        yield from _violations(shape.key, key, f"{path}.{number}.entry.key")
        if item is None:
            yield Violation(NULL, f"{path}.{number}.entry.value", NOT_NULL)
        else:
            yield from _violations(shape.value, item, f"{path}.{number}.entry.value")


# -- what each constraint says -------------------------------------------------------------------------


def _broken_by_text(shape: String, value: str) -> Iterator[str]:
    if not matcher(shape.pattern or NO_PATTERN)(value):
        yield _pattern(shape)
    yield from _broken_by_size(shape, len(value))
    if shape.enum and value not in shape.enum:
        yield _enum(shape)


def _broken_by_size(shape: String | Blob | ListOf | MapOf, size: int) -> Iterator[str]:
    if shape.maximum is not None and size > shape.maximum:
        yield _longest(shape.maximum)
    if shape.minimum is not None and size < shape.minimum:
        yield _shortest(shape.minimum)


def _broken_by_number(shape: Integer, value: int) -> Iterator[str]:
    if shape.maximum is not None and value > shape.maximum:
        yield f"Member must have value less than or equal to {shape.maximum}"
    if shape.minimum is not None and value < shape.minimum:
        yield f"Member must have value greater than or equal to {shape.minimum}"


def _asked_of_items(shape: Shape) -> Iterator[str]:
    if not isinstance(shape, String):
        return
    if shape.maximum is not None:
        yield _longest(shape.maximum)
    if shape.minimum is not None:
        yield _shortest(shape.minimum)
    if shape.enum:
        yield _enum(shape)
    else:
        yield _pattern(shape)
    yield NOT_NULL


def _longest(size: int) -> str:
    return f"Member must have length less than or equal to {size}"


def _shortest(size: int) -> str:
    return f"Member must have length greater than or equal to {size}"


def _pattern(shape: String) -> str:
    return f"Member must satisfy regular expression pattern: {shape.pattern or NO_PATTERN}"


def _enum(shape: String) -> str:
    return f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"


# -- what may be shown ---------------------------------------------------------------------------------


def _shown(shape: Shape, value: object) -> str | None:
    text = str(value)
    return None if shape.sensitive or len(text) > MAX_ECHO else f"'{text}'"


def _shown_list(shape: ListOf, value: list[Any]) -> str | None:
    if shape.sensitive or not isinstance(shape.item, String | Integer):
        return None
    items = (item.text if isinstance(item, Unreadable) else str(item) for item in value)
    return _shown(shape.item, f"[{', '.join(items)}]")


def _lower_camel(name: str) -> str:
    """Return the name as AWS's validation spells it: only the first letter is lowered (`sAMLMetadataDocument`)."""
    return name[:1].lower() + name[1:]
