"""The values of Principal and NotPrincipal, and what to ask of them (policy-evaluation.md 1.6, 1.12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ostiary.analysis.checks.hit import Find, Hit, has_wildcard
from ostiary.analysis.document import Block, Document, Statement, Who
from ostiary.engine.conditions import Quantifier
from ostiary.engine.document import PRINCIPAL_KINDS
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.principal_forms import RESOURCE_FORMS, TRUST_FORMS, Forms
from ostiary.engine.principals import EVERYONE
from ostiary.engine.trust import LIMITING_OPERATORS, SHARED_ISSUERS

ELEMENTS: Final = ("Principal", "NotPrincipal")
OPEN_KINDS: Final = ("AWS", "CanonicalUser")
"""The kinds whose form has no check of its own."""
SAML: Final = ":saml-provider/"
OIDC: Final = ":oidc-provider/"

SOURCE_KEYS: Final = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})
"""The keys that say for whom a service acts; without one, anybody can make the service use what it may use."""


def invalid_kind(document: Document) -> Iterator[Hit]:
    """A key that is no kind of principal; a role's trust policy has no canonical users."""
    kinds = PRINCIPAL_KINDS - {"CanonicalUser"} if document.kind is PolicyKind.TRUST else PRINCIPAL_KINDS
    for statement in document.statements:
        for name in ELEMENTS:
            value = statement.members[name].value.value if name in statement.members else None
            if isinstance(value, Mapping):
                yield from (Hit(member.key, kind) for kind, member in value.items() if kind not in kinds)


def empty_object(document: Document) -> Iterator[Hit]:
    """A Principal of no kind."""
    for statement in document.statements:
        for name in ELEMENTS:
            if name in statement.members and statement.members[name].value.value == {}:
                yield Hit(statement.members[name].value, name)


def empty_array(document: Document) -> Iterator[Hit]:
    """A kind of principal without values."""
    for statement in document.statements:
        for name in ELEMENTS:
            value = statement.members[name].value.value if name in statement.members else None
            if isinstance(value, Mapping):
                yield from (Hit(member.value, kind) for kind, member in value.items() if member.value.value == ())


def _forms(document: Document) -> Forms:
    return TRUST_FORMS if document.kind is PolicyKind.TRUST else RESOURCE_FORMS


def _hit(who: Who) -> Hit:
    return Hit(who.entry.node, who.entry.text)


def invalid_format(document: Document) -> Iterator[Hit]:
    """A text that names no principal: not `*`, an account, an ARN of somebody or a unique ID."""
    forms = _forms(document)
    for _, who in document.who:
        text = who.entry.text
        if "${" in text or (has_wildcard(text) and text != EVERYONE):  # there are checks for these
            continue
        if (not who.kind and text != EVERYONE) or (who.kind in OPEN_KINDS and not forms[who.kind](text)):
            yield _hit(who)


def partial_wildcard(document: Document) -> Iterator[Hit]:
    """A wildcard inside a principal (1.6, rule 2)."""
    for _, who in document.who:
        if who.kind in {"", "AWS"} and who.entry.text != EVERYONE and has_wildcard(who.entry.text):
            yield _hit(who)


def invalid_of_kind(kind: str) -> Find:
    """Make the check that the principals of *kind* have its form."""

    def find(document: Document) -> Iterator[Hit]:
        legal = _forms(document)[kind]
        return (_hit(who) for _, who in document.who if who.kind == kind and not legal(who.entry.text))

    return find


def unique_id(prefix: str) -> Find:
    """Make the check that nobody is named by an id that begins with *prefix*."""

    def find(document: Document) -> Iterator[Hit]:
        for _, who in document.who:
            if who.kind == "AWS" and who.entry.text.startswith(prefix) and who.entry.text.isalnum():
                yield _hit(who)

    return find


def bare_everyone(document: Document) -> Iterator[Hit]:
    """The bare string `*` as the principal (1.12)."""
    return (_hit(who) for _, who in document.who if not who.kind and who.entry.text == EVERYONE)


def not_everyone(document: Document) -> Iterator[Hit]:
    """Anything but `*`, in either spelling, as the principal (1.10)."""
    return (_hit(who) for _, who in document.who if who.kind not in {"", "AWS"} or who.entry.text != EVERYONE)


def allow_with_not_principal(document: Document) -> Iterator[Hit]:
    """`NotPrincipal` in an Allow: everybody else, anonymous callers included."""
    for statement in document.statements:
        if statement.allows and "NotPrincipal" in statement.members:
            yield Hit(statement.members["NotPrincipal"].key)


def service_without_source(document: Document) -> Iterator[Hit]:
    """A service that is allowed without saying for whom it acts."""
    for statement, who in document.who:
        if statement.allows and who.kind == "Service" and SOURCE_KEYS.isdisjoint(statement.keys):
            yield _hit(who)


PRINCIPALS_ONLY: Final = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:username"})
PRINCIPAL_TAG: Final = "aws:principaltag/"
"""Keys of users and roles, which are absent when a service calls as itself."""


def absent_for_services(document: Document) -> Iterator[Hit]:
    """A key of users and roles in a statement for services alone."""
    for statement in document.statements:
        if not statement.who or any(who.kind != "Service" or who.element != "Principal" for who in statement.who):
            continue
        for block in statement.blocks:
            key = block.key.text.lower()
            if key in PRINCIPALS_ONLY or key.startswith(PRINCIPAL_TAG):
                yield Hit(block.key.node, block.key.text)


# -- roles that are assumed ----------------------------------------------------------------------------

ANYWHERE: Final = "rolesanywhere.amazonaws.com"
ANYWHERE_ACTIONS: Final = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")

