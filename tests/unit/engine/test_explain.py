"""The words of a refusal (policy-evaluation.md 9.3)."""

from __future__ import annotations

import pytest

from ostiary.engine import explain
from ostiary.engine.decide import Allow, ExplicitDeny, ImplicitDeny, Layers, decide
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import PolicyKind, parse
from tests.support.engine import CALLERS, ROLE, A, B, policy_text, request

DENY = [{"Effect": "Deny", "Action": "*", "Resource": "*"}]
SENTENCE = (
    f"User: arn:aws:iam::{A}:user/mira is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::vault/x"
)


@pytest.mark.parametrize(
    ("kind", "implicit", "explicit"),
    [
        (PolicyKind.IDENTITY, "because no identity-based policy allows", "an identity-based policy"),
        (PolicyKind.RESOURCE, "because no resource-based policy allows", "a resource-based policy"),
        (PolicyKind.BOUNDARY, "because no permissions boundary allows", "a permissions boundary"),
        (PolicyKind.SESSION, "because no session policy allows", "a session policy"),
        (PolicyKind.SCP, "because no service control policy allows", "a service control policy"),
        (PolicyKind.RCP, "because no resource control policy allows", "a resource control policy"),
        (PolicyKind.VPCE, "because no VPC endpoint policy allows", "a VPC endpoint policy"),
        (PolicyKind.TRUST, "because no role trust policy allows", "the role trust policy"),
    ],
)
def test_every_layer_has_its_words(kind: PolicyKind, implicit: str, explicit: str) -> None:
    asked = request()
    assert explain.access_denied(asked, ImplicitDeny(kind)) == f"{SENTENCE} {implicit} the s3:GetObject action"
    assert explain.access_denied(asked, ExplicitDeny(kind, ())) == f"{SENTENCE} with an explicit deny in {explicit}"


def denied_by(policy_id: str) -> ExplicitDeny:
    policy = parse(policy_text(DENY), PolicyKind.IDENTITY)
    decision = decide(request(), Layers(Layer.of([Attached(policy, policy_id, "user-managed")])))
    assert isinstance(decision, ExplicitDeny)
    return decision


def test_the_arn_of_the_denying_policy_follows_within_the_account() -> None:
    arn = f"arn:aws:iam::{A}:policy/no"
    reason = "with an explicit deny in an identity-based policy"
    assert explain.access_denied(request(), denied_by(arn)) == f"{SENTENCE} {reason}: {arn}"
    assert explain.access_denied(request(), denied_by(arn), name_policies=False) == f"{SENTENCE} {reason}"
    assert explain.access_denied(request(owner=B), denied_by(arn)) == f"{SENTENCE} {reason}"
    assert explain.access_denied(request(), denied_by("inline")) == f"{SENTENCE} {reason}"


@pytest.mark.parametrize("resource", [ROLE, "whatever"])
def test_role_assumption_is_refused_without_a_reason(resource: str) -> None:
    asked = request("sts:AssumeRole", resource)
    expected = f"User: arn:aws:iam::{A}:user/mira is not authorized to perform: sts:AssumeRole on resource: {resource}"
    for denial in (
        ImplicitDeny(PolicyKind.TRUST),
        ImplicitDeny(PolicyKind.IDENTITY),
        ExplicitDeny(PolicyKind.TRUST, ()),
    ):
        assert explain.access_denied(asked, denial) == expected


def test_sessions_are_named_by_their_own_arn() -> None:
    message = explain.access_denied(request(caller=CALLERS["kiln session"]), ImplicitDeny(PolicyKind.IDENTITY))
    assert message.startswith(f"User: arn:aws:sts::{A}:assumed-role/kiln/s is not authorized")


def test_nobody_is_named_when_nobody_signed() -> None:
    denial = ImplicitDeny(PolicyKind.TRUST)
    anonymous = CALLERS["anonymous"]
    assert explain.access_denied(request(caller=anonymous), denial) == "Access Denied"
    asked = request("sts:AssumeRoleWithWebIdentity", ROLE, anonymous)
    assert explain.access_denied(asked, denial) == "Not authorized to perform sts:AssumeRoleWithWebIdentity"


def test_an_allow_names_its_statements() -> None:
    policy = parse(
        policy_text([{"Sid": "Read", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]), PolicyKind.IDENTITY
    )
    decision = decide(request(), Layers(Layer.of([Attached(policy, "inline", "user")])))
    assert isinstance(decision, Allow)
    assert [(source.attached.id, source.statement.sid) for source in decision.statements] == [("inline", "Read")]


def denied_by_organization(kind: PolicyKind) -> ExplicitDeny:
    statement = DENY[0] | ({"Principal": "*"} if kind is PolicyKind.RCP else {})
    return ExplicitDeny(
        kind,
        Layer.of(
            [Attached(parse(policy_text([statement]), kind), "arn:aws:organizations::1:policy/p", kind.value)]
        ).anywhere,
    )


@pytest.mark.parametrize("kind", [PolicyKind.SCP, PolicyKind.RCP])
@pytest.mark.parametrize(
    ("context", "owner", "named"),
    [
        ({}, A, True),
        ({"aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-1"}, B, True),
        ({"aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-2"}, B, False),
        ({"aws:PrincipalOrgID": "", "aws:ResourceOrgID": ""}, B, False),
        ({}, B, False),
    ],
)
def test_the_arn_of_an_organizations_policy_follows_within_the_organization(
    kind: PolicyKind, context: dict[str, str], owner: str, named: bool
) -> None:
    message = explain.access_denied(request(context=context, owner=owner), denied_by_organization(kind))
    assert message.endswith(" control policy: arn:aws:organizations::1:policy/p") is named


def test_the_organization_says_nothing_of_policies_within_an_account() -> None:
    arn = f"arn:aws:iam::{A}:policy/no"
    asked = request(context={"aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-1"}, owner=B)
    assert arn not in explain.access_denied(asked, denied_by(arn))


def test_what_endpoint_and_organization_deny_is_denied_transitively() -> None:
    transitively = "with an explicit deny in a VPC endpoint policy transitively through a service control policy"
    assert explain.reason(request(), ExplicitDeny(PolicyKind.SCP, (), at_endpoint=True)) == transitively
    plain = "with an explicit deny in a service control policy"
    assert explain.reason(request(), ExplicitDeny(PolicyKind.SCP, ())) == plain
    elsewhere = ExplicitDeny(PolicyKind.IDENTITY, (), at_endpoint=True)
    assert explain.reason(request(), elsewhere) == "with an explicit deny in an identity-based policy"


def test_a_bearer_is_not_named() -> None:
    asked = request("sts:TagSession", ROLE, CALLERS["bearer"])
    assert explain.access_denied(asked, ImplicitDeny(PolicyKind.TRUST)) == "Not authorized to perform sts:TagSession"
