"""What may be saved: the checks of AWS, in AWS's order, with AWS's messages (policy-evaluation.md 1.10 to 1.13).

For policies of resources and organizations no messages are documented: they get those of identity policies and of
trust policies, where these have one for the same mistake, in the order of identity policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ostiary.engine import checks, document, organizations, principal_forms, trust
from ostiary.engine.checks import Check
from ostiary.engine.document import Document
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.policy import SYNTAX_ERROR, Policy, compile_policy
from ostiary.model.errors import MalformedPolicyDocumentError

WHITE_SPACE: Final = " \t\r\n"


def identity_policy(text: str) -> Policy:
    """Return *text* as an identity policy; managed policies, which may become boundaries, are checked alike.

    Raises MalformedPolicyDocumentError with the message of the first check that fails (1.11).
    """
    return compile_policy(_checked(text, IDENTITY_CHECKS), PolicyKind.IDENTITY)


def session_policy(text: str) -> Policy:
    """Return *text* as a session policy: an identity policy whose ARNs are written in full (1.9)."""
    return compile_policy(_checked(text, (*IDENTITY_CHECKS, checks.full_arns)), PolicyKind.SESSION)


def trust_policy(text: str) -> Policy:
    """Return *text* as a role's trust policy (1.12).

    Whether the principals exist is not known here: the caller checks each of `trust_principals`.
    """
    return compile_policy(trust.read(text), PolicyKind.TRUST)


def resource_policy(text: str) -> Policy:
    """Return *text* as the policy of a resource, in either version; `Resource` may be left out (1.9, 1.10).

    Whether the principals exist is not known here: the caller checks each of `principals`, and says
    `principal_forms.invalid` of one that does not. Raises MalformedPolicyDocumentError.
    """
    return compile_policy(_checked(text, RESOURCE_CHECKS), PolicyKind.RESOURCE)


def endpoint_policy(text: str) -> Policy:
    """Return *text* as the policy of a VPC endpoint, which says whom and what it is about. Raises as the others do."""
    return compile_policy(_checked(text, (*RESOURCE_CHECKS, checks.has_resources)), PolicyKind.VPCE)


def service_control_policy(text: str) -> Policy:
    """Return *text* as a service control policy (1.10). Raises MalformedPolicyDocumentError."""
    return compile_policy(_checked(text, SCP_CHECKS), PolicyKind.SCP)


def resource_control_policy(text: str) -> Policy:
    """Return *text* as a resource control policy: it denies, and is about everyone (1.10).

    The policy that allows everything is built in and never saved. Raises MalformedPolicyDocumentError.
    """
    return compile_policy(_checked(text, RCP_CHECKS), PolicyKind.RCP)


def trust_principals(policy: Policy) -> tuple[str, ...]:
    """Return every `AWS` principal of a trust policy, as written, in order."""
    return principals(policy)


def principals(policy: Policy) -> tuple[str, ...]:
    """Return every `AWS` value of `Principal` and `NotPrincipal`, as written, in order."""
    return tuple(_principals(policy))


def _principals(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        if statement.principals is not None:
            yield from statement.principals.aws


def policy_size(text: str) -> int:
    """Return the size that IAM's quotas count: characters but spaces, tabs and line ends (1.13; 11, point 19)."""
    return len(text) - sum(map(text.count, WHITE_SPACE))


def control_policy_size(text: str) -> int:
    """Return the size that the quota of SCPs and RCPs counts: every character that is sent (1.13)."""
    return len(text)


def _checked(text: str, order: tuple[Check, ...]) -> Document:
    try:
        policy = document.read(text)
    except document.ShapeError as error:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR) from error
    for check in order:
        if (message := check(policy)) is not None:
            raise MalformedPolicyDocumentError(message)
    return policy


IDENTITY_CHECKS: Final[tuple[Check, ...]] = (  # policy-evaluation.md 1.11, in its order
    checks.syntax,  # 1
    checks.version,  # 2
    checks.legacy,  # 3
    checks.sid_characters,  # 3b
    checks.unique_sids,  # 4
    checks.has_actions,  # 5
    checks.resources,  # 6
    checks.actions,  # 7
    checks.has_resources,  # 8
    checks.no_principal,  # 9
)

RESOURCE_CHECKS: Final[tuple[Check, ...]] = (  # any version, Sids with any character (1.4)
    checks.syntax,
    checks.legacy,
    checks.unique_sids,
    checks.has_actions,
    checks.resources,
    checks.actions,
    checks.no_empty_resources,
    principal_forms.names_somebody,
    principal_forms.denies_all_but,
    principal_forms.are_legal,
)

SCP_CHECKS: Final[tuple[Check, ...]] = (
    *IDENTITY_CHECKS,
    organizations.fillable_arns,
)

RCP_CHECKS: Final[tuple[Check, ...]] = (
    *IDENTITY_CHECKS[:-1],
    checks.full_arns,
    organizations.only_denies,
    organizations.about_everyone,
    organizations.named_actions,
)
