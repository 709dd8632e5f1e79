"""Roles: what may be made, changed and deleted, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
    PolicyNotAttachableError,
    UnmodifiableEntityError,
)
from ostiary.model.nouns import AccessUse, Role
from tests.support.domain import ACCOUNT, ALLOW_ALL, NOW, TRUST_EC2, Domain

SERVICE_LINKED = "AWSServiceRoleForTest"


def a_role(domain: Domain, name: str = "Deploy", **params: object) -> dict[str, object]:
    role: dict[str, object] = domain.call(
        "CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": TRUST_EC2, **params}
    )["Role"]
    return role


def a_service_linked_role(domain: Domain) -> None:
    role = Role(
        account=ACCOUNT,
        id=domain.mint.unique_id("AROA"),
        name=SERVICE_LINKED,
        path="/aws-service-role/test.amazonaws.com/",
        created=NOW,
        trust=TRUST_EC2,
    )
    domain.write(lambda tx: tx.roles.add(role))


def get(domain: Domain, name: str = "Deploy") -> dict[str, object]:
    role: dict[str, object] = domain.call("GetRole", {"RoleName": name})["Role"]
    return role


def test_a_new_role_has_an_id_an_arn_with_its_path_and_sessions_of_an_hour(domain: Domain) -> None:
    made = a_role(domain, Path="/apps/", Description="Deploys", Tags=[{"Key": "team", "Value": "red"}])
    assert str(made["RoleId"]).startswith("AROA")
    role = get(domain, "deploy")
    assert role == {
        "Path": "/apps/",
        "RoleName": "Deploy",
        "RoleId": made["RoleId"],
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/apps/Deploy",
        "CreateDate": NOW,
        "AssumeRolePolicyDocument": TRUST_EC2,
        "Description": "Deploys",
        "MaxSessionDuration": 3600,
        "RoleLastUsed": {},
        "Tags": [{"Key": "team", "Value": "red"}],
    }
    assert made.items() <= role.items()


def test_a_trust_policy_comes_back_as_it_was_sent(domain: Domain) -> None:
    document = json.dumps(json.loads(TRUST_EC2), indent=3)
    a_role(domain, AssumeRolePolicyDocument=document)
    assert domain.call("GetRole", {"RoleName": "Deploy"})["Role"]["AssumeRolePolicyDocument"] == document


def test_role_names_are_unique_ignoring_case_and_path(domain: Domain) -> None:
    a_role(domain)
    domain.refuses(
        "CreateRole",
        {"RoleName": "DEPLOY", "Path": "/other/", "AssumeRolePolicyDocument": TRUST_EC2},
        EntityAlreadyExistsError,
        "Role with name DEPLOY already exists.",
    )


def test_the_quota_of_roles_holds(domain: Domain) -> None:
    domain.quotas = replace(domain.quotas, roles=1)
    a_role(domain)
    domain.refuses(
        "CreateRole",
        {"RoleName": "Second", "AssumeRolePolicyDocument": TRUST_EC2},
        LimitExceededError,
        "Cannot exceed quota for RolesPerAccount: 1",
    )


def test_a_trust_policy_of_more_than_2048_characters_is_refused_white_space_not_counted(domain: Domain) -> None:
    def trust(sid: str, blanks: str = "") -> str:
        return TRUST_EC2.replace('{"Effect"', f'{{"Sid":"{sid}",{blanks}"Effect"')

    room = 2048 - len(trust(""))
    a_role(domain, AssumeRolePolicyDocument=trust("a" * room, " \n\t" * 100))
    too_long = {"RoleName": "Long", "AssumeRolePolicyDocument": trust("a" * (room + 1))}
    domain.refuses("CreateRole", too_long, LimitExceededError, "Cannot exceed quota for ACLSizePerRole: 2048")
    domain.refuses(
        "UpdateAssumeRolePolicy",
        {"RoleName": "Deploy", "PolicyDocument": trust("a" * (room + 1))},
        LimitExceededError,
        "Cannot exceed quota for ACLSizePerRole: 2048",
    )


def test_a_trust_policy_with_resource_is_refused(domain: Domain) -> None:  # the thirty, 25
    document = TRUST_EC2.replace('"Action"', '"Resource":"*","Action"')
    domain.refuses(
        "CreateRole",
        {"RoleName": "Deploy", "AssumeRolePolicyDocument": document},
        MalformedPolicyDocumentError,
        "Has prohibited field Resource",
    )


def test_a_role_cannot_be_created_under_the_path_of_service_linked_roles(domain: Domain) -> None:
    domain.refuses(
        "CreateRole",
        {
            "RoleName": "Sneaky",
            "Path": "/aws-service-role/test.amazonaws.com/",
            "AssumeRolePolicyDocument": TRUST_EC2,
        },
        InvalidInputError,
        "The path /aws-service-role/ is reserved for service-linked roles.",
    )


def test_a_role_can_be_created_with_a_boundary_that_exists(domain: Domain) -> None:
    arn = domain.policy()
    role = a_role(domain, PermissionsBoundary=arn)
    assert role["PermissionsBoundary"] == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
    missing = arn.replace("Limits", "Missing")
    domain.refuses(
        "CreateRole",
        {"RoleName": "Second", "AssumeRolePolicyDocument": TRUST_EC2, "PermissionsBoundary": missing},
        NoSuchEntityError,
        f"Scope ARN: {missing} does not exist or is not attachable.",
    )


def test_a_policy_of_service_linked_roles_is_no_boundary(domain: Domain) -> None:
    arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
    domain.refuses(
        "CreateRole",
        {"RoleName": "Deploy", "AssumeRolePolicyDocument": TRUST_EC2, "PermissionsBoundary": arn},
        PolicyNotAttachableError,
        "Cannot attach a Service Role Policy as a permissions boundary.",
    )


def test_roles_are_listed_by_name_under_a_path_in_pages(domain: Domain) -> None:
    for name in ("delta", "Alpha", "charlie", "Bravo"):
        a_role(domain, name, Path="/apps/" if name != "charlie" else "/")
    pages = domain.pages("ListRoles", "Roles", {"PathPrefix": "/apps/"}, size=2)
    assert [[role["RoleName"] for role in page] for page in pages] == [["Alpha", "Bravo"], ["delta"]]


def test_the_list_of_roles_leaves_out_tags_and_boundary(domain: Domain) -> None:
    a_role(domain, PermissionsBoundary=domain.policy(), Tags=[{"Key": "team", "Value": "red"}])
    (role,) = domain.call("ListRoles")["Roles"]
    assert not {"Tags", "PermissionsBoundary"} & role.keys()


def test_an_update_changes_what_it_names_and_nothing_else(domain: Domain) -> None:
    a_role(domain, Description="old", MaxSessionDuration=7200, Path="/apps/")
    before = get(domain)
    domain.call("UpdateRole", {"RoleName": "Deploy", "MaxSessionDuration": 43200})
    assert get(domain) == {**before, "MaxSessionDuration": 43200}
    domain.call("UpdateRole", {"RoleName": "Deploy", "Description": "newer"})
    assert get(domain) == {**before, "MaxSessionDuration": 43200, "Description": "newer"}
    domain.call("UpdateRole", {"RoleName": "Deploy", "Description": ""})
    assert "Description" not in get(domain)


def test_an_update_of_the_description_answers_the_role(domain: Domain) -> None:
    a_role(domain, Description="old")
    shown = domain.call("UpdateRoleDescription", {"RoleName": "Deploy", "Description": "new"})["Role"]
    assert shown["Description"] == "new"
    assert shown.items() <= get(domain).items()


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("GetRole", {}),
        ("UpdateRole", {"Description": "x"}),
        ("UpdateRoleDescription", {"Description": "x"}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": TRUST_EC2}),
        ("DeleteRole", {}),
        ("TagRole", {"Tags": []}),
        ("UntagRole", {"TagKeys": []}),
        ("ListRoleTags", {}),
    ],
)
def test_a_role_that_is_not_there_is_named_in_the_refusal(
    domain: Domain, operation: str, params: dict[str, object]
) -> None:
    message = "The role with name Ghost cannot be found."
    domain.refuses(operation, {"RoleName": "Ghost", **params}, NoSuchEntityError, message)


def test_a_role_with_attached_policies_cannot_be_deleted(domain: Domain) -> None:
    a_role(domain)
    domain.call("AttachRolePolicy", {"RoleName": "Deploy", "PolicyArn": domain.policy()})
    domain.refuses(
        "DeleteRole",
        {"RoleName": "Deploy"},
        DeleteConflictError,
        "Cannot delete entity, must detach all policies first.",
    )


def test_a_role_with_inline_policies_cannot_be_deleted(domain: Domain) -> None:
    a_role(domain)
    domain.call("PutRolePolicy", {"RoleName": "Deploy", "PolicyName": "own", "PolicyDocument": ALLOW_ALL})
    domain.refuses(
        "DeleteRole", {"RoleName": "Deploy"}, DeleteConflictError, "Cannot delete entity, must delete policies first."
    )


def test_a_role_in_an_instance_profile_cannot_be_deleted(domain: Domain) -> None:
    a_role(domain)
    domain.call("CreateInstanceProfile", {"InstanceProfileName": "web"})
    domain.call("AddRoleToInstanceProfile", {"InstanceProfileName": "web", "RoleName": "Deploy"})
    domain.refuses(
        "DeleteRole",
        {"RoleName": "Deploy"},
        DeleteConflictError,
        "Cannot delete entity, must remove roles from instance profile first.",
    )


def test_a_role_of_a_deleted_ones_name_starts_with_nothing(domain: Domain) -> None:
    arn = domain.policy()
    first = a_role(domain, PermissionsBoundary=arn, Tags=[{"Key": "team", "Value": "red"}])
    domain.call("DeleteRole", {"RoleName": "Deploy"})
    second = a_role(domain)
    assert second["RoleId"] != first["RoleId"]
    assert not {"Tags", "PermissionsBoundary"} & second.keys()
    assert domain.call("GetPolicy", {"PolicyArn": arn})["Policy"]["PermissionsBoundaryUsageCount"] == 0


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("UpdateRole", {"MaxSessionDuration": 7200}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": TRUST_EC2}),
        ("DeleteRole", {}),
        ("PutRolePolicy", {"PolicyName": "own", "PolicyDocument": ALLOW_ALL}),
        ("DeleteRolePolicy", {"PolicyName": "own"}),
        ("AttachRolePolicy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("DetachRolePolicy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("PutRolePermissionsBoundary", {"PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("DeleteRolePermissionsBoundary", {}),
    ],
)
def test_a_service_linked_role_cannot_be_modified(
    domain: Domain, operation: str, params: dict[str, object]
) -> None:  # the thirty, 29
    a_service_linked_role(domain)
    domain.refuses(
        operation,
        {"RoleName": SERVICE_LINKED.upper(), **params},
        UnmodifiableEntityError,
        f"Cannot perform the operation on the protected role '{SERVICE_LINKED}' - this role is only modifiable by AWS",
    )


@pytest.mark.parametrize("operation", ["UpdateRole", "UpdateRoleDescription"])
def test_the_description_of_a_service_linked_role_is_the_accounts_own(domain: Domain, operation: str) -> None:
    a_service_linked_role(domain)
    domain.call(operation, {"RoleName": SERVICE_LINKED, "Description": "x"})
    assert domain.call("GetRole", {"RoleName": SERVICE_LINKED})["Role"]["Description"] == "x"


def test_a_service_linked_role_can_be_tagged(domain: Domain) -> None:
    a_service_linked_role(domain)
    domain.call("TagRole", {"RoleName": SERVICE_LINKED, "Tags": [{"Key": "team", "Value": "red"}]})
    assert domain.call("ListRoleTags", {"RoleName": SERVICE_LINKED})["Tags"] == [{"Key": "team", "Value": "red"}]


def test_tags_of_roles_compare_without_case(domain: Domain) -> None:
    a_role(domain, Tags=[{"Key": "Team", "Value": "red"}, {"Key": "cost", "Value": "1"}])
    domain.call("TagRole", {"RoleName": "Deploy", "Tags": [{"Key": "team", "Value": "blue"}]})
    domain.call("UntagRole", {"RoleName": "Deploy", "TagKeys": ["COST", "absent"]})
    assert domain.call("ListRoleTags", {"RoleName": "Deploy"}) == {
        "Tags": [{"Key": "team", "Value": "blue"}],
        "IsTruncated": False,
    }


def test_a_fifty_first_tag_is_refused(domain: Domain) -> None:  # the thirty, 20
    a_role(domain, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(50)])
    domain.refuses(
        "TagRole",
        {"RoleName": "Deploy", "Tags": [{"Key": "one more", "Value": ""}]},
        LimitExceededError,
        "Cannot exceed quota for TagsPerRole: 50",
    )


# -- last use ------------------------------------------------------------------------------------------


def test_the_last_use_of_a_role_is_shown_for_400_days(domain: Domain) -> None:
    role = domain.call("CreateRole", {"RoleName": "used", "AssumeRolePolicyDocument": TRUST_EC2})["Role"]
    assert domain.call("GetRole", {"RoleName": "used"})["Role"]["RoleLastUsed"] == {}
    for action, time, region in (("GetUser", NOW + 9, "eu-west-1"), ("ListUsers", NOW + 5, "us-east-1")):
        use = AccessUse(principal=role["RoleId"], service="iam", action=action, time=time, region=region)
        domain.store.flush_access_uses([use])
    expected = {"LastUsedDate": NOW + 9, "Region": "eu-west-1"}
    assert domain.call("GetRole", {"RoleName": "used"})["Role"]["RoleLastUsed"] == expected
    (detail,) = domain.call("GetAccountAuthorizationDetails", {"Filter": ["Role"]})["RoleDetailList"]
    assert detail["RoleLastUsed"] == expected
    assert "RoleLastUsed" not in domain.call("ListRoles")["Roles"][0]
    domain.now = NOW + 9 + 400 * 86_400 + 1
    assert domain.call("GetRole", {"RoleName": "used"})["Role"]["RoleLastUsed"] == {}
