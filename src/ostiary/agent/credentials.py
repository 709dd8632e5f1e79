"""The credentials of a role, and the three forms in which AWS's clients take them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ostiary.agent.errors import AgentError
from ostiary.model.arn import Arn
from ostiary.model.secret import Secret

READY: Final = 300
"""Seconds before the old credentials end, when new ones have to be there: then SDKs ask for them."""

_ROLE: Final = re.compile(r"role/(?:[!-~]*/)?[\w+=,.@-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Role:
    """A role, by its ARN."""

    arn: Arn

    @classmethod
    def parse(cls, text: str) -> Role:
        """Return the role whose ARN is *text*. Raises AgentError."""
        arn = Arn.parse(text)
        if arn is None or arn.service != "iam" or not re.fullmatch(r"\d{12}", arn.account, re.ASCII):
            raise AgentError(f"--role must be the ARN of a role, not {text!r}")
        if not _ROLE.fullmatch(arn.resource):
            raise AgentError(f"--role must be the ARN of a role, not {text!r}")
        return cls(arn)

    @property
    def name(self) -> str:
        """Its name, without a path."""
        return self.arn.resource.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class RoleCredentials:
    """Temporary credentials. `expires` and `issued` are in seconds since the epoch."""

    role: Role
    access_key_id: str
    secret: Secret
    token: Secret
    expires: int
    issued: int
    role_id: str
    """The role's unique id, as STS told it."""

    def process_form(self) -> dict[str, object]:
        """Return them as `credential_process` prints them (SDK reference guide, "Process credential provider")."""
        return {
            "Version": 1,
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret.reveal(),
            "SessionToken": self.token.reveal(),
            "Expiration": moment(self.expires),
            "AccountId": self.role.arn.account,
        }

    def container_form(self) -> dict[str, object]:
        """Return them as a container endpoint answers (SDK reference guide, "Container credential provider")."""
        return {
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret.reveal(),
            "Token": self.token.reveal(),
            "Expiration": moment(self.expires),
            "AccountId": self.role.arn.account,
            "RoleArn": str(self.role.arn),
        }

    def metadata_form(self) -> dict[str, object]:
        """Return them as instance metadata has them (EC2 user guide, "Retrieve security credentials")."""
        return {
            "Code": "Success",
            "LastUpdated": moment(self.issued),
            "Type": "AWS-HMAC",
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret.reveal(),
            "Token": self.token.reveal(),
            "Expiration": moment(self.expires),
        }


def moment(seconds: int) -> str:
    """Return the time as AWS writes it: ISO 8601, UTC, whole seconds, `Z`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_moment(text: str) -> int:
    """Return the seconds since the epoch. Raises ValueError for text that is no time with a zone."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(read.timestamp())


def fingerprint(text: str) -> str:
    """Return what stands for *text* where its length or signs would not do."""
    return hashlib.sha256(text.encode()).hexdigest()
