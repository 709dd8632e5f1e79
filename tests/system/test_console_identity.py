"""The pages of users and groups in a real browser: what is clicked there has happened, as boto3 sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, document
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An account with an administrator, two groups, and alice, who is in one of them."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        iam = stage.account.iam
        for group in ("developers", "operators"):
            iam.create_group(GroupName=group)
        iam.attach_group_policy(GroupName="developers", PolicyArn=AUDIT)
        iam.put_group_policy(GroupName="developers", PolicyName="buckets", PolicyDocument=document(allow("s3:*")))
        stage.account.user("alice")
        iam.attach_user_policy(UserName="alice", PolicyArn=READ_ONLY)
        iam.put_user_policy(UserName="alice", PolicyName="notes", PolicyDocument=document(allow("iam:GetUser")))
        iam.add_user_to_group(UserName="alice", GroupName="developers")
        yield stage


def test_permissions_are_read_written_given_and_taken_away(stage: Stage) -> None:
    assert stage.play("identity/inline") == {}
    assert stage.play("identity/grants") == {}
    iam = stage.account.iam
    attached = iam.list_attached_user_policies(UserName="alice")["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["AmazonSQSFullAccess", "ReadOnlyAccess"]
    assert iam.list_user_policies(UserName="alice")["PolicyNames"] == ["queues"]
    assert iam.list_groups_for_user(UserName="alice")["Groups"] == []
    boundary = iam.get_user(UserName="alice")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert boundary == "arn:aws:iam::aws:policy/PowerUserAccess"


def test_the_permissions_of_another_are_copied(stage: Stage) -> None:
    iam = stage.account.iam
    boundary = stage.account.policy("most", allow("*"))
    for name in ("dave", "erin"):
        stage.account.user(name)
    iam.attach_user_policy(UserName="erin", PolicyArn=AUDIT)
    iam.put_user_policy(UserName="erin", PolicyName="notes", PolicyDocument=document(allow("iam:GetUser")))
    iam.add_user_to_group(UserName="erin", GroupName="operators")
    iam.put_user_permissions_boundary(UserName="erin", PermissionsBoundary=boundary)
    assert stage.play("identity/copy") == {}
    attached = iam.list_attached_user_policies(UserName="dave")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [AUDIT]
    written = iam.get_user_policy(UserName="dave", PolicyName="notes")["PolicyDocument"]
    assert written == json.loads(document(allow("iam:GetUser")))
    assert [one["GroupName"] for one in iam.list_groups_for_user(UserName="dave")["Groups"]] == ["operators"]
    assert iam.get_user(UserName="dave")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    iam.delete_group(GroupName="temporary")


def test_a_user_joins_a_group_is_tagged_and_renamed(stage: Stage) -> None:
    stage.account.user("bob")
    stage.account.policy("watch", allow("iam:GetUser", stage.account.arn("user/bob")))
    assert stage.play("identity/user") == {}
    iam = stage.account.iam
    assert [one["GroupName"] for one in iam.list_groups_for_user(UserName="robert")["Groups"]] == ["operators"]
    assert iam.list_user_tags(UserName="robert")["Tags"] == [{"Key": "team", "Value": "blue"}]


def test_what_was_last_accessed_is_reported(stage: Stage) -> None:
    told = stage.play("identity/lastAccessed")
    assert told["place"].endswith("?tab=last-accessed&show=not")


def test_who_may_do_nothing_is_told_so_in_each_part(stage: Stage) -> None:
    stage.person("mira", allow("iam:GetUser", stage.account.arn("user/mira")))
    assert stage.play("identity/denied") == {}


def test_a_group_is_made_changed_and_others_deleted(stage: Stage) -> None:
    stage.account.user("carol")
    assert stage.play("identity/groups") == {}
    iam = stage.account.iam
    assert [one["GroupName"] for one in iam.list_groups()["Groups"]] == ["auditors"]
    assert [one["UserName"] for one in iam.get_group(GroupName="auditors")["Users"]] == ["carol"]
    attached = iam.list_attached_group_policies(GroupName="auditors")["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["IAMReadOnlyAccess", "SecurityAudit"]
