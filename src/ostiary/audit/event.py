"""The event that a call leaves: a CloudTrail-shaped record of who asked for what, and what came of it.

Field names and their meaning are CloudTrail's (eventVersion 1.11), so that tools that read its files read these. What
is secret has been taken out before it comes here: `request` and `response` are already redacted.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from ostiary.model.caller import Caller, CallerKind, SessionKind

_ENCODER: Final = msgspec.json.Encoder()

_USER_TYPES: Final[Mapping[CallerKind, str]] = {
    CallerKind.ROOT: "Root",
    CallerKind.USER: "IAMUser",
    CallerKind.ROLE_SESSION: "AssumedRole",
    CallerKind.FEDERATED_USER: "FederatedUser",
    CallerKind.SERVICE: "AWSService",
    CallerKind.ANONYMOUS: "Unknown",
    CallerKind.BEARER: "WebIdentityUser",
}

_ISSUERS: Final[Mapping[SessionKind, str]] = {
    SessionKind.ASSUMED_ROLE: "Role",
    SessionKind.FEDERATION_TOKEN: "IAMUser",
}
"""What issued a session, where that is not the very one who acts in it."""

_SOURCES: Final = {
    "iam": "iam.amazonaws.com",
    "sts": "sts.amazonaws.com",
    "access-analyzer": "access-analyzer.amazonaws.com",
    "cloudtrail": "cloudtrail.amazonaws.com",
    "rolesanywhere": "rolesanywhere.amazonaws.com",
    "signin": "signin.amazonaws.com",
}

_TYPES: Final = {"signin": "AwsConsoleSignIn"}

_HIDDEN: Final = {"accessKeyId": "", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
"""CloudTrail's word for a name of nobody at the sign-in page: people type their password there."""

_MAX_TEXT: Final = 1_024
"""What an unknown caller can make long (user agent, a message that repeats the request) is kept up to this length."""

LONGEST_VALUE: Final = 20 * 1024
"""Bytes of JSON of one parameter, or one member of a result, that are kept; of a longer one its size and digest are."""


LONGEST_OF_A_STRANGER: Final = 1_024
"""As above, where nobody proved who they are: the allowance of strangers reckons with small events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One call. `caller` is None when nobody proved who they are; `error` is the wire's code, empty on success.

    `operator` marks what came by a command on this machine instead. `revision` is the one that the decision was taken
    on, None when none was taken. `account` is where somebody tried to sign in of whom nothing else is known, and
    `additional` is what the event holds as additionalEventData, beside the decision. `recipient` is the account that
    gets the event when that is not the caller's; `shared` is then the same in both accounts' events.
    """

    id: str
    request_id: str
    time: int
    service: str
    operation: str
    caller: Caller | None
    region: str
    peer: str
    user_agent: str
    read_only: bool
    request: Mapping[str, Any] | None  # Any: the operation's own shape
    response: Mapping[str, Any] | None = None  # Any: likewise
    error: str = ""
    message: str = ""
    decision: str = ""
    operator: bool = False
    revision: int | None = None
    account: str = ""
    additional: Mapping[str, Any] | None = None  # Any: JSON
    recipient: str = ""
    shared: str = ""


def encode(event: Event) -> bytes:
    """Return *event* as one line of JSON, without its line end."""
    record: dict[str, Any] = {  # Any: JSON
        "eventVersion": "1.11",
        "userIdentity": {"type": "Operator"} if event.operator else _identity(event.caller, event.account),
        "eventTime": _iso(event.time),
        "eventSource": _SOURCES.get(event.service, "ostiary"),
        "eventName": event.operation[:_MAX_TEXT],
        "awsRegion": event.region,
        "sourceIPAddress": event.peer,
        "userAgent": event.user_agent[:_MAX_TEXT],
        "requestParameters": _bounded(event.request, LONGEST_VALUE if event.caller else LONGEST_OF_A_STRANGER),
        "responseElements": _bounded(event.response),
        "requestID": event.request_id,
        "eventID": event.id,
        "readOnly": event.read_only,
        "eventType": "AwsServiceEvent" if event.operator else _TYPES.get(event.service, "AwsApiCall"),
        "managementEvent": True,
        "eventCategory": "Management",
    }
    if account := event.recipient or (event.account if event.caller is None else event.caller.account):
        record["recipientAccountId"] = account
    if event.shared:
        record["sharedEventID"] = event.shared
    if event.error:
        record["errorCode"] = event.error
    if event.error or event.message:
        record["errorMessage"] = event.message[:_MAX_TEXT]
    decided = {"decision": event.decision, "revision": event.revision} if event.decision else {}
    if additional := {**decided, **_on_behalf(event.caller), **(_bounded(event.additional) or {})}:
        record["additionalEventData"] = additional
    return _ENCODER.encode(record)


