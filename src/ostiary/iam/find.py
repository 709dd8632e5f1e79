"""Named entities of the account that a call works in: the noun, or NoSuchEntity in AWS's words.

Names are looked up without case and shown as they were given when the entity was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind, SessionKind
from ostiary.model.errors import InvalidInputError, NoSuchEntityError, ValidationError
from ostiary.model.nouns import Account, Group, InstanceProfile, OidcProvider, Role, SamlProvider, User
from ostiary.store.contract import Reader


def user(tx: Reader, account: str, name: str) -> User:
    """Return the user of that name. Raises NoSuchEntityError."""
    if (found := tx.users.get(account, name)) is None:
        raise NoSuchEntityError(f"The user with name {name} cannot be found.")
    return found


def group(tx: Reader, account: str, name: str) -> Group:
    """Return the group of that name. Raises NoSuchEntityError."""
    if (found := tx.groups.get(account, name)) is None:
        raise NoSuchEntityError(f"The group with name {name} cannot be found.")
    return found


def role(tx: Reader, account: str, name: str) -> Role:
    """Return the role of that name. Raises NoSuchEntityError."""
    if (found := tx.roles.get(account, name)) is None:
        raise NoSuchEntityError(f"The role with name {name} cannot be found.")
    return found


def instance_profile(tx: Reader, account: str, name: str) -> InstanceProfile:
    """Return the instance profile of that name. Raises NoSuchEntityError."""
    if (found := tx.instance_profiles.get(account, name)) is None:
        raise NoSuchEntityError(f"Instance Profile {name} cannot be found.")
    return found


def saml_provider(call: Authorized[object], tx: Reader, arn: str) -> SamlProvider:
    """Return the SAML provider of exactly that ARN, of the call's own account.

    Raises NoSuchEntityError, and InvalidInputError when the ARN is none of a SAML provider.
    """
    name = _provider_name(call, "saml-provider/", arn)
    if name is None or (found := tx.saml_providers.get(call.account, name)) is None:
        raise NoSuchEntityError(f"Manifest not found for arn {arn}")
    return found


def oidc_provider(call: Authorized[object], tx: Reader, arn: str) -> OidcProvider:
    """Return the OIDC provider of exactly that ARN, of the call's own account. Raises as `saml_provider` does."""
    url = _provider_name(call, "oidc-provider/", arn)
    if url is None or (found := tx.oidc_providers.get(call.account, url)) is None:
        words = MISSING_OIDC_PROVIDER.get(call.operation, "OpenIDConnect Provider not found for arn {}")
        raise NoSuchEntityError(words.format(arn))
    return found


MISSING_OIDC_PROVIDER: Final[Mapping[str, str]] = {
    # From a peer that was compared with AWS; the words for all others are recorded for GetOpenIDConnectProvider alone.
    "DeleteOpenIDConnectProvider": "OpenId connect Provider {} cannot be found.",
}


def _provider_name(call: Authorized[object], kind: str, arn: str) -> str | None:
    """Return what follows *kind* in *arn*, or None when it is of another account or partition."""
    parsed = Arn.parse(arn)
    if parsed is None or parsed.service != "iam" or parsed.region or not parsed.resource.startswith(kind):
        raise InvalidInputError(f"ARN {arn} is not valid.")
    is_own = (parsed.partition, parsed.account) == (call.partition, call.account)
    return parsed.resource.removeprefix(kind) if is_own else None


def account(tx: Reader, number: str) -> Account:
    """Return the account itself. Raises NoSuchEntityError when it is gone, together with its callers."""
    if (found := tx.accounts.get(number, number)) is None:
        raise NoSuchEntityError(f"The account {number} cannot be found.")
    return found


def named_or_own_user(call: Authorized[object], tx: Reader, name: str | None) -> User | Account:
    """Return the user called *name* or, when the call leaves the name out, whoever signed it.

    That is the caller's own user, by its unique id (a rename in between does not matter), or the account for its
    root user. Raises ValidationError for callers that are neither (role sessions, federated users), and
    NoSuchEntityError.
    """
    if name is not None:
        return user(tx, call.account, name)
    if call.caller.kind is CallerKind.ROOT:
        return account(tx, call.account)
    if not is_user_itself(call.caller):
        raise ValidationError("Must specify userName when calling with non-User credentials")
    if (own := tx.users.by_id(call.caller.entity_id)) is None:
        raise NoSuchEntityError(f"The user with name {call.caller.user_name} cannot be found.")
    return own


OWN_SESSIONS: Final = frozenset({SessionKind.SESSION_TOKEN, SessionKind.CONSOLE})
"""Sessions in which a user or root acts as itself."""


def is_user_itself(caller: Caller) -> bool:
    """Return whether a user calls, with keys of its own or in a session of its own."""
    return caller.kind is CallerKind.USER and (caller.session is None or caller.session.kind in OWN_SESSIONS)
