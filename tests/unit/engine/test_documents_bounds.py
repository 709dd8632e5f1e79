"""Documents that are no policy anywhere are refused before they cost anything (threats.md 19)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ostiary.engine import document
from ostiary.engine.document import MAX_ENTRIES, MAX_ENTRY, MAX_STATEMENTS, ShapeError

STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def holding(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def many(element: str, count: int) -> object:
    values = [f"s3:{number}" for number in range(count)]
    if element == "Condition":
        return STATEMENT | {"Condition": {"StringLike": {"k": values[::2]}, "StringEquals": {"k": values[1::2]}}}
    return STATEMENT | {element: {"AWS": values} if element == "Principal" else values}


@pytest.mark.parametrize("element", ["Action", "Resource", "Principal", "Condition"])
def test_threat_19_entries_are_bounded_wherever_they_stand(element: str) -> None:
    others = 1 if element in {"Action", "Resource"} else 2
    assert document.read(holding(many(element, MAX_ENTRIES - others)))
    with pytest.raises(ShapeError):
        document.read(holding(many(element, MAX_ENTRIES - others + 1)))


@pytest.mark.parametrize("element", ["Action", "NotAction", "Resource", "NotResource"])
def test_threat_19_an_entry_has_a_greatest_length(element: str) -> None:
    longest = "x" * MAX_ENTRY
    assert document.read(holding({"Effect": "Allow", element: [longest]}))
    for value in (longest + "x", [longest + "x"]):
        with pytest.raises(ShapeError):
            document.read(holding({"Effect": "Allow", element: value}))


def test_threat_19_a_value_of_a_condition_has_a_greatest_length() -> None:
    assert document.read(holding(STATEMENT | {"Condition": {"StringLike": {"k": "x" * MAX_ENTRY}}}))
    with pytest.raises(ShapeError):
        document.read(holding(STATEMENT | {"Condition": {"StringLike": {"k": "x" * (MAX_ENTRY + 1)}}}))


def test_threat_19_statements_are_bounded() -> None:
    assert len(document.read(holding([{}] * MAX_STATEMENTS)).statements) == MAX_STATEMENTS
    with pytest.raises(ShapeError):
        document.read(holding([{}] * (MAX_STATEMENTS + 1)))
