"""Which keys a policy asks for (policy-evaluation.md 5.1, 9.2)."""

from __future__ import annotations

import json

import pytest

from ostiary.engine import document
from ostiary.engine.context_keys import context_keys


def policy(*statements: dict[str, object], version: str | None = "2012-10-17") -> str:
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    listed: dict[str, object] = {"Statement": [allow | statement for statement in statements]}
    return json.dumps(listed | ({} if version is None else {"Version": version}))


def test_keys_of_conditions_and_variables_are_named_as_written_and_in_order() -> None:
    text = policy(
        {"Resource": "arn:aws:s3:::home/${aws:username}/*"},
        {
            "Condition": {
                "StringEquals": {"aws:PrincipalTag/Team": "${aws:ResourceTag/Team}"},
                "Bool": {"app:On": "true"},
            }
        },
    )

    assert context_keys(text) == ("aws:username", "aws:PrincipalTag/Team", "aws:ResourceTag/Team", "app:On")
    assert context_keys(document.read(text)) == context_keys(text)


def test_the_first_spelling_is_kept_and_no_other() -> None:
    text = policy(
        {"Condition": {"StringLike": {"AWS:UserId": "*"}}},
        {"Condition": {"StringLike": {"aws:userid": "${Aws:UserID}"}}},
    )

    assert context_keys(text) == ("AWS:UserId",)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringNotLike", ("k:k", "v:v")),
        ("ForAllValues:ArnLikeIfExists", ("k:k", "v:v")),
        ("bool", ("k:k", "v:v")),
        ("NumericEquals", ("k:k",)),
        ("DateLessThan", ("k:k",)),
        ("IpAddress", ("k:k",)),
        ("Null", ("k:k",)),
        ("NoSuchOperator", ("k:k",)),
    ],
)
def test_a_variable_counts_under_operators_that_put_it_in(operator: str, expected: tuple[str, ...]) -> None:
    assert context_keys(policy({"Condition": {operator: {"k:k": "${v:v}"}}})) == expected


@pytest.mark.parametrize("version", [None, "2008-10-17"])
def test_the_old_version_has_conditions_and_no_variables(version: str | None) -> None:
    text = policy(
        {"Resource": "arn:aws:s3:::${aws:username}", "Condition": {"StringLike": {"a:b": "${c:d}"}}}, version=version
    )

    assert context_keys(text) == ("a:b",)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:s3:::a/${k:one}/${k:two, 'none'}", ("k:one", "k:two")),
        ("arn:aws:sqs:*:${k:account}:queue", ()),
        ("${k:one}", ()),
        ("arn:aws:s3:::${*}${?}${$}${}${open", ()),
        ("arn:aws:s3:::${k:one,'no blank'}", ()),
    ],
)
def test_a_variable_counts_where_it_is_put_in(resource: str, expected: tuple[str, ...]) -> None:
    negated = policy({"NotResource": resource}).replace('"Resource": "*", ', "")

    assert context_keys(policy({"Resource": resource})) == expected
    assert context_keys(negated) == expected


@pytest.mark.parametrize("text", ["", "[]", '{"Statement": 7}', "no policy"])
def test_what_is_not_a_policy_names_no_key(text: str) -> None:
    assert context_keys(text) == ()
