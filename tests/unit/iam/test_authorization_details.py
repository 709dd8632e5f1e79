"""GetAccountAuthorizationDetails: everything about who may do what, in one list of pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ostiary.model.errors import ValidationError
from ostiary.store.line import Line
from tests.support.domain import ALLOW_ALL, NOW, OTHER_ACCOUNT, TRUST_EC2, Domain, root

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
NAMES = ("UserName", "GroupName", "RoleName", "PolicyName")


def details(domain: Domain, *filters: str) -> dict[str, Any]:
    answer: dict[str, Any] = domain.call("GetAccountAuthorizationDetails", {"Filter": list(filters)} if filters else {})
    return answer


def names(answer: Mapping[str, Any]) -> list[str]:
    return [item[name] for member, name in zip(LISTS, NAMES, strict=True) for item in answer[member]]


@pytest.fixture
def furnished(domain: Domain) -> Domain:
    """An account with two of everything."""
    policy = domain.policy("own-1")
    domain.policy("own-2")
    domain.users("bob", "Alice")
    for name in ("Ops", "Dev"):
        domain.call("CreateGroup", {"GroupName": name})
    for name in ("web", "Deploy"):
        domain.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": TRUST_EC2})
    domain.call("AttachUserPolicy", {"UserName": "bob", "PolicyArn": policy})
    domain.call("AttachUserPolicy", {"UserName": "bob", "PolicyArn": ADMINISTRATOR})
    domain.call("PutUserPermissionsBoundary", {"UserName": "Alice", "PermissionsBoundary": READ_ONLY})
    return domain


ALL = ["Alice", "bob", "Dev", "Ops", "Deploy", "web", "own-1", "own-2", "AdministratorAccess", "ReadOnlyAccess"]


def test_an_empty_account_has_four_empty_lists(domain: Domain) -> None:
    assert details(domain) == {**{member: [] for member in LISTS}, "IsTruncated": False}


def test_everything_is_listed_by_section_and_name(furnished: Domain) -> None:
    assert names(details(furnished)) == ALL


def test_only_those_of_aws_policies_are_listed_that_are_used(furnished: Domain) -> None:
    found = {policy["PolicyName"]: policy for policy in details(furnished, "AWSManagedPolicy")["Policies"]}
    counts = {name: (one["AttachmentCount"], one["PermissionsBoundaryUsageCount"]) for name, one in found.items()}
    assert counts == {"AdministratorAccess": (1, 0), "ReadOnlyAccess": (0, 1)}
    (version,) = found["AdministratorAccess"]["PolicyVersionList"]
    assert version["IsDefaultVersion"]
    assert json.loads(version["Document"])["Statement"][0]["Action"] == "*"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["User"], ALL[:2]),
        (["Group"], ALL[2:4]),
        (["Role"], ALL[4:6]),
        (["LocalManagedPolicy"], ALL[6:8]),
        (["AWSManagedPolicy"], ALL[8:]),
        (["Role", "User"], ALL[:2] + ALL[4:6]),
        (["User", "User"], ALL[:2]),
    ],
)
def test_filters_choose_sections(furnished: Domain, filters: list[str], expected: list[str]) -> None:
    assert names(details(furnished, *filters)) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10, 1000])
def test_pages_run_through_all_sections(furnished: Domain, size: int) -> None:
    found: list[str] = []
    marker: dict[str, str] = {}
    while True:
        answer = furnished.call("GetAccountAuthorizationDetails", {"MaxItems": size, **marker})
        page = names(answer)
        found += page
        if not answer["IsTruncated"]:
            break
        assert len(page) == size
        marker = {"Marker": answer["Marker"]}
    assert found == ALL


def test_a_marker_survives_what_is_written_meanwhile(furnished: Domain) -> None:
    first = furnished.call("GetAccountAuthorizationDetails", {"MaxItems": 3})
    assert names(first) == ALL[:3]
    furnished.call("DeleteGroup", {"GroupName": "Dev"})  # the one that the marker names
    furnished.users("aaron", "zoe")
    furnished.call("CreateGroup", {"GroupName": "Net"})
    rest = furnished.call("GetAccountAuthorizationDetails", {"Marker": first["Marker"]})
    assert names(rest) == ["Net", *ALL[3:]]


def test_a_marker_belongs_to_its_filters_and_its_account(furnished: Domain) -> None:
    marker = furnished.call("GetAccountAuthorizationDetails", {"MaxItems": 1, "Filter": ["User", "Role"]})["Marker"]
    again = {"Filter": ["Role", "User"], "Marker": marker}
    assert names(furnished.call("GetAccountAuthorizationDetails", again)) == [ALL[1], *ALL[4:6]]
    for params, caller in (({"Marker": marker}, None), (again, root(OTHER_ACCOUNT))):
        furnished.refuses("GetAccountAuthorizationDetails", params, ValidationError, "Invalid Marker.", caller)


def test_a_user_is_shown_with_all_that_it_has(domain: Domain) -> None:
    policy = domain.policy()
    user = domain.call("CreateUser", {"UserName": "Alice", "Path": "/a/", "Tags": [{"Key": "k", "Value": "v"}]})["User"]
    for name in ("Ops", "Dev"):
        domain.call("CreateGroup", {"GroupName": name})
        domain.call("AddUserToGroup", {"GroupName": name, "UserName": "Alice"})
    domain.call("PutUserPolicy", {"UserName": "Alice", "PolicyName": "in", "PolicyDocument": ALLOW_ALL})
    domain.call("AttachUserPolicy", {"UserName": "Alice", "PolicyArn": policy})
    domain.call("PutUserPermissionsBoundary", {"UserName": "Alice", "PermissionsBoundary": policy})
    assert details(domain, "User")["UserDetailList"] == [
        {
            "Path": "/a/",
            "UserName": "Alice",
            "UserId": user["UserId"],
            "Arn": user["Arn"],
            "CreateDate": NOW,
            "GroupList": ["Dev", "Ops"],
            "UserPolicyList": [{"PolicyName": "in", "PolicyDocument": ALLOW_ALL}],
            "AttachedManagedPolicies": [{"PolicyName": "Limits", "PolicyArn": policy}],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": policy},
            "Tags": [{"Key": "k", "Value": "v"}],
        }
    ]


def test_a_user_without_inline_policies_has_no_list_of_them(domain: Domain) -> None:
    domain.users("Alice")
    (user,) = details(domain)["UserDetailList"]
    assert "UserPolicyList" not in user
    assert (user["GroupList"], user["AttachedManagedPolicies"], user["Tags"]) == ([], [], [])


def test_a_group_is_shown_with_its_policies(domain: Domain) -> None:
    group = domain.call("CreateGroup", {"GroupName": "Ops"})["Group"]
    domain.call("PutGroupPolicy", {"GroupName": "Ops", "PolicyName": "in", "PolicyDocument": ALLOW_ALL})
    domain.call("AttachGroupPolicy", {"GroupName": "Ops", "PolicyArn": ADMINISTRATOR})
    assert details(domain, "Group")["GroupDetailList"] == [
        {
            **group,
            "GroupPolicyList": [{"PolicyName": "in", "PolicyDocument": ALLOW_ALL}],
            "AttachedManagedPolicies": [{"PolicyName": "AdministratorAccess", "PolicyArn": ADMINISTRATOR}],
        }
    ]


def test_a_role_is_shown_with_its_instance_profiles(domain: Domain) -> None:
    role = domain.call("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": TRUST_EC2})["Role"]
    for name in ("one", "two"):
        domain.call("CreateInstanceProfile", {"InstanceProfileName": name})
        domain.call("AddRoleToInstanceProfile", {"InstanceProfileName": name, "RoleName": "web"})
    (found,) = details(domain, "Role")["RoleDetailList"]
    profiles = found.pop("InstanceProfileList")
    assert found == {**role, "RolePolicyList": [], "AttachedManagedPolicies": [], "Tags": [], "RoleLastUsed": {}}
    assert [profile["InstanceProfileName"] for profile in profiles] == ["one", "two"]
    assert profiles[0]["Roles"] == [role]


def test_a_policy_is_shown_with_every_version_and_its_document_newest_first(domain: Domain) -> None:
    arn = domain.policy()
    newer = ALLOW_ALL.replace('"Action":"*"', '"Action":"s3:*"')
    domain.call("CreatePolicyVersion", {"PolicyArn": arn, "PolicyDocument": newer})
    (policy,) = details(domain, "LocalManagedPolicy")["Policies"]
    assert policy["PolicyVersionList"] == [
        {"VersionId": "v2", "Document": newer, "IsDefaultVersion": False, "CreateDate": NOW},
        {"VersionId": "v1", "Document": ALLOW_ALL, "IsDefaultVersion": True, "CreateDate": NOW},
    ]
    assert (policy["Arn"], policy["DefaultVersionId"], policy["AttachmentCount"]) == (arn, "v1", 0)


def test_a_page_reads_no_more_of_a_large_account_than_of_a_small_one(
    domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    rows = Line.rows

    def counted(line: Line, *args: Any) -> Any:
        found = rows(line, *args)
        asked.append(len(found))
        return found

    monkeypatch.setattr(Line, "rows", counted)
    costs = []
    for batch in range(2):
        domain.users(*(f"user-{batch}-{number}" for number in range(30)))
        asked.clear()
        domain.call("GetAccountAuthorizationDetails", {"MaxItems": 5})
        costs.append((len(asked), sum(asked)))
    assert costs[0] == costs[1]
