"""Permissions boundaries of users and roles."""

from __future__ import annotations

import pytest

from ostiary.model.errors import InvalidInputError, NoSuchEntityError, PolicyNotAttachableError
from tests.support.domain import ACCOUNT, OTHER_ACCOUNT, TRUST_EC2, Domain

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
KINDS = ["User", "Role"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, domain: Domain) -> str:
    """A kind of bounded entity; `holder` of that kind exists."""
    made: str = request.param
    trust = {"AssumeRolePolicyDocument": TRUST_EC2} if made == "Role" else {}
    domain.call(f"Create{made}", {f"{made}Name": "holder", **trust})
    return made


def put(domain: Domain, kind: str, arn: str) -> None:
    domain.call(f"Put{kind}PermissionsBoundary", {f"{kind}Name": "holder", "PermissionsBoundary": arn})


def boundary(domain: Domain, kind: str) -> object:
    return domain.call(f"Get{kind}", {f"{kind}Name": "holder"})[kind].get("PermissionsBoundary")


def test_a_boundary_is_shown_and_takes_the_place_of_the_last(domain: Domain, kind: str) -> None:
    for arn in (domain.policy("Limits", "/apps/"), READ_ONLY):
        put(domain, kind, arn)
        assert boundary(domain, kind) == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
    usage = domain.call("GetPolicy", {"PolicyArn": READ_ONLY})["Policy"]["PermissionsBoundaryUsageCount"]
    assert usage == 1


def test_a_boundary_can_be_taken_away_also_when_there_is_none(domain: Domain, kind: str) -> None:
    put(domain, kind, READ_ONLY)
    for _ in range(2):
        domain.call(f"Delete{kind}PermissionsBoundary", {f"{kind}Name": "holder"})
        assert boundary(domain, kind) is None


@pytest.mark.parametrize(
    "arn", [f"arn:aws:iam::{ACCOUNT}:policy/Missing", f"arn:aws:iam::{OTHER_ACCOUNT}:policy/Limits"]
)
def test_a_boundary_that_does_not_exist_is_refused(domain: Domain, kind: str, arn: str) -> None:
    put(domain, kind, READ_ONLY)
    domain.refuses(
        f"Put{kind}PermissionsBoundary",
        {f"{kind}Name": "holder", "PermissionsBoundary": arn},
        NoSuchEntityError,
        f"Scope ARN: {arn} does not exist or is not attachable.",
    )
    assert boundary(domain, kind) == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY}


def test_what_is_no_policy_arn_is_invalid(domain: Domain, kind: str) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/holder"
    domain.refuses(
        f"Put{kind}PermissionsBoundary",
        {f"{kind}Name": "holder", "PermissionsBoundary": arn},
        InvalidInputError,
        f"ARN {arn} is not valid.",
    )


def test_a_policy_for_service_linked_roles_is_no_boundary(domain: Domain, kind: str) -> None:
    domain.refuses(
        f"Put{kind}PermissionsBoundary",
        {
            f"{kind}Name": "holder",
            "PermissionsBoundary": "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy",
        },
        PolicyNotAttachableError,
        "Cannot attach a Service Role Policy as a permissions boundary.",
    )


@pytest.mark.parametrize("absent", KINDS)
def test_an_entity_that_is_not_there_is_named_in_the_refusal(domain: Domain, absent: str) -> None:
    message = f"The {absent.lower()} with name holder cannot be found."
    name = {f"{absent}Name": "holder"}
    domain.refuses(
        f"Put{absent}PermissionsBoundary", {**name, "PermissionsBoundary": READ_ONLY}, NoSuchEntityError, message
    )
    domain.refuses(f"Delete{absent}PermissionsBoundary", name, NoSuchEntityError, message)
