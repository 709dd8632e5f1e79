"""What may be saved as a role's trust policy: AWS's checks and messages (policy-evaluation.md 1.12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ostiary.engine import conditions, document, fixed, glob, principal_forms
from ostiary.engine.document import Document, RawStatement
from ostiary.engine.kinds import Effect
from ostiary.engine.policy import VERSIONS
from ostiary.engine.principal_forms import COGNITO, TRUST_FORMS, by_kind
from ostiary.engine.principals import EVERYONE
from ostiary.model.errors import MalformedPolicyDocumentError

StatementCheck = Callable[[RawStatement], str | None]
"""Returns the message of what is wrong, or None."""

SYNTAX_ERROR: Final = "Syntax error in policy."


def read(text: str) -> Document:
    """Return the trust policy that *text* holds.

    Raises MalformedPolicyDocumentError with the message of the first check that fails. Whether the principals exist
    is not checked here.
    """
    try:
        policy = document.read(text)
    except document.ShapeError as error:
        is_json = not isinstance(error, document.NotJsonError)
        raise MalformedPolicyDocumentError(SYNTAX_ERROR if is_json else "This policy contains invalid Json") from error
    if (message := _whole(policy)) is not None:
        raise MalformedPolicyDocumentError(message)
    for check in STATEMENT_CHECKS:
        for statement in policy.statements:
            if (message := check(statement)) is not None:
                raise MalformedPolicyDocumentError(message)
    return policy


def _whole(policy: Document) -> str | None:
    if policy.version is not None and policy.version not in VERSIONS:
        return "The policy must contain a valid version string"
    if not policy.statements:
        return "Could not parse the policy: Statement is empty!"
    return None if policy.has_unique_sids else "The Statement Ids in the policy are not unique"


def _effect(statement: RawStatement) -> str | None:
    if statement.effect is None:
        return "Missing required field Effect"
    return None if statement.effect in {effect.value for effect in Effect} else f"Invalid effect: {statement.effect}"


def _principal(statement: RawStatement) -> str | None:
    principal = statement.principal
    if principal is None:
        return "Missing required field Principal" if statement.not_principal is None else None
    if principal == EVERYONE:  # a bare text; `{"AWS": "*"}` is taken (11, point 11)
        return 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'
    if not principal or (not isinstance(principal, str) and not all(principal.values())):
        return "Missing required field Principal cannot be empty!"
    return SYNTAX_ERROR if isinstance(principal, str) else None


def _not_principal(statement: RawStatement) -> str | None:
    return None if statement.not_principal is None else "AssumeRole policy must not contain NotPrincipal field."


def _has_action(statement: RawStatement) -> str | None:
    return None if statement.named_actions else "Missing required field Action"


def _actions(statement: RawStatement) -> str | None:
    legal = all(map(_is_assuming, statement.named_actions))
    return None if legal else "AssumeRole policy may only specify STS AssumeRole actions."


def _is_assuming(entry: str) -> bool:
    """Return whether *entry* is an action of a trust policy, or a pattern of STS that matches at least one (1.10)."""
    entry = entry.lower()
    pattern = glob.compile_glob(glob.tokens(entry))
    return entry.startswith("sts:") and any(map(pattern.matches, fixed.TRUSTED_ACTIONS))


def _resource(statement: RawStatement) -> str | None:
    return None if statement.resources is None else "Has prohibited field Resource"


def _not_resource(statement: RawStatement) -> str | None:
    return None if statement.not_resources is None else "AssumeRole policy must not contain resources."


# -- principals ----------------------------------------------------------------------------------------


def _legal_principals(statement: RawStatement) -> str | None:
    return principal_forms.problem(statement.principal, TRUST_FORMS)


# -- providers that many share -------------------------------------------------------------------------

TENANT_CLAIMS: Final[Mapping[str, str]] = {  # of whom the claim tells
    "agent.buildkite.com": "sub",  # Buildkite: organization and pipeline
    "app.terraform.io": "sub",  # HCP Terraform: organization, project and workspace
    "gitlab.com": "sub",  # GitLab's own installation; that of a company has an issuer of its own
    "oidc-configuration.audit-log.githubusercontent.com": "sub",  # GitHub's streams of audit logs: enterprise
    "oidc.codefresh.io": "sub",  # Codefresh: account and pipeline
    "proidc.upbound.io": "sub",  # Upbound: organization and control plane
    "scalr.io": "sub",  # Scalr: account and workspace
    "studio.datachain.ai/api": "sub",  # DVC Studio: team
    "token.actions.githubusercontent.com": "sub",  # GitHub Actions: owner and repository
    "tokens.cloud.shisho.dev": "sub",  # Shisho Cloud
    "vstoken.actions.githubusercontent.com": "sub",  # GitHub Actions, the older issuer
    "api.pulumi.com/oidc": "aud",  # Pulumi Cloud: organization
    "oidc.vercel.com": "aud",  # Vercel's global issuer: team; that of one team has an issuer of its own
    "sandboxes.cloud": "aud",  # sandboxes.cloud
}
"""Issuers that have one URL for all their customers, and the claim of their tokens that says which one it is. They are
those of AWS's page "Identity-provider controls for shared OIDC providers", but IBM Turbonomic: its URL changes."""

SHARED_ISSUERS: Final[Mapping[str, str]] = {
    **{issuer: f"{issuer}:{claim}" for issuer, claim in TENANT_CLAIMS.items()},
    # Microsoft Sentinel tells its customers apart by the name of the session, which holds the workspace's id
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": "sts:RoleSessionName",
}
"""By issuer, the condition key with which a role that trusts it must say whose tokens it means (1.12)."""


def _cognito(statement: RawStatement) -> str | None:
    trusted = COGNITO in by_kind(statement.principal).get("Federated", ())
    return "A condition block must be present for the Cognito provider" if trusted and not statement.condition else None


def _shared_issuers(statement: RawStatement) -> str | None:
    for provider in by_kind(statement.principal).get("Federated", ()):
        wanted = SHARED_ISSUERS.get(provider.partition(":oidc-provider/")[2].lower())
        if wanted is not None and statement.effect == Effect.ALLOW.value and not _limits(statement, wanted):
            return f"A condition on {wanted} must limit who may use the provider {provider}"
    return None


def _limits(statement: RawStatement, wanted: str) -> bool:
    """Return whether a condition compares the key with values that are more than wildcards."""
    return any(
        key.lower() == wanted.lower() and values and all(value.strip("*?") for value in values)
        for operator, block in statement.condition.items()
        if operator in LIMITING_OPERATORS
        for key, values in block.items()
    )


LIMITING_OPERATORS: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})


def _grammar(statement: RawStatement) -> str | None:
    well_formed = not statement.is_contradictory and conditions.are_known(statement.condition)
    return None if well_formed else SYNTAX_ERROR


STATEMENT_CHECKS: Final[tuple[StatementCheck, ...]] = (  # policy-evaluation.md 1.12, in its order
    _effect,
    _principal,
    _not_principal,
    _has_action,
    _actions,
    _resource,
    _not_resource,
    _legal_principals,
    _cognito,
    _shared_issuers,
    _grammar,
)
