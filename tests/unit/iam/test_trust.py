"""Whom trust policies name: existence, unique ids, and how they are shown later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.domain import ACCOUNT, OTHER_ACCOUNT, Domain, root

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"


def trusting(principals: str | Sequence[str], **more: object) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)


def a_role_trusting(domain: Domain, principals: str | Sequence[str], name: str = "Deploy", **more: object) -> None:
    document = trusting(principals, **more)
    domain.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": document})


def bound(domain: Domain, name: str = "Deploy") -> Mapping[str, str]:
    role = domain.read(lambda tx: tx.roles.get(ACCOUNT, name))
    assert role is not None
    return role.trust_ids


def shown(domain: Domain, name: str = "Deploy") -> Any:
    return json.loads(domain.call("GetRole", {"RoleName": name})["Role"]["AssumeRolePolicyDocument"])


def refuses_principal(domain: Domain, principal: str, named: str | None = None) -> None:
    domain.refuses(
        "CreateRole",
        {"RoleName": "Deploy", "AssumeRolePolicyDocument": trusting(principal)},
        MalformedPolicyDocumentError,
        f'Invalid principal in policy: "AWS":"{named or principal}"',
    )


def test_users_roles_and_sessions_are_bound_to_their_unique_ids(domain: Domain) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Source/one"
    a_role_trusting(domain, "*", "Source")
    role = domain.call("GetRole", {"RoleName": "Source"})["Role"]
    a_role_trusting(domain, [ALICE, role["Arn"], session])
    assert bound(domain) == {ALICE: user["UserId"], role["Arn"]: role["RoleId"], session: role["RoleId"]}


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        ACCOUNT,
        f"arn:aws:iam::{ACCOUNT}:root",
        OTHER_ACCOUNT,
        f"arn:aws:iam::{OTHER_ACCOUNT}:root",
        f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
    ],
)
def test_everyone_accounts_and_federated_users_are_bound_to_nothing(domain: Domain, principal: str) -> None:
    a_role_trusting(domain, principal)
    assert bound(domain) == {}


@pytest.mark.parametrize(
    "principal",
    [
        ALICE,
        f"arn:aws:iam::{ACCOUNT}:role/Missing",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Missing/session",
        "999999999999",
        "arn:aws:iam::999999999999:root",
        "arn:aws:iam::999999999999:user/alice",
        f"arn:aws:iam::{OTHER_ACCOUNT}:user/alice",
        "AIDAAAAAAAAAAAAAAAAAA",
    ],
)
def test_a_principal_that_does_not_exist_is_refused(domain: Domain, principal: str) -> None:  # the thirty, 24
    refuses_principal(domain, principal)


@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{ACCOUNT}:user/ALICE",  # case counts
        f"arn:aws:iam::{ACCOUNT}:user/path/alice",  # the path counts
        f"arn:aws-cn:iam::{ACCOUNT}:user/alice",  # the partition is another
        f"arn:aws:iam:eu-west-1:{ACCOUNT}:user/alice",  # IAM has no regions
        f"arn:aws:iam::{ACCOUNT}:group/alice",  # groups are no principals
        f"arn:aws:iam::{ACCOUNT}:user/*",
        f"arn:aws:iam::{ACCOUNT}:role/alice",
        f"arn:aws:sts::{ACCOUNT}:user/alice",
    ],
)
def test_a_principal_that_is_almost_the_arn_of_one_is_refused(domain: Domain, principal: str) -> None:
    domain.users("alice")
    refuses_principal(domain, principal)


@pytest.mark.parametrize("rest", ["Source", "Source/", "source/one", "Source/one/two"])
def test_a_session_is_of_exactly_one_role_and_has_a_name(domain: Domain, rest: str) -> None:
    a_role_trusting(domain, "*", "Source")
    refuses_principal(domain, f"arn:aws:sts::{ACCOUNT}:assumed-role/{rest}")


def test_the_first_of_several_principals_that_does_not_exist_is_named(domain: Domain) -> None:
    domain.users("alice")
    missing = f"arn:aws:iam::{ACCOUNT}:user/zed"
    document = trusting([ALICE, missing])
    domain.refuses(
        "CreateRole",
        {"RoleName": "Deploy", "AssumeRolePolicyDocument": document},
        MalformedPolicyDocumentError,
        f'Invalid principal in policy: "AWS":"{missing}"',
    )


def test_a_principal_of_another_account_of_this_installation_is_bound(domain: Domain) -> None:
    bob = domain.call("CreateUser", {"UserName": "bob"}, root(OTHER_ACCOUNT))["User"]
    a_role_trusting(domain, bob["Arn"])
    assert bound(domain) == {bob["Arn"]: bob["UserId"]}


def test_an_entity_may_be_named_by_its_unique_id(domain: Domain) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]
    a_role_trusting(domain, user["UserId"])
    assert bound(domain) == {}
    assert shown(domain)["Statement"][0]["Principal"] == {"AWS": user["UserId"]}


def test_a_deleted_principal_is_shown_as_its_unique_id(domain: Domain) -> None:  # the thirty, 26
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
    domain.users("bob")
    bob = f"arn:aws:iam::{ACCOUNT}:user/bob"
    a_role_trusting(domain, [ALICE, bob], Condition={"ArnLike": {"aws:PrincipalArn": ALICE}})
    domain.call("DeleteUser", {"UserName": "alice"})
    (statement,) = shown(domain)["Statement"]
    assert statement["Principal"] == {"AWS": [alice["UserId"], bob]}
    assert statement["Condition"] == {"ArnLike": {"aws:PrincipalArn": ALICE}}  # conditions are never converted


def test_threat_25_a_new_user_of_a_deleted_ones_name_gains_nothing(domain: Domain) -> None:
    first = domain.call("CreateUser", {"UserName": "alice"})["User"]
    a_role_trusting(domain, ALICE)
    domain.call("DeleteUser", {"UserName": "alice"})
    second = domain.call("CreateUser", {"UserName": "alice"})["User"]
    assert second["Arn"] == first["Arn"]
    assert bound(domain) == {ALICE: first["UserId"]}  # what the engine compares callers with
    assert shown(domain)["Statement"][0]["Principal"] == {"AWS": first["UserId"]}


def test_threat_25_a_new_role_of_a_deleted_ones_name_gains_nothing(domain: Domain) -> None:
    a_role_trusting(domain, "*", "Source")
    first = domain.call("GetRole", {"RoleName": "Source"})["Role"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Source/one"
    a_role_trusting(domain, [first["Arn"], session])
    domain.call("DeleteRole", {"RoleName": "Source"})
    a_role_trusting(domain, "*", "Source")
    assert bound(domain) == {first["Arn"]: first["RoleId"], session: first["RoleId"]}
    assert shown(domain)["Statement"][0]["Principal"] == {"AWS": [first["RoleId"], first["RoleId"]]}


def test_a_policy_saved_again_trusts_whom_its_names_stand_for_now(domain: Domain) -> None:
    domain.users("alice")
    a_role_trusting(domain, ALICE)
    domain.call("DeleteUser", {"UserName": "alice"})
    second = domain.call("CreateUser", {"UserName": "alice"})["User"]
    domain.call("UpdateAssumeRolePolicy", {"RoleName": "Deploy", "PolicyDocument": trusting(ALICE)})
    assert bound(domain) == {ALICE: second["UserId"]}
    assert shown(domain)["Statement"][0]["Principal"] == {"AWS": ALICE}


def test_the_id_of_a_deleted_principal_cannot_be_saved_again(domain: Domain) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]
    domain.call("DeleteUser", {"UserName": "alice"})
    refuses_principal(domain, user["UserId"])


def test_a_renamed_principal_is_shown_under_its_new_name(domain: Domain) -> None:
    domain.users("alice")
    a_role_trusting(domain, ALICE)
    domain.call("UpdateUser", {"UserName": "alice", "NewUserName": "alicia", "NewPath": "/staff/"})
    assert shown(domain)["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:user/staff/alicia"}


def test_a_single_statement_without_brackets_is_shown_with_its_ids_too(domain: Domain) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]
    statement = {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Statement": statement})
    domain.call("CreateRole", {"RoleName": "Deploy", "AssumeRolePolicyDocument": document})
    domain.call("DeleteUser", {"UserName": "alice"})
    assert shown(domain)["Statement"]["Principal"] == {"AWS": user["UserId"]}


def test_a_refused_update_leaves_the_old_trust(domain: Domain) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]
    a_role_trusting(domain, ALICE)
    domain.refuses(
        "UpdateAssumeRolePolicy",
        {"RoleName": "Deploy", "PolicyDocument": trusting(f"{ALICE}2")},
        MalformedPolicyDocumentError,
        f'Invalid principal in policy: "AWS":"{ALICE}2"',
    )
    assert bound(domain) == {ALICE: user["UserId"]}
