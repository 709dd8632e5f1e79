"""Which policies of an entity allow which service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ostiary.catalogue import services
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.policy import parse
from ostiary.iam.granted import Granted
from ostiary.model.errors import InvalidInputError, NoSuchEntityError
from tests.support.domain import ACCOUNT, TRUST_EC2, Domain

OPERATION = "ListPoliciesGrantingServiceAccess"


def statement(effect: str, actions: str | list[str], resource: str = "*", **more: object) -> dict[str, object]:
    return {"Effect": effect, "Action": actions, "Resource": resource, **more}


def document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def granted(*statements: Mapping[str, object]) -> Granted:
    return Granted((parse(document(*statements), PolicyKind.IDENTITY),))


# -- what is granted -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement("Allow", "s3:GetObject")], ["s3"]),
        ([statement("Allow", ["S3:getobject", "iam:Get*"])], ["iam", "s3"]),
        ([statement("Allow", "s3:NoSuchAction")], []),
        ([statement("Allow", "nothing:*")], []),
        ([statement("Allow", "st?:*")], ["sts"]),
        ([statement("Deny", "s3:*")], []),
        ([statement("Allow", ["s3:*", "sts:*"]), statement("Deny", "s3:*")], ["sts"]),
        ([statement("Allow", ["s3:*", "sts:*"]), statement("Deny", "*")], []),
        ([statement("Allow", "s3:*"), statement("Deny", "s3:Get*")], ["s3"]),
        ([statement("Allow", "s3:GetObject"), statement("Deny", "s3:Get*")], []),
        ([statement("Allow", "s3:*"), statement("Deny", "s3:*", "arn:aws:s3:::b")], ["s3"]),
        (
            [
                statement("Allow", "s3:*"),
                statement("Deny", "s3:*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
            ],
            ["s3"],
        ),
        ([statement("Allow", "s3:GetObject", "arn:aws:s3:::b/*")], ["s3"]),
    ],
)
def test_a_service_is_granted_when_an_action_is_left_of_it(
    statements: list[dict[str, object]], expected: list[str]
) -> None:
    assert list(granted(*statements).services()) == expected


def test_not_action_grants_all_that_it_does_not_name() -> None:
    without = {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}
    found = set(granted(without).services())
    assert len(found) > 400
    assert found & {"iam", "sts", "s3"} == {"s3"}


def test_a_deny_of_all_resources_but_some_takes_no_service_away() -> None:
    spares = {"Effect": "Deny", "Action": "s3:*", "NotResource": "*"}
    assert list(granted(statement("Allow", "s3:*"), spares).services()) == ["s3"]


def test_actions_are_those_of_the_catalogue_in_its_case() -> None:
    found = granted(statement("Allow", "iam:*user"), statement("Deny", "iam:D*"))
    assert list(found.actions("iam")) == [
        "CreateUser",
        "GetUser",
        "ListGroupsForUser",
        "TagUser",
        "UntagUser",
        "UpdateUser",
    ]


# -- the operation -------------------------------------------------------------------------------------


def arn(resource: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def answer(domain: Domain, resource: str, *namespaces: str) -> dict[str, list[Any]]:
    found = domain.call(OPERATION, {"Arn": arn(resource), "ServiceNamespaces": list(namespaces)})
    assert not found["IsTruncated"]
    return {entry["ServiceNamespace"]: entry["Policies"] for entry in found["PoliciesGrantingServiceAccess"]}


@pytest.fixture
def furnished(domain: Domain) -> Domain:
    """Alice in Ops; both have the policy `Limits`, which allows everything, and inline policies."""
    domain.users("Alice")
    domain.call("CreateGroup", {"GroupName": "Ops"})
    domain.call("AddUserToGroup", {"GroupName": "Ops", "UserName": "Alice"})
    limits = domain.policy()
    domain.call("AttachUserPolicy", {"UserName": "Alice", "PolicyArn": limits})
    domain.call("AttachGroupPolicy", {"GroupName": "Ops", "PolicyArn": limits})
    buckets, roles = document(statement("Allow", "s3:Get*")), document(statement("Allow", "iam:Get*"))
    domain.call("PutUserPolicy", {"UserName": "Alice", "PolicyName": "buckets", "PolicyDocument": buckets})
    domain.call("PutGroupPolicy", {"GroupName": "Ops", "PolicyName": "roles", "PolicyDocument": roles})
    return domain


LIMITS = {"PolicyName": "Limits", "PolicyType": "MANAGED", "PolicyArn": arn("policy/Limits")}
BUCKETS = {"PolicyName": "buckets", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "Alice"}
ROLES = {"PolicyName": "roles", "PolicyType": "INLINE", "EntityType": "GROUP", "EntityName": "Ops"}


def test_a_user_has_the_policies_of_its_groups_and_each_once(furnished: Domain) -> None:
    found = answer(furnished, "user/Alice", "s3", "iam", "ec2")
    assert list(found) == ["s3", "iam", "ec2"]
    assert found == {"s3": [BUCKETS, LIMITS], "iam": [LIMITS, ROLES], "ec2": [LIMITS]}


def test_a_group_has_its_own_policies_only(furnished: Domain) -> None:
    assert answer(furnished, "group/Ops", "s3", "iam") == {"s3": [LIMITS], "iam": [ROLES, LIMITS]}


def test_a_role_has_its_own_and_a_boundary_is_none_of_them(domain: Domain) -> None:
    domain.call("CreateRole", {"RoleName": "web", "Path": "/app/", "AssumeRolePolicyDocument": TRUST_EC2})
    domain.call("PutRolePermissionsBoundary", {"RoleName": "web", "PermissionsBoundary": domain.policy()})
    allows = document(statement("Allow", "ec2:*"))
    domain.call("PutRolePolicy", {"RoleName": "web", "PolicyName": "in", "PolicyDocument": allows})
    assert answer(domain, "role/app/web", "ec2", "s3") == {
        "ec2": [{"PolicyName": "in", "PolicyType": "INLINE", "EntityType": "ROLE", "EntityName": "web"}],
        "s3": [],
    }


def test_what_a_deny_takes_away_is_granted_by_nothing(furnished: Domain) -> None:
    denies = document(statement("Deny", "s3:*"))
    furnished.call("PutUserPolicy", {"UserName": "Alice", "PolicyName": "no", "PolicyDocument": denies})
    assert answer(furnished, "user/Alice", "s3", "ec2") == {"s3": [], "ec2": [LIMITS]}


def test_more_services_than_a_page_holds_are_paged(domain: Domain) -> None:
    domain.users("Alice")
    asked = [*services.services()][:150]
    params = {"Arn": arn("user/Alice"), "ServiceNamespaces": asked}
    first = domain.call(OPERATION, params)
    second = domain.call(OPERATION, {**params, "Marker": first["Marker"]})
    found = [*first["PoliciesGrantingServiceAccess"], *second["PoliciesGrantingServiceAccess"]]
    assert [entry["ServiceNamespace"] for entry in found] == asked
    assert (first["IsTruncated"], second["IsTruncated"]) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ("x" * 20, InvalidInputError, f"ARN {'x' * 20} is not valid."),
        (arn("policy/Limits"), InvalidInputError, f"ARN {arn('policy/Limits')} is not valid."),
        (arn("root"), InvalidInputError, f"ARN {arn('root')} is not valid."),
        (
            "arn:aws:iam::999999999999:user/Alice",
            InvalidInputError,
            "ARN arn:aws:iam::999999999999:user/Alice is not valid.",
        ),
        (arn("user/nobody"), NoSuchEntityError, "The user with name nobody cannot be found."),
        (arn("user/alice"), NoSuchEntityError, "The user with name alice cannot be found."),
        (arn("group/Ops2"), NoSuchEntityError, "The group with name Ops2 cannot be found."),
        (arn("role/web"), NoSuchEntityError, "The role with name web cannot be found."),
    ],
)
def test_only_an_entity_of_the_account_can_be_asked_about(
    furnished: Domain, wrong: str, error: type[InvalidInputError | NoSuchEntityError], message: str
) -> None:
    furnished.refuses(OPERATION, {"Arn": wrong, "ServiceNamespaces": ["s3"]}, error, message)


def test_a_service_that_there_is_not_is_refused(furnished: Domain) -> None:
    params = {"Arn": arn("user/Alice"), "ServiceNamespaces": ["s3", "nothing"]}
    furnished.refuses(OPERATION, params, InvalidInputError, "Unknown service namespace: nothing")
