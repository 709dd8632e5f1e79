"""GetCallerIdentity: who signed this call."""

from __future__ import annotations

from ostiary.authz.authorized import Authorized
from ostiary.store.contract import Reader
from ostiary.wire import sts_types


def get_caller_identity(
    call: Authorized[sts_types.GetCallerIdentityRequest],
    tx: Reader,  # every handler has this form
) -> sts_types.GetCallerIdentityResponse:
    """Tell the caller its account, unique id and ARN, from the credentials that were verified."""
    return {"UserId": call.caller.user_id, "Account": call.caller.account, "Arn": call.caller.arn}
