"""Text with wildcards and variables, compared one character at a time (policy-evaluation.md 2 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Context = Mapping[str, str | tuple[str, ...]]


class Literal(NamedTuple):
    """One character; *folded*: it compares without case."""

    character: str
    folded: bool = False


class Star(NamedTuple):
    """Any run of characters, also none; without *crosses* no colon is among them (1.9, W2 to W5)."""

    crosses: bool = True


class Single(NamedTuple):
    """Exactly one character; without *crosses* not a colon (1.9, W2 and W12)."""

    crosses: bool = True


Token = Literal | Star | Single
Tokens = list[Token] | None
"""None is NULL: a variable in the text was not resolved, and the text matches nothing (5.4)."""


def glob(pattern: Tokens, subject: str) -> bool:
    """Whether the whole of *subject* is what *pattern* describes (2)."""
    if pattern is None:
        return False
    if not pattern:
        return subject == ""
    first, rest = pattern[0], pattern[1:]
    if isinstance(first, Star):
        if glob(rest, subject):
            return True
        return subject != "" and _takes(first, subject[0]) and glob(pattern, subject[1:])
    return subject != "" and _takes(first, subject[0]) and glob(rest, subject[1:])


def _takes(token: Token, character: str) -> bool:
    if isinstance(token, Literal):
        if token.folded:
            return token.character.lower() == character.lower()
        return token.character == character
    return token.crosses or character != ":"


def tokens(text: str, context: Context, *, wildcards: bool, variables: bool) -> Tokens:
    """Take *text* apart (2): variables first, then wildcards; a `${` that is not closed is plain text."""
    if text == "":
        return []
    if variables and text.startswith("${") and "}" in text:
        inside, _, after = text[2:].partition("}")
        value = inside if inside in {"*", "?", "$"} else resolve(inside, context)
        rest = tokens(after, context, wildcards=wildcards, variables=variables)
        return None if value is None or rest is None else literals(value) + rest
    rest = tokens(text[1:], context, wildcards=wildcards, variables=variables)
    if rest is None:
        return None
    if wildcards and text[0] == "*":
        return [Star(), *rest]
    if wildcards and text[0] == "?":
        return [Single(), *rest]
    return literals(text[0]) + rest


def literals(text: str) -> list[Token]:
    """Every character of *text* as itself: what a variable brings in has no wildcards (5.3)."""
    return [Literal(character) for character in text]


def resolve(variable: str, context: Context) -> str | None:
    """What stands between `${` and `}`, resolved (5.2 and 5.3); None is NULL."""
    name, comma, rest = variable.partition(",")
    default = None
    if comma:
        if len(rest) < 3 or rest[:2] != " '" or rest[-1] != "'":
            return None  # a malformed default makes the variable unresolvable
        default = rest[2:-1]
    value = context.get(name.lower())
    if isinstance(value, tuple):
        return None  # a multi-valued key, with or without a default
    return default if value is None else value
