"""Roles in the console: listed, made in each way there is, changed and deleted; boto3 sees what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support import saml
from tests.support.accounts import allow, another_account, code, document, trust
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

GITHUB = "token.actions.githubusercontent.com"
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
ANCHOR = "arn:aws:rolesanywhere:us-east-1:{}:trust-anchor/8f0f3bd0-5a7e-4d43-9a21-6b1f0d3c2b11"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has roles that trust all sorts of entities, one of which is gone."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        iam, number = stage.account.iam, stage.server.account
        stage.administrator()
        stage.person("nobody", allow("s3:GetObject"))
        iam.create_user(UserName="gone")
        several = [number, stage.account.arn("user/ada"), stage.account.arn("user/gone")]
        iam.create_role(RoleName="shared", AssumeRolePolicyDocument=trust(several))
        iam.delete_user(UserName="gone")
        iam.create_role(
            RoleName="partner",
            Path="/third/",
            Description="Audits by a third party",
            MaxSessionDuration=7_200,
            AssumeRolePolicyDocument=trust(number, Condition={"StringEquals": {"sts:ExternalId": "customer-7"}}),
        )
        iam.create_role(RoleName="web", AssumeRolePolicyDocument=_trusting("ec2.amazonaws.com"))
        iam.put_role_policy(RoleName="web", PolicyName="read", PolicyDocument=document(allow("s3:GetObject")))
        iam.attach_role_policy(RoleName="web", PolicyArn=READ_ONLY)
        for profile in ("web", "web-too"):
            iam.create_instance_profile(InstanceProfileName=profile)
            iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName="web")
        iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
        iam.create_open_id_connect_provider(Url=f"https://{GITHUB}", ClientIDList=["sts.amazonaws.com"])
        iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
        yield stage


def test_roles_are_listed_and_deleted_with_what_is_theirs(stage: Stage) -> None:
    iam = stage.account.iam
    assert stage.play("roles/list") == {}
    assert _names(stage) == {"partner", "shared"}
    profiles = iam.list_instance_profiles()["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in profiles] == ["web-too"]  # that one was made apart


def test_who_may_not_list_roles_is_told_why(stage: Stage) -> None:
    assert stage.play("roles/denied", everywhere=False) == {}


def test_a_role_is_made_for_a_service_with_policies_boundary_and_instance_profile(stage: Stage) -> None:
    assert stage.play("roles/service") == {}
    iam = stage.account.iam
    role = iam.get_role(RoleName="app")["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(_trusting("ec2.amazonaws.com"))
    assert role["Description"] == "Runs the app"
    assert role["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == "arn:aws:iam::aws:policy/PowerUserAccess"
    attached = iam.list_attached_role_policies(RoleName="app")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [READ_ONLY]
    (profile,) = iam.list_instance_profiles_for_role(RoleName="app")["InstanceProfiles"]
    assert profile["InstanceProfileName"] == "app"


def test_what_failed_after_the_role_was_made_is_told_and_tried_again(stage: Stage) -> None:
    iam = stage.account.iam
    stage.person("maker", allow(["iam:CreateRole", "iam:Get*", "iam:List*"]))

    def let(_: str) -> None:
        more = document(allow("iam:AttachRolePolicy"))
        iam.put_user_policy(UserName="maker", PolicyName="more", PolicyDocument=more)

    assert stage.play("roles/half", answers={"allow": let}) == {}
    attached = iam.list_attached_role_policies(RoleName="half")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [READ_ONLY]


def test_a_role_is_made_for_each_other_kind_of_entity(stage: Stage) -> None:
    number = stage.server.account
    anchor = ANCHOR.format(number)
    other = another_account(stage.server).number
    assert stage.play("roles/kinds", anchor=anchor, other=other) == {}
    assert _statement(stage, "vendor") == {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{other}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "customer-7"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    assert _statement(stage, "ci") == {
        "Effect": "Allow",
        "Principal": {"Federated": stage.account.arn(f"oidc-provider/{GITHUB}")},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{GITHUB}:aud": "sts.amazonaws.com",
                f"{GITHUB}:sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
            }
        },
    }
    assert _statement(stage, "staff") == {
        "Effect": "Allow",
        "Principal": {"Federated": stage.account.arn("saml-provider/corporate")},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": f"{stage.base}/saml"}},
    }
    assert _statement(stage, "workload") == {
        "Effect": "Allow",
        "Principal": {"Service": "rolesanywhere.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": {
            "ArnEquals": {"aws:SourceArn": anchor},
            "StringEquals": {"aws:PrincipalTag/x509SAN/URI": "spiffe://example.org/web"},
        },
    }
    assert _statement(stage, "own")["Principal"] == {"Service": "backup.example.com"}


def test_a_role_is_looked_at_and_changed(stage: Stage) -> None:
    iam = stage.account.iam
    arn = stage.account.role("operator", trust(stage.server.account), allow("iam:GetAccountSummary"))
    session = stage.account.user("caller", allow("sts:AssumeRole")).assume(arn)
    assert session.client("iam").get_account_summary()
    iam.create_instance_profile(InstanceProfileName="spare")
    told = stage.play("roles/detail")
    assert told == {"link": f"{stage.base}/switchrole?roleName=operator&account={stage.server.account}"}
    role = iam.get_role(RoleName="operator")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (5_400, "Operates")
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": stage.account.arn("user/ada")}
    policy = iam.get_role_policy(RoleName="operator", PolicyName="AWSRevokeOlderSessions")["PolicyDocument"]
    (statement,) = policy["Statement"]
    until = datetime.fromisoformat(statement.pop("Condition")["DateLessThan"]["aws:TokenIssueTime"])
    assert statement == {"Effect": "Deny", "Action": ["*"], "Resource": ["*"]}
    assert abs(datetime.now(UTC) - until) < timedelta(minutes=3)
    assert code(session.client("iam").get_account_summary) == "AccessDenied"
    profiles = iam.list_instance_profiles_for_role(RoleName="operator")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in profiles] == ["spare"]


def _trusting(service: str) -> str:
    return document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})


def _names(stage: Stage) -> set[str]:
    return {role["RoleName"] for role in stage.account.iam.list_roles()["Roles"]}


def _statement(stage: Stage, role: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.account.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    (statement,) = found["Statement"]
    return dict(statement)
