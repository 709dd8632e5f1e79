"""AssumeRoleWithWebIdentity and AssumeRoleWithSAML: a session of a role for whom an identity provider vouches.

The token or assertion was verified before the role's trust policy was asked (`authn`); here the session begins.
"""

from __future__ import annotations

from typing import Any, Final

from ostiary.authn import tickets
from ostiary.authz.authorized import Authorized
from ostiary.model.errors import InvalidIdentityTokenError, ValidationError
from ostiary.model.evidence import Evidence, Value
from ostiary.store.contract import Reader, Transaction
from ostiary.sts import role_sessions, session_tags
from ostiary.sts.role_sessions import Answer, Wanted
from ostiary.wire import sts_types

SAML_PURPOSE: Final = "saml-assertion"
LEAST_DURATION: Final = 900


def assume_role_with_web_identity(
    call: Authorized[sts_types.AssumeRoleWithWebIdentityRequest], tx: Reader
) -> sts_types.AssumeRoleWithWebIdentityResponse:
    """Issue temporary credentials to the bearer of a web identity token. Raises what `role_sessions.start` does."""
    evidence = _evidence(call)
    return {
        **_started(call, tx, call.params["RoleSessionName"], evidence),
        "SubjectFromWebIdentityToken": evidence.subject,
        "Provider": evidence.provider,
        "Audience": evidence.audience,
    }


def assume_role_with_saml(
    call: Authorized[sts_types.AssumeRoleWithSAMLRequest], tx: Transaction
) -> sts_types.AssumeRoleWithSAMLResponse:
    """Issue temporary credentials to the bearer of a SAML assertion, which is then used up.

    Raises InvalidIdentityTokenError for one that was shown before, and what `role_sessions.start` does.
    """
    evidence = _evidence(call)
    account = role_sessions.role_of(call).account
    if not tickets.mark(tx, account, SAML_PURPOSE, evidence.once, expires=evidence.once_until, now=call.now):
        raise InvalidIdentityTokenError("The SAML assertion was used before: it is good once.")
    return {
        **_started(call, tx, evidence.session_name, evidence),
        "Subject": evidence.subject,
        "SubjectType": _text(evidence.claims.get("saml:sub_type", "")),
        "Issuer": evidence.issuer,
        "Audience": evidence.audience,
        "NameQualifier": _text(evidence.claims.get("saml:namequalifier", "")),
    }


def _evidence(call: Authorized[Any]) -> Evidence:  # Any: each of the two has its own request
    assert call.caller.evidence is not None, "whoever shows a token or assertion is known by it alone"
    return call.caller.evidence


def _started(call: Authorized[Any], tx: Reader, name: str, evidence: Evidence) -> Answer:  # Any: as above
    wanted = Wanted(
        name=name,
        duration=_duration(call, evidence),
        tags=session_tags.vouched(evidence.tags, evidence.transitive_keys),
        source_identity=evidence.source_identity,
        provider=evidence.provider,
        claims={key: value for key, value in evidence.claims.items() if key in evidence.lasting},
    )
    return role_sessions.start(call, tx, wanted)


def _duration(call: Authorized[Any], evidence: Evidence) -> int:  # Any: as above
    """Return how long the session lasts: as asked for, and no longer than the provider says (API reference of
    AssumeRoleWithSAML: the earlier of DurationSeconds and SessionNotOnOrAfter)."""
    duration: int = call.params.get("DurationSeconds", role_sessions.DEFAULT_DURATION)
    role_sessions.require_duration(role_sessions.role_of(call), duration)
    if evidence.ends is None or evidence.ends >= call.now + duration:
        return duration
    remaining = evidence.ends - call.now
    if remaining < LEAST_DURATION:
        raise ValidationError(
            f"The identity provider ends the session in less than {LEAST_DURATION} seconds, which is the least."
        )
    return remaining


def _text(value: Value) -> str:
    return value if isinstance(value, str) else value[0]
