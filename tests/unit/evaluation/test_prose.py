"""A decision told to a person."""

from __future__ import annotations

import pytest

from ostiary.evaluation import bundles
from tests.support.bundles import EVERYTHING, MIRA, OBJECT, A, bundle, line, named, policy

DENY = {**EVERYTHING, "Effect": "Deny"}
SESSION = f"arn:aws:sts::{A}:assumed-role/kiln/s"


def told(value: object) -> list[str]:
    return bundles.tell(line(value), None).splitlines()


def test_an_allow_names_the_statements_that_grant() -> None:
    lines = told(bundle(identity=[named({**EVERYTHING, "Sid": "All"}, name="admin")]))
    assert lines[1:3] == ["Allowed.", "  identity admin, Allow statement 1 (All) allows it"]


def test_an_explicit_deny_names_every_statement_that_denies_in_every_layer() -> None:
    lines = told(bundle(identity=[named(EVERYTHING, DENY)], permissions_boundary=[named(DENY, name="edge")]))
    assert lines[1:5] == [
        "Denied by the identity-based policies.",
        "  identity p, Deny statement 2 denies it",
        "  boundary edge, Deny statement 1 denies it, too",
        "To change that, none of these may apply any more: no Allow anywhere outweighs a Deny.",
    ]


def test_an_implicit_deny_names_the_nearest_misses_first() -> None:
    lines = told(
        bundle(
            identity=[
                named({**EVERYTHING, "Action": "iam:*"}, DENY | {"Action": "iam:*"}),
                named({**EVERYTHING, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, name="q"),
            ]
        )
    )
    assert lines[1].startswith("Denied: the identity-based policies would have to allow it")
    assert lines[3:6] == [
        "  identity q, Allow statement 1: Condition: Bool aws:securetransport is absent, wanted true",
        "  identity p, Allow statement 1: Action: s3:GetObject is none of iam:*",
        "",
    ]
    assert "  identity p, Deny statement 2: does not apply by its Action: s3:GetObject is none of iam:*" in lines
    assert lines[-1] == "Keys that these policies use and the request does not have: aws:SecureTransport"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            {"Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"]},
            f"Resource: {OBJECT} is none of arn:aws:s3:::a, arn:aws:s3:::b",
        ),
        (
            {"Action": [f"s3:A{n}" for n in range(6)]},
            "Action: s3:GetObject is none of s3:A0, s3:A1, s3:A2, s3:A3 and 2 more",
        ),
        (
            {"Condition": {"StringLike": {"aws:username": ["x*", "y"]}}},
            "Condition: StringLike aws:username is mira, wanted x*, y",
        ),
        ({"Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}}, "aws:tagkeys is [b, c], wanted a"),
        ({"Condition": {"Unheard": {"k": "a"}}}, "Condition: an operator that is not known"),
    ],
)
def test_a_miss_tells_what_was_asked_and_what_the_statement_names(statement: dict[str, object], says: str) -> None:
    context = {"aws:username": "mira", "aws:TagKeys": ["b", "c"]}
    lines = told(bundle(request={"context": context}, identity=[named(EVERYTHING | statement)]))
    assert lines[3].startswith("  identity p, Allow statement 1: ")
    assert says in lines[3]


def test_a_negated_element_is_told_as_one() -> None:
    outside = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
    assert told(bundle(identity=[named(outside)]))[3].endswith("NotAction: s3:GetObject is one of s3:*")


def test_a_principal_that_is_not_meant_is_told_by_whom_the_policy_names() -> None:
    other = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{A}:user/noor"}, "Action": "*", "Resource": "*"}
    lines = told(bundle(identity=[], resource=policy(other)))
    assert f"Principal: {MIRA} is none of AWS arn:aws:iam::{A}:user/noor" in lines[-1]


def test_a_statement_of_a_document_that_holds_another_that_is_none_is_told_by_its_part() -> None:
    lines = told(bundle(identity=[named(EVERYTHING | {"Action": "iam:*"}, EVERYTHING | {"Odd": 1})]))
    assert lines[3] == "  identity p, Allow statement 1: Action"


def test_without_any_statement_an_allow_is_needed() -> None:
    lines = told(bundle(identity=[]))
    assert lines[2] == "To change that, an Allow is needed there."
    assert lines[-1] == "  nothing"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"action": "sts:GetCallerIdentity", "resource": "*"}, "No policy is needed"),
        ({"action": "sts:GetFederationToken", "resource": "*", "principal": SESSION}, "credentials of this kind"),
        ({"action": "iam:DeletePolicy", "resource": "arn:aws:iam::aws:policy/X"}, "nobody may do this"),
    ],
)
def test_what_no_policy_settles_is_said_so(asked: dict[str, object], says: str) -> None:
    assert says in "\n".join(told(bundle(request=asked))[:3])


def test_every_condition_that_does_not_hold_is_told() -> None:
    condition = {"StringEquals": {"aws:username": "noor"}, "Bool": {"aws:SecureTransport": "true"}, "Odd": {"k": "v"}}
    lines = told(
        bundle(request={"context": {"aws:username": "mira"}}, identity=[named(EVERYTHING | {"Condition": condition})])
    )
    assert lines[3].endswith(
        "Condition: StringEquals aws:username is mira, wanted noor; "
        "Condition: Bool aws:securetransport is absent, wanted true; "
        "Condition: an operator that is not known: Odd"
    )


def test_a_role_is_told_as_it_was_asked_about() -> None:
    lines = told(bundle(request={"principal": f"arn:aws:iam::{A}:role/deep/kiln"}, identity=[]))
    assert lines[0].startswith(f"arn:aws:iam::{A}:role/deep/kiln: s3:GetObject on ")


def test_levels_are_told_apart() -> None:
    lines = told(bundle(scps=[[named(EVERYTHING)], [named(EVERYTHING | {"Action": "sqs:*"})]]))
    assert lines[1].endswith("would have to allow it at every level, and at one of them nothing does.")
    assert "  scp level 1 p, Allow statement 1: applies" in lines
    assert any(line.startswith("  scp level 2 p, Allow statement 1: does not apply") for line in lines)


def test_variables_of_an_old_version_are_pointed_out() -> None:
    old = {
        "name": "p",
        "document": policy(EVERYTHING | {"Resource": "arn:aws:s3:::${aws:username}"}, version="2008-10-17"),
    }
    assert told(bundle(identity=[old]))[3].endswith("(there are no variables in version 2008-10-17)")


def test_what_is_long_is_cut_short() -> None:
    condition = {"StringEquals": {"k": "b"}}
    lines = told(bundle(request={"context": {"k": "a" * 500}}, identity=[named(EVERYTHING | {"Condition": condition})]))
    assert "a" * 200 + "…" in lines[3]
    assert "a" * 201 not in lines[3]
