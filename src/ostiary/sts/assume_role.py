"""AssumeRole: a session of a role, for a user or another role session.

Whether the caller may, by its own policies and by the role's trust policy, was decided before (`authz`), including
`sts:TagSession` and `sts:SetSourceIdentity`. Here are the limits of the session itself (policy-evaluation.md 8).
"""

from __future__ import annotations

from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.model.arn import sts_arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import AccessDeniedError, InvalidParameterValueError, ValidationError
from ostiary.model.nouns import Role
from ostiary.store.contract import Reader
from ostiary.sts import answers, session_policies, session_tags
from ostiary.wire import sts_types

DEFAULT_DURATION: Final = 3_600
CHAINED_DURATION: Final = 3_600


def assume_role(call: Authorized[sts_types.AssumeRoleRequest], tx: Reader) -> sts_types.AssumeRoleResponse:
    """Issue temporary credentials for a session of the role.

    Raises AccessDeniedError, ValidationError, InvalidParameterValueError, MalformedPolicyDocumentError or
    PackedPolicyTooLargeError; nothing that the caller asked for is left out silently.
    """
    _require_supported(call)
    session, role = _session(call, tx)
    made = call.mint.credentials(session)
    answers.require_token_size(made, call.params.get("MinimumSessionTokenSize"))
    share = call.mint.packed_share(session)
    answer: sts_types.AssumeRoleResponse = {
        "Credentials": answers.credentials(made),
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.id}:{session.name}",
            "Arn": sts_arn(call.partition, role.account, f"assumed-role/{role.name}/{session.name}"),
        },
        "SessionTokenUtilization": share,
        "SessionTokenSize": len(made.session_token.reveal()),
    }
    if session.policies or session.policy_arns or session.tags:
        answer["PackedPolicySize"] = share
    if session.source_identity:
        answer["SourceIdentity"] = session.source_identity
    return answer


def _require_supported(call: Authorized[sts_types.AssumeRoleRequest]) -> None:
    if call.caller.kind is CallerKind.ROOT:
        raise AccessDeniedError("Roles may not be assumed by root accounts.")
    answers.require_no_mfa(call.params.get("SerialNumber"), call.params.get("TokenCode"))
    if call.params.get("ProvidedContexts"):
        # Only a context provider can make an assertion, and none is registered with this installation.
        raise InvalidParameterValueError("The context assertion is not from a provider that is known here.")


def _session(call: Authorized[sts_types.AssumeRoleRequest], tx: Reader) -> tuple[Session, Role]:
    """Return the session that was asked for, within all its limits, and the role it is a session of."""
    params = call.params
    role = _role(call)
    duration = params.get("DurationSeconds", DEFAULT_DURATION)
    _require_duration(call.caller, role, duration)
    policies = session_policies.checked(
        tx, call.partition, role.account, params.get("Policy"), params.get("PolicyArns", ())
    )
    tags = session_tags.chained(call.caller.session, params.get("Tags", ()), params.get("TransitiveTagKeys", ()))
    session = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=role.account,
        entity_id=role.id,
        name=params["RoleSessionName"],
        issued=call.now,
        expires=call.now + duration,
        revision=call.grounds.revision,
        policies=policies.inline,
        policy_arns=policies.arns,
        tags=tags.tags,
        transitive_keys=tags.transitive_keys,
        source_identity=_source_identity(call.caller, params.get("SourceIdentity", "")),
        chained=_is_chaining(call.caller),
    )
    return session, role


def _role(call: Authorized[sts_types.AssumeRoleRequest]) -> Role:
    """Return the role whose trust policy was asked: that one, and not whatever has its name by now.

    The store is not read for it, so that roles can be assumed while the database is away (storage.md 2).
    """
    assert isinstance(call.resource, Role), "AssumeRole is decided on a role"
    return call.resource


def _is_chaining(caller: Caller) -> bool:
    """Return whether a role session makes the call; a user's own session token is no link of a chain."""
    return caller.session is not None and caller.session.kind is SessionKind.ASSUMED_ROLE


def _require_duration(caller: Caller, role: Role, duration: int) -> None:
    """Refuse what is too long instead of shortening it: the caller would rely on a session that is gone."""
    if _is_chaining(caller) and duration > CHAINED_DURATION:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    if duration > role.max_session:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def _source_identity(caller: Caller, requested: str) -> str:
    """Return the source identity: once set it follows the chain and cannot be changed (8.3, rule 2)."""
    inherited = caller.session.source_identity if caller.session is not None else ""
    if inherited and requested and requested != inherited:
        raise AccessDeniedError("The source identity of a session cannot be changed.")
    return inherited or requested
