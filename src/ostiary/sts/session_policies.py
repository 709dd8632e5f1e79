"""Session policies: what a caller passes to bound the session it asks for (policy-evaluation.md 1.13, 8.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ostiary.catalogue import managed
from ostiary.engine import validate
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import ValidationError
from ostiary.store.contract import Reader
from ostiary.wire import sts_types

MAX_PLAIN_TEXT: Final = 2_048
"""Characters of the inline policy and the ARNs together; the packed form has a limit of its own."""
MAX_ARNS: Final = 10


@dataclass(frozen=True, slots=True)
class SessionPolicies:
    """Inline policies as sent, and ARNs of managed ones. Both empty: the session is not bounded."""

    inline: tuple[str, ...] = ()
    arns: tuple[str, ...] = ()


def checked(
    tx: Reader, partition: str, account: str, inline: str | None, arns: Sequence[sts_types.PolicyDescriptorType]
) -> SessionPolicies:
    """Return the session policies of a session in *account*, the account of the role.

    An entry that cannot be used is refused, never left out: a session must not become wider than was asked for.
    Raises MalformedPolicyDocumentError for the inline policy, ValidationError for the rest.
    """
    named = _named(arns)
    if len(inline or "") + sum(map(len, named)) > MAX_PLAIN_TEXT:
        raise ValidationError(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAX_PLAIN_TEXT}"
        )
    if inline is not None:
        validate.session_policy(inline)
    for arn in named:
        if not _exists(tx, partition, account, arn):
            # Neither model nor documentation gives this case a code; the sentence is IAM's for the same mistake.
            raise ValidationError(f"Policy {arn} does not exist or is not attachable.")
    return SessionPolicies(() if inline is None else (inline,), tuple(dict.fromkeys(named)))


def _named(arns: Sequence[sts_types.PolicyDescriptorType]) -> tuple[str, ...]:
    if len(arns) > MAX_ARNS:
        raise ValidationError(
            "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAX_ARNS}"
        )
    named: list[str] = []
    for number, descriptor in enumerate(arns, start=1):
        arn = descriptor.get("arn")
        if arn is None:
            raise ValidationError(
                f"1 validation error detected: Value null at 'policyArns.{number}.member.arn' failed to satisfy "
                "constraint: Member must not be null"
            )
        named.append(arn)
    return tuple(named)


def _exists(tx: Reader, partition: str, account: str, text: str) -> bool:
    """Return whether *text* is one of AWS's policies, or exactly the ARN of a policy of *account*."""
    if managed.managed_policy(text, partition) is not None:
        return True
    arn = Arn.parse(text)
    if arn is None:
        return False
    policy = tx.policies.get(account, arn.resource.rpartition("/")[2])
    return policy is not None and text == iam_arn(partition, account, f"policy{policy.path}{policy.name}")
