"""What several STS operations answer, and what they all refuse."""

from __future__ import annotations

from ostiary.model.errors import InvalidParameterValueError
from ostiary.model.mint import Credentials
from ostiary.wire import sts_types


def credentials(made: Credentials) -> sts_types.Credentials:
    """Return the wire form of temporary credentials: the one place where their secrets are revealed."""
    return {
        "AccessKeyId": made.access_key_id,
        "SecretAccessKey": made.secret.reveal(),
        "SessionToken": made.session_token.reveal(),
        "Expiration": made.expires,
    }


def require_token_size(made: Credentials, minimum: int | None) -> None:
    """Refuse a *minimum* that the session token does not reach: tokens are as long as what they carry."""
    if minimum is not None and len(made.session_token.reveal()) < minimum:
        raise InvalidParameterValueError(f"A session token of {minimum} characters cannot be made for this session.")