SESSION_KEYS: Final[Mapping[str, str]] = {
    "sts:sourceidentity": "sts:SetSourceIdentity",
    "sts:transitivetagkeys": "sts:TagSession",
}
"""Keys of what a session is to carry, and the action without which it may not carry it."""
REQUEST_TAG: Final = "aws:requesttag/"


def missing_session_action(document: Document) -> Iterator[Hit]:
    """A condition on what the session carries in an Allow that does not let it carry that."""
    for statement, block in document.blocks:
        key = block.key.text.lower()
        wanted = "sts:TagSession" if key.startswith(REQUEST_TAG) else SESSION_KEYS.get(key)
        if wanted is not None and statement.allows and statement.first_reaching(wanted.lower()) is None:
            yield Hit(block.key.node, f"{block.key.text} needs {wanted}")


def missing_anywhere_action(document: Document) -> Iterator[Hit]:
    """IAM Roles Anywhere in an Allow without one of the three actions that it carries out."""
    for statement, who in document.who:
        if statement.allows and who.kind == "Service" and who.entry.text == ANYWHERE:
            missing = [action for action in ANYWHERE_ACTIONS if statement.first_reaching(action.lower()) is None]
            if missing:
                yield Hit(who.entry.node, ", ".join(missing))


def session_beside_role(document: Document) -> Iterator[Hit]:
    """A session of a role beside the role itself."""
    for statement in document.statements:
        texts = [(who, who.entry.text.split(":", 5)) for who in statement.who if who.kind == "AWS"]
        named = [(who, fields[4], fields[5].split("/")) for who, fields in texts if len(fields) == 6]
        roles = {(who.element, account, parts[-1]) for who, account, parts in named if parts[0] == "role"}
        for who, account, parts in named:
            if parts[0] == "assumed-role" and len(parts) == 3 and (who.element, account, parts[1]) in roles:
                yield _hit(who)


# -- federation ----------------------------------------------------------------------------------------


def _federated(statement: Statement) -> list[Who]:
    legal = TRUST_FORMS["Federated"]
    listed = statement.who if statement.allows else ()
    return [who for who in listed if who.kind == "Federated" and legal(who.entry.text)]


def _issuer(provider: str) -> str:
    """Return the prefix of the condition keys of an OIDC provider, in lower case; empty for a SAML provider."""
    if SAML in provider:
        return ""
    return (provider.partition(OIDC)[2] or provider).lower()


def mismatched_action(document: Document) -> Iterator[Hit]:
    """A provider in a statement that does not reach the action with which its identities assume a role."""
    for statement in document.statements:
        for who in _federated(statement):
            wanted = "sts:AssumeRoleWithWebIdentity" if _issuer(who.entry.text) else "sts:AssumeRoleWithSAML"
            if statement.first_reaching(wanted.lower()) is None:
                yield Hit(who.entry.node, wanted)


def open_issuer(document: Document) -> Iterator[Hit]:
    """An OIDC provider without any condition on its tokens."""
    for statement in document.statements:
        if federated := _federated(statement):
            conditioned = {"", *(key.rpartition(":")[0] for key in statement.keys)}  # a SAML provider has no prefix
            yield from (_hit(who) for who in federated if _issuer(who.entry.text) not in conditioned)


GOOGLE: Final = "accounts.google.com"

TENANT_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **{issuer: (key,) for issuer, key in SHARED_ISSUERS.items()},
    GOOGLE: (f"{GOOGLE}:aud", f"{GOOGLE}:sub"),  # AWS saves it without: any application of Google's users would do
}
"""The condition keys that say whose tokens of a shared issuer are meant; one of them is enough."""


def shared_issuer(document: Document) -> Iterator[Hit]:
    """An issuer whose tokens anybody can get, without a condition that says whose are meant (1.12)."""
    for statement in document.statements:
        limited = {block.key.text.lower() for block in statement.blocks if _limits(block)}
        for who in _federated(statement):
            wanted = TENANT_KEYS.get(_issuer(who.entry.text), ())
            if wanted and not any(key.lower() in limited for key in wanted):
                yield Hit(who.entry.node, wanted[0])


def _limits(block: Block) -> bool:
    """Return whether the condition compares its key with values that are more than wildcards."""
    compares = block.operator.text in LIMITING_OPERATORS and bool(block.values)
    return compares and all(entry.text.strip("*?") for entry in block.values)


GITHUB: Final = "token.actions.githubusercontent.com"


def open_repository(document: Document) -> Iterator[Hit]:
    """A subject of GitHub Actions that leaves open which repository is meant, or which branch."""
    for statement in document.statements:
        if not any(_issuer(who.entry.text) == GITHUB for who in _federated(statement)):
            continue
        for block in statement.blocks:
            if block.key.text.lower() == f"{GITHUB}:sub" and block.is_base("StringLike"):
                yield from (Hit(entry.node, entry.text) for entry in block.values if _is_open_subject(entry.text))


def _is_open_subject(text: str) -> bool:
    """Return whether *text*, `repo:owner/name:what`, has a wildcard in the repository, or for all of the rest."""
    _, _, subject = text.partition("repo:")
    repository, _, rest = subject.partition(":")
    return bool(subject) and (has_wildcard(repository) or rest.strip("*?") == "")


def qualified_audience(document: Document) -> Iterator[Hit]:
    """A set operator on the audience of an OIDC provider, which most providers give one value."""
    for statement in document.statements:
        audiences = {f"{_issuer(who.entry.text)}:aud" for who in _federated(statement)}
        for block in statement.blocks:
            is_set = block.name is not None and block.name.quantifier is not Quantifier.NONE
            if is_set and block.key.text.lower() in audiences:
                yield Hit(block.key.node, block.key.text)
