"""Instance profiles: the one role that each may hold, and their tags."""

from __future__ import annotations

import json

import pytest

from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    LimitExceededError,
    NoSuchEntityError,
    UnmodifiableEntityError,
)
from ostiary.model.nouns import Role
from ostiary.model.quotas import Quotas
from tests.support.domain import ACCOUNT, NOW, TRUST_EC2, Domain

WEB = {"InstanceProfileName": "web"}
HELD = {**WEB, "RoleName": "Deploy"}


@pytest.fixture
def web(domain: Domain) -> Domain:
    """A domain with the instance profile web and the roles Deploy and Other."""
    domain.call("CreateInstanceProfile", WEB)
    for name in ("Deploy", "Other"):
        params = {"RoleName": name, "AssumeRolePolicyDocument": TRUST_EC2, "Tags": [{"Key": "k", "Value": "v"}]}
        domain.call("CreateRole", params)
    return domain


def test_a_new_profile_is_shown_as_aws_shows_it(domain: Domain) -> None:
    profile = domain.call("CreateInstanceProfile", {**WEB, "Path": "/x/"})["InstanceProfile"]
    assert profile == {
        "Path": "/x/",
        "InstanceProfileName": "web",
        "InstanceProfileId": profile["InstanceProfileId"],
        "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/x/web",
        "CreateDate": NOW,
        "Roles": [],
    }
    assert profile["InstanceProfileId"].startswith("AIPA")
    assert domain.call("GetInstanceProfile", WEB)["InstanceProfile"] == {**profile, "Tags": []}


def test_threat_26_profile_names_are_unique_ignoring_case(web: Domain) -> None:
    message = "Instance Profile WEB already exists."
    web.refuses("CreateInstanceProfile", {"InstanceProfileName": "WEB"}, EntityAlreadyExistsError, message)


def test_profiles_beyond_the_quota_are_refused(web: Domain) -> None:
    web.quotas = Quotas(instance_profiles=1)
    message = "Cannot exceed quota for InstanceProfilesPerAccount: 1"
    web.refuses("CreateInstanceProfile", {"InstanceProfileName": "b"}, LimitExceededError, message)


@pytest.mark.parametrize(
    "operation",
    [
        "GetInstanceProfile",
        "DeleteInstanceProfile",
        "AddRoleToInstanceProfile",
        "RemoveRoleFromInstanceProfile",
        "TagInstanceProfile",
        "UntagInstanceProfile",
        "ListInstanceProfileTags",
    ],
)
def test_a_profile_that_does_not_exist_is_named_in_the_refusal(web: Domain, operation: str) -> None:
    params = {"InstanceProfileName": "none", "RoleName": "Deploy", "Tags": [], "TagKeys": []}
    web.refuses(operation, params, NoSuchEntityError, "Instance Profile none cannot be found.")


# -- the role ------------------------------------------------------------------------------------------


