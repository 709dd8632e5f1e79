"""Conditions: operators, set operators, missing keys (policy-evaluation.md 3).

A value of a policy is compiled to a `Test`, which says of one value of the request: True, False, or None when one of
the two cannot be read. An unresolved variable is False: it equals nothing, and so differs from everything (5.4; 11,
point 1).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from ostiary.engine import literals, variables
from ostiary.engine.request import Context
from ostiary.engine.variables import Template, Text

Test = Callable[[str, Context], bool | None]
"""Whether one value of the request fits one value of the policy; None: one of the two cannot be read (3.9)."""

Compile = Callable[[str, bool], Test]
"""Make a test of a policy value; the second argument says that the policy's version has variables."""

T = TypeVar("T")
ARN_FIELDS: Final = 6


def fold(text: str) -> str:
    """Return *text* without case, character by character: `ß` stays one character and is not `SS` (3.5)."""
    if text.isascii():
        return text.lower()
    return "".join(folded if len(folded := character.casefold()) == 1 else character for character in text)


def _text(form: Callable[[str], str]) -> Compile:
    """Equality of the *form* of both texts; `*` and `?` are literal."""

    def compiled(text: str, substitute: bool) -> Test:
        value = Text.of(text, variables=substitute)
        if value.fixed is not None:
            wanted = form(value.fixed)
            return lambda asked, context: form(asked) == wanted

        def test(asked: str, context: Context) -> bool:
            resolved = value.resolve(context, longest=len(asked))
            return resolved is not None and form(asked) == form(resolved)

        return test

    return compiled


def _like(text: str, substitute: bool) -> Test:
    """`*` and `?` anywhere, over every character."""
    return Template.of(variables.parse(text, variables=substitute)).matches


def _arn(text: str, substitute: bool) -> Test:
    """Six fields, each with wildcards of its own, compared with case; a field's star takes no colon (3.6).

    A lone star is no ARN (11, point 14).
    """
    fields = variables.split_fields(text, variables=substitute)
    if len(fields) < ARN_FIELDS:
        return _unreadable
    templates = [variables.template(field, variables=substitute) for field in fields]

    def test(asked: str, context: Context) -> bool | None:
        parts = asked.split(":", ARN_FIELDS - 1)
        if len(parts) < ARN_FIELDS:
            return None
        return all(template.matches(part, context) for template, part in zip(templates, parts, strict=True))

    return test


def _unreadable(asked: str, context: Context) -> None:
    return None


def _read(read: Callable[[str], T | None], compare: Callable[[T, T], bool]) -> Compile:
    """Compare what *read* makes of both texts, the request's on the left; variables are plain text here (3.4)."""

    def compiled(text: str, substitute: bool) -> Test:
        value = read(text)
        if value is None:
            return _unreadable

        def test(asked: str, context: Context) -> bool | None:
            given = read(asked)
            return None if given is None else compare(given, value)

        return test

    return compiled


def _bool(text: str, substitute: bool) -> Test:
    """Same truth value. The documentation contradicts itself on variables; Ostiary substitutes (11, point 9)."""
    value = Text.of(text, variables=substitute)

    def test(asked: str, context: Context) -> bool | None:
        resolved = value.resolve(context, longest=len("false"))
        if resolved is None:
            return False
        wanted, given = literals.truth(resolved), literals.truth(asked)
        return None if wanted is None or given is None else wanted is given

    return test


def _ip(text: str, substitute: bool) -> Test:
    """The request's address lies in the policy's network."""
    network = literals.network(text)
    if network is None:
        return _unreadable

    def test(asked: str, context: Context) -> bool | None:
        address = literals.address(asked)
        return None if address is None else network.holds(address)

    return test


@dataclass(frozen=True, slots=True)
class Operator:
    """A base operator. A negated one holds when no value of the policy fits, and when the key is absent (3.3)."""

    compile: Compile
    negated: bool = False


OPERATORS: Final[Mapping[str, Operator]] = {  # policy-evaluation.md 3.4; `Null` is apart
    "StringEquals": Operator(_text(str)),
    "StringNotEquals": Operator(_text(str), negated=True),
    "StringEqualsIgnoreCase": Operator(_text(fold)),
    "StringNotEqualsIgnoreCase": Operator(_text(fold), negated=True),
    "StringLike": Operator(_like),
    "StringNotLike": Operator(_like, negated=True),
    "NumericEquals": Operator(_read(literals.number, operator.eq)),
    "NumericNotEquals": Operator(_read(literals.number, operator.eq), negated=True),
    "NumericLessThan": Operator(_read(literals.number, operator.lt)),
    "NumericLessThanEquals": Operator(_read(literals.number, operator.le)),
    "NumericGreaterThan": Operator(_read(literals.number, operator.gt)),
    "NumericGreaterThanEquals": Operator(_read(literals.number, operator.ge)),
    "DateEquals": Operator(_read(literals.instant, operator.eq)),
    "DateNotEquals": Operator(_read(literals.instant, operator.eq), negated=True),
    "DateLessThan": Operator(_read(literals.instant, operator.lt)),
    "DateLessThanEquals": Operator(_read(literals.instant, operator.le)),
    "DateGreaterThan": Operator(_read(literals.instant, operator.gt)),
    "DateGreaterThanEquals": Operator(_read(literals.instant, operator.ge)),
    "Bool": Operator(_bool),
    "BinaryEquals": Operator(_read(literals.octets, operator.eq)),
    "IpAddress": Operator(_ip),
    "NotIpAddress": Operator(_ip, negated=True),
    "ArnEquals": Operator(_arn),
    "ArnLike": Operator(_arn),
    "ArnNotEquals": Operator(_arn, negated=True),
    "ArnNotLike": Operator(_arn, negated=True),
}

