"""Amazon Resource Names: six fields, of which the last holds every further colon."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arn:
    """`arn:partition:service:region:account:resource`, as AWS writes them."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """Return the ARN that *text* spells, or None when it has not six fields or does not start with `arn`."""
        fields = text.split(":", 5)
        if len(fields) != 6 or fields[0] != "arn":
            return None
        return cls(*fields[1:])

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def iam_arn(partition: str, account: str, resource: str) -> str:
    """Return the ARN of an IAM resource (`user/path/name`, `root`, `policy/…`); IAM has no region."""
    return f"arn:{partition}:iam::{account}:{resource}"


def sts_arn(partition: str, account: str, resource: str) -> str:
    """Return the ARN of a session (`assumed-role/Role/Session`, `federated-user/Name`)."""
    return f"arn:{partition}:sts::{account}:{resource}"


def rolesanywhere_arn(partition: str, region: str, account: str, resource: str) -> str:
    """Return the ARN of a resource of IAM Roles Anywhere (`trust-anchor/ID`, `profile/ID`, `crl/ID`)."""
    return f"arn:{partition}:rolesanywhere:{region}:{account}:{resource}"
