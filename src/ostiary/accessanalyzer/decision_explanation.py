"""ExplainDecision, an operation of Ostiary's own: why a principal may do something, or what it lacks (ADR 0013)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.accessanalyzer import told
from ostiary.authz.authorized import Authorized
from ostiary.authz.questions import Found, Given, Look
from ostiary.evaluation.explanation import Explanation
from ostiary.evaluation.question import Question
from ostiary.model.arn import Arn
from ostiary.model.errors import (
    InvalidInputError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
    ResourceNotFoundError,
    ValidationError,
)
from ostiary.store.contract import Reader
from ostiary.wire.accessanalyzer_types import ExplainDecisionRequest, ExplainDecisionResponse

Call = Authorized[ExplainDecisionRequest]

PRINCIPALS: Final = ("user/", "role/")
"""Those whose policies the account has. A session's own are in its token, and are given."""

NOT_A_PRINCIPAL: Final = "principalArn must be the ARN of a user or a role of this account."
NOT_OURS: Final = "resourceArn must not be a resource of IAM in another account: what is there is its own to tell."


def explain_decision(call: Call, tx: Reader) -> ExplainDecisionResponse:
    """Decide the request as the API would decide it now, and tell every statement that bears on it.

    The account gives the policies of the principal, its boundary, the trust policy of a role that is to be assumed,
    and the context keys that follow from the principal, its tags, the clock and the resource; what the request gives
    goes before them. Raises ValidationError for what cannot be asked, and ResourceNotFoundError.
    """
    params = call.params
    principal, resource = params["principalArn"], params.get("resourceArn", "*")
    _require_own(call, principal, resource)
    question = Question(
        principal=principal,
        action=params["action"],
        resource=resource,
        context=_context(params.get("contextEntries", {})),
    )
    policies = {f"session policy {n}": text for n, text in enumerate(params.get("sessionPolicies", ()), start=1)}
    given = Given(policies or None, params.get("resourcePolicy"), call.now)
    try:
        explained = Explanation.of(*Look(tx, call.partition, Found(tx.revision)).prepared(question, given))
    except NoSuchEntityError as error:
        raise ResourceNotFoundError(error.message) from None
    except (InvalidInputError, MalformedPolicyDocumentError) as error:
        raise ValidationError(error.message) from None
    return {
        "decision": told.decision(explained),
        "absentKeys": list(explained.absent_keys),
        "contextKeys": told.context_keys(explained.request.context),
    }


def _require_own(call: Call, principal: str, resource: str) -> None:
    """Raise ValidationError when the question is about what another account keeps."""
    who, what = Arn.parse(principal), Arn.parse(resource)
    if who is None or (who.service, who.account) != ("iam", call.account) or not who.resource.startswith(PRINCIPALS):
        raise ValidationError(NOT_A_PRINCIPAL)
    if what is not None and what.service == "iam" and what.account not in {"", "aws", call.account}:
        raise ValidationError(NOT_OURS)


def _context(entries: Mapping[str, list[str]]) -> Mapping[str, str | list[str]]:
    """A key with one value is a text: every key that may hold only one is compared so."""
    return {key: values[0] if len(values) == 1 else values for key, values in entries.items()}
