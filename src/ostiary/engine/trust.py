"""What may be saved as a role's trust policy: AWS's checks and messages (policy-evaluation.md 1.12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ostiary.engine import conditions, document, fixed, glob
from ostiary.engine.document import Block, Document, RawStatement
from ostiary.engine.kinds import Effect
from ostiary.engine.literals import is_digits
from ostiary.engine.policy import VERSIONS
from ostiary.engine.principals import EVERYONE
from ostiary.model.arn import Arn
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
    except document.NotJsonError as error:
        raise MalformedPolicyDocumentError("This policy contains invalid Json") from error
    except document.ShapeError as error:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR) from error
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
    if principal == EVERYONE:
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

ENTITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "iam": ("user/", "role/"),
    "sts": ("assumed-role/", "federated-user/"),
}
"""What can be a principal by ARN, besides `:root`: service, and how the resource begins (1.6)."""

UNIQUE_ID_PREFIXES: Final = ("AIDA", "AROA")
PROVIDERS: Final = ("saml-provider/", "oidc-provider/")

COGNITO: Final = "cognito-identity.amazonaws.com"
WEB_IDENTITY_PROVIDERS: Final = frozenset({COGNITO, "accounts.google.com", "graph.facebook.com", "www.amazon.com"})


def _legal_principals(statement: RawStatement) -> str | None:
    for kind, values in _by_kind(statement).items():
        for value in values:
            if not PRINCIPAL_FORMS[kind](value):
                return f'Invalid principal in policy: "{kind.upper()}":"{value}"'
    return None


def _by_kind(statement: RawStatement) -> Block:
    return {} if statement.principal is None or isinstance(statement.principal, str) else statement.principal


def _is_aws_principal(value: str) -> bool:
    if value == EVERYONE or _is_account(value):
        return True
    if "*" in value or "?" in value:  # no wildcard inside a principal (1.6, rule 2)
        return False
    arn = Arn.parse(value)
    if arn is None:
        return value.startswith(UNIQUE_ID_PREFIXES) and value.isascii() and value.isalnum()
    if not _is_account(arn.account) or arn.region:
        return False
    is_root = (arn.service, arn.resource) == ("iam", "root")
    return is_root or any(_names_something(arn.resource, start) for start in ENTITIES.get(arn.service, ()))


def _names_something(resource: str, start: str) -> bool:
    return resource.startswith(start) and len(resource) > len(start)


def _is_account(text: str) -> bool:
    return len(text) == 12 and is_digits(text)


def _is_service(value: str) -> bool:
    return "." in value and not any(character in value for character in "*?/: ")


def _is_provider(value: str) -> bool:
    arn = Arn.parse(value)
    if arn is None:
        return value in WEB_IDENTITY_PROVIDERS
    return arn.service == "iam" and arn.resource.startswith(PROVIDERS) and "*" not in value and "?" not in value


PRINCIPAL_FORMS: Final[Mapping[str, Callable[[str], bool]]] = {
    "AWS": _is_aws_principal,
    "Service": _is_service,
    "Federated": _is_provider,
    "CanonicalUser": lambda value: False,  # S3 only (1.6)
}


# -- providers that many share -------------------------------------------------------------------------

SHARED_ISSUERS: Final = frozenset(
    {"token.actions.githubusercontent.com", "gitlab.com", "agent.buildkite.com", "app.terraform.io"}
)
"""Issuers whose tokens anybody can get: a role that trusts one must say whose (1.12)."""


def _cognito(statement: RawStatement) -> str | None:
    trusted = COGNITO in _by_kind(statement).get("Federated", ())
    return "A condition block must be present for the Cognito provider" if trusted and not statement.condition else None


def _shared_issuers(statement: RawStatement) -> str | None:
    for provider in _by_kind(statement).get("Federated", ()):
        issuer = provider.partition(":oidc-provider/")[2]
        if (
            issuer in SHARED_ISSUERS
            and statement.effect == Effect.ALLOW.value
            and not _limits(statement, f"{issuer}:sub")
        ):
            return f"A condition on {issuer}:sub must limit who may use the provider {provider}"
    return None


def _limits(statement: RawStatement, wanted: str) -> bool:
    """Return whether a condition compares the key with values that are more than wildcards."""
    return any(
        key.lower() == wanted and values and all(value.strip("*?") for value in values)
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
