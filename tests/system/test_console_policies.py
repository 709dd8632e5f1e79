"""Managed policies in the console: they are written, attached, changed, compared and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.accounts import allow, deny, trust
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An account with an administrator called ada."""
    with stage_in(tmp_path_factory.mktemp("policies")) as stage:
        stage.administrator()
        yield stage


def arn(stage: Stage, name: str) -> str:
    return f"arn:aws:iam::{stage.server.account}:policy/{name}"


def document(stage: Stage, name: str) -> Any:
    """Return what the default version of the policy says."""
    iam, policy = stage.account.iam, arn(stage, name)
    version = iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=policy, VersionId=version)["PolicyVersion"]["Document"]


def test_somebody_writes_a_policy_mends_its_errors_and_saves_it(stage: Stage) -> None:
    told = stage.play("policies/create")
    assert told == {"place": f"{stage.base}/console/policies", "file": "my_policy.tf"}
    written, *imported = document(stage, "read-reports")["Statement"]
    assert [statement["Action"] for statement in imported] == [["iam:ChangePassword"], ["iam:GetAccountPasswordPolicy"]]
    assert written == {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}


def written(action: str) -> str:
    """Return a document that allows *action*, in lines as the console writes them."""
    return json.dumps({"Version": "2012-10-17", "Statement": [allow(action)]}, indent=2)


def test_somebody_attaches_detaches_and_deletes_policies_from_the_list(stage: Stage) -> None:
    iam = stage.account.iam
    for name in ("team-a", "team-b"):
        iam.create_policy(PolicyName=name, PolicyDocument=written("s3:GetObject"))
    stage.account.user("bob")
    iam.create_group(GroupName="crew")
    iam.attach_group_policy(GroupName="crew", PolicyArn=arn(stage, "team-b"))
    iam.create_policy_version(PolicyArn=arn(stage, "team-b"), PolicyDocument=written("s3:PutObject"))
    assert stage.play("policies/list") == {}
    has = iam.list_entities_for_policy(PolicyArn=arn(stage, "team-a"))
    assert [user["UserName"] for user in has["PolicyUsers"]] == ["bob"]
    assert has["PolicyGroups"] == []
    assert "team-b" not in [policy["PolicyName"] for policy in iam.list_policies(Scope="Local")["Policies"]]


def test_somebody_makes_a_boundary_of_a_policy_and_goes_back_to_another_version(stage: Stage) -> None:
    iam = stage.account.iam
    policy = arn(stage, "changing")
    iam.create_policy(PolicyName="changing", PolicyDocument=written("s3:GetObject"), Description="What changes")
    for action in ("s3:PutObject", "s3:DeleteObject"):
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=written(action), SetAsDefault=True)
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust(stage.account.number))
    stage.account.user("ben")
    assert stage.play("policies/page", arn=policy) == {}
    assert iam.get_user(UserName="ben")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy
    versions = iam.list_policy_versions(PolicyArn=policy)["Versions"]
    assert [(version["VersionId"], version["IsDefaultVersion"]) for version in versions] == [
        ("v3", False),
        ("v2", True),
    ]


def test_somebody_who_saves_meanwhile_is_not_overwritten_unseen(stage: Stage) -> None:
    iam, policy = stage.account.iam, arn(stage, "shared")
    iam.create_policy(PolicyName="shared", PolicyDocument=written("s3:GetObject"))

    def save(_: str) -> None:
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=written("s3:DeleteObject"), SetAsDefault=True)

    def versions(_: str) -> list[int]:
        return [len(iam.list_policy_versions(PolicyArn=policy)["Versions"])]

    told = stage.play("policies/overtaken", arn=policy, answers={"somebody else saves": save, "versions": versions})
    assert told == {"versions": 2}
    assert document(stage, "shared")["Statement"][0]["Action"] == "s3:PutObject"


def test_a_change_of_a_policy_with_five_versions_takes_the_place_of_one(stage: Stage) -> None:
    iam = stage.account.iam
    policy = arn(stage, "full")
    iam.create_policy(PolicyName="full", PolicyDocument=written("s3:GetObject"))
    for action in ("s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketPolicy"):
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=written(action), SetAsDefault=True)
    assert stage.play("policies/edit", arn=policy) == {}
    assert document(stage, "full")["Statement"] == [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]
    names = [version["VersionId"] for version in iam.list_policy_versions(PolicyArn=policy)["Versions"]]
    assert names == ["v6", "v5", "v4", "v3", "v2"]


def test_policies_of_aws_can_be_read_and_not_changed(stage: Stage) -> None:
    assert stage.play("policies/aws") == {"tags": 0, "deletes": 0, "edits": 0}


def test_the_panel_edits_the_statement_under_the_cursor(stage: Stage) -> None:
    assert stage.play("policies/statement") == {}
    assert document(stage, "by-panel")["Statement"] == [allow("s3:GetObject"), deny("iam:GetUser")]


def test_who_may_not_validate_writes_all_the_same_and_the_server_refuses_what_is_wrong(stage: Stage) -> None:
    stage.person("lena", allow("iam:CreatePolicy"))
    assert stage.play("policies/refused", everywhere=False) == {}
    assert "empty" not in [
        policy["PolicyName"] for policy in stage.account.iam.list_policies(Scope="Local")["Policies"]
    ]
