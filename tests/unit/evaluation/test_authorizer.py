"""The library: decisions without a server."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import ostiary
from ostiary import Authorizer, Decision, Matched, Outcome, Question
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.model.errors import InvalidInputError, MalformedPolicyDocumentError
from tests.support.bundles import EVERYTHING, MIRA, OBJECT, policy

READ = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::vault/*"}


def test_a_decision_says_layer_and_statement() -> None:
    authorizer = Authorizer(identity={"reader": policy(READ)})
    decision = authorizer.decide(principal=MIRA, action="s3:GetObject", resource=OBJECT)
    assert decision == Decision(
        Outcome.ALLOWED,
        PolicyKind.IDENTITY,
        (Matched(PolicyKind.IDENTITY, "reader", "Read", 0, Effect.ALLOW),),
    )
    assert decision.allowed


def test_an_implicit_deny_names_the_layer_whose_allow_is_missing() -> None:
    authorizer = Authorizer(identity={"reader": json.dumps(policy(READ))}, boundary={"narrow": policy()})
    decision = authorizer.decide(principal=MIRA, action="s3:GetObject", resource=OBJECT)
    assert decision == Decision(Outcome.IMPLICIT_DENY, PolicyKind.BOUNDARY)
    assert not decision.allowed


def test_a_decision_is_no_truth_value() -> None:
    decision = Authorizer().decide(principal=MIRA, action="s3:GetObject", resource=OBJECT)
    with pytest.raises(TypeError, match="allowed"):
        bool(decision)


def test_questions_are_decided_in_order() -> None:
    authorizer = Authorizer(identity={"reader": policy(READ)})
    questions = [
        Question(principal=MIRA, action=action, resource=OBJECT) for action in ("s3:PutObject", "s3:GetObject")
    ]
    assert [decision.allowed for decision in authorizer.decide_all(questions)] == [False, True]


def test_context_values_may_be_any_sequence_and_the_clock_is_given() -> None:
    conditions = {
        "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
        "DateLessThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
    }
    authorizer = Authorizer(identity={"tags": policy({**EVERYTHING, "Condition": conditions})})

    def allowed(now: int | None) -> bool:
        return authorizer.decide(
            principal=MIRA, action="s3:GetObject", resource=OBJECT, context={"aws:TagKeys": ["b"]}, now=now
        ).allowed

    assert allowed(0)
    assert not allowed(4_000_000_000)
    assert not allowed(None)


def test_what_cannot_be_asked_or_understood_raises() -> None:
    with pytest.raises(InvalidInputError):
        Authorizer().decide(principal="nobody", action="s3:GetObject", resource=OBJECT)
    broken = Authorizer(identity={"broken": policy({"Effect": "Deny"})})
    with pytest.raises(MalformedPolicyDocumentError, match="'broken'"):
        broken.decide(principal=MIRA, action="s3:GetObject", resource=OBJECT)


def test_importing_the_package_loads_nothing_of_it() -> None:
    script = "import sys, ostiary; print([name for name in sys.modules if name.startswith('ostiary.')])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_importing_the_library_loads_no_server_and_no_store() -> None:
    script = (
        "import sys; from ostiary import Authorizer; "
        "print([name for name in sys.modules if name.split('.')[0] in {'sqlalchemy', 'uvicorn', 'cryptography'} "
        "or name.startswith(('ostiary.server', 'ostiary.store', 'ostiary.authn'))])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_name_of_the_library_can_be_had_and_no_other() -> None:
    assert [name for name in ostiary.__all__ if not hasattr(ostiary, name)] == []
    assert not hasattr(ostiary, "Nothing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"context": {"aws:SecureTransport": True}},
        {"context": {"aws:MultiFactorAuthAge": 300}},
        {"context": {"aws:TagKeys": ["a", 1]}},
        {"context": ["aws:username"]},
        {"principal": None},
        {"action": None},
        {"resource": 7},
        {"now": 1_767_225_600_000_000},
        {"now": -1},
        {"now": 1.5},
    ],
    ids=str,
)
def test_what_a_program_gives_by_mistake_is_an_input_error(wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"principal": MIRA, "action": "s3:GetObject", "resource": OBJECT} | wrong
    with pytest.raises(InvalidInputError):
        Authorizer(identity={"p": policy(EVERYTHING)}).decide(**asked)


@pytest.mark.parametrize(
    "given", [policy(EVERYTHING), [policy(EVERYTHING)], {"p": b"{}"}, {"p": {"Statement": {1, 2}}}]
)
def test_policies_are_documents_by_name(given: Any) -> None:
    with pytest.raises(InvalidInputError):
        Authorizer(identity=given)
