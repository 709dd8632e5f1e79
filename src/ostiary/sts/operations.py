"""The operations of STS: those that Ostiary carries out, and those that make sense only inside AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler, Read, Refused, Write
from ostiary.sts.access_key_info import get_access_key_info
from ostiary.sts.assume_role import assume_role
from ostiary.sts.authorization_message import decode_authorization_message
from ostiary.sts.caller_identity import get_caller_identity
from ostiary.sts.federated_roles import assume_role_with_saml, assume_role_with_web_identity
from ostiary.sts.federation_token import get_federation_token
from ostiary.sts.session_token import get_session_token
from ostiary.sts.web_identity_token import get_web_identity_token

OPERATIONS: Final[Mapping[str, Handler]] = {
    "AssumeRole": Read(assume_role),
    "AssumeRoleWithSAML": Write(assume_role_with_saml),
    "AssumeRoleWithWebIdentity": Read(assume_role_with_web_identity),
    "AssumeRoot": Refused("only the management account of an AWS organization may call it"),
    "DecodeAuthorizationMessage": Read(decode_authorization_message),
    "GetAccessKeyInfo": Read(get_access_key_info),
    "GetCallerIdentity": Read(get_caller_identity),
    "GetDelegatedAccessToken": Refused("AWS keeps delegation requests for its partners"),
    "GetFederationToken": Read(get_federation_token),
    "GetSessionToken": Read(get_session_token),
    "GetWebIdentityToken": Read(get_web_identity_token),
}
