"""Parsing: strict where a rule could get lost, and bounded."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.engine import validate
from ostiary.engine.policy import PolicyKind, parse
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.engine import policy_text

STATEMENT = {"Effect": "Allow", "Action": "*", "Resource": "*"}
SAVES = {
    "identity": validate.identity_policy,
    "session": validate.session_policy,
    "trust": validate.trust_policy,
    "resource": validate.resource_policy,
    "endpoint": validate.endpoint_policy,
    "scp": validate.service_control_policy,
    "rcp": validate.resource_control_policy,
    "stored": lambda text: parse(text, PolicyKind.IDENTITY),
}

HEAD = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",'

TWINS = [
    '{"Version":"2012-10-17","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}',
    HEAD + '"Condition":{"StringEquals":{"k":"a"},"StringEquals":{"k":"b"}}}}',
    HEAD + '"Condition":{"StringEquals":{"k":"a","\\u006b":"b"}}}}',
]


@pytest.mark.parametrize("text", TWINS)
@pytest.mark.parametrize("kind", SAVES)
def test_threat_20_a_repeated_key_is_refused_at_every_level(kind: str, text: str) -> None:
    with pytest.raises(MalformedPolicyDocumentError) as refused:
        SAVES[kind](text)
    assert refused.value.message == ("Syntax error in policy." if kind == "trust" else "Syntax errors in policy.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"*"',
        "[" * 100_000,
        '{"Statement":' * 5_000,
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\\ud800:x","Resource":"*"}}',
        HEAD + '"Condition":{"NumericEquals":{"k":' + "9" * 10_000 + "}}}}",
        HEAD + '"Condition":{"NumericEquals":{"k":NaN}}}}',
        " " * 200_000,
    ],
)
@pytest.mark.parametrize("kind", SAVES)
def test_threat_21_hostile_text_is_only_ever_malformed(kind: str, text: str) -> None:
    with pytest.raises(MalformedPolicyDocumentError):
        SAVES[kind](text)


ELEMENTS = st.sampled_from(
    ["Version", "Statement", "Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition", "AWS"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["2012-10-17", "Allow", "Deny", "*", "sts:AssumeRole", "arn:aws:s3:::x", "StringEquals", "${", "${a, 'b'}"]
    )
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ELEMENTS | st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)


@given(JUNK)
@pytest.mark.parametrize("kind", SAVES)
def test_threat_21_junk_is_only_ever_malformed(kind: str, junk: object) -> None:
    for document in (junk, {"Version": "2012-10-17", "Statement": junk}):
        try:
            SAVES[kind](json.dumps(document))
        except MalformedPolicyDocumentError as error:
            assert error.message  # noqa: PT017  # most junk is refused, and it is also well when it is not


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ({"Effect": "Deny", "Action": "*"}, PolicyKind.IDENTITY),
        ({"Effect": "Deny", "Resource": "*"}, PolicyKind.IDENTITY),
        ({"Effect": "deny", "Action": "*", "Resource": "*"}, PolicyKind.IDENTITY),
        ({"Action": "*", "Resource": "*"}, PolicyKind.IDENTITY),
        ({"Effect": "Deny", "Action": "*", "NotAction": "*", "Resource": "*"}, PolicyKind.IDENTITY),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}, PolicyKind.BOUNDARY),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}, PolicyKind.TRUST),
        ({"Effect": "Deny", "Action": "*", "Principal": "*", "NotPrincipal": "*"}, PolicyKind.TRUST),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Effects": "Deny"}, PolicyKind.SESSION),
    ],
)
def test_a_stored_statement_that_cannot_be_understood_is_not_dropped(statement: object, kind: PolicyKind) -> None:
    with pytest.raises(MalformedPolicyDocumentError):
        parse(policy_text([statement]), kind)


def test_the_old_version_is_parsed_and_not_saved() -> None:
    text = policy_text([STATEMENT], "2008-10-17")
    assert parse(text, PolicyKind.IDENTITY).version == "2008-10-17"
    with pytest.raises(MalformedPolicyDocumentError):
        validate.identity_policy(text)


def test_a_resource_policy_may_leave_its_resource_out() -> None:
    text = policy_text([{"Effect": "Allow", "Principal": "*", "Action": "*"}])
    assert parse(text, PolicyKind.RESOURCE).statements[0].resources is None


def test_bare_numbers_are_their_text() -> None:
    statement = STATEMENT | {"Condition": {"StringEquals": {"k": [5, True, 1.5]}}}
    text = policy_text([statement]).replace("1.5", "1.50")
    (condition,) = parse(text, PolicyKind.IDENTITY).statements[0].conditions
    assert condition is not None
    for value in ("5", "true", "1.50"):
        assert condition.holds({"k": value})
    assert not condition.holds({"k": "1.5"})


def test_g17_white_space_does_not_count() -> None:
    assert validate.policy_size("x" * 5_100 + " \t\r\n" * 225) == 5_100
    assert validate.policy_size('{ "a b" }') == 6


def test_trust_principals_are_given_as_written() -> None:
    arns = ["arn:aws:iam::100000000001:user/mira", "100000000002"]
    policy = validate.trust_policy(
        policy_text(
            [
                {"Effect": "Allow", "Principal": {"AWS": arns, "Service": "a.b"}, "Action": "sts:AssumeRole"},
                {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
            ]
        )
    )
    assert validate.trust_principals(policy) == (*arns, "*")
    assert policy.kind is PolicyKind.TRUST


def test_the_principals_of_a_resource_policy_are_given_for_the_caller_to_look_up() -> None:
    listed = [
        {"Effect": "Allow", "Principal": {"AWS": ["100000000001", "AIDAX"], "Service": "sns.amazonaws.com"}},
        {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::100000000001:user/mira"}},
        {"Effect": "Allow", "Principal": "*"},
    ]
    policy = validate.resource_policy(policy_text([{**statement, "Action": "s3:*"} for statement in listed]))
    expected = ("100000000001", "AIDAX", "arn:aws:iam::100000000001:user/mira", "*")
    assert validate.principals(policy) == expected
