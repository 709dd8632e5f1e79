"""Match text against `*` and `?` without ever backtracking (policy-evaluation.md 2).

Patterns come from people who may wish the server ill, so no pattern may cost more than its length times that of the
subject, in machine words (threats.md 19). A pattern of literals and `*` is a chain of substring searches. Every other
pattern is a row of bits, one for each place in the pattern that can be reached, moved on by each character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Wildcard(Enum):
    """What a token that is not literal text stands for. The `FIELD_` kinds do not take a colon (1.9, W3)."""

    STAR = "any run of characters, also none"
    ANY = "exactly one character"
    FIELD_STAR = "any run of characters but colons, also none"
    FIELD_ANY = "exactly one character but a colon"


Token = str | Wildcard
"""Literal text, in which every character stands for itself, or a wildcard."""

STARS = frozenset({Wildcard.STAR, Wildcard.FIELD_STAR})


@dataclass(frozen=True, slots=True)
class Pieces:
    """Literal texts with `*` between them: anchored at both ends, the leftmost find of each piece is the right one."""

    texts: Sequence[str]

    def matches(self, subject: str) -> bool:
        """Return whether the whole of *subject* matches."""
        texts = self.texts
        head = texts[0]
        if len(texts) == 1:
            return subject == head
        tail = texts[-1]
        at, end = len(head), len(subject) - len(tail)
        if at > end or not subject.startswith(head) or not subject.endswith(tail):
            return False
        for text in texts[1:-1]:
            at = subject.find(text, at, end)
            if at < 0:
                return False
            at += len(text)
        return True


@dataclass(frozen=True, slots=True)
class Bits:
    """A pattern as bit masks: bit *n* stands for "the first *n* one-character tokens are matched".

    `accept` tells for a character which places take it and move on, `others` the same for characters that it does
    not list. `stay` are the places at which a star waits, `stay_at_colon` those of them whose star takes colons.
    """

    length: int
    accept: Mapping[str, int]
    others: int
    stay: int
    stay_at_colon: int

    def matches(self, subject: str) -> bool:
        """Return whether the whole of *subject* matches."""
        reached = 1
        for character in subject:
            moved = reached & self.accept.get(character, self.others)
            stayed = reached & (self.stay_at_colon if character == ":" else self.stay)
            reached = moved << 1 | stayed
            if not reached:
                return False
        return bool(reached >> self.length & 1)


Glob = Pieces | Bits


def pieces(tokens: Iterable[Token]) -> list[str]:
    """Return the literal texts between the stars of *tokens*, which hold no wildcard but STAR."""
    texts = [""]
    for token in tokens:
        if isinstance(token, str):
            texts[-1] += token
        else:
            texts.append("")
    return texts


def compile_glob(tokens: Sequence[Token]) -> Glob:
    """Return a matcher for *tokens*."""
    for token in tokens:
        if not isinstance(token, str) and token is not Wildcard.STAR:
            return _bits(tokens)
    return Pieces(tuple(pieces(tokens)))


def _bits(tokens: Iterable[Token]) -> Bits:
    accept: dict[str, int] = {":": 0}
    place = any_place = any_but_colon = stay = stay_at_colon = 0
    for token in tokens:
        bit = 1 << place
        if isinstance(token, str):
            for character in token:
                accept[character] = accept.get(character, 0) | 1 << place
                place += 1
        elif token in STARS:
            stay |= bit
            stay_at_colon |= bit if token is Wildcard.STAR else 0
        else:
            any_place |= bit if token is Wildcard.ANY else 0
            any_but_colon |= bit
            place += 1
    masks = {character: mask | any_but_colon for character, mask in accept.items() if character != ":"}
    masks[":"] = accept[":"] | any_place
    return Bits(place, masks, any_but_colon, stay, stay_at_colon)


WILDCARDS: Mapping[str, Wildcard] = {"*": Wildcard.STAR, "?": Wildcard.ANY}
FIELD_WILDCARDS: Mapping[str, Wildcard] = {"*": Wildcard.FIELD_STAR, "?": Wildcard.FIELD_ANY}


def tokens(text: str, wildcards: Mapping[str, Wildcard] = WILDCARDS) -> tuple[Token, ...]:
    """Return *text* as tokens: its `*` and `?` as wildcards, the rest as literal runs."""
    if not wildcards or ("*" not in text and "?" not in text):
        return (text,) if text else ()
    found: list[Token] = []
    start = 0
    for at, character in enumerate(text):
        if character in wildcards:
            if at > start:
                found.append(text[start:at])
            found.append(wildcards[character])
            start = at + 1
    if start < len(text):
        found.append(text[start:])
    return tuple(found)


def joined(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Return *tokens* with literal texts that follow one another made one."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else None
        if isinstance(token, str) and isinstance(last, str):
            found[-1] = last + token
        else:
            found.append(token)
    return tuple(found)
