"""Condition keys of a call: who, from where, when, on what, with what (policy-evaluation.md 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ostiary.authz.authorized import Authorized
from ostiary.authz.context import Context, Moment, RequestFacts
from ostiary.catalogue import services
from ostiary.model.caller import Caller, SessionKind
from tests.support.world import FACTS, NOW, A, World, a_session, allow, as_federated, as_role, as_root, trusting


def moment(caller: Caller, facts: RequestFacts = FACTS, service: str = "iam", **tags: str) -> Moment:
    return Moment(caller, tags, facts, service, NOW)


def values(caller: Caller, *keys: str, **more: Any) -> dict[str, object]:  # Any: what a Moment is made of
    """Return those of *keys* that are there; any case."""
    now = moment(caller, **more)
    return {key: value for key in keys if (value := now.value(key.lower())) is not None}


PRINCIPAL = ("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:userid", "aws:username")


def test_the_principal_of_a_user(world: World) -> None:
    mira = world.user("mira", path="/team/")
    expected = (f"arn:aws:iam::{A}:user/team/mira", A, "User", "AIDAMIRA", "mira")
    assert values(mira, *PRINCIPAL) == dict(zip(PRINCIPAL, expected, strict=True))
    assert values(replace(mira, session=a_session(SessionKind.SESSION_TOKEN)), *PRINCIPAL) == values(mira, *PRINCIPAL)


def test_the_principal_of_root_has_no_user_name() -> None:
    assert values(as_root(), *PRINCIPAL) == {
        "aws:PrincipalArn": f"arn:aws:iam::{A}:root",
        "aws:PrincipalAccount": A,
        "aws:PrincipalType": "Account",
        "aws:userid": A,
    }


def test_the_principal_of_a_role_session_is_the_role(world: World) -> None:
    assert values(as_role(world.role("kiln", path="/ops/"), "night"), *PRINCIPAL) == {
        "aws:PrincipalArn": f"arn:aws:iam::{A}:role/ops/kiln",
        "aws:PrincipalAccount": A,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": "AROAKILN:night",
    }


def test_the_principal_of_a_federated_user_is_the_session(world: World) -> None:
    assert values(as_federated(world.user("mira"), "guest"), *PRINCIPAL) == {
        "aws:PrincipalArn": f"arn:aws:sts::{A}:federated-user/guest",
        "aws:PrincipalAccount": A,
        "aws:PrincipalType": "FederatedUser",
        "aws:userid": f"{A}:guest",
    }


MFA = ("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge")


def test_long_term_keys_do_not_say_whether_mfa_was_used(world: World) -> None:
    assert values(world.user("mira"), *MFA, "aws:TokenIssueTime") == {}


def test_temporary_credentials_say_whether_mfa_was_used(world: World) -> None:
    mira, kiln = world.user("mira"), world.role("kiln")
    assert values(replace(mira, session=a_session(SessionKind.SESSION_TOKEN)), *MFA) == {MFA[0]: "false"}
    assert values(as_role(kiln), *MFA) == {MFA[0]: "false"}
    assert values(as_role(kiln, mfa_time=NOW - 90), *MFA) == {MFA[0]: "true", MFA[1]: "90"}
    assert values(as_federated(mira), *MFA) == {}


def test_a_session_has_its_issue_time_and_source_identity(world: World) -> None:
    session = as_role(world.role("kiln"), source_identity="mira", issued=NOW - 3_600)
    assert values(session, "aws:TokenIssueTime", "aws:SourceIdentity") == {
        "aws:TokenIssueTime": "2023-11-14T21:13:20Z",
        "aws:SourceIdentity": "mira",
    }
    assert values(as_role(world.role("oven")), "aws:SourceIdentity") == {}


def test_session_tags_replace_tags_of_the_entity_without_case(world: World) -> None:
    session = as_role(world.role("kiln"), tags={"Team": "Ops"})
    now = moment(session, team="dev", cost="7")
    assert now.value("aws:principaltag/team") == "Ops"
    assert now.value("aws:principaltag/cost") == "7"
    assert now.value("aws:principaltag/other") is None


@pytest.mark.parametrize(
    ("peer", "seen"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::9", "2001:db8::9"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_source_ip_is_the_address_of_the_caller(peer: str, seen: str) -> None:
    assert values(as_root(), "aws:SourceIp", facts=replace(FACTS, peer_ip=peer)) == {"aws:SourceIp": seen}


@pytest.mark.parametrize("peer", ["", "unix", "192.0.2"])
def test_without_an_address_there_is_no_source_ip(peer: str) -> None:
    assert values(as_root(), "aws:SourceIp", facts=replace(FACTS, peer_ip=peer)) == {}


def test_headers_are_there_when_they_were_sent() -> None:
    headers = ("aws:UserAgent", "aws:referer")
    assert values(as_root(), *headers) == {}
    sent = replace(FACTS, user_agent="curl", referer="https://example.com/")
    assert values(as_root(), *headers, facts=sent) == {"aws:UserAgent": "curl", "aws:referer": "https://example.com/"}


def test_what_every_call_has() -> None:
    assert values(
        as_root(),
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:SecureTransport",
        "aws:ViaAWSService",
        "aws:PrincipalIsAWSService",
        "aws:RequestedRegion",
    ) == {
        "aws:CurrentTime": "2023-11-14T22:13:20Z",
        "aws:EpochTime": str(NOW),
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:PrincipalIsAWSService": "false",
        "aws:RequestedRegion": "us-east-1",
    }


def test_sts_is_asked_in_a_region() -> None:
    assert values(as_root(), "aws:RequestedRegion", service="sts") == {"aws:RequestedRegion": "eu-west-1"}


def test_every_global_key_is_one_of_the_catalogue() -> None:
    facts = replace(FACTS, user_agent="x", referer="y")
    keys = list(moment(as_root(), facts, team="ops").present())
    assert keys
    assert [key for key in keys if services.condition_key(key) is None] == []


def test_a_context_is_a_mapping_of_what_is_there() -> None:
    context = Context(moment(as_root()), {"aws:resourceaccount": A})
    assert dict(context)["aws:principaltype"] == "Account"
    assert context.get("aws:username") is None
    assert "aws:username" not in context
    assert len(context) == len(list(context)) == len(set(context))


# -- keys of resource and request, as policies see them ---------------------------------------------------


def allowed_when(world: World, operator: str, key: str, value: object, operation: str, **params: Any) -> bool:
    """Return whether a policy with that one condition allows the call; each asks with a user of its own."""
    name = f"u{world.store.revision}"
    condition = {operator: {key: value}}
    return world.is_allowed(world.user(name, allow("iam:*", Condition=condition)), operation, **params)


def test_tags_of_the_resource_have_two_names(world: World) -> None:
    world.user("noor", tags={"Team": "ops"})
    for prefix in ("aws:ResourceTag", "iam:ResourceTag"):
        assert allowed_when(world, "StringEquals", f"{prefix}/team", "ops", "iam:GetUser", UserName="noor")
        assert not allowed_when(world, "StringEquals", f"{prefix}/team", "dev", "iam:GetUser", UserName="noor")


def test_threat_26_two_tags_that_differ_only_in_case_are_one_key_that_no_single_value_fits(world: World) -> None:
    policy = world.managed("p", allow("s3:*"), tags={"Team": "ops", "team": "dev"})
    for value in ("ops", "dev"):
        for operator in ("StringEquals", "StringNotEquals", "StringLike"):
            assert not allowed_when(world, operator, "iam:ResourceTag/team", value, "iam:GetPolicy", PolicyArn=policy)
        both = "ForAnyValue:StringEquals"
        assert allowed_when(world, both, "aws:ResourceTag/team", value, "iam:GetPolicy", PolicyArn=policy)


def test_what_does_not_exist_has_no_tags(world: World) -> None:
    world.user("noor", tags={"team": "ops"})
    tag = "aws:ResourceTag/team"
    assert allowed_when(world, "Null", tag, "true", "iam:GetUser", UserName="nobody")
    assert allowed_when(world, "Null", tag, "true", "iam:CreateUser", UserName="noor", Path="/")


def test_the_policy_that_is_attached_is_a_key(world: World) -> None:
    world.user("noor")
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    call = {"UserName": "noor", "PolicyArn": arn}
    assert allowed_when(world, "ArnEquals", "iam:PolicyARN", arn, "iam:AttachUserPolicy", **call)
    assert not allowed_when(world, "ArnEquals", "iam:PolicyARN", f"{arn}X", "iam:AttachUserPolicy", **call)
    assert not allowed_when(world, "ArnLike", "iam:PolicyARN", "*", "iam:GetUser", UserName="noor")


def test_threat_16_a_boundary_is_that_of_the_request_when_it_is_set_and_else_that_of_the_target(world: World) -> None:
    edge, loose = world.managed("edge", allow("iam:*")), world.managed("loose", allow("*"))
    world.user("noor", boundary=edge)

    def allowed(boundary: str, operation: str, **params: str) -> bool:
        return allowed_when(world, "StringEquals", "iam:PermissionsBoundary", boundary, operation, **params)

    assert allowed(edge, "iam:PutUserPolicy", UserName="noor")
    assert not allowed(loose, "iam:PutUserPolicy", UserName="noor")
    assert allowed(edge, "iam:PutUserPermissionsBoundary", UserName="noor", PermissionsBoundary=edge)
    assert not allowed(edge, "iam:PutUserPermissionsBoundary", UserName="noor", PermissionsBoundary=loose)
    assert allowed(edge, "iam:DeleteUserPermissionsBoundary", UserName="noor")
    assert allowed(edge, "iam:CreateUser", UserName="new", PermissionsBoundary=edge)
    assert not allowed(edge, "iam:CreateUser", UserName="new")
    assert not allowed(edge, "iam:GetUser", UserName="noor")  # the action does not know the key


def test_tags_of_the_request_are_keys_and_so_are_their_names(world: World) -> None:
    world.user("noor")
    tags = [{"Key": "Team", "Value": "ops"}, {"Key": "cost", "Value": "7"}]
    call = {"UserName": "noor", "Tags": tags}
    assert allowed_when(world, "StringEquals", "aws:RequestTag/team", "ops", "iam:TagUser", **call)
    keys = "aws:TagKeys"
    assert allowed_when(world, "ForAllValues:StringEquals", keys, ["Team", "cost"], "iam:TagUser", **call)
    assert not allowed_when(world, "ForAllValues:StringEquals", keys, ["Team"], "iam:TagUser", **call)
    untag = {"UserName": "noor", "TagKeys": ["cost"]}
    assert allowed_when(world, "ForAnyValue:StringEquals", keys, "cost", "iam:UntagUser", **untag)
    assert allowed_when(world, "Null", keys, "true", "iam:CreateUser", UserName="new", Tags=[])


def test_the_owner_of_the_resource_is_a_key(world: World) -> None:
    assert allowed_when(world, "StringEquals", "aws:ResourceAccount", A, "iam:ListUsers")
    assert allowed_when(world, "StringEquals", "aws:ResourceAccount", A, "iam:GetUser", UserName="nobody")


def test_a_trust_policy_sees_the_keys_of_the_caller(world: World) -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "ops"}}
    world.role("kiln", trust=trusting("*", Condition=condition))
    call = {"RoleArn": f"arn:aws:iam::{A}:role/kiln", "RoleSessionName": "work"}
    assert world.is_allowed(world.user("mira", tags={"team": "ops"}), "sts:AssumeRole", **call)
    assert not world.is_allowed(world.user("noor", tags={"team": "dev"}), "sts:AssumeRole", **call)


def test_keys_are_worked_out_only_when_they_are_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    compute = Moment.value

    def value(self: Moment, key: str) -> object:
        asked.append(key)
        return compute(self, key)

    monkeypatch.setattr(Moment, "value", value)
    made = world.require(world.user("mira", allow("iam:GetUser")), "iam:GetUser")
    assert isinstance(made, Authorized)
    assert asked == []
