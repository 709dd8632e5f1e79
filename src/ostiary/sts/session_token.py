"""GetSessionToken: temporary credentials of a user or of the root user, with the same permissions."""

from __future__ import annotations

from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import AccessDeniedError
from ostiary.store.contract import Reader
from ostiary.sts import answers
from ostiary.wire import sts_types

DEFAULT_DURATION: Final = 43_200
ROOT_DURATION: Final = 3_600


def get_session_token(
    call: Authorized[sts_types.GetSessionTokenRequest],
    tx: Reader,  # every handler has this form
) -> sts_types.GetSessionTokenResponse:
    """Issue temporary credentials for the user or root user that signed with a long-term key.

    A second factor that the request shows was taken before; the session tells of it for as long as it lasts. Raises
    AccessDeniedError for sessions (policy-evaluation.md 8.1).
    """
    caller = call.caller
    _require_long_term(caller)
    session = Session(
        kind=SessionKind.SESSION_TOKEN,
        account=caller.account,
        entity_id=caller.entity_id,
        name=caller.user_name,
        issued=call.now,
        expires=call.now + bounded_duration(caller, call.params.get("DurationSeconds", DEFAULT_DURATION)),
        revision=call.grounds.revision,
        mfa_time=caller.mfa_time,
    )
    made = call.mint.credentials(session)
    answers.require_token_size(made, call.params.get("MinimumSessionTokenSize"))
    return {
        "Credentials": answers.credentials(made),
        "SessionTokenUtilization": call.mint.packed_share(session),
        "SessionTokenSize": len(made.session_token.reveal()),
    }


def _require_long_term(caller: Caller) -> None:
    if caller.session is not None or caller.kind not in {CallerKind.USER, CallerKind.ROOT}:
        raise AccessDeniedError("Cannot call GetSessionToken with session credentials")


def bounded_duration(caller: Caller, requested: int) -> int:
    """Return how long a session of *caller* itself lasts.

    Where AWS refuses a role session that is too long, it documents the opposite for the root user here: what goes
    beyond an hour is cut to an hour (API reference of GetSessionToken and GetFederationToken).
    """
    return min(requested, ROOT_DURATION) if caller.kind is CallerKind.ROOT else requested
