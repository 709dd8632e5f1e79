"""What several STS operations answer, and what they all refuse."""

from __future__ import annotations

from ostiary.model.errors import AccessDeniedError, InvalidParameterValueError
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


def require_no_mfa(serial_number: str | None, token_code: str | None) -> None:
    """Refuse a call that presents a second factor: no device can exist here yet, so no code can be right.

    To ignore the code would hand out a session without MFA where one with MFA was asked for.
    """
    if serial_number is not None or token_code is not None:
        raise AccessDeniedError("MultiFactorAuthentication failed with invalid MFA one time pass code.")


def require_token_size(made: Credentials, minimum: int | None) -> None:
    """Refuse a *minimum* that the session token does not reach: tokens are as long as what they carry."""
    if minimum is not None and len(made.session_token.reveal()) < minimum:
        raise InvalidParameterValueError(f"A session token of {minimum} characters cannot be made for this session.")
