"""Managed policies by their ARN: the account's own and those that AWS publishes, looked up in one way."""

from __future__ import annotations

from typing import TypeAlias

from ostiary.authz.authorized import Authorized
from ostiary.catalogue import managed as catalogue
from ostiary.engine import validate
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import (
    AccessDeniedError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    ValidationError,
)
from ostiary.model.nouns import Policy
from ostiary.model.quotas import Quotas
from ostiary.store.contract import Reader

AnyPolicy: TypeAlias = Policy | catalogue.ManagedPolicy


def policy_arn(partition: str, policy: AnyPolicy) -> str:
    """Return the ARN of *policy*."""
    match policy:
        case Policy():
            return iam_arn(partition, policy.account, f"policy{policy.path}{policy.name}")
        case _:
            return policy.arn


def known(call: Authorized[object], tx: Reader, arn: str) -> AnyPolicy | None:
    """Return the policy of exactly that ARN: AWS's, or one of the account that the call works in; else None.

    Policies of other accounts are not there for this account. Raises ValidationError when *arn* is no ARN at all (a
    name, most often) and InvalidInputError when it is one of something else: so AWS's recorded answers tell them apart.
    """
    if (published := catalogue.managed_policy(arn, call.partition)) is not None:
        return published
    parsed = Arn.parse(arn)
    if parsed is None:
        raise ValidationError(f"ARN {arn} is not valid.")
    if parsed.service != "iam" or parsed.region or not parsed.resource.startswith("policy/"):
        raise InvalidInputError(f"ARN {arn} is not valid.")
    own = tx.policies.get(call.account, parsed.resource.rpartition("/")[2])
    return own if own is not None and policy_arn(call.partition, own) == arn else None


def find(call: Authorized[object], tx: Reader, arn: str) -> AnyPolicy:
    """Return the policy of that ARN. Raises NoSuchEntityError, or as `known` does."""
    if (policy := known(call, tx, arn)) is None:
        raise NoSuchEntityError(f"Policy {arn} was not found.")
    return policy


def attachable(call: Authorized[object], tx: Reader, arn: str) -> AnyPolicy:
    """Return the policy of that ARN, in the words that attaching has for a missing one."""
    if (policy := known(call, tx, arn)) is None:
        raise NoSuchEntityError(f"Policy {arn} does not exist or is not attachable.")
    return policy


def own(call: Authorized[object], tx: Reader, arn: str) -> Policy:
    """Return the account's own policy of that ARN, which may be changed. Raises as `find` and `changeable` do."""
    return changeable(call, find(call, tx, arn), arn)


def changeable(call: Authorized[object], policy: AnyPolicy, arn: str) -> Policy:
    """Return *policy*, which is the account's own.

    Raises AccessDeniedError for a policy that AWS publishes: nobody may change those (policy-evaluation.md 7.8).
    """
    if not isinstance(policy, Policy):
        raise AccessDeniedError(
            f"User: {call.caller.arn} is not authorized to perform: iam:{call.operation} on resource: policy {arn}"
        )
    return policy


def require_document(document: str, quotas: Quotas) -> None:
    """Raise MalformedPolicyDocumentError or, for a valid document that is too long, LimitExceededError."""
    validate.identity_policy(document)
    if validate.policy_size(document) > quotas.policy_size:
        raise LimitExceededError(f"Cannot exceed quota for PolicySize: {quotas.policy_size}")
