"""Conditions (policy-evaluation.md 3)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tests.reference.text import Context, Tokens, glob, tokens

Values = str | Sequence[str]


class Bad(Exception):
    """A literal that cannot be read: the value matches neither the operator nor its negation (3.9)."""


class Operator(NamedTuple):
    """The name of an operator, taken apart (3.2)."""

    base: str
    negated: bool
    set: str
    if_exists: bool


class Side(NamedTuple):
    """What an operator needs to read the policy's values: the request's context, and whether variables count."""

    context: Context
    variables: bool


def condition_holds(condition: Mapping[str, Mapping[str, Values]], side: Side) -> bool:
    """All keys of all operator blocks hold; no condition is true (3.1)."""
    return all(one_key(name, key, values, side) for name, block in condition.items() for key, values in block.items())


def one_key(name: str, key: str, values: Values, side: Side) -> bool:
    """The table of 3.3, in the order of 3.11."""
    operator = read_operator(name)
    if operator is None:
        return False  # an unknown operator (3.2)
    listed = [values] if isinstance(values, str) else list(values)
    value = side.context.get(key.lower())
    if value == ():
        value = None  # "present" means at least one value (3.3)
    if operator.base == "null":
        return any(listed_value.lower() == ("true" if value is None else "false") for listed_value in listed)
    members = (value,) if isinstance(value, str) else value or ()
    if all(member == "" for member in members):
        members = ()
    if operator.set == "forallvalues:":
        return all(test(operator, member, listed, side) for member in members)
    if operator.set == "foranyvalue:":
        return any(test(operator, member, listed, side) for member in members)
    if value is None:
        return operator.negated or operator.if_exists
    if isinstance(value, tuple):
        return False  # a list without a set operator, even when it holds one item
    return test(operator, value, listed, side)


def test(operator: Operator, member: str, values: Sequence[str], side: Side) -> bool:
    """OR over the values, or for a negated operator NOR, in which an unreadable literal is no difference (3.11)."""
    answers = [compare(operator.base, member, value, side) for value in values]
    if operator.negated:
        return all(answer is False for answer in answers)
    return any(answer is True for answer in answers)


def compare(base: str, member: str, value: str, side: Side) -> bool | None:
    """One request value against one policy value; None is BAD."""
    try:
        return OPERATORS[base](member, value, side)
    except Bad:
        return None


def read_operator(name: str) -> Operator | None:
    """The operator of that name in any case (1.11), or None when there is none such (3.2)."""
    rest = name.lower()
    prefix = next((prefix for prefix in ("forallvalues:", "foranyvalue:") if rest.startswith(prefix)), "")
    rest = rest.removeprefix(prefix)
    if rest == "null":
        return Operator("null", negated=False, set=prefix, if_exists=False)
    if_exists = rest.endswith("ifexists")
    rest = rest.removesuffix("ifexists")
    if rest in NEGATED:
        return Operator(NEGATED[rest], negated=True, set=prefix, if_exists=if_exists)
    if rest in OPERATORS:
        return Operator(rest, negated=False, set=prefix, if_exists=if_exists)
    return None


# --- Strings (3.5) and ARNs (3.6): their values may hold variables (5.1)


def string_equals(member: str, value: str, side: Side) -> bool:
    return glob(tokens(value, side.context, wildcards=False, variables=side.variables), member)


def string_equals_ignore_case(member: str, value: str, side: Side) -> bool:
    text = _text(tokens(value, side.context, wildcards=False, variables=side.variables))
    return text is not None and _folded(text) == _folded(member)


def string_like(member: str, value: str, side: Side) -> bool:
    return glob(tokens(value, side.context, wildcards=True, variables=side.variables), member)


def arn_like(member: str, value: str, side: Side) -> bool:
    """Field by field: first the cut, then the variables (3.6)."""
    patterns, fields = _fields(value, variables=side.variables), member.split(":", 5)
    if len(patterns) < 6 or len(fields) < 6:
        raise Bad
    return all(
        glob(tokens(pattern, side.context, wildcards=True, variables=side.variables), field)
        for pattern, field in zip(patterns, fields, strict=True)
    )


def _fields(text: str, *, variables: bool) -> list[str]:
    """Cut at the first five colons that do not stand inside `${…}`."""
    fields, rest = [""], text
    while rest:
        if variables and rest.startswith("${") and "}" in rest:
            end = rest.index("}") + 1
            fields[-1], rest = fields[-1] + rest[:end], rest[end:]
        elif rest[0] == ":" and len(fields) < 6:
            fields, rest = [*fields, ""], rest[1:]
        else:
            fields[-1], rest = fields[-1] + rest[0], rest[1:]
    return fields


def _text(found: Tokens) -> str | None:
    return None if found is None else "".join(token.character for token in found)  # type: ignore[union-attr]  # literals


def _folded(text: str) -> str:
    """Simple case folding: one character stays one character, so that `ß` is not `SS` (3.5)."""
    return "".join(folded if len(folded := character.casefold()) == 1 else character for character in text)


# --- Numbers (3.7), dates (3.9), truth values (3.8), addresses and bytes (3.9)


def number(text: str) -> Fraction:
    """An optional sign, digits, and an optional fraction."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    whole, point, fraction = digits.partition(".")
    if not _digits(whole) or (point and not _digits(fraction)):
        raise Bad
    return Fraction(text)