NULL: Final = "Null"
IF_EXISTS: Final = "IfExists"


class Quantifier(Enum):
    """How an operator goes over the values of the request."""

    NONE = ""
    ALL = "ForAllValues:"
    ANY = "ForAnyValue:"


@dataclass(frozen=True, slots=True)
class OperatorName:
    """An operator as written, taken apart. `base` is a key of OPERATORS or `Null`."""

    quantifier: Quantifier
    base: str
    if_exists: bool


def _names() -> Mapping[str, OperatorName]:
    """Return every legal spelling of an operator (3.2)."""
    names = {}
    for quantifier in Quantifier:
        names[quantifier.value + NULL] = OperatorName(quantifier, NULL, if_exists=False)
        for base in OPERATORS:
            for if_exists in (False, True):
                spelled = quantifier.value + base + (IF_EXISTS if if_exists else "")
                names[spelled] = OperatorName(quantifier, base, if_exists)
    return names


OPERATOR_NAMES: Final = _names()
_FOLDED_NAMES: Final = {spelled.lower(): name for spelled, name in OPERATOR_NAMES.items()}


def is_known(spelled: str) -> bool:
    """Return whether an operator of a stored policy is one, in whichever case (11, point 20)."""
    return spelled.lower() in _FOLDED_NAMES


def are_known(condition: Mapping[str, Collection[str]]) -> bool:
    """Return whether a Condition element may be saved: every operator known, in exact case, unless its block is
    empty (1.11), and no two keys of a block that differ only in case (1.2, rule 7)."""
    for spelled, keys in condition.items():
        if (keys and spelled not in OPERATOR_NAMES) or len({key.lower() for key in keys}) < len(keys):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator, with the tests of its values.

    `null` are the truth values of a `Null` operator, which has no tests.
    """

    key: str
    name: OperatorName
    negated: bool
    tests: tuple[Test, ...]
    null: tuple[bool, ...] = ()

    def holds(self, context: Context) -> bool:
        """Return whether the request fulfils this condition (3.3, 3.11)."""
        name = self.name
        value = context.get(self.key)
        if value == ():  # an empty list is an absent key (3.3)
            value = None
        if name.base == NULL:
            return (value is None) in self.null
        if name.quantifier is not Quantifier.NONE:
            return self._holds_for_set(value, context)
        if value is None:
            return self.negated or name.if_exists
        if not isinstance(value, str):  # a multi-valued key needs a set operator (11, point 5)
            return False
        return self.fits(value, context)

    def _holds_for_set(self, value: str | tuple[str, ...] | None, context: Context) -> bool:
        """Go over the values; a missing key is an empty set, with IfExists too (11, point 4)."""
        members = () if value is None else (value,) if isinstance(value, str) else value
        if not any(members):  # a set of nothing but empty strings is an empty set (11, point 15)
            members = ()
        results = (self.fits(member, context) for member in members)
        return all(results) if self.name.quantifier is Quantifier.ALL else any(results)

    def fits(self, value: str, context: Context) -> bool:
        """Return whether one value of the request fulfils this condition."""
        for test in self.tests:
            fits = test(value, context)
            if self.negated and fits is not False:  # what cannot be read does not differ, either (11, point 3)
                return False
            if fits and not self.negated:
                return True
        return self.negated


def compile_condition(spelled: str, key: str, values: Iterable[str], *, substitute: bool) -> Condition | None:
    """Compile one key of an operator block, or return None when the operator is unknown: such a condition never
    holds (3.2). Operators of stored policies compare without case (11, point 20)."""
    name = _FOLDED_NAMES.get(spelled.lower())
    if name is None:
        return None
    if name.base == NULL:
        wanted = (literals.truth(value) for value in values)
        return Condition(key.lower(), name, False, (), tuple(value for value in wanted if value is not None))
    base = OPERATORS[name.base]
    tests = tuple(base.compile(value, substitute) for value in values)
    return Condition(key.lower(), name, base.negated, tests)
