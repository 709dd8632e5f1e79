"""The operations of STS that Ostiary carries out; every other one of the service model is answered with 501."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler, Read
from ostiary.sts.assume_role import assume_role
from ostiary.sts.authorization_message import decode_authorization_message
from ostiary.sts.caller_identity import get_caller_identity
from ostiary.sts.session_token import get_session_token

OPERATIONS: Final[Mapping[str, Handler]] = {
    "AssumeRole": Read(assume_role),
    "DecodeAuthorizationMessage": Read(decode_authorization_message),
    "GetCallerIdentity": Read(get_caller_identity),
    "GetSessionToken": Read(get_session_token),
}
