"""An account with a SAML provider, and what its users show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from tests.support import saml
from tests.support.accounts import AccountUnderTest, Actor, document

ACTIONS = ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"]

_numbers = count(1)


@dataclass(frozen=True)
class Company:
    """An account with a SAML provider, and the provider. *base* is where people reach its server, or its endpoint."""

    account: AccountUnderTest
    provider: str
    base: str = ""

    @property
    def recipient(self) -> str:
        return f"{self.base or self.account.root.server.endpoint}/saml"

    @property
    def sts(self) -> Any:
        """A client that has no credentials."""
        return boto3.client(
            "sts",
            region_name="us-east-1",
            endpoint_url=self.account.root.server.endpoint,
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
        )

    def role(self, *statements: dict[str, object], condition: dict[str, object] | None = None, **params: object) -> str:
        trusts = {
            "Effect": "Allow",
            "Principal": {"Federated": self.provider},
            "Action": ACTIONS,
            "Condition": condition or {"StringEquals": {"saml:aud": self.recipient}},
        }
        return self.account.role(f"role-{next(_numbers)}", document(trusts), *statements, **params)

    def assertion(self, role: str | Sequence[str], *, age: int = 0, signer: str = "one", **more: Any) -> str:
        """Return what the provider's user shows for *role*, or for several; *more* are attributes, or parts of it."""
        parts = {
            name: more.pop(name) for name in ("name_id", "issuer", "audiences", "recipient", "session") if name in more
        }
        roles = [role] if isinstance(role, str) else role
        attributes = saml.said(Role=[f"{each},{self.provider}" for each in roles], **more)
        now = int(self.account.root.server.clock()) - age
        made = saml.assertion(
            attributes, issued=now, identifier=f"_a{next(_numbers)}", **{"recipient": self.recipient, **parts}
        )
        identifier = made.partition('ID="')[2].partition('"')[0]
        answer = saml.response(
            saml.signed(made, identifier, signer=signer), attributes=f' Destination="{self.recipient}"'
        )
        return saml.encoded(answer)

    def shown(self, role: str, assertion: str | None = None, **more: Any) -> dict[str, Any]:
        return {
            "RoleArn": role,
            "PrincipalArn": self.provider,
            "SAMLAssertion": self.assertion(role, **more) if assertion is None else assertion,
        }

    def assume(self, role: str, **more: Any) -> Actor:
        return self.account.root.with_credentials(self.sts.assume_role_with_saml(**self.shown(role, **more)))
