"""Principals from their ARNs."""

from __future__ import annotations

import pytest

from ostiary.evaluation.principals import ANONYMOUS, caller_of
from ostiary.model.caller import CallerKind, SessionKind
from ostiary.model.errors import InvalidInputError

A = "100000000001"


@pytest.mark.parametrize(
    ("principal", "kind", "entity"),
    [
        (f"arn:aws:iam::{A}:root", CallerKind.ROOT, f"arn:aws:iam::{A}:root"),
        (f"arn:aws:iam::{A}:user/a/b/mira", CallerKind.USER, f"arn:aws:iam::{A}:user/a/b/mira"),
        (f"arn:aws:iam::{A}:role/ops/kiln", CallerKind.ROLE_SESSION, f"arn:aws:iam::{A}:role/ops/kiln"),
        (f"arn:aws:sts::{A}:assumed-role/kiln/s", CallerKind.ROLE_SESSION, f"arn:aws:iam::{A}:role/kiln"),
        (f"arn:aws-cn:sts::{A}:assumed-role/kiln/s", CallerKind.ROLE_SESSION, f"arn:aws-cn:iam::{A}:role/kiln"),
        (f"arn:aws:sts::{A}:federated-user/f", CallerKind.FEDERATED_USER, f"arn:aws:sts::{A}:federated-user/f"),
    ],
)
def test_an_arn_names_a_caller_and_its_entity(principal: str, kind: CallerKind, entity: str) -> None:
    caller = caller_of(principal)
    assert (caller.kind, caller.account, caller.entity_arn) == (kind, A, entity)


def test_a_users_name_is_the_last_part_of_its_path() -> None:
    assert caller_of(f"arn:aws:iam::{A}:user/a/b/mira").user_name == "mira"


def test_a_role_stands_for_a_session_that_is_not_the_role() -> None:
    caller = caller_of(f"arn:aws:iam::{A}:role/ops/kiln")
    assert caller.arn != caller.entity_arn
    assert caller.session is not None
    assert caller.session.kind is SessionKind.ASSUMED_ROLE


def test_a_service_and_everybody_have_no_account_of_their_own() -> None:
    service = caller_of("lambda.amazonaws.com")
    assert (service.kind, service.arn, service.account) == (CallerKind.SERVICE, "lambda.amazonaws.com", "")
    assert caller_of("*") is ANONYMOUS


def test_the_entity_behind_a_session_can_be_given() -> None:
    role = f"arn:aws:iam::{A}:role/ops/kiln"
    assert caller_of(f"arn:aws:sts::{A}:assumed-role/kiln/s", role=role).entity_arn == role
    user = f"arn:aws:iam::{A}:user/mira"
    assert caller_of(f"arn:aws:sts::{A}:federated-user/f", user=user).entity_arn == user


@pytest.mark.parametrize(
    "principal",
    [
        "",
        "mira",
        "Lambda.amazonaws.com",
        ".amazonaws.com",
        A,
        "arn:aws:iam",
        "arn:aws:iam::123:user/mira",
        f"arn:aws:iam:eu-west-1:{A}:user/mira",
        f"arn::iam::{A}:user/mira",
        f"arn:aws:iam::{A}:user",
        f"arn:aws:iam::{A}:user/",
        f"arn:aws:iam::{A}:user//mira",
        f"arn:aws:iam::{A}:role",
        f"arn:aws:iam::{A}:root/x",
        f"arn:aws:iam::{A}:group/g",
        f"arn:aws:sts::{A}:assumed-role/kiln",
        f"arn:aws:sts::{A}:assumed-role/ops/kiln/s",
        f"arn:aws:sts::{A}:federated-user",
        f"arn:aws:sts::{A}:user/mira",
        f"arn:aws:iam::{A}:assumed-role/kiln/s",
    ],
)
def test_what_is_no_principal_is_refused(principal: str) -> None:
    with pytest.raises(InvalidInputError):
        caller_of(principal)


@pytest.mark.parametrize(
    ("principal", "given"),
    [
        (f"arn:aws:sts::{A}:assumed-role/kiln/s", {"role": f"arn:aws:iam::{A}:role/other"}),
        (f"arn:aws:sts::{A}:assumed-role/kiln/s", {"role": "arn:aws:iam::200000000002:role/kiln"}),
        (f"arn:aws:sts::{A}:assumed-role/kiln/s", {"role": "kiln"}),
        (f"arn:aws:sts::{A}:assumed-role/kiln/s", {"user": f"arn:aws:iam::{A}:user/mira"}),
        (f"arn:aws:sts::{A}:federated-user/f", {"user": f"arn:aws:iam::{A}:role/kiln"}),
        (f"arn:aws:iam::{A}:user/mira", {"role": f"arn:aws:iam::{A}:role/kiln"}),
        ("*", {"user": f"arn:aws:iam::{A}:user/mira"}),
    ],
)
def test_an_entity_that_does_not_fit_the_session_is_refused(principal: str, given: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        caller_of(principal, **given)
