"""Managed policies: versions, counts, lists put together from two sources, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ostiary.catalogue import managed as catalogue
from ostiary.model.errors import (
    AccessDeniedError,
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
    OstiaryError,
    ValidationError,
)
from ostiary.model.nouns import fold
from tests.support.domain import ACCOUNT, ALLOW_ALL, NOW, OTHER_ACCOUNT, TRUST_EC2, Domain, root

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
LIMITS = f"arn:aws:iam::{ACCOUNT}:policy/Limits"


def of_size(size: int) -> str:
    """Return a valid policy of *size* characters."""
    sid = "a" * (size - len(ALLOW_ALL) - len('"Sid":"",'))
    return ALLOW_ALL.replace('{"Effect"', f'{{"Sid":"{sid}","Effect"')


def a_policy(domain: Domain, name: str = "Limits", document: str = ALLOW_ALL, **params: object) -> dict[str, Any]:
    policy: dict[str, Any] = domain.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": document, **params})[
        "Policy"
    ]
    return policy


def get(domain: Domain, arn: str = LIMITS) -> dict[str, Any]:
    policy: dict[str, Any] = domain.call("GetPolicy", {"PolicyArn": arn})["Policy"]
    return policy


def a_version(domain: Domain, **params: object) -> dict[str, Any]:
    version: dict[str, Any] = domain.call(
        "CreatePolicyVersion", {"PolicyArn": LIMITS, "PolicyDocument": ALLOW_ALL, **params}
    )["PolicyVersion"]
    return version


def versions(domain: Domain) -> list[tuple[str, bool]]:
    listed = domain.call("ListPolicyVersions", {"PolicyArn": LIMITS})["Versions"]
    return [(version["VersionId"], version["IsDefaultVersion"]) for version in listed]


def names(domain: Domain, **params: object) -> list[str]:
    return [policy["PolicyName"] for policy in domain.call("ListPolicies", {"MaxItems": 1000, **params})["Policies"]]


def flat(pages: Sequence[Sequence[Mapping[str, Any]]], member: str) -> list[Any]:
    return [item[member] for page in pages for item in page]


# -- policies ------------------------------------------------------------------------------------------


def test_a_new_policy_has_one_version_that_is_in_force(domain: Domain) -> None:
    policy = a_policy(domain, Path="/apps/", Description="All", Tags=[{"Key": "team", "Value": "red"}])
    assert policy["PolicyId"].startswith("ANPA")
    assert policy == {
        "PolicyName": "Limits",
        "PolicyId": policy["PolicyId"],
        "Arn": f"arn:aws:iam::{ACCOUNT}:policy/apps/Limits",
        "Path": "/apps/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 0,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "Description": "All",
        "CreateDate": NOW,
        "UpdateDate": NOW,
        "Tags": [{"Key": "team", "Value": "red"}],
    }
    assert get(domain, policy["Arn"]) == policy
    version = domain.call("GetPolicyVersion", {"PolicyArn": policy["Arn"], "VersionId": "v1"})["PolicyVersion"]
    assert version == {"Document": ALLOW_ALL, "VersionId": "v1", "IsDefaultVersion": True, "CreateDate": NOW}


def test_policy_names_are_unique_ignoring_case_and_path(domain: Domain) -> None:
    a_policy(domain)
    domain.refuses(
        "CreatePolicy",
        {"PolicyName": "LIMITS", "Path": "/other/", "PolicyDocument": ALLOW_ALL},
        EntityAlreadyExistsError,
        "A policy called LIMITS already exists. Duplicate names are not allowed.",
    )


def test_a_policy_of_more_than_6144_characters_is_refused(domain: Domain) -> None:  # the thirty, 18
    a_policy(domain, document=of_size(6144) + " \n\t" * 50)
    refusal = (LimitExceededError, "Cannot exceed quota for PolicySize: 6144")
    domain.refuses("CreatePolicy", {"PolicyName": "Long", "PolicyDocument": of_size(6145)}, *refusal)
    domain.refuses("CreatePolicyVersion", {"PolicyArn": LIMITS, "PolicyDocument": of_size(6145)}, *refusal)


def test_a_document_that_is_no_identity_policy_is_refused(domain: Domain) -> None:
    a_policy(domain)
    refusal = (MalformedPolicyDocumentError, "Policy document should not specify a principal.")
    document = ALLOW_ALL.replace('"Action"', '"Principal":{"AWS":"*"},"Action"')
    domain.refuses("CreatePolicy", {"PolicyName": "Bad", "PolicyDocument": document}, *refusal)
    domain.refuses("CreatePolicyVersion", {"PolicyArn": LIMITS, "PolicyDocument": document}, *refusal)


def test_the_quota_of_policies_holds(domain: Domain) -> None:
    domain.quotas = replace(domain.quotas, policies=1)
    a_policy(domain)
    domain.refuses(
        "CreatePolicy",
        {"PolicyName": "Second", "PolicyDocument": ALLOW_ALL},
        LimitExceededError,
        "Cannot exceed quota for PoliciesPerAccount: 1",
    )


def test_a_policy_is_named_by_exactly_its_arn(domain: Domain) -> None:
    a_policy(domain, Path="/apps/")
    for wrong in (
        LIMITS,
        f"arn:aws:iam::{ACCOUNT}:policy/apps/limits",
        f"arn:aws-cn:iam::{ACCOUNT}:policy/apps/Limits",
    ):
        domain.refuses("GetPolicy", {"PolicyArn": wrong}, NoSuchEntityError, f"Policy {wrong} was not found.")


def test_a_policy_of_another_account_is_not_found(domain: Domain) -> None:
    a_policy(domain)
    message = f"Policy {LIMITS} was not found."
    domain.refuses("GetPolicy", {"PolicyArn": LIMITS}, NoSuchEntityError, message, root(OTHER_ACCOUNT))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        # AWS's recorded answers: a name in the place of an ARN, and an ARN of something else.
        ("a-policy-name-that-is-no-arn", ValidationError),
        (f"arn:aws:iam::{ACCOUNT}:not_a_policy/invalid", InvalidInputError),
        (f"arn:aws:iam::{ACCOUNT}:user/alice", InvalidInputError),
        ("arn:aws:s3:::x/policy/a", InvalidInputError),
    ],
)
def test_what_is_no_policy_arn_is_invalid(domain: Domain, text: str, error: type[OstiaryError]) -> None:
    domain.users("bob")
    for operation, params in (
        ("GetPolicy", {"PolicyArn": text}),
        ("AttachUserPolicy", {"UserName": "bob", "PolicyArn": text}),
        ("PutUserPermissionsBoundary", {"UserName": "bob", "PermissionsBoundary": text}),
    ):
        domain.refuses(operation, params, error, f"ARN {text} is not valid.")


def test_get_policy_shows_that_there_are_no_tags_where_a_new_policy_shows_nothing(domain: Domain) -> None:
    assert "Tags" not in a_policy(domain)
    assert get(domain)["Tags"] == []
    assert get(domain, READ_ONLY)["Tags"] == []


@pytest.mark.parametrize("operation", ["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"])
def test_a_version_of_no_policy_is_missed_as_a_version(domain: Domain, operation: str) -> None:
    message = f"Policy {LIMITS} version v1 does not exist or is not attachable."
    domain.refuses(operation, {"PolicyArn": LIMITS, "VersionId": "v1"}, NoSuchEntityError, message)


def test_counts_of_use_are_exact(domain: Domain) -> None:
    a_policy(domain)
    domain.users("alice", "bob")
    domain.call("CreateGroup", {"GroupName": "admins"})
    domain.call(
        "CreateRole", {"RoleName": "Deploy", "AssumeRolePolicyDocument": TRUST_EC2, "PermissionsBoundary": LIMITS}
    )
    domain.call("AttachUserPolicy", {"UserName": "alice", "PolicyArn": LIMITS})
    domain.call("AttachGroupPolicy", {"GroupName": "admins", "PolicyArn": LIMITS})
    domain.call("PutUserPermissionsBoundary", {"UserName": "bob", "PermissionsBoundary": LIMITS})
    for policy in (get(domain), domain.call("ListPolicies", {"Scope": "Local"})["Policies"][0]):
        assert (policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"]) == (2, 2)
    domain.call("DetachUserPolicy", {"UserName": "alice", "PolicyArn": LIMITS})
    domain.call("DeleteRole", {"RoleName": "Deploy"})
    assert (get(domain)["AttachmentCount"], get(domain)["PermissionsBoundaryUsageCount"]) == (1, 1)


def test_counts_of_aws_policies_are_those_of_the_account(domain: Domain) -> None:
    domain.users("alice")
    domain.call("AttachUserPolicy", {"UserName": "alice", "PolicyArn": READ_ONLY})
    assert get(domain, READ_ONLY)["AttachmentCount"] == 1
    other = domain.call("GetPolicy", {"PolicyArn": READ_ONLY}, root(OTHER_ACCOUNT))["Policy"]
    assert other["AttachmentCount"] == 0


def test_a_policy_in_use_cannot_be_deleted(domain: Domain) -> None:
    a_policy(domain)
    domain.users("alice")
    refusal = (DeleteConflictError, "Cannot delete a policy attached to entities.")
    domain.call("AttachUserPolicy", {"UserName": "alice", "PolicyArn": LIMITS})
    domain.refuses("DeletePolicy", {"PolicyArn": LIMITS}, *refusal)
    domain.call("DetachUserPolicy", {"UserName": "alice", "PolicyArn": LIMITS})
    domain.call("PutUserPermissionsBoundary", {"UserName": "alice", "PermissionsBoundary": LIMITS})
    domain.refuses("DeletePolicy", {"PolicyArn": LIMITS}, *refusal)
    domain.call("DeleteUserPermissionsBoundary", {"UserName": "alice"})
    domain.call("DeletePolicy", {"PolicyArn": LIMITS})
    domain.refuses("GetPolicy", {"PolicyArn": LIMITS}, NoSuchEntityError, f"Policy {LIMITS} was not found.")


def test_a_policy_with_several_versions_cannot_be_deleted(domain: Domain) -> None:
    a_policy(domain)
    a_version(domain)
    domain.refuses(
        "DeletePolicy",
        {"PolicyArn": LIMITS},
        DeleteConflictError,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
        "The default version is deleted with the policy.",
    )


def test_a_policy_of_a_deleted_ones_name_starts_again_at_version_one(domain: Domain) -> None:
    first = a_policy(domain)
    a_version(domain)
    domain.call("DeletePolicyVersion", {"PolicyArn": LIMITS, "VersionId": "v2"})
    domain.call("DeletePolicy", {"PolicyArn": LIMITS})
    second = a_policy(domain)
    assert second["PolicyId"] != first["PolicyId"]
    assert versions(domain) == [("v1", True)]


# -- lists ---------------------------------------------------------------------------------------------


def test_all_policies_are_listed_in_one_order_with_the_documents_left_aside(domain: Domain) -> None:
    a_policy(domain, "zzz-own", Description="hidden", Tags=[{"Key": "team", "Value": "red"}])
    a_policy(domain, "AAA-own")
    a_policy(domain, "ReadOnlyAccess")  # also a name of AWS's
    everything = flat(domain.pages("ListPolicies", "Policies", {}, size=500), "Arn")
    published = [policy.arn for policy in catalogue.managed_policies()]
    assert len(everything) == len(set(everything)) == len(published) + 3
    assert [arn for arn in everything if ":aws:policy/" in arn] == published
    in_order = [fold(arn.rpartition("/")[2]) for arn in everything]
    assert in_order == sorted(in_order)
    own = domain.call("ListPolicies", {"Scope": "Local"})["Policies"]
    assert [policy["PolicyName"] for policy in own] == ["AAA-own", "ReadOnlyAccess", "zzz-own"]
    assert not any({"Description", "Tags", "Document"} & policy.keys() for policy in own)


def test_pages_of_one_hold_every_policy_once(domain: Domain) -> None:
    for name in ("b", "A", "a-b", "a.b", "a+b"):
        a_policy(domain, name)
    pages = domain.pages("ListPolicies", "Policies", {"Scope": "Local"}, size=1)
    assert flat(pages, "PolicyName") == ["A", "a+b", "a-b", "a.b", "b"]


def test_a_page_boundary_between_two_policies_of_one_name_loses_neither(domain: Domain) -> None:
    a_policy(domain, "readonlyaccess")
    listed = [policy.arn for policy in catalogue.managed_policies()]
    before = listed.index(READ_ONLY)
    first = domain.call("ListPolicies", {"MaxItems": before + 1 if before < 1000 else 1000})
    assert first["IsTruncated"]
    everything = flat(domain.pages("ListPolicies", "Policies", {}, size=before + 1), "Arn")
    own = f"arn:aws:iam::{ACCOUNT}:policy/readonlyaccess"
    assert everything[before : before + 2] == [own, READ_ONLY]
    assert len(everything) == len(set(everything)) == len(listed) + 1


def test_the_scope_chooses_whose_policies_are_listed(domain: Domain) -> None:
    a_policy(domain)
    assert names(domain, Scope="Local") == ["Limits"]
    assert "Limits" not in names(domain, Scope="AWS")
    assert "ReadOnlyAccess" in flat(domain.pages("ListPolicies", "Policies", {"Scope": "AWS"}, size=1000), "PolicyName")


def test_a_path_prefix_chooses_policies_of_both_kinds(domain: Domain) -> None:
    a_policy(domain, "Own", Path="/job-function/")
    listed = domain.call("ListPolicies", {"PathPrefix": "/job-function/", "MaxItems": 1000})["Policies"]
    assert {policy["Path"] for policy in listed} == {"/job-function/"}
    assert {"Own", "Billing"} <= {policy["PolicyName"] for policy in listed}


def test_only_attached_policies_are_listed_when_asked_for(domain: Domain) -> None:
    for name in ("Attached", "Boundary", "Idle"):
        a_policy(domain, name)
    domain.users("alice")
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/Boundary"
    domain.call("PutUserPermissionsBoundary", {"UserName": "alice", "PermissionsBoundary": boundary})
    for arn in (f"arn:aws:iam::{ACCOUNT}:policy/Attached", READ_ONLY):
        domain.call("AttachUserPolicy", {"UserName": "alice", "PolicyArn": arn})
    assert names(domain, OnlyAttached=True) == ["Attached", "ReadOnlyAccess"]
    assert names(domain, OnlyAttached=True, Scope="AWS") == ["ReadOnlyAccess"]
    assert names(domain, OnlyAttached=True, Scope="Local") == ["Attached"]
    assert names(domain, PolicyUsageFilter="PermissionsPolicy") == ["Attached", "ReadOnlyAccess"]
    assert names(domain, PolicyUsageFilter="PermissionsBoundary") == ["Boundary"]
    assert names(domain, PolicyUsageFilter="PermissionsBoundary", OnlyAttached=True) == []
    pages = domain.pages("ListPolicies", "Policies", {"OnlyAttached": True}, size=1)
    assert flat(pages, "PolicyName") == ["Attached", "ReadOnlyAccess"]


# -- versions ------------------------------------------------------------------------------------------


def test_a_new_version_is_in_force_only_when_asked_for(domain: Domain) -> None:
    a_policy(domain)
    domain.now += 60
    assert a_version(domain) == {"VersionId": "v2", "IsDefaultVersion": False, "CreateDate": domain.now}
    assert get(domain)["DefaultVersionId"] == "v1"
    assert a_version(domain, SetAsDefault=True)["IsDefaultVersion"] is True
    assert (get(domain)["DefaultVersionId"], get(domain)["UpdateDate"]) == ("v3", domain.now)
    assert versions(domain) == [("v3", True), ("v2", False), ("v1", False)]


def test_the_version_in_force_can_be_chosen(domain: Domain) -> None:
    a_policy(domain)
    a_version(domain)
    domain.call("SetDefaultPolicyVersion", {"PolicyArn": LIMITS, "VersionId": "v2"})
    assert versions(domain) == [("v2", True), ("v1", False)]


def test_a_sixth_version_is_refused(domain: Domain) -> None:
    a_policy(domain)
    for _ in range(4):
        a_version(domain)
    domain.refuses(
        "CreatePolicyVersion",
        {"PolicyArn": LIMITS, "PolicyDocument": ALLOW_ALL},
        LimitExceededError,
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
        "version.",
    )


def test_numbers_of_versions_are_never_used_again(domain: Domain) -> None:
    a_policy(domain)
    a_version(domain)
    domain.call("DeletePolicyVersion", {"PolicyArn": LIMITS, "VersionId": "v2"})
    assert a_version(domain)["VersionId"] == "v3"


def test_versions_are_listed_newest_first_in_pages(domain: Domain) -> None:  # the thirty, 14
    domain.quotas = replace(domain.quotas, versions_per_policy=12)
    a_policy(domain)
    for _ in range(11):
        a_version(domain)
    pages = domain.pages("ListPolicyVersions", "Versions", {"PolicyArn": LIMITS}, size=5)
    assert [len(page) for page in pages] == [5, 5, 2]
    assert flat(pages, "VersionId") == [f"v{number}" for number in range(12, 0, -1)]


def test_the_version_in_force_cannot_be_deleted(domain: Domain) -> None:
    a_policy(domain)
    a_version(domain)
    domain.refuses(
        "DeletePolicyVersion",
        {"PolicyArn": LIMITS, "VersionId": "v1"},
        DeleteConflictError,
        "Cannot delete the default version of a policy.",
    )


@pytest.mark.parametrize("operation", ["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"])
def test_a_version_that_is_not_there_is_refused(domain: Domain, operation: str) -> None:
    a_policy(domain)
    domain.refuses(
        operation,
        {"PolicyArn": LIMITS, "VersionId": "v9"},
        NoSuchEntityError,
        f"Policy {LIMITS} version v9 does not exist or is not attachable.",
    )


# -- AWS's policies ------------------------------------------------------------------------------------


def test_an_aws_policy_shows_its_one_version(domain: Domain) -> None:
    policy = get(domain, READ_ONLY)
    version = policy["DefaultVersionId"]
    (listed,) = domain.call("ListPolicyVersions", {"PolicyArn": READ_ONLY})["Versions"]
    assert (listed["VersionId"], listed["IsDefaultVersion"]) == (version, True)
    shown = domain.call("GetPolicyVersion", {"PolicyArn": READ_ONLY, "VersionId": version})["PolicyVersion"]
    assert '"Statement"' in shown["Document"]
    domain.refuses(
        "GetPolicyVersion",
        {"PolicyArn": READ_ONLY, "VersionId": "v99999"},
        NoSuchEntityError,
        f"Policy {READ_ONLY} version v99999 does not exist or is not attachable.",
    )
    assert domain.call("ListPolicyTags", {"PolicyArn": READ_ONLY}) == {"Tags": [], "IsTruncated": False}


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("DeletePolicy", {}),
        ("CreatePolicyVersion", {"PolicyDocument": ALLOW_ALL, "SetAsDefault": True}),
        ("SetDefaultPolicyVersion", {"VersionId": "v1"}),
        ("DeletePolicyVersion", {"VersionId": "v1"}),
        ("TagPolicy", {"Tags": [{"Key": "mine", "Value": ""}]}),
        ("UntagPolicy", {"TagKeys": ["mine"]}),
    ],
)
def test_an_aws_policy_cannot_be_changed(domain: Domain, operation: str, params: dict[str, object]) -> None:
    domain.refuses(
        operation,
        {"PolicyArn": READ_ONLY, **params},
        AccessDeniedError,
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: iam:{operation} "
        f"on resource: policy {READ_ONLY}",
    )


# -- tags ----------------------------------------------------------------------------------------------


def test_tags_of_policies_tell_case_apart(domain: Domain) -> None:
    a_policy(domain, Tags=[{"Key": "team", "Value": "red"}])
    domain.call("TagPolicy", {"PolicyArn": LIMITS, "Tags": [{"Key": "Team", "Value": "blue"}]})
    domain.call("TagPolicy", {"PolicyArn": LIMITS, "Tags": [{"Key": "cost", "Value": "1"}]})
    domain.call("UntagPolicy", {"PolicyArn": LIMITS, "TagKeys": ["COST", "team"]})
    assert domain.call("ListPolicyTags", {"PolicyArn": LIMITS})["Tags"] == [
        {"Key": "Team", "Value": "blue"},
        {"Key": "cost", "Value": "1"},
    ]


# -- who uses a policy ---------------------------------------------------------------------------------


def used_everywhere(domain: Domain) -> None:
    a_policy(domain)
    domain.users("bob", "Alice")
    domain.call("CreateGroup", {"GroupName": "admins", "Path": "/staff/"})
    domain.call(
        "CreateRole", {"RoleName": "Deploy", "AssumeRolePolicyDocument": TRUST_EC2, "PermissionsBoundary": LIMITS}
    )
    for name in ("bob", "Alice"):
        domain.call("AttachUserPolicy", {"UserName": name, "PolicyArn": LIMITS})
    domain.call("PutUserPermissionsBoundary", {"UserName": "bob", "PermissionsBoundary": LIMITS})
    domain.call("AttachGroupPolicy", {"GroupName": "admins", "PolicyArn": LIMITS})


def entities(domain: Domain, **params: object) -> tuple[list[str], list[str], list[str]]:
    answer = domain.call("ListEntitiesForPolicy", {"PolicyArn": LIMITS, **params})
    return (
        [item["GroupName"] for item in answer["PolicyGroups"]],
        [item["UserName"] for item in answer["PolicyUsers"]],
        [item["RoleName"] for item in answer["PolicyRoles"]],
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, (["admins"], ["Alice", "bob"], ["Deploy"])),
        ({"PolicyUsageFilter": "PermissionsPolicy"}, (["admins"], ["Alice", "bob"], [])),
        ({"PolicyUsageFilter": "PermissionsBoundary"}, ([], ["bob"], ["Deploy"])),
        ({"EntityFilter": "User"}, ([], ["Alice", "bob"], [])),
        ({"EntityFilter": "Group"}, (["admins"], [], [])),
        ({"EntityFilter": "Role"}, ([], [], ["Deploy"])),
        ({"EntityFilter": "LocalManagedPolicy"}, ([], [], [])),
        ({"PathPrefix": "/staff/"}, (["admins"], [], [])),
    ],
)
def test_the_entities_of_a_policy_are_listed_by_kind_use_and_path(
    domain: Domain, params: dict[str, object], expected: tuple[list[str], list[str], list[str]]
) -> None:
    used_everywhere(domain)
    assert entities(domain, **params) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_run_on_over_groups_users_and_roles(domain: Domain, size: int) -> None:
    used_everywhere(domain)
    found: list[str] = []
    marker: dict[str, str] = {}
    while True:
        answer = domain.call("ListEntitiesForPolicy", {"PolicyArn": LIMITS, "MaxItems": size, **marker})
        page = [
            *(item["GroupName"] for item in answer["PolicyGroups"]),
            *(item["UserName"] for item in answer["PolicyUsers"]),
            *(item["RoleName"] for item in answer["PolicyRoles"]),
        ]
        assert len(page) == size or not answer["IsTruncated"]
        found += page
        if not answer["IsTruncated"]:
            break
        marker = {"Marker": answer["Marker"]}
    assert found == ["admins", "Alice", "bob", "Deploy"]
