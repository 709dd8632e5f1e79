"""Groups: names, members, and what deleting one demands."""

from __future__ import annotations

import pytest

from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    LimitExceededError,
    NoSuchEntityError,
)
from ostiary.model.quotas import Quotas
from tests.support.domain import ACCOUNT, NOW, Domain

ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


@pytest.fixture
def ops(domain: Domain) -> Domain:
    """A domain with the group Ops."""
    domain.call("CreateGroup", {"GroupName": "Ops"})
    return domain


def join(domain: Domain, group: str, *users: str) -> None:
    for user in users:
        domain.call("AddUserToGroup", {"GroupName": group, "UserName": user})


def members(domain: Domain, group: str) -> list[str]:
    return [user["UserName"] for user in domain.call("GetGroup", {"GroupName": group})["Users"]]


def test_a_new_group_is_shown_as_aws_shows_it(domain: Domain) -> None:
    group = domain.call("CreateGroup", {"GroupName": "Ops", "Path": "/x/"})["Group"]
    assert group == {
        "Path": "/x/",
        "GroupName": "Ops",
        "GroupId": group["GroupId"],
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/x/Ops",
        "CreateDate": NOW,
    }
    assert group["GroupId"].startswith("AGPA")


def test_threat_26_group_names_are_unique_ignoring_case(ops: Domain) -> None:
    message = "Group with name OPS already exists."
    ops.refuses("CreateGroup", {"GroupName": "OPS"}, EntityAlreadyExistsError, message)


def test_a_group_and_a_user_may_have_the_same_name(ops: Domain) -> None:
    ops.users("ops")
    assert ops.call("GetUser", {"UserName": "Ops"})["User"]["UserName"] == "ops"


def test_groups_beyond_the_quota_are_refused(ops: Domain) -> None:
    ops.quotas = Quotas(groups=1)
    message = "Cannot exceed quota for GroupsPerAccount: 1"
    ops.refuses("CreateGroup", {"GroupName": "Dev"}, LimitExceededError, message)


@pytest.mark.parametrize("operation", ["GetGroup", "UpdateGroup", "DeleteGroup", "ListGroupPolicies"])
def test_a_group_that_does_not_exist_is_named_in_the_refusal(domain: Domain, operation: str) -> None:
    message = "The group with name none cannot be found."
    domain.refuses(operation, {"GroupName": "none"}, NoSuchEntityError, message)


def test_list_groups_honours_max_items_marker_and_path_prefix(domain: Domain) -> None:
    for name, path in {"c": "/x/", "A": "/x/", "b": "/y/", "d": "/x/z/"}.items():
        domain.call("CreateGroup", {"GroupName": name, "Path": path})
    pages = domain.pages("ListGroups", "Groups", {"PathPrefix": "/x/"}, size=2)
    assert [[group["GroupName"] for group in page] for page in pages] == [["A", "c"], ["d"]]


# -- renaming and deleting -----------------------------------------------------------------------------


def test_a_renamed_group_keeps_id_and_members(ops: Domain) -> None:
    ops.users("alice")
    join(ops, "Ops", "alice")
    before = ops.call("GetGroup", {"GroupName": "Ops"})["Group"]
    ops.call("UpdateGroup", {"GroupName": "ops", "NewGroupName": "Dev", "NewPath": "/x/"})
    after = ops.call("GetGroup", {"GroupName": "Dev"})
    assert after["Group"] == {**before, "GroupName": "Dev", "Path": "/x/", "Arn": f"arn:aws:iam::{ACCOUNT}:group/x/Dev"}
    assert [user["UserName"] for user in after["Users"]] == ["alice"]


def test_a_name_that_another_group_has_cannot_be_taken(ops: Domain) -> None:
    ops.call("CreateGroup", {"GroupName": "Dev"})
    params = {"GroupName": "Dev", "NewGroupName": "ops"}
    ops.refuses("UpdateGroup", params, EntityAlreadyExistsError, "Group with name ops already exists.")


def test_a_group_may_change_the_case_of_its_own_name(ops: Domain) -> None:
    ops.call("UpdateGroup", {"GroupName": "Ops", "NewGroupName": "OPS"})
    assert ops.call("GetGroup", {"GroupName": "ops"})["Group"]["GroupName"] == "OPS"


def test_a_group_with_members_cannot_be_deleted(ops: Domain) -> None:
    ops.users("alice")
    join(ops, "Ops", "alice")
    message = "Cannot delete entity, must remove users from group first."
    ops.refuses("DeleteGroup", {"GroupName": "Ops"}, DeleteConflictError, message)


