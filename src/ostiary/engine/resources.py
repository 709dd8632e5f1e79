"""The resources that a statement names: ARN patterns (policy-evaluation.md 1.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from ostiary.engine import glob, variables
from ostiary.engine.glob import FIELD_WILDCARDS, Glob, Token, Wildcard
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Context, Target
from ostiary.engine.variables import Template

EVERY_RESOURCE: Final = "*"
FIELDS: Final = 6
Fields = tuple[str, ...]
HEADS_KEPT: Final = 2_048
LONGEST_KEPT: Final = 96
"""Characters of a head that is remembered: nobody shall fill the memory with long ones."""


class Verdict(Enum):
    """What one entry says about a resource. UNSURE: the entry is a short ARN, whose missing fields were a guess."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


# Whether the missing fields of a short ARN may be filled with `*`, by the kind of the policy (1.9; 11, point 21).
MAY_FILL: Final[Mapping[PolicyKind, Callable[[str], bool]]] = {
    PolicyKind.IDENTITY: lambda text: True,
    PolicyKind.BOUNDARY: lambda text: True,
    PolicyKind.SESSION: lambda text: True,
    PolicyKind.RESOURCE: lambda text: "*" in text,
    PolicyKind.VPCE: lambda text: "*" in text,
    PolicyKind.SCP: lambda text: text.endswith("*"),
    PolicyKind.RCP: lambda text: False,
    PolicyKind.TRUST: lambda text: False,
}


@dataclass(frozen=True, slots=True)
class ResourcePattern:
    """One entry, compiled.

    `prefix` matches `partition:service:region:account:` of the target in lower case (W11), field by field; it is
    text when no field has a wildcard. `name` is the sixth field. `crossings` are the whole again, to be tried when a
    star at the end of region or account may run on past the colon (W4; 11, point 7). A star in the type of a resource
    is like any other (11, point 8).
    """

    prefix: str | Sequence[Glob]
    name: Template
    crossings: tuple[Template, ...]
    short: bool

    @classmethod
    def of(cls, text: str, kind: PolicyKind, *, substitute: bool) -> ResourcePattern | None:
        """Compile *text*, or return None when it can match no resource: not an ARN, or a short one that this kind
        of policy may not hold. A short text that is no ARN is kept: it matches nothing, and yet is a guess that
        `NotResource` does not turn round. Variables are put in only after the fifth colon (W13)."""
        fields = text.split(":", FIELDS - 1)
        short = len(fields) < FIELDS
        if short:
            if not MAY_FILL[kind](text):
                return None
            fields += ["*"] * (FIELDS - len(fields))
        if fields[0] != "arn":
            return cls("", Template.of(()), (), short) if short else None  # no target has an empty prefix
        head = _head(tuple(fields[1:5]))
        name = variables.parse(fields[5], variables=substitute)
        return cls(
            prefix=head.prefix,
            name=Template.of(name),
            crossings=tuple([Template.of((*crossing, *name)) for crossing in head.crossings]),
            short=short,
        )

    def verdict(self, target: Target, context: Context) -> Verdict:
        """Return what this entry says about the target."""
        if not target.prefix:  # only the entry `*` matches a request whose resource is `*` (11, point 23)
            return Verdict.NO
        if self._matches(target, context):
            return Verdict.YES
        return Verdict.UNSURE if self.short else Verdict.NO

    def _matches(self, target: Target, context: Context) -> bool:
        prefix = self.prefix
        if isinstance(prefix, str):
            return prefix == target.prefix and self.name.matches(target.name, context)
        if _all_match(prefix, target.prefix) and self.name.matches(target.name, context):
            return True
        if not self.crossings or ":" not in target.name:
            return False
        whole = target.prefix + target.name
        return any(crossing.matches(whole, context) for crossing in self.crossings)


def _all_match(globs: Sequence[Glob], prefix: str) -> bool:
    for pattern, field in zip(globs, prefix.split(":"), strict=False):  # noqa: SIM110  # as below
        if not pattern.matches(field):
            return False
    return True


