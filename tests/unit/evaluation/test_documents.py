"""Documents that nobody checked: an Allow that cannot be understood is left out, a Deny that cannot be stops all."""

from __future__ import annotations

import json

import pytest

from ostiary.engine.kinds import PolicyKind
from ostiary.evaluation.documents import layer, stored
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.bundles import EVERYTHING, policy

ALLOW = {**EVERYTHING, "Sid": "Good"}

NOT_UNDERSTOOD = [
    pytest.param({"NotAction": "iam:*"}, id="Action and NotAction"),
    pytest.param({"Action": []}, id="no entry in Action"),
    pytest.param({"Resource": []}, id="no entry in Resource"),
    pytest.param({"Resource": 5}, id="a resource that is a number"),
    pytest.param({"Principal": "*"}, id="Principal in an identity policy"),
    pytest.param({"Comment": "x"}, id="an unknown element"),
    pytest.param({"Sid": None}, id="a Sid that is null"),
    pytest.param({"Condition": {"StringEquals": {"k": None}}}, id="a condition value that is null"),
    pytest.param({"Condition": []}, id="a Condition that is a list"),
]


@pytest.mark.parametrize("change", NOT_UNDERSTOOD)
def test_an_allow_that_cannot_be_understood_is_left_out_and_its_neighbours_stay(change: dict[str, object]) -> None:
    text = json.dumps(policy({**EVERYTHING, **change}, ALLOW))
    kept = stored(text, PolicyKind.IDENTITY).statements
    assert [(statement.sid, statement.index) for statement in kept] == [("Good", 1)]


@pytest.mark.parametrize("change", NOT_UNDERSTOOD)
def test_a_deny_that_cannot_be_understood_makes_the_document_unreadable(change: dict[str, object]) -> None:
    text = json.dumps(policy(ALLOW, {**EVERYTHING, "Effect": "Deny", **change}))
    with pytest.raises(MalformedPolicyDocumentError, match="statement 1"):
        stored(text, PolicyKind.IDENTITY)


@pytest.mark.parametrize("effect", [None, "", "deny", "DENY", "Allowed", 5, ["Allow"]])
def test_an_effect_that_is_not_allow_may_be_a_deny(effect: object) -> None:
    with pytest.raises(MalformedPolicyDocumentError):
        stored(json.dumps(policy({**EVERYTHING, "Effect": effect})), PolicyKind.IDENTITY)


def test_allow_in_the_wrong_case_allows_nothing() -> None:
    assert stored(json.dumps(policy({**EVERYTHING, "Effect": "allow"})), PolicyKind.IDENTITY).statements == ()


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_an_empty_list_of_exceptions_does_not_allow_everything(element: str) -> None:
    statement = {**EVERYTHING, element: []}
    del statement[element.removeprefix("Not")]
    assert stored(json.dumps(policy(statement)), PolicyKind.IDENTITY).statements == ()


@pytest.mark.parametrize("version", ["2031-01-01", 2012, None])
def test_in_a_version_that_nobody_knows_no_statement_is_understood(version: object) -> None:
    text = json.dumps({"Version": version, "Statement": [EVERYTHING]})
    assert stored(text, PolicyKind.IDENTITY).statements == ()
    with pytest.raises(MalformedPolicyDocumentError):
        stored(text.replace("Allow", "Deny"), PolicyKind.IDENTITY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '"text"',
        "{",
        '{"Statement": [], "Statement": []}',
        '{"statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}',
        '{"Statement": ["Deny"]}',
        '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": NaN, "Resource": "*"}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_policy_is_unreadable(text: str) -> None:
    with pytest.raises(MalformedPolicyDocumentError):
        stored(text, PolicyKind.IDENTITY)


def test_a_statement_that_stands_alone_needs_no_list() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": {**ALLOW, "Extra": 1}})
    assert stored(text, PolicyKind.IDENTITY).statements == ()
    text = json.dumps({"Version": "2012-10-17", "Statement": ALLOW})
    assert len(stored(text, PolicyKind.IDENTITY).statements) == 1


def test_a_number_keeps_its_spelling_beside_a_statement_that_cannot_be_understood() -> None:
    numbered = '{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k": 1.10}}}'
    text = f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow"}}, {numbered}]}}'
    [statement] = stored(text, PolicyKind.IDENTITY).statements
    [condition] = statement.conditions
    assert condition is not None
    assert condition.holds({"k": "1.10"})
    assert not condition.holds({"k": "1.1"})


@pytest.mark.parametrize(
    ("statement", "kept"),
    [
        ({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}, True),
        ({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:::b"}, False),
        ({"Effect": "Allow", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}, False),
        (
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"k": "true"}}},
            False,
        ),
        ({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}, True),
    ],
)
def test_a_resource_control_policy_allows_by_full_access_alone(statement: object, kept: bool) -> None:
    assert len(stored(json.dumps(policy(statement)), PolicyKind.RCP).statements) == kept


@pytest.mark.parametrize("kind", [PolicyKind.RCP, PolicyKind.VPCE])
def test_where_somebody_must_be_named_a_deny_that_names_nobody_is_not_lost(kind: PolicyKind) -> None:
    assert stored(json.dumps(policy(EVERYTHING)), kind).statements == ()
    with pytest.raises(MalformedPolicyDocumentError):
        stored(json.dumps(policy({**EVERYTHING, "Effect": "Deny"})), kind)


def test_in_the_policy_of_a_resource_a_deny_that_names_nobody_never_applies() -> None:
    assert len(stored(json.dumps(policy({**EVERYTHING, "Effect": "Deny"})), PolicyKind.RESOURCE).statements) == 1


def test_the_name_of_the_policy_is_in_the_error() -> None:
    with pytest.raises(MalformedPolicyDocumentError, match="'broken'"):
        layer((("broken", "{}x"),), PolicyKind.IDENTITY)
