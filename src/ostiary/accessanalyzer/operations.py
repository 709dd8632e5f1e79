"""The operations of Access Analyzer that Ostiary carries out; every other one of its model is answered with 501."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ostiary.accessanalyzer.decision_explanation import explain_decision
from ostiary.accessanalyzer.validate_policy import validate_policy
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read
from ostiary.store.contract import Reader


def operations(token_test: Callable[[Authorized[Any], Reader], Mapping[str, Any]]) -> Mapping[str, Handler]:
    """Return the operations by name; *token_test* is what only a server has (`token_test.TokenTest`)."""
    return {
        "ExplainDecision": Read(explain_decision, heavy=True),
        "TestToken": Read(token_test, heavy=True),
        "ValidatePolicy": Read(validate_policy, heavy=True),
    }
