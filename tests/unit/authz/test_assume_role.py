"""AssumeRole: the caller's policies and the role's trust policy decide together (policy-evaluation.md 7.7, 8)."""

from __future__ import annotations

import json

import pytest

from ostiary.model.errors import AccessDeniedError
from tests.support.world import A, B, World, allow, as_role, as_root, deny, policy, trusting

ASSUME = "sts:AssumeRole"
ALL = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def arn(name: str, account: str = A, path: str = "/") -> str:
    return f"arn:aws:iam::{account}:role{path}{name}"


def call(name: str, account: str = A, **more: object) -> dict[str, object]:
    return {"RoleArn": arn(name, account), "RoleSessionName": "work", **more}


def test_a_role_that_names_the_user_is_enough_in_one_account(world: World) -> None:
    mira = world.user("mira")
    world.role("kiln", trust=trusting(mira.arn), trust_ids={mira.arn: mira.entity_id})
    assert world.is_allowed(mira, ASSUME, **call("kiln"))


def test_threat_25_an_arn_in_a_trust_policy_means_the_entity_that_had_it(world: World) -> None:
    mira = world.user("mira")
    world.role("kiln", trust=trusting(mira.arn), trust_ids={mira.arn: "AIDASOMEONEELSE"})
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))


def test_a_role_that_names_the_account_needs_an_identity_policy_too(world: World) -> None:
    world.role("kiln", trust=trusting(A))
    assert world.is_allowed(world.user("mira", allow(ASSUME)), ASSUME, **call("kiln"))
    assert not world.is_allowed(world.user("noor"), ASSUME, **call("kiln"))


def test_an_administrator_whom_the_role_does_not_trust_may_not(world: World) -> None:
    world.role("kiln", trust=trusting(B))
    assert not world.is_allowed(world.user("mira", allow("*")), ASSUME, **call("kiln"))


def test_across_accounts_both_sides_must_allow(world: World) -> None:
    mira, noor = world.user("mira", allow(ASSUME, arn("kiln", B))), world.user("noor")
    world.role("kiln", account=B, trust=trusting(A))
    named = trusting(noor.arn)
    world.role("oven", account=B, trust=named, trust_ids={noor.arn: noor.entity_id})
    assert world.is_allowed(mira, ASSUME, **call("kiln", B))
    assert not world.is_allowed(mira, ASSUME, **call("oven", B))
    assert not world.is_allowed(noor, ASSUME, **call("oven", B))


def test_root_assumes_no_role(world: World) -> None:
    world.role("kiln", trust=trusting("*"))
    with pytest.raises(AccessDeniedError, match=r"^Roles may not be assumed by root accounts\.$"):
        world.require(as_root(), ASSUME, **call("kiln"))


@pytest.mark.parametrize(
    "wrong",
    [
        arn("nothing"),
        arn("KILN", path="/ops/"),
        arn("kiln"),
        arn("kiln", path="/OPS/"),
        arn("kiln", B, "/ops/"),
        arn("kiln", path="/ops/").replace("arn:aws:", "arn:aws-cn:"),
        arn("kiln", path="/ops/").replace(":role/", ":user/"),
        "kiln-kiln-kiln-kiln-kiln",
    ],
)
def test_a_role_that_is_not_exactly_there_is_refused_like_one_that_does_not_trust(world: World, wrong: str) -> None:
    mira = world.user("mira", allow("*"))
    world.role("kiln", path="/ops/")
    world.role("closed", trust=trusting(B))
    with pytest.raises(AccessDeniedError) as missing:
        world.require(mira, ASSUME, RoleArn=wrong, RoleSessionName="work")
    with pytest.raises(AccessDeniedError) as closed:
        world.require(mira, ASSUME, **call("closed"))
    assert missing.value.message == f"User: {mira.arn} is not authorized to perform: {ASSUME} on resource: {wrong}"
    assert closed.value.message == missing.value.message.replace(wrong, arn("closed"))
    assert world.is_allowed(mira, ASSUME, RoleArn=arn("kiln", path="/ops/"), RoleSessionName="work")


def test_a_role_made_later_can_be_assumed_at_once(world: World) -> None:
    mira = world.user("mira", allow("*"))
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))
    world.role("kiln")
    assert world.is_allowed(mira, ASSUME, **call("kiln"))


