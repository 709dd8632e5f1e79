"""Users: their names, what deleting one demands, and who one's own user is."""

from __future__ import annotations

import pytest

from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    ValidationError,
)
from ostiary.model.quotas import Quotas
from tests.support.domain import ACCOUNT, NOW, Domain, as_role_session, as_user, root

ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def test_a_new_user_is_shown_as_aws_shows_it(domain: Domain) -> None:
    answer = domain.call("CreateUser", {"UserName": "alice", "Path": "/staff/"})
    user_id = answer["User"]["UserId"]
    assert answer["User"] == {
        "Path": "/staff/",
        "UserName": "alice",
        "UserId": user_id,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/staff/alice",
        "CreateDate": NOW,
    }
    assert user_id.startswith("AIDA")
    assert len(user_id) == 21


def test_a_new_user_can_bring_tags_and_a_boundary(domain: Domain) -> None:
    limits = domain.policy()
    domain.call(
        "CreateUser",
        {"UserName": "alice", "PermissionsBoundary": limits, "Tags": [{"Key": "Team", "Value": "blue"}]},
    )
    user = domain.call("GetUser", {"UserName": "alice"})["User"]
    assert user["PermissionsBoundary"] == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": limits}
    assert user["Tags"] == [{"Key": "Team", "Value": "blue"}]


def test_a_boundary_that_is_no_policy_is_refused(domain: Domain) -> None:
    missing = f"arn:aws:iam::{ACCOUNT}:policy/missing"
    domain.refuses(
        "CreateUser",
        {"UserName": "alice", "PermissionsBoundary": missing},
        NoSuchEntityError,
        f"Scope ARN: {missing} does not exist or is not attachable.",
    )


def test_threat_26_alice_in_capitals_cannot_be_created_beside_alice(domain: Domain) -> None:
    domain.users("alice")
    params = {"UserName": "ALICE", "Path": "/elsewhere/"}
    domain.refuses("CreateUser", params, EntityAlreadyExistsError, "User with name ALICE already exists.")


def test_threat_26_names_are_found_without_case_and_shown_as_given(domain: Domain) -> None:
    domain.users("Alice")
    assert domain.call("GetUser", {"UserName": "aLICE"})["User"]["UserName"] == "Alice"


def test_users_beyond_the_quota_are_refused(domain: Domain) -> None:
    domain.quotas = Quotas(users=2)
    domain.users("a", "b")
    domain.refuses("CreateUser", {"UserName": "c"}, LimitExceededError, "Cannot exceed quota for UsersPerAccount: 2")


@pytest.mark.parametrize(
    "operation", ["GetUser", "UpdateUser", "DeleteUser", "ListUserTags", "ListGroupsForUser", "ListAccessKeys"]
)
def test_a_user_that_does_not_exist_is_named_in_the_refusal(domain: Domain, operation: str) -> None:
    domain.refuses(operation, {"UserName": "nobody"}, NoSuchEntityError, "The user with name nobody cannot be found.")


# -- one's own user ------------------------------------------------------------------------------------


def test_without_a_name_a_user_gets_itself(domain: Domain) -> None:
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
    assert domain.call("GetUser", caller=as_user(alice))["User"] == alice


def test_a_caller_that_was_renamed_meanwhile_still_gets_itself(domain: Domain) -> None:
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
    domain.call("UpdateUser", {"UserName": "alice", "NewUserName": "alicia"})
    domain.users("alice")
    assert domain.call("GetUser", caller=as_user(alice))["User"]["UserName"] == "alicia"


def test_threat_25_a_caller_that_was_deleted_meanwhile_is_not_its_successor_of_the_same_name(domain: Domain) -> None:
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
    domain.call("DeleteUser", {"UserName": "alice"})
    domain.users("alice")
    domain.refuses("GetUser", {}, NoSuchEntityError, "The user with name alice cannot be found.", caller=as_user(alice))


def test_without_a_name_the_root_user_gets_the_account(domain: Domain) -> None:
    assert domain.call("GetUser", caller=root())["User"] == {
        "UserId": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
        "CreateDate": NOW - 1000,
    }


def test_without_a_name_a_role_session_is_told_to_give_one(domain: Domain) -> None:
    domain.refuses(
        "GetUser",
        {},
        ValidationError,
        "Must specify userName when calling with non-User credentials",
        caller=as_role_session(),
    )


@pytest.mark.parametrize("kind", [SessionKind.SESSION_TOKEN, SessionKind.FEDERATION_TOKEN])
def test_only_session_token_credentials_are_still_their_user(domain: Domain, kind: SessionKind) -> None:
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
    session = Session(kind=kind, account=ACCOUNT, entity_id=alice["UserId"], name="s", issued=NOW, expires=NOW + 3600)
    caller = as_user(alice, session)
    if kind is SessionKind.SESSION_TOKEN:
        assert domain.call("GetUser", caller=caller)["User"] == alice
    else:
        message = "Must specify userName when calling with non-User credentials"
        domain.refuses("GetUser", {}, ValidationError, message, caller=caller)


# -- lists ---------------------------------------------------------------------------------------------


def test_list_users_honours_max_items_and_marker(domain: Domain) -> None:
    domain.users("bob", "Alice", "dave", "Carol", "erin")
    pages = domain.pages("ListUsers", "Users", {}, size=2)
    assert [[user["UserName"] for user in page] for page in pages] == [["Alice", "bob"], ["Carol", "dave"], ["erin"]]


