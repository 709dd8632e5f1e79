"""Grades of principals, and NotPrincipal: edge cases P01 to P13 where no layer of a decision shows them yet."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import PolicyKind, parse
from ostiary.engine.principals import Grade, Principals
from ostiary.engine.request import Target
from ostiary.model.caller import Caller
from tests.support.engine import (
    CALLERS,
    MIRA,
    ROLE,
    TRUST_IDS,
    A,
    policy_text,
    request,
    role_session,
    root,
    service,
    user,
)

SESSION_ARN = f"arn:aws:sts::{A}:assumed-role/kiln/s"


def graded(
    value: str, caller: Caller, kind: PolicyKind = PolicyKind.RESOURCE, ids: Mapping[str, str] | None = None
) -> Grade:
    asked = request(caller=caller, trust_ids=TRUST_IDS if ids is None else ids)
    return Principals(aws=(value,)).grade(asked, kind, bounded=False)


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS.keys())
def test_p01_both_spellings_of_an_account_are_one(caller: Caller) -> None:
    assert graded(A, caller) is graded(f"arn:aws:iam::{A}:root", caller)


@pytest.mark.parametrize(
    ("value", "name", "grade"),
    [
        ("*", "anonymous", Grade.ANY),
        (A, "anonymous", Grade.NONE),
        (A, "mira", Grade.ACCOUNT),
        (A, "mira of B", Grade.NONE),
        (A, "root", Grade.ACCOUNT),
        (MIRA.arn, "mira", Grade.EXACT),
        (MIRA.entity_id, "mira", Grade.EXACT),
        (MIRA.arn, "noor", Grade.NONE),
        (MIRA.arn, "mira, session token", Grade.EXACT),
        (MIRA.arn, "federated by mira", Grade.ENTITY),
        (MIRA.entity_id, "federated by mira", Grade.ENTITY),
        (f"arn:aws:sts::{A}:federated-user/f", "federated by mira", Grade.EXACT),
        (ROLE, "kiln session", Grade.ENTITY),
        (SESSION_ARN, "kiln session", Grade.EXACT),
        (f"arn:aws:sts::{A}:assumed-role/kiln/t", "kiln session", Grade.NONE),
        ("", "sns", Grade.NONE),
        ("", "bearer", Grade.NONE),
        ("*", "bearer", Grade.ANY),
    ],
)
def test_each_principal_has_its_grade(value: str, name: str, grade: Grade) -> None:
    assert graded(value, CALLERS[name]) is grade


def test_p06_a_role_is_compared_with_its_path() -> None:
    caller = role_session(path="/ops/")
    ids = {caller.entity_arn: caller.entity_id}
    assert graded(caller.entity_arn, caller, PolicyKind.TRUST, ids) is Grade.ENTITY
    assert graded(ROLE, caller, PolicyKind.RESOURCE, {}) is Grade.NONE


def test_threat_25_a_deleted_and_recreated_principal_gains_nothing() -> None:
    anew = CALLERS["mira created anew"]
    assert anew.arn == MIRA.arn
    assert graded(MIRA.arn, anew, PolicyKind.TRUST) is Grade.NONE
    assert graded(MIRA.arn, MIRA, PolicyKind.TRUST) is Grade.EXACT


def test_threat_25_a_renamed_user_stays_who_it_was() -> None:
    renamed = user("mira2", unique_id=MIRA.entity_id)
    assert graded(MIRA.arn, renamed, PolicyKind.TRUST) is Grade.EXACT


def test_threat_25_an_arn_without_an_id_matches_nobody_in_a_trust_policy() -> None:
    assert graded(MIRA.arn, MIRA, PolicyKind.TRUST, {}) is Grade.NONE
    assert graded(ROLE, role_session(), PolicyKind.TRUST, {}) is Grade.NONE


def test_threat_25_a_session_arn_is_bound_to_the_role_that_it_named() -> None:
    caller = role_session()
    assert graded(SESSION_ARN, caller, PolicyKind.TRUST, {SESSION_ARN: caller.entity_id}) is Grade.EXACT
    assert graded(SESSION_ARN, caller, PolicyKind.TRUST, {SESSION_ARN: "AROAANOTHER"}) is Grade.NONE
    assert graded(SESSION_ARN, caller, PolicyKind.TRUST, {}) is Grade.EXACT
    other = f"arn:aws:sts::{A}:assumed-role/kiln/t"
    assert graded(other, caller, PolicyKind.TRUST, {other: caller.entity_id}) is Grade.NONE


def not_principal(*listed: str, caller: Caller, bounded: bool = False, services: tuple[str, ...] = ()) -> bool:
    """Return whether a Deny with NotPrincipal applies to the caller."""
    principals = Principals(aws=listed, service=services, negated=True)
    return principals.grade(request(caller=caller), PolicyKind.RESOURCE, bounded=bounded) is not Grade.NONE


def test_p09_not_principal_applies_to_everybody_with_a_boundary() -> None:
    assert not_principal(MIRA.arn, caller=MIRA, bounded=True)


def test_p10_not_principal_exempts_the_user_that_it_lists() -> None:
    assert not not_principal(MIRA.arn, caller=MIRA)
    assert not not_principal(MIRA.entity_id, caller=MIRA)
    assert not_principal(MIRA.arn, caller=user("noor"))


def test_p09_not_principal_applies_to_the_session_of_a_federated_user_with_a_boundary() -> None:
    caller = CALLERS["federated by mira"]
    assert not not_principal(caller.arn, caller=caller)
    assert not_principal(caller.arn, caller=caller, bounded=True)


def test_p11_not_principal_of_the_account_exempts_its_root_only() -> None:
    assert not_principal(f"arn:aws:iam::{A}:root", caller=MIRA)
    assert not not_principal(f"arn:aws:iam::{A}:root", caller=root())
    assert not not_principal(A, caller=root())


def test_p12_not_principal_needs_role_and_session() -> None:
    assert not_principal(ROLE, caller=role_session())
    assert not_principal(SESSION_ARN, caller=role_session())
    assert not not_principal(ROLE, SESSION_ARN, caller=role_session())


def test_not_principal_exempts_nobody_without_an_entry() -> None:
    anonymous = CALLERS["anonymous"]
    assert not_principal("anonymous", caller=anonymous)
    assert not not_principal("*", caller=anonymous)
    assert not not_principal(caller=service(), services=("sns.amazonaws.com",))
    assert not_principal(caller=service(), services=("sqs.amazonaws.com",))


@pytest.mark.parametrize("statement", [{}, {"NotPrincipal": {"AWS": "arn:aws:iam::100000000001:user/noor"}}])
def test_p13_a_statement_that_grants_nobody_in_particular_never_applies(statement: Mapping[str, object]) -> None:
    text = policy_text([{"Effect": "Allow", "Action": "*", "Resource": "*"} | statement])
    policies = Layer.of([Attached(parse(text, PolicyKind.RESOURCE), "bucket", "resource")])
    asked = request()
    assert policies.evaluate(asked, Target.of(asked)).allows == []


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS.keys())
def test_an_empty_name_is_nobodys(caller: Caller) -> None:
    empty = Principals(service=("",), federated=("",), canonical=("",))
    assert empty.grade(request(caller=caller), PolicyKind.RESOURCE, bounded=False) is Grade.NONE
