"""Managed policies attached to users, groups and roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ostiary.model.errors import (
    DeleteConflictError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    PolicyNotAttachableError,
)
from tests.support.domain import ACCOUNT, OTHER_ACCOUNT, TRUST_EC2, Domain

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SERVICE_ROLE_ONLY = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"


@dataclass(frozen=True)
class Kind:
    """How the operations of one kind of holder are spelled."""

    name: str

    def params(self, **more: object) -> dict[str, object]:
        return {f"{self.name}Name": "holder", **more}

    def create(self, domain: Domain) -> None:
        trust = {"AssumeRolePolicyDocument": TRUST_EC2} if self.name == "Role" else {}
        domain.call(f"Create{self.name}", self.params(**trust))

    def attach(self, domain: Domain, arn: str) -> None:
        domain.call(f"Attach{self.name}Policy", self.params(PolicyArn=arn))

    def attached(self, domain: Domain, **more: object) -> list[Mapping[str, Any]]:
        listed: list[Mapping[str, Any]] = domain.call(f"ListAttached{self.name}Policies", self.params(**more))[
            "AttachedPolicies"
        ]
        return listed

    def refuses_attaching(self, domain: Domain, arn: str, error: type[Exception], message: str) -> None:
        domain.refuses(f"Attach{self.name}Policy", self.params(PolicyArn=arn), error, message)  # type: ignore[arg-type]  # OstiaryErrors only


KINDS = [Kind("User"), Kind("Group"), Kind("Role")]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest, domain: Domain) -> Kind:
    """A kind of holder; `holder` of that kind exists."""
    made: Kind = request.param
    made.create(domain)
    return made


def test_attached_policies_are_listed_by_name_whoever_owns_them(domain: Domain, kind: Kind) -> None:
    own = domain.policy("zeta", "/apps/")
    kind.attach(domain, own)
    kind.attach(domain, READ_ONLY)
    assert kind.attached(domain) == [
        {"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY},
        {"PolicyName": "zeta", "PolicyArn": own},
    ]
    assert kind.attached(domain, PathPrefix="/apps/") == [{"PolicyName": "zeta", "PolicyArn": own}]


def test_to_attach_twice_is_the_same_as_once(domain: Domain, kind: Kind) -> None:
    kind.attach(domain, READ_ONLY)
    kind.attach(domain, READ_ONLY)
    assert len(kind.attached(domain)) == 1
    assert domain.call("GetPolicy", {"PolicyArn": READ_ONLY})["Policy"]["AttachmentCount"] == 1


def test_an_eleventh_policy_is_refused(domain: Domain, kind: Kind) -> None:  # the thirty, 16
    arns = [domain.policy(f"p{number}") for number in range(11)]
    for arn in arns[:10]:
        kind.attach(domain, arn)
    kind.refuses_attaching(domain, arns[10], LimitExceededError, f"Cannot exceed quota for PoliciesPer{kind.name}: 10")
    kind.attach(domain, arns[0])  # there already, so nothing is exceeded


def test_attached_policies_are_listed_in_pages(domain: Domain, kind: Kind) -> None:
    for name in ("c", "a", "B"):
        kind.attach(domain, domain.policy(name))
    pages = domain.pages(f"ListAttached{kind.name}Policies", "AttachedPolicies", kind.params(), size=2)
    assert [[policy["PolicyName"] for policy in page] for page in pages] == [["a", "B"], ["c"]]


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:policy/Missing",
        f"arn:aws:iam::{OTHER_ACCOUNT}:policy/Limits",
        f"arn:aws:iam::{ACCOUNT}:policy/limits",
        "arn:aws:iam::aws:policy/ReadOnlyAccesss",
        "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
    ],
)
def test_a_policy_that_does_not_exist_is_refused_and_not_made_up(domain: Domain, kind: Kind, arn: str) -> None:
    domain.policy("Limits")
    message = f"Policy {arn} does not exist or is not attachable."
    kind.refuses_attaching(domain, arn, NoSuchEntityError, message)


def test_what_is_no_policy_arn_is_invalid(domain: Domain, kind: Kind) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/Limits"
    kind.refuses_attaching(domain, arn, InvalidInputError, f"ARN {arn} is not valid.")


def test_a_policy_for_service_linked_roles_is_not_attachable(domain: Domain, kind: Kind) -> None:
    message = f"Cannot attach a Service Role Policy to a Customer {kind.name}."
    kind.refuses_attaching(domain, SERVICE_ROLE_ONLY, PolicyNotAttachableError, message)


def test_a_detached_policy_is_gone_and_cannot_be_detached_again(domain: Domain, kind: Kind) -> None:
    kind.attach(domain, READ_ONLY)
    domain.call(f"Detach{kind.name}Policy", kind.params(PolicyArn=READ_ONLY))
    assert kind.attached(domain) == []
    domain.refuses(
        f"Detach{kind.name}Policy",
        kind.params(PolicyArn=READ_ONLY),
        NoSuchEntityError,
        f"Policy {READ_ONLY} was not found.",
    )


def test_a_holder_with_attached_policies_cannot_be_deleted(domain: Domain, kind: Kind) -> None:
    kind.attach(domain, READ_ONLY)
    message = "Cannot delete entity, must detach all policies first."
    domain.refuses(f"Delete{kind.name}", kind.params(), DeleteConflictError, message)


def test_a_holder_of_a_deleted_ones_name_has_nothing_attached(domain: Domain, kind: Kind) -> None:
    kind.attach(domain, READ_ONLY)
    domain.call(f"Detach{kind.name}Policy", kind.params(PolicyArn=READ_ONLY))
    domain.call(f"Delete{kind.name}", kind.params())
    kind.create(domain)
    assert kind.attached(domain) == []


@pytest.mark.parametrize("kind_without_holder", KINDS, ids=lambda kind: kind.name)
def test_a_holder_that_is_not_there_is_named_in_the_refusal(domain: Domain, kind_without_holder: Kind) -> None:
    kind = kind_without_holder
    message = f"The {kind.name.lower()} with name holder cannot be found."
    for operation, more in (
        (f"Attach{kind.name}Policy", {"PolicyArn": READ_ONLY}),
        (f"Detach{kind.name}Policy", {"PolicyArn": READ_ONLY}),
        (f"ListAttached{kind.name}Policies", {}),
    ):
        domain.refuses(operation, kind.params(**more), NoSuchEntityError, message)