def test_a_group_with_an_attached_policy_cannot_be_deleted(ops: Domain) -> None:
    ops.call("AttachGroupPolicy", {"GroupName": "Ops", "PolicyArn": ops.policy()})
    message = "Cannot delete entity, must detach all policies first."
    ops.refuses("DeleteGroup", {"GroupName": "Ops"}, DeleteConflictError, message)


def test_a_group_with_an_inline_policy_cannot_be_deleted(ops: Domain) -> None:
    ops.call("PutGroupPolicy", {"GroupName": "Ops", "PolicyName": "p", "PolicyDocument": ALLOW})
    message = "Cannot delete entity, must delete policies first."
    ops.refuses("DeleteGroup", {"GroupName": "Ops"}, DeleteConflictError, message)


def test_threat_25_a_new_group_of_an_old_name_has_no_members(ops: Domain) -> None:
    ops.users("alice")
    join(ops, "Ops", "alice")
    ops.call("RemoveUserFromGroup", {"GroupName": "Ops", "UserName": "alice"})
    ops.call("DeleteGroup", {"GroupName": "Ops"})
    ops.call("CreateGroup", {"GroupName": "Ops"})
    assert members(ops, "Ops") == []


# -- members -------------------------------------------------------------------------------------------


def test_to_add_a_member_twice_is_no_error(ops: Domain) -> None:
    ops.users("alice")
    join(ops, "Ops", "alice", "ALICE")
    assert members(ops, "Ops") == ["alice"]


def test_an_eleventh_group_of_a_user_is_refused(domain: Domain) -> None:
    domain.users("alice")
    for number in range(11):
        domain.call("CreateGroup", {"GroupName": f"g{number}"})
    join(domain, "g0", *["alice"] * 2)
    for number in range(1, 10):
        join(domain, f"g{number}", "alice")
    params = {"GroupName": "g10", "UserName": "alice"}
    domain.refuses("AddUserToGroup", params, LimitExceededError, "Cannot exceed quota for GroupsPerUser: 10")
    assert members(domain, "g10") == []
    join(domain, "g9", "alice")  # a member already: nothing is added, so nothing is refused


def test_to_remove_who_is_no_member_is_no_error(ops: Domain) -> None:
    ops.users("alice")
    assert ops.call("RemoveUserFromGroup", {"GroupName": "Ops", "UserName": "alice"}) == {}


@pytest.mark.parametrize("operation", ["AddUserToGroup", "RemoveUserFromGroup"])
def test_user_and_group_of_a_membership_must_exist(ops: Domain, operation: str) -> None:
    ops.users("alice")
    ops.refuses(
        operation,
        {"GroupName": "Ops", "UserName": "nobody"},
        NoSuchEntityError,
        "The user with name nobody cannot be found.",
    )
    ops.refuses(
        operation,
        {"GroupName": "none", "UserName": "alice"},
        NoSuchEntityError,
        "The group with name none cannot be found.",
    )


def test_get_group_pages_its_members(ops: Domain) -> None:
    ops.users("Dora", "bob", "Alice", "carl", "outsider")
    join(ops, "Ops", "Dora", "bob", "Alice", "carl")
    pages = ops.pages("GetGroup", "Users", {"GroupName": "Ops"}, size=3)
    assert [[user["UserName"] for user in page] for page in pages] == [["Alice", "bob", "carl"], ["Dora"]]


def test_get_group_leaves_out_the_tags_of_its_members(ops: Domain) -> None:
    ops.call("CreateUser", {"UserName": "alice", "Tags": [{"Key": "k", "Value": "v"}]})
    join(ops, "Ops", "alice")
    (member,) = ops.call("GetGroup", {"GroupName": "Ops"})["Users"]
    assert member.keys() == {"Path", "UserName", "UserId", "Arn", "CreateDate"}


def test_list_groups_for_user_pages(domain: Domain) -> None:
    domain.users("alice")
    for name in ("c", "A", "b", "d"):
        domain.call("CreateGroup", {"GroupName": name})
    join(domain, "A", "alice")
    join(domain, "b", "alice")
    join(domain, "c", "alice")
    pages = domain.pages("ListGroupsForUser", "Groups", {"UserName": "alice"}, size=2)
    assert [[group["GroupName"] for group in page] for page in pages] == [["A", "b"], ["c"]]