def test_an_external_id_that_is_not_sent_is_not_there(world: World) -> None:
    mira = world.user("mira", allow("*"))
    condition = {"StringEquals": {"sts:ExternalId": "secret"}}
    world.role("kiln", trust=trusting(A, Condition=condition))
    assert world.is_allowed(mira, ASSUME, **call("kiln", ExternalId="secret"))
    assert not world.is_allowed(mira, ASSUME, **call("kiln", ExternalId="other"))
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))


def test_the_session_name_can_be_forced(world: World) -> None:
    mira = world.user("mira", allow("*"))
    condition = {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}
    world.role("kiln", trust=trusting(A, Condition=condition))
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))
    assert world.is_allowed(mira, ASSUME, RoleArn=arn("kiln"), RoleSessionName="mira")


TAGS = [{"Key": "team", "Value": "ops"}]


def test_tags_need_tag_session_on_both_sides(world: World) -> None:
    world.role("plain", trust=trusting(A))
    world.role("open", trust=trusting(A, *ALL))
    both, one = world.user("mira", allow(ALL)), world.user("noor", allow(ASSUME))
    assert world.is_allowed(both, ASSUME, **call("open", Tags=TAGS))
    assert not world.is_allowed(both, ASSUME, **call("plain", Tags=TAGS))
    assert not world.is_allowed(one, ASSUME, **call("open", Tags=TAGS))
    assert world.is_allowed(one, ASSUME, **call("open"))


def test_tags_that_a_session_hands_on_need_tag_session_again(world: World) -> None:
    kiln = world.role("kiln", allow("*"))
    world.role("plain", trust=trusting(A))
    world.role("open", trust=trusting(A, *ALL))
    tagged = as_role(kiln, tags={"team": "ops"}, transitive_keys=("team",))
    assert world.is_allowed(tagged, ASSUME, **call("open"))
    assert not world.is_allowed(tagged, ASSUME, **call("plain"))
    assert world.is_allowed(as_role(kiln, tags={"team": "ops"}), ASSUME, **call("plain"))


def test_a_source_identity_needs_permission_at_every_link_of_the_chain(world: World) -> None:
    kiln = world.role("kiln", allow("*"))
    world.role("plain", trust=trusting(A))
    world.role("open", trust=trusting(A, *ALL, Condition={"StringLike": {"sts:SourceIdentity": "mira"}}))
    mira = world.user("mira", allow("*"))
    assert not world.is_allowed(mira, ASSUME, **call("plain", SourceIdentity="mira"))
    assert world.is_allowed(mira, ASSUME, **call("open", SourceIdentity="mira"))
    assert not world.is_allowed(mira, ASSUME, **call("open", SourceIdentity="noor"))
    assert world.is_allowed(as_role(kiln, source_identity="mira"), ASSUME, **call("open"))
    assert not world.is_allowed(as_role(kiln, source_identity="mira"), ASSUME, **call("plain"))


def test_a_deny_in_the_trust_policy_wins(world: World) -> None:
    mira = world.user("mira", allow("*"))
    document = json.loads(trusting("*"))
    document["Statement"].append({"Effect": "Deny", "Principal": {"AWS": A}, "Action": "sts:AssumeRole"})
    world.role("kiln", trust=json.dumps(document))
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))


def test_a_deny_on_the_side_of_the_caller_wins(world: World) -> None:
    mira = world.user("mira", deny(ASSUME))
    world.role("kiln", trust=trusting(mira.arn), trust_ids={mira.arn: mira.entity_id})
    assert not world.is_allowed(mira, ASSUME, **call("kiln"))


def test_a_role_can_be_chosen_by_its_tags(world: World) -> None:
    condition = {"StringEquals": {"iam:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    mira = world.user("mira", allow(ASSUME, Condition=condition), tags={"Team": "ops"})
    world.role("ops", trust=trusting(A), tags={"team": "ops"})
    world.role("dev", trust=trusting(A), tags={"team": "dev"})
    assert world.is_allowed(mira, ASSUME, **call("ops"))
    assert not world.is_allowed(mira, ASSUME, **call("dev"))


def test_the_session_policy_of_the_caller_binds_when_the_role_is_trusted_only_by_its_account(world: World) -> None:
    kiln = world.role("kiln", allow("*"))
    world.role("next", trust=trusting(A))
    assert world.is_allowed(as_role(kiln), ASSUME, **call("next"))
    assert not world.is_allowed(as_role(kiln, policies=(policy(allow("iam:*")),)), ASSUME, **call("next"))
