"""What reports on access are about: a user, group, role or managed policy of the account, by its ARN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.catalogue import services
from ostiary.iam import held
from ostiary.iam.held import Entity
from ostiary.model.arn import Arn
from ostiary.model.errors import InvalidInputError, NoSuchEntityError
from ostiary.store.contract import Reader

MISSING: Final[Mapping[str, str]] = {
    # Nothing recorded of AWS has these words: they are those of the calls that name the entity by its name.
    "user": "The user with name {} cannot be found.",
    "group": "The group with name {} cannot be found.",
    "role": "The role with name {} cannot be found.",
}


def entity(tx: Reader, partition: str, account: str, arn: str) -> Entity:
    """Return the user, group or role of exactly that ARN.

    Raises InvalidInputError for what is no ARN of one in *account*, and NoSuchEntityError.
    """
    parsed = Arn.parse(arn)
    kind, _, rest = ("", "", "") if parsed is None else parsed.resource.partition("/")
    if parsed is None or (parsed.service, parsed.account) != ("iam", account) or kind not in held.FIND or not rest:
        raise InvalidInputError(f"ARN {arn} is not valid.")
    name = rest.rpartition("/")[2]
    found = held.FIND[kind](tx, account, name)
    if found is None or held.arn_of(partition, found) != arn:
        raise NoSuchEntityError(MISSING[kind].format(name))
    return found


def is_policy(arn: str) -> bool:
    """Return whether *arn* is that of a managed policy."""
    parsed = Arn.parse(arn)
    return parsed is not None and parsed.service == "iam" and parsed.resource.startswith("policy/")


def require_service(namespace: str) -> None:
    """Raise InvalidInputError unless there is a service of that namespace. AWS's words for it are not known."""
    if services.service(namespace) is None:
        raise InvalidInputError(f"Unknown service namespace: {namespace}")
