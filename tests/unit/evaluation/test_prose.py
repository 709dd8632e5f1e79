"""A decision told to a person."""

from __future__ import annotations

import pytest

from ostiary.evaluation import bundles
from tests.support.bundles import EVERYTHING, A, bundle, line, named

DENY = {**EVERYTHING, "Effect": "Deny"}
SESSION = f"arn:aws:sts::{A}:assumed-role/kiln/s"


def told(value: object) -> list[str]:
    return bundles.tell(line(value), None).splitlines()


def test_an_allow_names_the_statements_that_grant() -> None:
    lines = told(bundle(identity=[named({**EVERYTHING, "Sid": "All"}, name="admin")]))
    assert lines[1:3] == ["Allowed.", "  identity admin, Allow statement 0 (All) allows it"]


def test_an_explicit_deny_names_every_statement_that_denies_in_every_layer() -> None:
    lines = told(bundle(identity=[named(EVERYTHING, DENY)], permissions_boundary=[named(DENY, name="edge")]))
    assert lines[1:5] == [
        "Denied by the identity-based policies.",
        "  identity p, Deny statement 1 denies it",
        "  boundary edge, Deny statement 0 denies it, too",
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
        "  identity q, Allow statement 0: Condition: Bool aws:securetransport",
        "  identity p, Allow statement 0: Action",
        "",
    ]
    assert "  identity p, Deny statement 1: does not apply by its Action" in lines


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
