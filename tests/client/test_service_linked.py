"""Service-linked roles through boto3: made from a template, modifiable by nobody, deleted by a task."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ostiary.catalogue.managed import managed_policy
from ostiary.catalogue.service_linked import TEMPLATES
from tests.support.accounts import complaint
from tests.support.server import ServerInThread, server_in_thread

BATCH = "AWSServiceRoleForBatch"
BATCH_POLICY = "arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("linked")) as running:
        yield running


def test_a_role_is_made_from_the_template_of_its_service_and_deleted_by_a_task(server: ServerInThread) -> None:
    iam = server.client("iam")
    role = iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com", Description="jobs")["Role"]
    arn = f"arn:aws:iam::{server.account}:role/aws-service-role/batch.amazonaws.com/{BATCH}"
    assert (role["RoleName"], role["Arn"], role["Path"]) == (BATCH, arn, "/aws-service-role/batch.amazonaws.com/")
    found = iam.get_role(RoleName=BATCH)["Role"]
    assert found["AssumeRolePolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "batch.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
    assert (found["Description"], found["MaxSessionDuration"]) == ("jobs", 3600)
    attached = iam.list_attached_role_policies(RoleName=BATCH)["AttachedPolicies"]
    assert attached == [{"PolicyName": "BatchServiceRolePolicy", "PolicyArn": BATCH_POLICY}]

    task = iam.delete_service_linked_role(RoleName=BATCH)["DeletionTaskId"]
    assert task.startswith(f"task/aws-service-role/batch.amazonaws.com/{BATCH}/")
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert complaint(iam.get_role, RoleName=BATCH)[0] == "NoSuchEntity"
    assert iam.get_policy(PolicyArn=BATCH_POLICY)["Policy"]["AttachmentCount"] == 0


def test_a_suffix_tells_several_roles_of_one_service_apart(server: ServerInThread) -> None:
    iam = server.client("iam")
    service = "autoscaling.amazonaws.com"
    made = [
        iam.create_service_linked_role(AWSServiceName=service, **given)["Role"]["RoleName"]
        for given in ({}, {"CustomSuffix": "blue"})
    ]
    assert made == ["AWSServiceRoleForAutoScaling", "AWSServiceRoleForAutoScaling_blue"]


def test_the_longest_suffix_makes_a_role_that_every_call_can_name(server: ServerInThread) -> None:
    iam = server.client("iam")
    suffix = "x" * (64 - len("AWSServiceRoleForAutoScaling_"))
    created = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", CustomSuffix=suffix)
    name = created["Role"]["RoleName"]
    assert len(name) == 64
    assert iam.get_role(RoleName=name)["Role"]["RoleId"] == created["Role"]["RoleId"]
    iam.delete_service_linked_role(RoleName=name)
    assert iam.list_roles()["Roles"] == []


def test_what_no_template_allows_is_refused_and_nothing_changes(server: ServerInThread) -> None:
    iam = server.client("iam")
    create = iam.create_service_linked_role
    create(AWSServiceName="batch.amazonaws.com")
    iam.create_role(RoleName="plain", AssumeRolePolicyDocument=json.dumps(TRUST))
    revision = server.revision
    assert complaint(create, AWSServiceName="batch.amazonaws.com") == (
        "InvalidInput",
        f"Service role name {BATCH} has been taken in this account, please try a different suffix.",
    )
    assert complaint(create, AWSServiceName="ecs.amazonaws.com", CustomSuffix="x") == (
        "InvalidInput",
        "Custom suffix is not allowed for ecs.amazonaws.com",
    )
    assert complaint(create, AWSServiceName="pottery.amazonaws.com")[0] == "InvalidInput"
    longest = "AWSServiceRoleForAutoScaling_".ljust(64, "x")
    assert complaint(create, AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="x" * 36) == (
        "InvalidInput",
        f"Service role name {longest}x is longer than 64 characters, please try a shorter suffix.",
    )
    assert complaint(iam.delete_service_linked_role, RoleName="plain")[0] == "NoSuchEntity"
    assert complaint(iam.delete_service_linked_role, RoleName="absent")[0] == "NoSuchEntity"
    missing = "task/aws-service-role/batch.amazonaws.com/x/0"
    assert complaint(iam.get_service_linked_role_deletion_status, DeletionTaskId=missing)[0] == "NoSuchEntity"
    assert complaint(
        iam.create_role,
        RoleName="x",
        Path="/aws-service-role/batch.amazonaws.com/",
        AssumeRolePolicyDocument=json.dumps(TRUST),
    )[0] == "AccessDenied"  # fmt: skip
    assert server.revision == revision


TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("attach_role_policy", {"PolicyArn": READ_ONLY}),
    ("detach_role_policy", {"PolicyArn": BATCH_POLICY}),
    ("put_role_policy", {"PolicyName": "p", "PolicyDocument": DOCUMENT}),
    ("delete_role_policy", {"PolicyName": "p"}),
    ("put_role_permissions_boundary", {"PermissionsBoundary": READ_ONLY}),
    ("delete_role_permissions_boundary", {}),
    ("update_role", {"MaxSessionDuration": 7200}),
    ("update_assume_role_policy", {"PolicyDocument": json.dumps(TRUST)}),
    ("delete_role", {}),
]


def test_the_thirty_29_a_service_linked_role_cannot_be_modified(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")
    iam.create_instance_profile(InstanceProfileName="profile")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    nobody = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    revision = server.revision
    for name, parameters in CHANGES:
        code, message = complaint(getattr(iam, name), RoleName=BATCH, **parameters)
        assert (code, BATCH in message) == ("UnmodifiableEntity", True), name
        assert complaint(getattr(nobody, name), RoleName=BATCH, **parameters)[0] == "AccessDenied", name
    adding = iam.add_role_to_instance_profile
    assert complaint(adding, InstanceProfileName="profile", RoleName=BATCH)[0] == "UnmodifiableEntity"
    assert server.revision == revision
    iam.update_role_description(RoleName=BATCH, Description="one thing that may be changed")
    iam.tag_role(RoleName=BATCH, Tags=[{"Key": "team", "Value": "red"}])
    role = iam.get_role(RoleName=BATCH)["Role"]
    assert (role["Description"], role["Tags"]) == ("one thing that may be changed", [{"Key": "team", "Value": "red"}])
    iam.update_role(RoleName=BATCH, Description="")
    iam.untag_role(RoleName=BATCH, TagKeys=["team"])
    assert {"Description", "Tags"}.isdisjoint(iam.get_role(RoleName=BATCH)["Role"])


def test_who_may_make_roles_for_one_service_may_not_for_another(server: ServerInThread) -> None:
    root = server.client("iam")
    root.create_user(UserName="ops")
    key = root.create_access_key(UserName="ops")["AccessKey"]
    statement = {
        "Effect": "Allow",
        "Action": ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRole*"],
        "Resource": f"arn:aws:iam::*:role/aws-service-role/batch.amazonaws.com/{BATCH}*",
        "Condition": {"StringLikeIfExists": {"iam:AWSServiceName": "batch.amazonaws.com"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    root.put_user_policy(UserName="ops", PolicyName="batch", PolicyDocument=document)
    iam = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert complaint(iam.create_service_linked_role, AWSServiceName="ecs.amazonaws.com")[0] == "AccessDenied"
    iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")
    task = iam.delete_service_linked_role(RoleName=BATCH)["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    other = "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/0"
    assert complaint(iam.get_service_linked_role_deletion_status, DeletionTaskId=other)[0] == "AccessDenied"


def test_every_template_has_a_policy_of_the_catalogue() -> None:
    missing = [each.service for each in TEMPLATES.values() if managed_policy(each.policy_arn("aws")) is None]
    assert missing == []
