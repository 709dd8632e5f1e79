"""Access keys: one secret shown once, two keys each, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.model.errors import AccessDeniedError, LimitExceededError, NoSuchEntityError, ValidationError
from ostiary.model.nouns import AccessKeyUse
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, as_role_session, as_user, root


@pytest.fixture
def alice(domain: Domain) -> dict[str, Any]:
    user: dict[str, Any] = domain.call("CreateUser", {"UserName": "alice"})["User"]
    return user


def create(domain: Domain, **params: str) -> str:
    key_id: str = domain.call("CreateAccessKey", params)["AccessKey"]["AccessKeyId"]
    return key_id


@pytest.mark.usefixtures("alice")
def test_the_secret_is_shown_when_the_key_is_made_and_never_again(domain: Domain) -> None:
    key = domain.call("CreateAccessKey", {"UserName": "ALICE"})["AccessKey"]
    assert len(key.pop("SecretAccessKey")) == 40
    assert key == {
        "UserName": "alice",
        "AccessKeyId": key["AccessKeyId"],
        "Status": "Active",
        "CreateDate": NOW,
    }
    answer = domain.call("ListAccessKeys", {"UserName": "alice"})
    assert answer == {"AccessKeyMetadata": [key], "IsTruncated": False}


@pytest.mark.usefixtures("alice")
def test_the_secret_is_kept_sealed_for_its_account_and_key(domain: Domain) -> None:
    made = domain.call("CreateAccessKey", {"UserName": "alice"})["AccessKey"]
    kept = domain.read(lambda tx: tx.access_keys.by_id(made["AccessKeyId"]))
    assert kept is not None
    assert made["SecretAccessKey"] not in repr(kept)
    assert kept.sealed.startswith(f"sealed:{ACCOUNT}:{kept.id}:")


def test_without_a_name_a_user_makes_a_key_for_itself(domain: Domain, alice: dict[str, Any]) -> None:
    key = domain.call("CreateAccessKey", caller=as_user(alice))["AccessKey"]
    assert key["UserName"] == "alice"
    assert (
        domain.call("ListAccessKeys", {"UserName": "alice"})["AccessKeyMetadata"][0]["AccessKeyId"]
        == key["AccessKeyId"]
    )


def test_the_root_user_has_keys_without_a_user_name(domain: Domain) -> None:
    key = domain.call("CreateAccessKey", caller=root())["AccessKey"]
    assert "UserName" not in key
    (listed,) = domain.call("ListAccessKeys", caller=root())["AccessKeyMetadata"]
    assert listed["AccessKeyId"] == key["AccessKeyId"]
    assert domain.call("ListAccessKeys", caller=root(OTHER_ACCOUNT))["AccessKeyMetadata"] == []


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("CreateAccessKey", {}),
        ("ListAccessKeys", {}),
        ("UpdateAccessKey", {"AccessKeyId": "AKIAAAAAAAAAAAAAAAAA", "Status": "Active"}),
        ("DeleteAccessKey", {"AccessKeyId": "AKIAAAAAAAAAAAAAAAAA"}),
    ],
)
def test_without_a_name_a_role_session_is_told_to_give_one(
    domain: Domain, operation: str, params: dict[str, str]
) -> None:
    message = "Must specify userName when calling with non-User credentials"
    domain.refuses(operation, params, ValidationError, message, caller=as_role_session())


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("params", [{"UserName": "alice"}, {}], ids=["user", "root"])
def test_a_third_key_is_refused_also_beside_inactive_ones(domain: Domain, params: dict[str, str]) -> None:
    first = create(domain, **params)
    domain.call("UpdateAccessKey", {**params, "AccessKeyId": first, "Status": "Inactive"})
    create(domain, **params)
    message = "Cannot exceed quota for AccessKeysPerUser: 2"
    domain.refuses("CreateAccessKey", params, LimitExceededError, message)


@pytest.mark.usefixtures("alice")
def test_a_key_is_switched_off_and_on(domain: Domain) -> None:
    params = {"UserName": "alice", "AccessKeyId": create(domain, UserName="alice")}
    for status in ("Inactive", "Active"):
        assert domain.call("UpdateAccessKey", {**params, "Status": status}) == {}
        (key,) = domain.call("ListAccessKeys", {"UserName": "alice"})["AccessKeyMetadata"]
        assert key["Status"] == status


@pytest.mark.usefixtures("alice")
def test_a_key_cannot_be_set_to_expired(domain: Domain) -> None:
    domain.refuses(
        "UpdateAccessKey",
        {"UserName": "alice", "AccessKeyId": create(domain, UserName="alice"), "Status": "Expired"},
        ValidationError,
        "1 validation error detected: Value at 'status' failed to satisfy constraint: "
        "Member must satisfy enum value set: [Active, Inactive]",
    )


@pytest.mark.usefixtures("alice")
def test_keys_are_deleted_one_by_one(domain: Domain) -> None:
    first, second = create(domain, UserName="alice"), create(domain, UserName="alice")
    domain.call("DeleteAccessKey", {"UserName": "alice", "AccessKeyId": first})
    (left,) = domain.call("ListAccessKeys", {"UserName": "alice"})["AccessKeyMetadata"]
    assert left["AccessKeyId"] == second


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("operation", ["UpdateAccessKey", "DeleteAccessKey"])
def test_a_key_of_somebody_else_is_not_found(domain: Domain, operation: str) -> None:
    domain.users("bob")
    theirs = create(domain, UserName="bob")
    for params in ({"UserName": "alice"}, {}):
        domain.refuses(
            operation,
            {**params, "AccessKeyId": theirs, "Status": "Inactive"},
            NoSuchEntityError,
            f"The Access Key with id {theirs} cannot be found.",
        )


@pytest.mark.usefixtures("alice")
def test_list_access_keys_pages(domain: Domain) -> None:
    made = [create(domain, UserName="alice"), create(domain, UserName="alice")]
    pages = domain.pages("ListAccessKeys", "AccessKeyMetadata", {"UserName": "alice"}, size=1)
    assert [[key["AccessKeyId"] for key in page] for page in pages] == [[key] for key in sorted(made)]


def test_threat_25_keys_follow_a_renamed_user(domain: Domain, alice: dict[str, Any]) -> None:
    key = create(domain, UserName="alice")
    domain.call("UpdateUser", {"UserName": "alice", "NewUserName": "alicia"})
    domain.users("alice")
    (listed,) = domain.call("ListAccessKeys", {"UserName": "alicia"})["AccessKeyMetadata"]
    assert (listed["AccessKeyId"], listed["UserName"]) == (key, "alicia")
    assert domain.call("ListAccessKeys", {"UserName": "alice"})["AccessKeyMetadata"] == []
    assert alice["UserId"] != domain.call("GetUser", {"UserName": "alice"})["User"]["UserId"]


# -- last used -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
def test_a_key_that_was_never_used_says_so_without_a_date(domain: Domain) -> None:
    assert domain.call("GetAccessKeyLastUsed", {"AccessKeyId": create(domain, UserName="alice")}) == {
        "UserName": "alice",
        "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"},
    }


@pytest.mark.usefixtures("alice")
def test_a_key_that_was_used_says_when_where_and_for_what(domain: Domain) -> None:
    key = create(domain, UserName="alice")
    domain.store.flush_key_uses([AccessKeyUse(key=key, time=NOW + 5, service="sts", region="eu-west-1")])
    assert domain.call("GetAccessKeyLastUsed", {"AccessKeyId": key})["AccessKeyLastUsed"] == {
        "LastUsedDate": NOW + 5,
        "ServiceName": "sts",
        "Region": "eu-west-1",
    }


def test_last_used_of_a_root_key_names_no_user(domain: Domain) -> None:
    assert domain.call("GetAccessKeyLastUsed", {"AccessKeyId": create(domain)}).keys() == {"AccessKeyLastUsed"}


def test_a_key_of_another_account_cannot_be_told_from_one_that_never_was(domain: Domain) -> None:
    foreign = domain.call("CreateAccessKey", caller=root(OTHER_ACCOUNT))["AccessKey"]["AccessKeyId"]
    for key in (foreign, "AKIAIOSFODNN7EXAMPLE"):
        domain.refuses(
            "GetAccessKeyLastUsed",
            {"AccessKeyId": key},
            AccessDeniedError,
            f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {key}",
        )