def by_operator(id_: str, operation: str, now: int, request: Mapping[str, str], response: Mapping[str, str]) -> Event:
    """Return the event of a command that was given on this machine. Only what is no secret may be in it."""
    return Event(
        id=id_,
        request_id=id_,
        time=now,
        service="ostiary",
        operation=operation,
        caller=None,
        operator=True,
        region="",
        peer="",
        user_agent="",
        read_only=False,
        request=request,
        response=response,
    )


def encode_counts(id_: str, now: int, counts: Mapping[str, int]) -> bytes:
    """Return the event that stands for calls of strangers beyond their allowance: how many, by error code."""
    record: dict[str, Any] = {  # Any: JSON
        "eventVersion": "1.11",
        "userIdentity": _identity(None),
        "eventTime": _iso(now),
        "eventSource": "ostiary",
        "eventName": "RefusedCalls",
        "requestID": id_,
        "eventID": id_,
        "readOnly": True,
        "eventType": "AwsServiceEvent",
        "managementEvent": True,
        "eventCategory": "Management",
        "additionalEventData": {"refused": dict(sorted(counts.items()))},
    }
    return _ENCODER.encode(record)


def _bounded(
    values: Mapping[str, Any] | None, longest: int = LONGEST_VALUE
) -> dict[str, msgspec.Raw] | None:  # Any: of every shape
    """Return *values* as JSON, without what is too long: nobody shall fill the disk with what they only ask about."""
    return None if values is None else {name: _kept(value, longest) for name, value in values.items()}


def _kept(value: Any, longest: int) -> msgspec.Raw:  # Any: of every shape
    """Return the JSON of *value* or, of one too long, a text with its size and SHA-256: those of the text itself, or of
    its JSON where it is no text."""
    encoded = _ENCODER.encode(value)
    if len(encoded) > longest:
        whole = value.encode(errors="surrogatepass") if isinstance(value, str) else encoded
        encoded = _ENCODER.encode(f"OMITTED: {len(whole)} bytes, SHA-256 {hashlib.sha256(whole).hexdigest()}")
    return msgspec.Raw(encoded)


def _identity(caller: Caller | None, account: str = "") -> dict[str, Any]:  # Any: JSON
    if caller is None:
        return {"type": "IAMUser", "accountId": account, **_HIDDEN} if account else {"type": "Unknown"}
    if caller.kind is CallerKind.BEARER:
        return {
            "type": "SAMLUser" if ":saml-provider/" in caller.provider else _USER_TYPES[caller.kind],
            "principalId": caller.user_id,
            "userName": caller.user_name,
            "identityProvider": caller.provider,
        }
    identity: dict[str, Any] = {  # Any: JSON
        "type": _USER_TYPES[caller.kind],
        "principalId": caller.user_id,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key_id,
    }
    if caller.user_name:
        identity["userName"] = caller.user_name
    if caller.session is not None:
        identity["sessionContext"] = _session_context(caller)
    return identity


def _on_behalf(caller: Caller | None) -> Mapping[str, str]:
    """Return for what a service said that it calls: where one customer was used against another, only this tells."""
    if caller is None:
        return {}
    told = {} if caller.evidence is None else caller.evidence.told
    said = {"sourceArn": caller.source_arn, "sourceAccount": caller.source_account, **told}
    return {name: value[:_MAX_TEXT] for name, value in said.items() if value}


def _session_context(caller: Caller) -> dict[str, Any]:  # Any: JSON
    session = caller.session
    assert session is not None
    context: dict[str, Any] = {  # Any: JSON
        "attributes": {
            "creationDate": _iso(session.issued),
            "mfaAuthenticated": "true" if session.mfa_time is not None else "false",
        }
    }
    if session.kind in _ISSUERS:
        context["sessionIssuer"] = {
            "type": _ISSUERS[session.kind],
            "principalId": caller.entity_id,
            "arn": caller.entity_arn,
            "accountId": caller.account,
            "userName": caller.entity_arn.rpartition("/")[2],
        }
    if session.source_identity:
        context["sourceIdentity"] = session.source_identity
    if session.provider:
        context["webIdFederationData"] = {"federatedProvider": session.provider, "attributes": dict(session.claims)}
    return context


def _iso(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
