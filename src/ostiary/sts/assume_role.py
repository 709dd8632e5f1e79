"""AssumeRole: a session of a role, for a user or another role session."""

from __future__ import annotations

from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.model.caller import Caller, CallerKind, SessionKind
from ostiary.model.errors import AccessDeniedError, InvalidParameterValueError, ValidationError
from ostiary.store.contract import Reader
from ostiary.sts import role_sessions, session_tags
from ostiary.sts.role_sessions import Wanted
from ostiary.wire import sts_types

CHAINED_DURATION: Final = 3_600


def assume_role(call: Authorized[sts_types.AssumeRoleRequest], tx: Reader) -> sts_types.AssumeRoleResponse:
    """Issue temporary credentials for a session of the role.

    A second factor that the request shows was taken before the trust policy was asked; the session itself does not
    tell of it (IAM guide, "Secure API access with MFA"). Raises AccessDeniedError and what `role_sessions.start` does.
    """
    params, caller = call.params, call.caller
    _require_supported(call)
    duration = params.get("DurationSeconds", role_sessions.DEFAULT_DURATION)
    _require_chained_duration(caller, duration)
    role_sessions.require_duration(role_sessions.role_of(call), duration)
    tags = session_tags.chained(caller.session, params.get("Tags", ()), params.get("TransitiveTagKeys", ()))
    wanted = Wanted(
        name=params["RoleSessionName"],
        duration=duration,
        tags=tags,
        source_identity=_source_identity(caller, params.get("SourceIdentity", "")),
        chained=_is_chaining(caller),
    )
    return {**role_sessions.start(call, tx, wanted)}


def _require_supported(call: Authorized[sts_types.AssumeRoleRequest]) -> None:
    if call.caller.kind is CallerKind.ROOT:
        raise AccessDeniedError("Roles may not be assumed by root accounts.")
    if call.params.get("ProvidedContexts"):
        # Only a context provider can make an assertion, and none is registered with this installation.
        raise InvalidParameterValueError("The context assertion is not from a provider that is known here.")


def _is_chaining(caller: Caller) -> bool:
    """Return whether a role session makes the call; a user's own session token is no link of a chain."""
    return caller.session is not None and caller.session.kind is SessionKind.ASSUMED_ROLE


def _require_chained_duration(caller: Caller, duration: int) -> None:
    if _is_chaining(caller) and duration > CHAINED_DURATION:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )


def _source_identity(caller: Caller, requested: str) -> str:
    """Return the source identity: once set it follows the chain and cannot be changed (8.3, rule 2)."""
    inherited = caller.session.source_identity if caller.session is not None else ""
    if inherited and requested and requested != inherited:
        raise AccessDeniedError("The source identity of a session cannot be changed.")
    return inherited or requested
