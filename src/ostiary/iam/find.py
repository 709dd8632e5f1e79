"""Named entities of the account that a call works in: the noun, or NoSuchEntity in AWS's words.

Names are looked up without case and shown as they were given when the entity was made.
"""

from __future__ import annotations

from ostiary.authz.authorized import Authorized
from ostiary.model.caller import CallerKind, SessionKind
from ostiary.model.errors import NoSuchEntityError, ValidationError
from ostiary.model.nouns import Account, Group, InstanceProfile, Role, User
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
    session = call.caller.session
    if call.caller.kind is not CallerKind.USER or (session and session.kind is not SessionKind.SESSION_TOKEN):
        raise ValidationError("Must specify userName when calling with non-User credentials")
    if (own := tx.users.by_id(call.caller.entity_id)) is None:
        raise NoSuchEntityError(f"The user with name {call.caller.user_name} cannot be found.")
    return own
