"""What an encoded authorization message holds (policy-evaluation.md 9.4)."""

from __future__ import annotations

import json
from typing import Any

from ostiary.engine.decide import decide
from ostiary.engine.failure import authorization_message
from ostiary.model.caller import Caller
from tests.support.engine import CALLERS, MIRA, Context, layers, request

ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def told(*statements: object, caller: Caller = MIRA, context: Context | None = None) -> Any:
    asked = request("ec2:RunInstances", "arn:aws:ec2:r:100000000001:instance/*", caller, context)
    return json.loads(
        authorization_message(asked, decide(asked, layers(identity=[list(statements)] if statements else [])))
    )


def test_a_deny_is_told_with_its_statements() -> None:
    message = told(ADMIN, {"Sid": "NotNow", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"})
    assert (message["allowed"], message["explicitDeny"]) == (False, True)
    assert message["matchedStatements"] == {"items": [{"statementId": "NotNow", "effect": "DENY"}]}
    assert message["failures"] == {"items": []}


def test_a_missing_allow_has_no_statements() -> None:
    message = told()
    assert (message["allowed"], message["explicitDeny"]) == (False, False)
    assert message["matchedStatements"] == {"items": []}


def test_what_was_allowed_is_told_as_allowed() -> None:
    message = told(ADMIN)
    assert (message["allowed"], message["explicitDeny"], message["matchedStatements"]) == (True, False, {"items": []})


def test_the_context_is_the_caller_the_call_and_its_conditions() -> None:
    context = told(context={"aws:TagKeys": ("b", "a"), "ec2:Region": "eu-west-1"})["context"]
    assert context == {
        "principal": {"id": MIRA.user_id, "name": "mira", "arn": MIRA.arn},
        "action": "ec2:RunInstances",
        "resource": "arn:aws:ec2:r:100000000001:instance/*",
        "conditions": {
            "items": [
                {"key": "aws:tagkeys", "values": {"items": [{"value": "b"}, {"value": "a"}]}},
                {"key": "ec2:region", "values": {"items": [{"value": "eu-west-1"}]}},
            ]
        },
    }


def test_a_session_is_named_by_its_session_name() -> None:
    principal = told(caller=CALLERS["kiln session"])["context"]["principal"]
    assert principal["name"] == "s"
    assert principal["id"].endswith(":s")