def instant(text: str) -> Fraction:
    """Seconds since the epoch, in one of the forms of 3.9, written as loosely as 1.11 lets it be saved.

    That is: a month, day or hour of one digit, a time that stops at the hour, and a zone of hours alone.
    """
    if _digits(text):
        if int(text) >= 2**63:
            raise Bad
        return Fraction(text)
    day, t, time = text.upper().partition("T")
    return _day(day, fewest=3 if t else 2) + (_time(time) if t else 0)


def _day(text: str, *, fewest: int) -> Fraction:
    """The start of `YYYY-MM` or `YYYY-MM-DD` in UTC."""
    year, *rest = text.split("-")
    if not _digits(year) or int(year) > 292_000_000 or not fewest <= 1 + len(rest) <= 3:
        raise Bad
    month, day = _small_numbers([*rest, "01"][:2])
    cycles, year_in_cycle = divmod(int(year), 400)  # the calendar repeats itself after 400 years
    try:
        days = date(2000 + year_in_cycle, month, day).toordinal() + (cycles - 5) * 146_097
    except ValueError as error:
        raise Bad from error
    return Fraction(days - date(1970, 1, 1).toordinal()) * 86_400


def _time(text: str) -> Fraction:
    """The seconds between the start of a day in UTC and `hh[:mm[:ss[.f…]]]` of that day in the zone that follows."""
    if text.endswith("Z"):
        return _clock(text[:-1])
    for sign, direction in (("+", 1), ("-", -1)):
        clock, found, zone = text.partition(sign)
        if found and len(zone) in {2, 5}:
            return _clock(clock) - direction * _clock(zone)
    return _clock(text)


def _clock(text: str) -> Fraction:
    whole, point, fraction = text.partition(".")
    parts = whole.split(":")
    if len(parts) > 3 or (point and (len(parts) != 3 or not _digits(fraction) or len(fraction) > 9)):
        raise Bad
    hour, minute, second = _small_numbers([*parts, "00", "00"][:3])
    if hour > 23 or minute > 59 or second > 59:
        raise Bad
    return hour * 3600 + minute * 60 + second + Fraction(f"0.{fraction or 0}")


def _small_numbers(parts: Sequence[str]) -> list[int]:
    """Numbers of one or two digits."""
    if not all(_digits(part) and len(part) <= 2 for part in parts):
        raise Bad
    return [int(part) for part in parts]


def truth(text: str) -> bool:
    """`true` or `false` in any case."""
    if text.lower() not in {"true", "false"}:
        raise Bad
    return text.lower() == "true"


def same_truth(member: str, value: str, side: Side) -> bool:
    """Variables count in the values of Bool (3.8)."""
    text = _text(tokens(value, side.context, wildcards=False, variables=side.variables))
    return text is not None and truth(text) is truth(member)


def is_in_network(member: str, value: str, side: Side) -> bool:
    """An address within a network or an address; the families never contain one another."""
    try:
        if "%" in member + value:
            raise Bad  # Python knows zones of addresses; AWS has none
        address = ipaddress.ip_address(member)
        _, slash, length = value.partition("/")
        if slash and not _digits(length):
            raise Bad  # a netmask is not a length
        network = ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise Bad from error
    return address.version == network.version and address in network


def same_bytes(member: str, value: str, _: Side) -> bool:
    try:
        return base64.b64decode(member, validate=True) == base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Bad from error


def _digits(text: str) -> bool:
    return text != "" and all(character in "0123456789" for character in text)


def _ordered(
    read: Callable[[str], Fraction], holds: Callable[[Fraction, Fraction], bool]
) -> Callable[[str, str, Side], bool]:
    """Request against policy, in this order; no variables (3.7 and 5.1)."""
    return lambda member, value, _: holds(read(member), read(value))


OPERATORS: Mapping[str, Callable[[str, str, Side], bool]] = {
    "stringequals": string_equals,
    "stringequalsignorecase": string_equals_ignore_case,
    "stringlike": string_like,
    "arnequals": arn_like,
    "arnlike": arn_like,
    "bool": same_truth,
    "binaryequals": same_bytes,
    "ipaddress": is_in_network,
    **{
        f"{family}{order}": _ordered(read, holds)
        for family, read in (("numeric", number), ("date", instant))
        for order, holds in (
            ("equals", lambda x, v: x == v),
            ("lessthan", lambda x, v: x < v),
            ("lessthanequals", lambda x, v: x <= v),
            ("greaterthan", lambda x, v: x > v),
            ("greaterthanequals", lambda x, v: x >= v),
        )
    },
}
"""The positive operators of 3.4."""

NEGATED: Mapping[str, str] = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
}
"""The negated operators of 3.4, and what each is the negation of."""
