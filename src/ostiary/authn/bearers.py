"""Who calls without a signature: the bearer of a web identity token or of a SAML assertion (policy-evaluation.md 8.1).

What is shown is verified here; whether it is enough for the role, the role's trust policy says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ostiary.authn.identity import Identity
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import ValidationError
from ostiary.model.evidence import Evidence
from ostiary.store.contract import Grounds
from ostiary.store.memo import Memory

Params = Mapping[str, Any]  # Any: each operation has its own shape

Proof = Callable[[Params, str, int, Memory | None], tuple[Evidence, Grounds]]
"""Verifies what the parameters show for a role of the account given, as of a time, and says what that rests on. With a
memory it looks at nothing else, and no further than this machine."""


class Bearers:
    """Tells for whom an identity provider vouches in a call. Thread-safe."""

    def __init__(self, proofs: Mapping[str, Proof], region: str) -> None:
        """*proofs* are by operation; *region* is that of the installation, for nobody signed for one."""
        self._proofs = proofs
        self._region = region

    @property
    def operations(self) -> Collection[str]:
        """The operations that bearers call."""
        return self._proofs.keys()

    def identify(self, operation: str, params: Params, now: int, memory: Memory | None = None) -> Identity:
        """Return whom the proof in *params* names. With *memory* it is asked instead of the own memo, and no other
        machine is.

        Raises ValidationError when the request names no role, InvalidIdentityTokenError, ExpiredTokenError,
        IdpRejectedClaimError or IdpCommunicationError.
        """
        account = _account_of_role(params["RoleArn"])
        evidence, grounds = self._proofs[operation](params, account, now, memory)
        caller = Caller(
            kind=CallerKind.BEARER,
            account=account,
            arn=evidence.provider,
            entity_arn="",
            entity_id="",
            user_id=f"{evidence.provider}:{evidence.audience}:{evidence.subject}",
            access_key_id="",
            user_name=evidence.subject,
            provider=evidence.provider,
            evidence=evidence,
        )
        return Identity(caller, self._region, "", grounds)


def _account_of_role(text: str) -> str:
    """Return the account of the role with that ARN, which need not be there. Raises ValidationError, as AWS does."""
    arn = Arn.parse(text)
    if arn is None or arn.service != "iam" or not arn.account or not arn.resource.startswith("role/"):
        raise ValidationError("Request ARN is invalid")
    return arn.account
