"""The smallest valid call of every operation: its required parameters and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ostiary.accessanalyzer.operations import operations as access_analyzer
from ostiary.authz.handler import Refused
from ostiary.iam.operations import OPERATIONS as IAM
from ostiary.sts.operations import OPERATIONS as STS
from ostiary.wire.services import service
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.saml import metadata

OPERATIONS: Final = tuple(
    (api, name)
    for api, handlers in (("iam", IAM), ("sts", STS))
    for name, handler in handlers.items()
    if not isinstance(handler, Refused)
)
"""Every operation of the query protocol that is carried out, with its API."""

REST_JSON_OPERATIONS: Final = tuple(("access-analyzer", name) for name in access_analyzer(lambda _call, _tx: {}))
"""Every operation of rest-json that has a handler, with its API. All have POST and a path without labels."""

JSON_OPERATIONS: Final = (("cloudtrail", "LookupEvents"),)
"""Every operation of JSON 1.1, with its API. None of them has a parameter that it needs."""

REST_JSON_VALUES: Final[Mapping[str, str]] = {
    "action": "s3:GetObject",
    "policyDocument": "{}",
    "policyType": "IDENTITY_POLICY",
    "webIdentityToken": "no token",
}
"""What is sent for a parameter of theirs."""

REST_JSON_ALSO: Final[Mapping[str, Collection[str]]] = {"TestToken": {"webIdentityToken"}}
"""Parameters that one of them needs although its model does not say so."""

ARN: Final = "arn:aws:iam::123456789012:policy/p"
VALUES: Final[Mapping[str, str]] = {
    "Arn": "arn:aws:iam::123456789012:user/u",
    "AccessKeyId": "AKIAQ2W3E4R5T6Y7U2I3",
    "AssumeRolePolicyDocument": "{}",
    "AuthenticationCode1": "000000",
    "AuthenticationCode2": "000001",
    "CertificateBody": of_today().pem,
    "CertificateId": "NONEXISTENTCERTID12345678901",
    "Encoding": "SSH",
    "GlobalEndpointTokenVersion": "v1Token",
    "JobId": "0" * 36,
    "OpenIDConnectProviderArn": "arn:aws:iam::123456789012:oidc-provider/idp.example.com",
    "PermissionsBoundary": ARN,
    "PolicyArn": ARN,
    "PolicyDocument": "{}",
    "PolicySourceArn": "arn:aws:iam::123456789012:user/u",
    "PrincipalArn": "arn:aws:iam::123456789012:saml-provider/p",
    "PrivateKey": of_today().private_key,
    "RoleArn": "arn:aws:iam::123456789012:role/r",
    "SAMLMetadataDocument": metadata(),
    "SAMLProviderArn": "arn:aws:iam::123456789012:saml-provider/p",
    "SSHPublicKeyBody": ssh_text(rsa_key()),
    "SSHPublicKeyId": "APKAXXXXXXXXXXXXXXXXX",
    "ServiceName": "codecommit.amazonaws.com",
    "ServiceNamespace": "iam",
    "ServiceSpecificCredentialId": "ACCAXXXXXXXXXXXXXXXXX",
    "SigningAlgorithm": "RS256",
    "Status": "Active",
    "Url": "https://idp.example.com",
    "VersionId": "v1",
}
"""What is sent for a parameter; where nothing is said, its name would do."""

LISTS: Final[Mapping[str, str]] = {
    "ActionNames": "iam:GetUser",
    "Audience": "https://api.example.com",
    "PolicyInputList": '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    "ServiceNamespaces": "iam",
    "TagKeys": "k",
    "ThumbprintList": "a" * 40,
}
"""The one item of a parameter that is a list."""


def smallest(
    api: str, operation: str, values: Mapping[str, str] = VALUES, also: Collection[str] = frozenset()
) -> dict[str, str]:
    """Return the parameters of the smallest valid call, with those in *also* that it may have."""
    shape = service("iam" if api == "iam" else "sts").operations[operation].input
    found = {"Action": operation}
    for member in shape.members if shape is not None else ():
        if not (member.required or member.name in also):
            continue
        if member.name == "Tags":
            found |= {"Tags.member.1.Key": "k", "Tags.member.1.Value": "v"}
        elif member.name in LISTS:
            found[f"{member.name}.member.1"] = LISTS[member.name]
        else:
            found[member.name] = values.get(member.name, member.name.lower())
    return found


def smallest_by_rest(operation: str, principal: str) -> tuple[str, dict[str, str]]:
    """Return the path of the smallest valid call of Access Analyzer, and its parameters; *principal* is an ARN."""
    found = service("accessanalyzer").operations[operation]
    members = found.input.members if found.input is not None else ()
    also = REST_JSON_ALSO.get(operation, ())
    sent = [member.name for member in members if member.required or member.name in also]
    values = {**REST_JSON_VALUES, "principalArn": principal}
    return found.path, {each: values[each] for each in sent}
