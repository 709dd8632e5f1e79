"""What bearers show, each with the provider of the role's account that can verify it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from ostiary.authn import saml_assertion
from ostiary.authn.web_identity import WebIdentities
from ostiary.model.arn import iam_arn
from ostiary.model.errors import AccessDeniedError, InvalidIdentityTokenError
from ostiary.model.evidence import Evidence
from ostiary.model.nouns import OidcProvider, SamlProvider
from ostiary.model.secret import Secret
from ostiary.store.contract import Grounds, Reader
from ostiary.store.memo import Memo, Memory

Params = Mapping[str, Any]  # Any: each operation has its own shape

AUDIENCES: Final = (saml_assertion.AUDIENCE,)


class SamlProof:
    """A SAML assertion of the provider that the request names, for the role that it names (`bearers.Proof`)."""

    def __init__(self, memo: Memo, partition: str, recipients: Collection[str]) -> None:
        """*recipients* are the URLs to which assertions for this installation are sent."""
        self._memo = memo
        self._partition = partition
        self._recipients = recipients

    def __call__(self, params: Params, account: str, now: int, memory: Memory | None) -> tuple[Evidence, Grounds]:
        """Verify `SAMLAssertion` with `PrincipalArn` for `RoleArn`.

        Raises InvalidIdentityTokenError, ExpiredIdentityTokenError, IdpRejectedClaimError, and AccessDeniedError when
        the provider does not give its user that role.
        """
        arn: str = params["PrincipalArn"]
        prefix = iam_arn(self._partition, account, "saml-provider/")
        if not arn.startswith(prefix):
            raise _no_provider()
        name = arn.removeprefix(prefix)
        found = (memory or self._memo).get(
            ("authn.saml-provider", account, name), lambda reader: _provider(reader, account, name)
        )
        assertion = saml_assertion.verify(
            params["SAMLAssertion"],
            found.value,
            partition=self._partition,
            recipients=self._recipients,
            audiences=AUDIENCES,
            now=now,
        )
        if not assertion.names(params["RoleArn"]):
            raise AccessDeniedError("Not authorized to perform sts:AssumeRoleWithSAML")
        return assertion.evidence, Grounds(found.revision, found.tokens)


class WebIdentityProof:
    """A token of an OpenID Connect provider of the role's account (`bearers.Proof`)."""

    def __init__(self, memo: Memo, web_identities: WebIdentities) -> None:
        self._memo = memo
        self._web_identities = web_identities

    def __call__(self, params: Params, account: str, now: int, memory: Memory | None) -> tuple[Evidence, Grounds]:
        """Verify `WebIdentityToken` for `RoleArn`. With *memory* no issuer is asked for its keys.

        Raises InvalidIdentityTokenError, ExpiredIdentityTokenError or IdpCommunicationError.
        """
        if "ProviderId" in params:
            # Access tokens of OAuth 2.0, which only their issuer can read; two companies' are taken at AWS.
            raise InvalidIdentityTokenError("Only OpenID Connect tokens are taken here, and they name their issuer.")
        read: list[Grounds] = []

        def find(url: str) -> OidcProvider | None:
            try:
                found = (memory or self._memo).get(
                    ("authn.oidc-provider", account, url), lambda reader: _oidc_provider(reader, account, url)
                )
            except _UnknownError:
                return None
            read.append(Grounds(found.revision, found.tokens))
            return found.value

        token = Secret(params["WebIdentityToken"])
        evidence = self._web_identities.verify(token, find, now, may_fetch=memory is None)
        return evidence, read[-1]


class _UnknownError(Exception):
    """There is no such provider. What is raised no memory keeps: strangers cannot fill it."""


def _oidc_provider(reader: Reader, account: str, url: str) -> OidcProvider:
    if (provider := reader.oidc_providers.get(account, url)) is None:
        raise _UnknownError
    return provider


def _provider(reader: Reader, account: str, name: str) -> SamlProvider:
    """Return the provider of that name. What it raises no memory keeps: strangers cannot fill it."""
    if (provider := reader.saml_providers.get(account, name)) is None:
        raise _no_provider()
    return provider


def _no_provider() -> InvalidIdentityTokenError:
    return InvalidIdentityTokenError("Specified provider doesn't exist")
