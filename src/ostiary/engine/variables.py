"""Policy variables: `${key}` and `${key, 'default'}` in resources and condition values (policy-evaluation.md 5).

What a variable resolves to is literal text: a user named `*` matches only a star (5.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ostiary.engine import glob
from ostiary.engine.glob import Glob, Token, Wildcard
from ostiary.engine.request import Context

TEMPLATES_KEPT: Final = 2_048
LONGEST_KEPT: Final = 64
"""Characters of a text that is remembered: nobody shall fill the memory with long ones."""

SPECIAL: Final[Mapping[str, str]] = {"*": "*", "?": "?", "$": "$"}
"""`${*}`, `${?}` and `${$}` stand for the character itself (5.2)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A key whose value is put in; `key` is in lower case, and empty for a variable that can never be resolved."""

    key: str
    default: str | None = None

    def resolve(self, context: Context) -> str | None:
        """Return the text to put in, or None: key absent and no default, or a multi-valued key (5.3)."""
        value = context.get(self.key) if self.key else None
        if value is None:
            return self.default
        return value if isinstance(value, str) else None


Part = Token | Variable


@dataclass(frozen=True, slots=True)
class Template:
    """Text with wildcards and variables: `fixed` is the matcher of one without variables, `parts` are those of one
    that must wait for a request."""

    parts: tuple[Part, ...]
    fixed: Glob | None

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Template:
        """Return *parts* compiled as far as it can be without a request."""
        ready = [part for part in parts if not isinstance(part, Variable)]
        return cls((), glob.compile_glob(ready)) if len(ready) == len(parts) else cls(tuple(parts), None)

    def matches(self, subject: str, context: Context) -> bool:
        """Return whether *subject* matches; a variable without a value matches nothing (5.4)."""
        if self.fixed is not None:
            return self.fixed.matches(subject)
        resolved = _resolved(self.parts, context, longest=len(subject))
        return resolved is not None and glob.compile_glob(resolved).matches(subject)


def template(text: str, *, variables: bool) -> Template:
    """Return *text* compiled, read with or without variables; short ones, such as fields of ARNs, are remembered."""
    return _remembered(text, variables) if len(text) <= LONGEST_KEPT else _compiled(text, variables)


def _compiled(text: str, variables: bool) -> Template:
    return Template.of(parse(text, variables=variables))


_remembered: Final = lru_cache(maxsize=TEMPLATES_KEPT)(_compiled)


@dataclass(frozen=True, slots=True)
class Text:
    """Text with variables and without wildcards; `fixed` is that of a text without variables."""

    parts: tuple[str | Variable, ...]
    fixed: str | None

    @classmethod
    def of(cls, text: str, *, variables: bool) -> Text:
        """Return *text*, read with or without variables."""
        parts = tuple(part for part in parse(text, wildcards={}, variables=variables) if not isinstance(part, Wildcard))
        literals = [part for part in parts if isinstance(part, str)]
        return cls(parts, "".join(literals) if len(literals) == len(parts) else None)

    def resolve(self, context: Context, *, longest: int) -> str | None:
        """Return the text with every variable put in, or None when one has no value or the text is over *longest*."""
        if self.fixed is not None:
            return self.fixed
        resolved = _resolved(self.parts, context, longest=longest)
        return None if resolved is None else "".join(token for token in resolved if isinstance(token, str))


def _resolved(parts: Sequence[Part], context: Context, *, longest: int) -> list[Token] | None:
    """Return *parts* with every variable put in, or None when one has no value.

    None as well when the literal text gets over *longest* and so cannot match: a policy that repeats a variable must
    not make the server build a text of many megabytes (threats.md 19).
    """
    resolved: list[Token] = []
    left = longest
    for part in parts:
        token = part.resolve(context) if isinstance(part, Variable) else part
        if token is None:
            return None
        if isinstance(token, str):
            left -= len(token)
            if left < 0:
                return None
        resolved.append(token)
    return resolved


def parse(text: str, *, variables: bool, wildcards: Mapping[str, Wildcard] = glob.WILDCARDS) -> tuple[Part, ...]:
    """Return the parts of *text*. Without *variables* `${…}` is plain text, as before version 2012-10-17 (1.3)."""
    if not variables or "${" not in text:
        return glob.tokens(text, wildcards)
    parts: list[Part] = []
    for piece, is_variable in spans(text):
        if is_variable:
            parts.append(_variable(piece[2:-1]))
        else:
            parts.extend(glob.tokens(piece, wildcards))
    return tuple(parts)


def spans(text: str) -> list[tuple[str, bool]]:
    """Cut *text* into plain pieces and `${…}` pieces (True); `${` without a `}` is plain text (2)."""
    found: list[tuple[str, bool]] = []
    at = 0
    while (start := text.find("${", at)) >= 0 and (end := text.find("}", start)) >= 0:
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start : end + 1], True))
        at = end + 1
    if at < len(text):
        found.append((text[at:], False))
    return found


def split_fields(text: str, *, variables: bool) -> list[str]:
    """Cut an ARN into at most six fields; a colon inside `${…}` does not cut (3.6)."""
    if not variables:
        return text.split(":", 5)
    fields = [""]
    for piece, is_variable in spans(text):
        cut = [piece] if is_variable else piece.split(":", 6 - len(fields))
        fields[-1] += cut[0]
        fields.extend(cut[1:])
    return fields


def _variable(inside: str) -> Variable | str:
    """Read what stands between the braces; a malformed default makes the variable unresolvable (5.2)."""
    if inside in SPECIAL:
        return SPECIAL[inside]
    name, comma, default = inside.partition(",")
    if not comma:
        return Variable(name.lower())
    if len(default) >= 3 and default.startswith(" '") and default.endswith("'"):
        return Variable(name.lower(), default[2:-1])
    return Variable("")
