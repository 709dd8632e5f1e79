"""An account that knows an OpenID Connect issuer, and what the issuer's subjects show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from ostiary.authn.fetching import Fetcher
from tests.support.accounts import AccountUnderTest, Actor, document, first_account, refusal
from tests.support.issuer import CLIENT, Issuer
from tests.support.server import server_in_thread

ACTIONS = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"]

OWN = frozenset({"federation_private_hosts"})
"""Settings of a test that fetches by what it set itself."""

_numbers = count(1)


def role_name() -> str:
    """Return a name that no role of these tests has yet."""
    return f"role-{next(_numbers)}"


@dataclass(frozen=True)
class Federation:
    """An account that knows an issuer."""

    account: AccountUnderTest
    issuer: Issuer
    provider: str

    @property
    def sts(self) -> Any:
        """A client that has no credentials."""
        return boto3.client(
            "sts",
            region_name="us-east-1",
            endpoint_url=self.account.root.server.endpoint,
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
        )

    @property
    def now(self) -> int:
        return int(self.account.root.server.clock())

    def role(self, *statements: dict[str, object], **conditions: dict[str, str]) -> str:
        trusts = {
            "Effect": "Allow",
            "Principal": {"Federated": self.provider},
            "Action": ACTIONS,
            "Condition": conditions or {"StringEquals": {f"{self.issuer.url}:aud": CLIENT}},
        }
        return self.account.role(role_name(), document(trusts), *statements)

    def token(self, **more: Any) -> str:
        header, key = more.pop("header", None), more.pop("key", None)
        times = {"iat": self.now - 10, "exp": self.now + 600}
        return self.issuer.token(header=header, key=key, **{**times, **more}).reveal()

    def shown(self, role: str, token: str | None = None, **more: Any) -> dict[str, Any]:
        return {
            "RoleArn": role,
            "RoleSessionName": "build",
            "WebIdentityToken": self.token(**more) if token is None else token,
        }

    def assume(self, role: str, **more: Any) -> Actor:
        answer = self.sts.assume_role_with_web_identity(**self.shown(role, **more))
        return self.account.root.with_credentials(answer)

    def refused(self, role: str, token: str | None = None, **more: Any) -> tuple[int, str, str]:
        return refusal(self.sts.assume_role_with_web_identity, **self.shown(role, token, **more))


@contextmanager
def finding(issuer: Issuer) -> Iterator[None]:
    """Have servers that begin meanwhile find *issuer* on this machine and trust it: tests look no names up."""
    with pytest.MonkeyPatch.context() as patched:
        ordinary = Fetcher.of
        patched.setattr(Fetcher, "of", lambda asked: ordinary(asked) if asked.given & OWN else issuer.fetcher())
        yield


@contextmanager
def federation_in(folder: Path) -> Iterator[Federation]:
    """Start an issuer, and a server whose account knows it."""
    with Issuer(folder) as issuer, finding(issuer), server_in_thread(folder) as server:
        account = first_account(server)
        made = account.iam.create_open_id_connect_provider(Url=issuer.issuer, ClientIDList=[CLIENT])
        yield Federation(account, issuer, made["OpenIDConnectProviderArn"])
