"""TestToken, an operation of Ostiary's own: what a token or an assertion would get its bearer, and why not more.

Verified and decided is by what AssumeRoleWithWebIdentity and AssumeRoleWithSAML are verified and decided by. Nothing is
issued, and no assertion is used up: whether one was used before is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from ostiary.accessanalyzer import told
from ostiary.authn import saml_assertion
from ostiary.authz.authorized import Authorized
from ostiary.authz.context import RequestFacts
from ostiary.authz.enforce import Asked
from ostiary.engine import document
from ostiary.evaluation.explanation import Explanation
from ostiary.model.arn import iam_arn
from ostiary.model.caller import Caller
from ostiary.model.errors import (
    AccessDeniedError,
    ExpiredIdentityTokenError,
    IdpCommunicationError,
    IdpRejectedClaimError,
    InvalidIdentityTokenError,
    OstiaryError,
    ValidationError,
)
from ostiary.model.evidence import Evidence
from ostiary.store.contract import Reader
from ostiary.wire.accessanalyzer_types import TestedRole, TestTokenRequest, TestTokenResponse

Params = Mapping[str, Any]  # Any: each operation has its own shape
Call = Authorized[TestTokenRequest]

Identify = Callable[[str, Params, int], Caller]
"""Tells who makes a call of an operation of STS by what its parameters show, and raises what `bearers.Bearers` does."""

Ask = Callable[[Caller, str, str, Params, RequestFacts, int], list[Asked]]
"""Tells what the engine is asked for a call (`enforce.Enforcer.asked`)."""

MOST_ROLES: Final = 50
"""Roles that are told of in one answer."""

NOT_NAMED: Final = "The assertion does not name this role together with the provider."
NO_ROLE: Final = "There is no such role."
NAMES_NONE: Final = "The assertion names no role of this account together with the provider"

_PAGE: Final = 500
_REFUSALS: Final = (
    ExpiredIdentityTokenError,
    IdpCommunicationError,
    IdpRejectedClaimError,
    InvalidIdentityTokenError,
)
"""How it is told that what was shown is not good."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is tested, as a call of STS: the operation, and its parameters but for the role."""

    operation: str
    params: Params
    first: str
    """The ARN of the role for which it is verified: any of the account, or the first that an assertion names."""


class TokenTest:
    """The operation (`handler.Read`)."""

    def __init__(self, identify: Identify, ask: Ask) -> None:
        self._identify = identify
        self._ask = ask

    def __call__(self, call: Call, tx: Reader) -> TestTokenResponse:
        """Verify what is shown, then decide for each role that is named, or that trusts the provider.

        May wait for an issuer, before anything is read of *tx*. Raises ValidationError for a request that shows not
        exactly one thing, and for a role of another account.
        """
        named = _named(call)
        try:
            shown = _shown(call)
            caller = self._identify(shown.operation, {**shown.params, "RoleArn": shown.first}, call.now)
        except _REFUSALS as error:
            return _refused(error)
        assert caller.evidence is not None, "whoever shows a token or assertion is known by it alone"
        evidence = caller.evidence
        arns = list(islice(named or _trusting(call, tx, evidence.provider), MOST_ROLES + 1))
        return {
            "isValid": True,
            **_facts(evidence),
            "roles": [self._role(call, shown, arn) for arn in arns[:MOST_ROLES]],
            "isTruncated": len(arns) > MOST_ROLES,
        }

    def _role(self, call: Call, shown: _Shown, arn: str) -> TestedRole:
        params = {**shown.params, "RoleArn": arn}
        try:
            caller = self._identify(shown.operation, params, call.now)
        except AccessDeniedError:
            return {"roleArn": arn, "isAllowed": False, "reason": NOT_NAMED, "decisions": []}
        facts = RequestFacts(peer_ip=call.params.get("sourceIp", ""), secure=True, region=call.region)
        asked = self._ask(caller, "sts", shown.operation, params, facts, call.now)
        if not asked:
            return {"roleArn": arn, "isAllowed": False, "reason": NO_ROLE, "decisions": []}
        explained = [Explanation.of(request, layers) for request, layers in asked]
        return {
            "roleArn": arn,
            "isAllowed": all(one.decision.allowed for one in explained),
            "decisions": [told.decision(one) for one in explained],
        }


# -- what is asked -------------------------------------------------------------------------------------


def _named(call: Call) -> Sequence[str]:
    """Return the roles that the request names, each once. Whose provider is asked is a matter of the role's account:
    that of others is not the caller's to ask."""
    arns = tuple(dict.fromkeys(call.params.get("roleArns", ())))
    if not all(arn.startswith(iam_arn(call.partition, call.account, "role/")) for arn in arns):
        raise ValidationError("roleArns must be roles of this account.")
    return arns


def _shown(call: Call) -> _Shown:
    """Return the call of STS that is meant. Raises ValidationError, and InvalidIdentityTokenError for an assertion that
    cannot be read or names no role."""
    params = call.params
    token, assertion = params.get("webIdentityToken"), params.get("samlAssertion")
    provider = params.get("principalArn")
    if (token is None) == (assertion is None):
        raise ValidationError("Either webIdentityToken or samlAssertion must be given.")
    name = {"RoleSessionName": params["roleSessionName"]} if "roleSessionName" in params else {}
    role = iam_arn(call.partition, call.account, "role/")
    if assertion is None:
        if provider is not None:
            raise ValidationError("principalArn is for samlAssertion only: a token names its issuer.")
        return _Shown("AssumeRoleWithWebIdentity", {"WebIdentityToken": token, **name}, f"{role}any")
    if provider is None:
        raise ValidationError("principalArn must be given with samlAssertion.")
    if name:
        raise ValidationError("roleSessionName is for webIdentityToken only: an assertion says it itself.")
    claimed = (arn for arn, vouching in saml_assertion.roles_claimed(assertion) if vouching == provider)
    first = next((arn for arn in claimed if arn.startswith(role)), None)
    if first is None:
        raise InvalidIdentityTokenError(NAMES_NONE)
    return _Shown("AssumeRoleWithSAML", {"SAMLAssertion": assertion, "PrincipalArn": provider}, first)


def _trusting(call: Call, tx: Reader, provider: str) -> Iterator[str]:
    """Yield the roles of the account whose trust policy names the provider, by name."""
    after, more = "", True
    while more:
        page = tx.roles.page(call.account, after=after, limit=_PAGE)
        for role in page.items:
            after = role.name
            if _names(role.trust, provider):
                yield iam_arn(call.partition, role.account, f"role{role.path}{role.name}")
        more = page.more


def _names(trust: str, provider: str) -> bool:
    principals = (each.principal for each in document.read(trust).statements)
    return any(isinstance(each, Mapping) and provider in each.get("Federated", ()) for each in principals)


# -- what is answered ----------------------------------------------------------------------------------


def _refused(error: OstiaryError) -> TestTokenResponse:
    return {
        "isValid": False,
        "error": {"code": error.code, "message": error.message},
        "roles": [],
        "isTruncated": False,
    }


def _facts(evidence: Evidence) -> TestTokenResponse:
    facts: TestTokenResponse = {
        "provider": evidence.provider,
        "issuer": evidence.issuer,
        "subject": evidence.subject,
        "audience": evidence.audience,
        "contextKeys": told.context_keys(evidence.claims),
        "sessionTags": dict(evidence.tags),
        "transitiveTagKeys": list(evidence.transitive_keys),
    }
    if evidence.source_identity:
        facts["sourceIdentity"] = evidence.source_identity
    if evidence.session_name:
        facts["sessionName"] = evidence.session_name
    return facts
