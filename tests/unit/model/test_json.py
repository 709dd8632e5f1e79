"""The strict reader of outside JSON."""

from __future__ import annotations

import json as stdlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.model.json import DuplicateKeyError, Fraction, JsonError, read

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcd", max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert read(stdlib.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"Effect":"Deny","Effect":"Allow"}',
        '[{"a":{"b":1,"b":1}}]',
        '{"a":1,"\\u0061":2}',
    ],
)
def test_threat_20_a_repeated_key_is_refused_at_every_level(text: str) -> None:
    with pytest.raises(DuplicateKeyError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{} {}",
        "NaN",
        '{"a": Infinity}',
        "\ufeff{}",
        "[" * 100_000,
        "[" * 65 + "]" * 65,
        "1" * 5_000,
        '"\\ud800"',
        '{"\\udc00": 1}',
        '"\ud800"',
        "'single'",
        '{"a": 1,}',
    ],
)
def test_threat_21_hostile_text_raises_json_error_and_nothing_else(text: str) -> None:
    with pytest.raises(JsonError):
        read(text)


def test_brackets_inside_strings_are_no_nesting() -> None:
    assert read('["' + "[" * 500 + '\\"{"]') == ["[" * 500 + '"{']


def test_a_text_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(JsonError, match="too long"):
        read(" " * 131_073)


def test_a_fraction_keeps_its_spelling() -> None:
    value = read("[1.10, -0.5, 1E5, 3]")
    assert value == [1.1, -0.5, 100_000.0, 3]
    assert isinstance(value, list)
    assert [number.text for number in value if isinstance(number, Fraction)] == ["1.10", "-0.5", "1E5"]
