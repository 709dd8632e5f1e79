"""Which statements bear on a request, what of each does not fit, and on which value."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.engine.considered import UNKNOWN_OPERATOR, Miss, Part, considered
from tests.support.engine import MIRA, layers, request, service

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TAGS = ("a", "z", "y")
UNMET = {"Bool": {"K": "true"}}


@pytest.mark.parametrize(
    ("element", "missed"),
    [
        ({}, None),
        ({"Action": "iam:*", "Resource": "arn:aws:s3:::a"}, Miss(Part.ACTION, "s3:GetObject")),
        ({"Resource": "arn:aws:s3:::a", "Condition": UNMET}, Miss(Part.RESOURCE, "arn:aws:s3:::vault/x")),
        ({"Condition": UNMET}, Miss(Part.CONDITION, None, "Bool k")),
        ({"Condition": {"Null": {"K": "false"}}}, Miss(Part.CONDITION, None, "Null k")),
        ({"Condition": {"Unheard": {"k": "a"}}}, Miss(Part.CONDITION, None, UNKNOWN_OPERATOR)),
    ],
)
def test_the_first_part_that_does_not_fit_is_told(element: dict[str, Any], missed: Miss | None) -> None:
    [(_, miss)], _ = considered(request(), layers(identity=[[ALLOW | element]]))
    assert miss == missed


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "told"),
    [
        ("bool", "true", "false", "false"),
        ("NumericLessThanIfExists", "1", "2", "2"),
        ("StringEquals", "a", ("a",), ("a",)),
        ("ForAllValues:StringEquals", "a", TAGS, "z"),
        ("ForAllValues:StringNotEquals", "y", TAGS, "y"),
        ("ForAnyValue:StringEquals", "b", TAGS, TAGS),
    ],
)
def test_a_condition_is_told_with_the_value_that_spoils_it(
    operator: str, wanted: str, given: str | tuple[str, ...], told: str | tuple[str, ...]
) -> None:
    statement = ALLOW | {"Condition": {operator: {"Key": wanted}}}
    [(_, miss)], _ = considered(request(context={"key": given}), layers(identity=[[statement]]))
    assert miss is not None
    assert (miss.part, miss.value) == (Part.CONDITION, told)
    assert miss.test.lower() == f"{operator} key".lower()


def test_a_statement_about_somebody_else_misses_by_its_principal() -> None:
    policy = {"Effect": "Allow", "Principal": {"AWS": "200000000002"}, "Action": "*", "Resource": "*"}
    [(_, miss)], _ = considered(request(), layers(resource=[[policy]]))
    assert miss == Miss(Part.PRINCIPAL, MIRA.arn)


def test_layers_that_do_not_bind_the_caller_are_not_considered() -> None:
    given = layers(
        identity=[], scp=[[[ALLOW]]], vpce=[[ALLOW | {"Principal": "*"}]], rcp=[[[ALLOW | {"Principal": "*"}]]]
    )
    found, _ = considered(request(caller=service()), given)
    kinds = [source.attached.policy.kind.value for source, _ in found]
    assert kinds == ["rcp"]


def test_absent_keys_are_those_of_all_policies_as_first_spelled() -> None:
    first = ALLOW | {"Condition": {"Null": {"aws:TagKeys": "true"}, "StringLike": {"k": "${aws:UserName}"}}}
    second = ALLOW | {"Resource": "arn:aws:s3:::${AWS:username}/${x:y}"}
    asked = request(context={"k": "1"})
    given = layers(identity=[[first], [second]], boundary=[[first]])
    _, absent = considered(asked, given)
    assert absent == ("aws:TagKeys", "aws:UserName", "x:y")
