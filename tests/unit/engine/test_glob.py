"""Glob matching: right, and bounded whatever the pattern."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from ostiary.engine.glob import FIELD_WILDCARDS, Bits, Glob, Pieces, compile_glob, tokens
from ostiary.engine.variables import Template, parse

LONG = 4_000


def compiled(pattern: str) -> Glob:
    return compile_glob(tokens(pattern))


@pytest.mark.parametrize(
    ("pattern", "subject", "matches"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("ab*ba", "aba", False),
        ("*ab*ab*", "abab", True),
        ("*ab*ab*", "aab", False),
        ("a**b", "ab", True),
        ("?", "", False),
        ("a?c*", "abc", True),
        ("*?", "", False),
        ("*?b", "ab", True),
        ("?*?", "x", False),
        ("?*:?", "a:b:c", True),
    ],
)
def test_a_pattern_is_anchored_at_both_ends(pattern: str, subject: str, matches: bool) -> None:
    assert compiled(pattern).matches(subject) is matches


def test_threat_18_a_prefix_or_a_part_is_no_match() -> None:
    assert not compiled("arn:aws:s3:::vault").matches("arn:aws:s3:::vault2")
    assert not compiled("vault").matches("my-vault-1")
    assert not compiled("*vault").matches("vault1")
    assert not compiled("vaul?").matches("vault1")


def test_field_wildcards_take_no_colon() -> None:
    within = compile_glob(tokens("a*c", FIELD_WILDCARDS))
    assert within.matches("abc")
    assert not within.matches("a:c")
    assert not compile_glob(tokens("a?c", FIELD_WILDCARDS)).matches("a:c")


def test_plain_patterns_are_pieces_and_all_others_bits() -> None:
    assert isinstance(compiled("a*b"), Pieces)
    assert isinstance(compiled("a?b"), Bits)


def steps(work: Callable[[], object]) -> int:
    """Return how many lines of the matcher run during *work*: what a pattern costs, on a machine of any speed."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        if not frame.f_code.co_filename.endswith("glob.py"):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("*a" * (LONG // 2) + "b", "a" * LONG),
        ("*" * LONG + "b", "a" * LONG),
        ("a*" * (LONG // 2) + "b", "a" * LONG),
        ("*" + "?a" * (LONG // 4) + "b*", "a" * LONG),
        ("*a?" * (LONG // 3) + "b", "a" * LONG),
        ("?*" * (LONG // 2) + "b", "a" * LONG),
        ("*" + "a" * (LONG // 2) + "b*", "a" * LONG),
    ],
)
def test_threat_19_no_pattern_costs_more_than_a_few_steps_a_character(pattern: str, subject: str) -> None:
    cost = steps(lambda: compiled(pattern).matches(subject))
    assert 0 < cost < 20 * (len(pattern) + len(subject))


class Watched(dict[str, str]):
    """A context that counts how often a key is asked for."""

    asked = 0

    def get(self, key: str, default: object = None) -> str | None:  # type: ignore[override]  # no default is used
        self.asked += 1
        return super().get(key)


@pytest.mark.parametrize("wildcard", ["", "*", "?"])
def test_threat_19_a_variable_that_is_repeated_builds_no_long_text(wildcard: str) -> None:
    context = Watched(k="v" * 100)
    template = Template.of(parse(f"{wildcard}${{k}}" * LONG, variables=True))
    assert not template.matches("v" * 250, context)
    assert context.asked == 3
