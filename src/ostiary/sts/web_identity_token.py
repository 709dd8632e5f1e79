"""GetWebIdentityToken: a token by which other services know the caller, signed by the caller's own account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from ostiary.authn import callers, issuing
from ostiary.authz.authorized import Authorized
from ostiary.model.caller import Caller
from ostiary.model.errors import (
    OutboundFederationDisabledError,
    SessionDurationEscalationError,
    TokenPayloadTooLargeError,
    ValidationError,
)
from ostiary.model.nouns import Account
from ostiary.store.contract import Reader
from ostiary.sts import session_tags
from ostiary.wire import sts_types

DEFAULT_DURATION: Final = 300
NAMESPACE: Final = "https://sts.amazonaws.com/"
"""Under which claims that are AWS's own stand (IAM guide, "Understanding token claims")."""

Call = Authorized[sts_types.GetWebIdentityTokenRequest]


def get_web_identity_token(call: Call, tx: Reader) -> sts_types.GetWebIdentityTokenResponse:
    """Return a token that says who calls, for the audiences asked for, signed by the account of the caller.

    Raises OutboundFederationDisabledError, SessionDurationEscalationError when the token would outlive the caller's
    session, TokenPayloadTooLargeError, ValidationError.
    """
    account = tx.accounts.by_id(call.account)
    if account is None or not account.issues_tokens:
        raise OutboundFederationDisabledError("Outbound web identity federation is not enabled for the account.")
    algorithm = _algorithm(call)
    expires = call.now + call.params.get("DurationSeconds", DEFAULT_DURATION)
    session = call.caller.session
    if session is not None and expires > session.expires:
        raise SessionDurationEscalationError("The token would outlive the session that asks for it.")
    claims = _claims(call, tx, expires)
    if len(msgspec.json.encode(claims)) > issuing.LONGEST_PAYLOAD:
        raise TokenPayloadTooLargeError("The token would be too large: ask for fewer or shorter tags and audiences.")
    key = issuing.signing_key(issuing.keys_of(tx, call.account), algorithm, call.now)
    private = call.mint.unseal(call.account, key.id, key.sealed)
    token = call.mint.sign_token(algorithm, key.id, private, claims)
    return {"WebIdentityToken": token.reveal(), "Expiration": expires}


def _algorithm(call: Call) -> str:
    algorithm = call.params["SigningAlgorithm"]
    if algorithm not in issuing.ALGORITHMS:
        raise ValidationError(
            f"1 validation error detected: Value '{algorithm}' at 'signingAlgorithm' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(issuing.ALGORITHMS)}]"
        )
    return algorithm


def _claims(call: Call, tx: Reader, expires: int) -> Mapping[str, Any]:  # Any: JSON
    caller, audiences = call.caller, call.params["Audience"]
    return {
        "iss": issuing.issuer_url(call.base_url, call.account),
        "aud": audiences[0] if len(audiences) == 1 else audiences,
        "sub": caller.entity_arn,
        "iat": call.now,
        "exp": expires,
        "jti": call.mint.uuid(),
        NAMESPACE: {name: value for name, value in _own_claims(call, tx).items() if value},
    }


def _own_claims(call: Call, tx: Reader) -> Mapping[str, Any]:  # Any: JSON
    caller, session = call.caller, call.caller.session
    asked = session_tags.chained(None, call.params.get("Tags", ()), ()).tags
    return {
        "aws_account": caller.account,
        "source_region": call.region,
        "principal_id": caller.entity_arn,
        "principal_tags": _principal_tags(tx, caller),
        "request_tags": asked,
        "federated_provider": caller.provider,
        "original_session_exp": "" if session is None else _iso(session.expires),
    }


def _principal_tags(tx: Reader, caller: Caller) -> Mapping[str, str]:
    """Return the caller's tags with their case: those of the session go before the entity's of the same key (8.3)."""
    session = caller.session
    entity = callers.owner(tx, caller.account, caller.entity_id) if session is None else callers.entity_of(tx, session)
    own: Mapping[str, str] = {} if entity is None or isinstance(entity, Account) else entity.tags
    passed: Mapping[str, str] = {} if session is None else session.tags
    folded = {key.lower() for key in passed}
    return {**{key: value for key, value in own.items() if key.lower() not in folded}, **passed}


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