class Head(NamedTuple):
    """Partition, service, region and account of an entry: `prefix` and the beginnings of `crossings`."""

    prefix: str | Sequence[Glob]
    crossings: Sequence[tuple[Token, ...]]


def _head(fields: Fields) -> Head:
    """Return the head of an entry; the heads of most entries are a few, and short."""
    return _remembered_head(fields) if sum(map(len, fields)) <= LONGEST_KEPT else _compiled_head(fields)


def _compiled_head(fields: Fields) -> Head:
    lowered = [field.lower() for field in fields]
    if not any("*" in field or "?" in field for field in fields):
        return Head(":".join(lowered) + ":", ())
    folded = [_field(field) for field in lowered]
    # A star that crosses colons leaves the later fields to stand in the prefix, which has no case (W11), or in the
    # name, which has (W10): either reading matches.
    crossings = [_crossing([field.tokens for field in folded])]
    if lowered[2:] != list(fields[2:]):
        crossings.append(_crossing([field.tokens for field in (*folded[:2], *map(_field, fields[2:]))]))
    return Head(
        tuple([field.glob for field in folded]),
        tuple([crossing for crossing in crossings if crossing is not None]),
    )


_remembered_head: Final = lru_cache(maxsize=HEADS_KEPT)(_compiled_head)


class Field(NamedTuple):
    """One field of a head, in which no wildcard takes a colon."""

    tokens: tuple[Token, ...]
    glob: Glob


def _field(text: str) -> Field:
    return _remembered_field(text) if len(text) <= LONGEST_KEPT else _compiled_field(text)


def _compiled_field(text: str) -> Field:
    tokens = glob.tokens(text, FIELD_WILDCARDS)
    return Field(tokens, glob.compile_glob(tokens))


_remembered_field: Final = lru_cache(maxsize=HEADS_KEPT)(_compiled_field)


def _crossing(fields: Sequence[tuple[Token, ...]]) -> tuple[Token, ...] | None:
    """Return the tokens of partition, service, region and account with the stars that may take colons, if any."""
    freed = [*fields[:2], *map(_freed, fields[2:])]
    if freed == list(fields):
        return None
    return glob.joined(token for field in freed for token in (*field, ":"))


def _freed(field: tuple[Token, ...]) -> tuple[Token, ...]:
    return (*field[:-1], Wildcard.STAR) if field and field[-1] is Wildcard.FIELD_STAR else field


@dataclass(frozen=True, slots=True)
class Resources:
    """A `Resource` element, or a `NotResource` element when `negated`.

    `every` says that `*` is an entry; `unusable` that one is a short ARN which this kind of policy may not hold.
    """

    every: bool
    patterns: tuple[ResourcePattern, ...]
    unusable: bool
    negated: bool

    @classmethod
    def of(cls, entries: Iterable[str], kind: PolicyKind, *, negated: bool, substitute: bool) -> Resources:
        """Compile *entries* of a policy of that kind; *substitute* says that its version has variables."""
        listed = list(entries)
        compiled = {text: ResourcePattern.of(text, kind, substitute=substitute) for text in listed if text != "*"}
        return cls(
            every=EVERY_RESOURCE in listed,
            patterns=tuple(pattern for pattern in compiled.values() if pattern is not None),
            unusable=any(p is None and text.count(":") < FIELDS - 1 for text, p in compiled.items()),
            negated=negated,
        )

    def apply(self, target: Target, context: Context) -> bool:
        """Return whether the statement reaches the target's resource.

        Under `NotResource` an entry with an unresolved variable matches nothing, and so does not stop the statement
        (5.4; 11, point 2); a short ARN that does not match does (1.9: no inversion of a guess).
        """
        if self.negated:
            if self.every or self.unusable:
                return False
            return all(pattern.verdict(target, context) is Verdict.NO for pattern in self.patterns)
        if self.every:
            return True
        for pattern in self.patterns:  # noqa: SIM110  # `any` would cost a generator for every decision
            if pattern.verdict(target, context) is Verdict.YES:
                return True
        return False
