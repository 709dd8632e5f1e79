"""How a principal may be written, in trust policies and in those of other resources (policy-evaluation.md 1.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ostiary.engine.document import Block, Document, RawStatement
from ostiary.engine.kinds import Effect
from ostiary.engine.literals import is_digits
from ostiary.engine.policy import SYNTAX_ERROR
from ostiary.engine.principals import EVERYONE
from ostiary.model.arn import Arn

Forms = Mapping[str, Callable[[str], bool]]
"""Whether a value may be saved, by the kind of principal."""

ENTITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "iam": ("user/", "role/"),
    "sts": ("assumed-role/", "federated-user/"),
}
"""What can be a principal by ARN, besides `:root`: service, and how the resource begins (1.6)."""

UNIQUE_ID_PREFIXES: Final = ("AIDA", "AROA")
PROVIDERS: Final = ("saml-provider/", "oidc-provider/")

COGNITO: Final = "cognito-identity.amazonaws.com"
WEB_IDENTITY_PROVIDERS: Final = frozenset({COGNITO, "accounts.google.com", "graph.facebook.com", "www.amazon.com"})


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


TRUST_FORMS: Final[Forms] = {
    "AWS": _is_aws_principal,
    "Service": _is_service,
    "Federated": _is_provider,
    "CanonicalUser": lambda value: False,  # S3 only (1.6)
}


def _is_saml_provider(value: str) -> bool:
    return _is_provider(value) and ":saml-provider/" in value


def _is_canonical(value: str) -> bool:
    return len(value) == 64 and all(character in "0123456789abcdef" for character in value)


RESOURCE_FORMS: Final[Forms] = {**TRUST_FORMS, "Federated": _is_saml_provider, "CanonicalUser": _is_canonical}
"""Tokens of OIDC providers, and what is built in, are for trust policies only; canonical ids are not for those."""


def by_kind(principal: str | Block | None) -> Block:
    """Return the values of an element by kind; a bare text other than `*` is of no kind."""
    return {} if principal is None or isinstance(principal, str) else principal


def invalid(kind: str, value: str) -> str:
    """Return what AWS says of a principal that does not exist or may not be written so."""
    return f'Invalid principal in policy: "{kind.upper()}":"{value}"'


def problem(principal: str | Block | None, forms: Forms) -> str | None:
    """Return what is wrong with the first value that may not be saved, or None."""
    for kind, values in by_kind(principal).items():
        for value in values:
            if not forms[kind](value):
                return invalid(kind, value)
    return None


# -- the policies of resources -------------------------------------------------------------------------


def names_somebody(policy: Document) -> str | None:
    """Refuse a statement that says nobody, which never applies (1.6, rule 7)."""
    for statement in policy.statements:
        element = _element(statement)
        if element is None:
            return "Missing required field Principal"
        if not element or (not isinstance(element, str) and not all(element.values())):
            return "Missing required field Principal cannot be empty!"
    return None


def denies_all_but(policy: Document) -> str | None:
    """Refuse `NotPrincipal` with an Allow (1.7); AWS's wording is not known."""
    allows = any(s.not_principal is not None and s.effect == Effect.ALLOW.value for s in policy.statements)
    return SYNTAX_ERROR if allows else None


def are_legal(policy: Document) -> str | None:
    """Refuse what cannot be a principal: groups, wildcards within a name, unknown forms (1.6, rules 2 and 3)."""
    for statement in policy.statements:
        element = _element(statement)
        if isinstance(element, str) and element != EVERYONE:
            return SYNTAX_ERROR
        if (message := problem(element, RESOURCE_FORMS)) is not None:
            return message
    return None


def _element(statement: RawStatement) -> str | Block | None:
    return statement.not_principal if statement.principal is None else statement.principal
