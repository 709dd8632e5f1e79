"""What an identity provider vouches for, once verified: a web identity token, a SAML assertion, a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | tuple[str, ...]
"""The value of a condition key; a tuple is a multi-valued one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The verified statement of a provider about its subject.

    `provider` names it as a `Federated` principal does: the provider's ARN. `claims` are the condition keys, in lower
    case, that the role's trust policy may ask for (policy-evaluation.md 6.5); a session keeps those in `lasting`.

    `tags`, `transitive_keys` and `source_identity` are those that the provider gives the session. `session_name` is the
    one that it wants, or empty: the request then names it. `ends` is the latest time, in seconds since the epoch, at
    which the session may end, or None, and `console` how many seconds one in a browser is to last, or None. `once`
    identifies what may be shown only once, until `once_until`; empty: it may be shown again. `told` is what the audit
    log says of it beside the caller.
    """

    provider: str
    issuer: str
    subject: str
    audience: str
    claims: Mapping[str, Value] = field(default_factory=dict)
    lasting: frozenset[str] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_keys: tuple[str, ...] = ()
    source_identity: str = ""
    session_name: str = ""
    ends: int | None = None
    console: int | None = None
    once: str = ""
    once_until: int = 0
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Mapping[str, Any]:  # Any: each parameter has its own shape
        """What a session that begins with this asks for, as the parameters of a request that asks for it itself."""
        parameters = {
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "TransitiveTagKeys": list(self.transitive_keys),
            "SourceIdentity": self.source_identity,
            "RoleSessionName": self.session_name,
        }
        return {name: value for name, value in parameters.items() if value}
