"""What calls cost in a large account, counted in steps of the database: what they cost in a small one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ostiary.model.nouns import Group, Policy, PolicyVersion, Role, User
from ostiary.store.contract import Relation, Transaction
from ostiary.store.sql import SqlStore
from tests.support.domain import ACCOUNT, ALLOW_ALL, NOW, TRUST_EC2, Domain
from tests.support.work import database_steps

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
FEW, MANY = 20, 400
LATE = {"UserName": f"user-{FEW - 1:04}"}


def grow(domain: Domain, start: int, stop: int) -> None:
    """Add a user, group, role and policy of each number: the user is in the group, user and role have the policy."""

    def work(tx: Transaction) -> None:
        for n in range(start, stop):
            rest: Mapping[str, Any] = {"account": ACCOUNT, "path": "/", "created": NOW}
            policy, user = f"ANPA{n:017}", f"AIDA{n:017}"
            tx.policies.add(Policy(id=policy, name=f"policy-{n:04}", updated=NOW, **rest))
            tx.policy_versions.add(
                PolicyVersion(account=ACCOUNT, policy=policy, version="v1", created=NOW, document=ALLOW_ALL)
            )
            tx.groups.add(Group(id=f"AGPA{n:017}", name=f"group-{n:04}", **rest))
            tx.roles.add(Role(id=f"AROA{n:017}", name=f"role-{n:04}", trust=TRUST_EC2, **rest))
            tx.users.add(User(id=user, name=f"user-{n:04}", **rest))
            tx.links.add(ACCOUNT, Relation.MEMBER, user, f"AGPA{n:017}")
            for holder in (user, f"AROA{n:017}"):
                tx.links.add(ACCOUNT, Relation.ATTACHMENT, holder, f"arn:aws:iam::{ACCOUNT}:policy/policy-{n:04}")

    domain.write(work)


@pytest.fixture
def account(domain: Domain) -> Domain:
    """A small account, in which one user has two of AWS's policies."""
    grow(domain, 0, FEW)
    for arn in (ADMINISTRATOR, READ_ONLY):
        domain.call("AttachUserPolicy", {**LATE, "PolicyArn": arn})
    return domain


def cost(account: Domain, operation: str, params: Mapping[str, Any]) -> int:
    """Return what the call costs on a connection that has been in use: a new one reads the schema first."""
    assert isinstance(account.store, SqlStore)
    account.read(lambda tx: tx.users.count(ACCOUNT))
    steps = database_steps(account.store, lambda: account.call(operation, params))
    assert steps > 0
    return steps


SECTIONS = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("ListUsers", {"MaxItems": 10}),
        ("GetUser", LATE),
        ("ListAttachedUserPolicies", LATE),
        ("ListGroupsForUser", LATE),
        ("GetAccountAuthorizationDetails", {"MaxItems": 10}),
        *(("GetAccountAuthorizationDetails", {"MaxItems": 10, "Filter": [section]}) for section in SECTIONS),
    ],
)
def test_reading_costs_the_same_in_a_large_account(account: Domain, operation: str, params: Mapping[str, Any]) -> None:
    few = cost(account, operation, params)
    grow(account, FEW, MANY)
    assert cost(account, operation, params) <= 1.1 * few


def test_a_page_in_the_middle_of_a_long_list_costs_what_the_first_costs(account: Domain) -> None:
    grow(account, FEW, MANY)
    first = cost(account, "ListUsers", {"MaxItems": 10})
    marker = account.call("ListUsers", {"MaxItems": MANY // 2})["Marker"]
    assert cost(account, "ListUsers", {"MaxItems": 10, "Marker": marker}) <= 1.1 * first


def test_creating_a_user_costs_the_same_in_a_large_account(account: Domain) -> None:
    few = cost(account, "CreateUser", {"UserName": "one"})
    grow(account, FEW, MANY)
    assert cost(account, "CreateUser", {"UserName": "two"}) <= 1.1 * few


def test_the_steps_that_are_counted_grow_with_what_is_read(account: Domain) -> None:
    """Else the tests above could not fail."""
    few = cost(account, "ListUsers", {"MaxItems": 1000})
    grow(account, FEW, MANY)
    assert cost(account, "ListUsers", {"MaxItems": 1000}) > 10 * few
