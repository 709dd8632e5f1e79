"""The smallest valid call of every operation: its required parameters and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ostiary.iam.operations import OPERATIONS as IAM
from ostiary.sts.operations import OPERATIONS as STS
from ostiary.wire.services import service

OPERATIONS: Final = (*(("iam", name) for name in IAM), *(("sts", name) for name in STS))
"""Every operation that has a handler, with its API."""

ARN: Final = "arn:aws:iam::123456789012:policy/p"
VALUES: Final[Mapping[str, str]] = {
    "AccessKeyId": "AKIAQ2W3E4R5T6Y7U2I3",
    "AssumeRolePolicyDocument": "{}",
    "PermissionsBoundary": ARN,
    "PolicyArn": ARN,
    "PolicyDocument": "{}",
    "RoleArn": "arn:aws:iam::123456789012:role/r",
    "Status": "Active",
    "VersionId": "v1",
}
"""What is sent for a parameter; where nothing is said, its name would do."""


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
        elif member.name == "TagKeys":
            found["TagKeys.member.1"] = "k"
        else:
            found[member.name] = values.get(member.name, member.name.lower())
    return found