def test_list_users_takes_a_path_prefix(domain: Domain) -> None:
    for name, path in {"a": "/x/", "b": "/x/y/", "c": "/y/", "d": "/X/"}.items():
        domain.call("CreateUser", {"UserName": name, "Path": path})
    answer = domain.call("ListUsers", {"PathPrefix": "/x"})
    assert [user["UserName"] for user in answer["Users"]] == ["a", "b"]
    assert answer["IsTruncated"] is False


def test_list_users_leaves_out_tags_and_boundary(domain: Domain) -> None:
    params = {"UserName": "a", "PermissionsBoundary": domain.policy(), "Tags": [{"Key": "k", "Value": "v"}]}
    domain.call("CreateUser", params)
    (listed,) = domain.call("ListUsers")["Users"]
    assert listed.keys() == {"Path", "UserName", "UserId", "Arn", "CreateDate"}


# -- renaming ------------------------------------------------------------------------------------------


def test_a_renamed_user_keeps_its_id_and_changes_its_arn(domain: Domain) -> None:
    before = domain.call("CreateUser", {"UserName": "alice"})["User"]
    assert domain.call("UpdateUser", {"UserName": "ALICE", "NewUserName": "bob", "NewPath": "/x/"}) == {}
    after = domain.call("GetUser", {"UserName": "bob"})["User"]
    assert after["UserId"] == before["UserId"]
    assert after["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/x/bob"
    domain.refuses("GetUser", {"UserName": "alice"}, NoSuchEntityError, "The user with name alice cannot be found.")


def test_a_name_that_another_user_has_in_other_case_cannot_be_taken(domain: Domain) -> None:
    domain.users("alice", "bob")
    params = {"UserName": "bob", "NewUserName": "Alice"}
    domain.refuses("UpdateUser", params, EntityAlreadyExistsError, "User with name Alice already exists.")


def test_a_user_may_change_the_case_of_its_own_name(domain: Domain) -> None:
    domain.users("alice")
    domain.call("UpdateUser", {"UserName": "alice", "NewUserName": "Alice"})
    assert domain.call("GetUser", {"UserName": "alice"})["User"]["UserName"] == "Alice"


def test_moving_a_user_keeps_its_name(domain: Domain) -> None:
    domain.users("alice")
    domain.call("UpdateUser", {"UserName": "alice", "NewPath": "/x/"})
    assert domain.call("GetUser", {"UserName": "alice"})["User"]["Arn"].endswith(":user/x/alice")


# -- deleting ------------------------------------------------------------------------------------------

GIVE = {
    "must remove users from group": ("AddUserToGroup", {"GroupName": "Ops"}),
    "must delete access keys": ("CreateAccessKey", {}),
    "must detach all policies": ("AttachUserPolicy", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/Limits"}),
    "must delete policies": ("PutUserPolicy", {"PolicyName": "p", "PolicyDocument": ALLOW}),
}


@pytest.mark.parametrize("remedy", GIVE)
def test_a_user_with_a_group_key_or_policy_cannot_be_deleted(domain: Domain, remedy: str) -> None:
    domain.users("alice")
    domain.policy("Limits")
    domain.call("CreateGroup", {"GroupName": "Ops"})
    operation, params = GIVE[remedy]
    domain.call(operation, {"UserName": "alice", **params})
    domain.refuses("DeleteUser", {"UserName": "alice"}, DeleteConflictError, f"Cannot delete entity, {remedy} first.")


def test_tags_and_boundary_are_no_conflict(domain: Domain) -> None:
    limits = domain.policy()
    params = {"UserName": "alice", "PermissionsBoundary": limits, "Tags": [{"Key": "k", "Value": "v"}]}
    domain.call("CreateUser", params)
    assert domain.call("DeleteUser", {"UserName": "alice"}) == {}
    assert domain.call("GetAccountSummary")["SummaryMap"]["PolicyVersionsInUse"] == 0


def test_threat_25_a_new_user_of_an_old_name_is_somebody_else(domain: Domain) -> None:
    old = domain.call("CreateUser", {"UserName": "alice", "Tags": [{"Key": "k", "Value": "v"}]})["User"]
    domain.call("DeleteUser", {"UserName": "alice"})
    new = domain.call("CreateUser", {"UserName": "alice"})["User"]
    assert new["UserId"] != old["UserId"]
    assert "Tags" not in new


# -- tags ----------------------------------------------------------------------------------------------


def test_tags_of_a_user_are_set_replaced_without_case_and_removed(domain: Domain) -> None:
    domain.users("alice")
    domain.call("TagUser", {"UserName": "alice", "Tags": [{"Key": "Team", "Value": "a"}, {"Key": "x", "Value": ""}]})
    domain.call("TagUser", {"UserName": "alice", "Tags": [{"Key": "team", "Value": "b"}]})
    answer = domain.call("ListUserTags", {"UserName": "alice"})
    assert answer == {"Tags": [{"Key": "team", "Value": "b"}, {"Key": "x", "Value": ""}], "IsTruncated": False}
    domain.call("UntagUser", {"UserName": "alice", "TagKeys": ["TEAM", "absent"]})
    assert domain.call("ListUserTags", {"UserName": "alice"})["Tags"] == [{"Key": "x", "Value": ""}]


def test_refused_tags_leave_no_user_behind(domain: Domain) -> None:
    domain.refuses(
        "CreateUser",
        {"UserName": "alice", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]},
        InvalidInputError,
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )
    assert domain.call("ListUsers")["Users"] == []