def test_a_profile_shows_a_summary_of_its_role(web: Domain) -> None:
    web.call("AddRoleToInstanceProfile", HELD)
    (role,) = web.call("GetInstanceProfile", WEB)["InstanceProfile"]["Roles"]
    assert role.keys() == {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"}
    assert role["RoleName"] == "Deploy"
    assert json.loads(role["AssumeRolePolicyDocument"]) == json.loads(TRUST_EC2)


@pytest.mark.parametrize("role", ["Other", "Deploy"])
def test_a_second_role_is_refused_even_if_it_is_the_same(web: Domain, role: str) -> None:
    web.call("AddRoleToInstanceProfile", HELD)
    message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    web.refuses("AddRoleToInstanceProfile", {**WEB, "RoleName": role}, LimitExceededError, message)


@pytest.mark.parametrize("operation", ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"])
def test_the_role_must_exist(web: Domain, operation: str) -> None:
    message = "The role with name none cannot be found."
    web.refuses(operation, {**WEB, "RoleName": "none"}, NoSuchEntityError, message)


@pytest.mark.parametrize("operation", ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"])
def test_a_service_linked_role_stays_where_its_service_put_it(web: Domain, operation: str) -> None:
    linked = Role(
        account=ACCOUNT,
        id="AROALINKED",
        name="AWSServiceRoleForX",
        path="/aws-service-role/x.amazonaws.com/",
        created=NOW,
        trust=TRUST_EC2,
    )
    web.write(lambda tx: tx.roles.add(linked))
    with pytest.raises(UnmodifiableEntityError):
        web.call(operation, {**WEB, "RoleName": linked.name})


def test_only_the_role_that_a_profile_holds_can_be_removed(web: Domain) -> None:
    web.call("AddRoleToInstanceProfile", HELD)
    web.refuses(
        "RemoveRoleFromInstanceProfile",
        {**WEB, "RoleName": "other"},
        NoSuchEntityError,
        "Role Other in Instance Profile web cannot be found.",
    )
    assert web.call("RemoveRoleFromInstanceProfile", HELD) == {}
    assert web.call("GetInstanceProfile", WEB)["InstanceProfile"]["Roles"] == []
    web.call("AddRoleToInstanceProfile", {**WEB, "RoleName": "Other"})


def test_a_profile_with_a_role_cannot_be_deleted(web: Domain) -> None:
    web.call("AddRoleToInstanceProfile", HELD)
    message = "Cannot delete entity, must remove roles from instance profile first."
    web.refuses("DeleteInstanceProfile", WEB, DeleteConflictError, message)
    web.call("RemoveRoleFromInstanceProfile", HELD)
    assert web.call("DeleteInstanceProfile", WEB) == {}


def test_a_role_in_a_profile_cannot_be_deleted(web: Domain) -> None:
    web.call("AddRoleToInstanceProfile", HELD)
    message = "Cannot delete entity, must remove roles from instance profile first."
    web.refuses("DeleteRole", {"RoleName": "Deploy"}, DeleteConflictError, message)


# -- lists ---------------------------------------------------------------------------------------------


def test_list_instance_profiles_pages_under_a_path_prefix(domain: Domain) -> None:
    for name, path in {"b": "/x/", "A": "/x/", "c": "/y/", "d": "/x/"}.items():
        params = {"InstanceProfileName": name, "Path": path, "Tags": [{"Key": "k", "Value": "v"}]}
        domain.call("CreateInstanceProfile", params)
    pages = domain.pages("ListInstanceProfiles", "InstanceProfiles", {"PathPrefix": "/x/"}, size=2)
    assert [[profile["InstanceProfileName"] for profile in page] for page in pages] == [["A", "b"], ["d"]]
    assert all("Tags" not in profile for page in pages for profile in page)


def test_list_instance_profiles_for_role_shows_those_that_hold_it(web: Domain) -> None:
    for name in ("c", "B"):
        web.call("CreateInstanceProfile", {"InstanceProfileName": name})
        web.call("AddRoleToInstanceProfile", {"InstanceProfileName": name, "RoleName": "Deploy"})
    web.call("AddRoleToInstanceProfile", {**WEB, "RoleName": "Other"})
    pages = web.pages("ListInstanceProfilesForRole", "InstanceProfiles", {"RoleName": "deploy"}, size=1)
    assert [[profile["InstanceProfileName"] for profile in page] for page in pages] == [["B"], ["c"]]
    assert [role["RoleName"] for role in pages[0][0]["Roles"]] == ["Deploy"]


# -- tags ----------------------------------------------------------------------------------------------


def test_tag_keys_of_a_profile_keep_their_case_apart(web: Domain) -> None:
    web.call("TagInstanceProfile", {**WEB, "Tags": [{"Key": "Team", "Value": "a"}]})
    web.call("TagInstanceProfile", {**WEB, "Tags": [{"Key": "team", "Value": "b"}]})
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    assert web.call("ListInstanceProfileTags", WEB) == {"Tags": tags, "IsTruncated": False}
    assert web.call("GetInstanceProfile", WEB)["InstanceProfile"]["Tags"] == tags
    web.call("UntagInstanceProfile", {**WEB, "TagKeys": ["Team"]})
    assert web.call("ListInstanceProfileTags", WEB)["Tags"] == [{"Key": "team", "Value": "b"}]


def test_a_fifty_first_tag_of_a_profile_is_refused(web: Domain) -> None:
    web.call("TagInstanceProfile", {**WEB, "Tags": [{"Key": f"k{n}", "Value": ""} for n in range(50)]})
    params = {**WEB, "Tags": [{"Key": "more", "Value": ""}]}
    message = "Cannot exceed quota for TagsPerInstanceProfile: 50"
    web.refuses("TagInstanceProfile", params, LimitExceededError, message)
