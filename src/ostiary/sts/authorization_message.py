"""DecodeAuthorizationMessage: why a request was refused, for those who may know."""

from __future__ import annotations

from ostiary.authz.authorized import Authorized
from ostiary.store.contract import Reader
from ostiary.wire import sts_types


def decode_authorization_message(
    call: Authorized[sts_types.DecodeAuthorizationMessageRequest],
    tx: Reader,  # every handler has this form
) -> sts_types.DecodeAuthorizationMessageResponse:
    """Tell what a message that was encoded for the caller's account says.

    Raises InvalidAuthorizationMessageError: it is not one, was changed, belongs to another account, or has expired.
    """
    message = call.mint.open_authorization_message(call.account, call.params["EncodedMessage"], call.now)
    return {"DecodedMessage": message}
