"""Who is meant by what somebody types at the first page: a user of an account, or the root user by e-mail address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from ostiary.authn import callers
from ostiary.model.caller import Caller
from ostiary.model.nouns import Account, LoginProfile, MfaDevice, PasswordPolicy, User, fold
from ostiary.store.contract import Reader, Relation, Store
from ostiary.store.memo import Memo

DEVICES: Final = 100
"""More than anybody has (aws-facts 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom somebody says to be: a user of an account (by number or alias), or a root user by e-mail address alone."""

    account: str = ""
    user_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody who is there: a user or the root user, with all that bears on signing in."""

    owner: User | Account
    profile: LoginProfile | None
    policy: PasswordPolicy | None
    devices: tuple[MfaDevice, ...]

    @property
    def id(self) -> str:
        """The unique id of the user, or the account number for root."""
        return self.owner.id

    @property
    def account(self) -> str:
        """The account number."""
        return account_of(self.owner)

    @property
    def name(self) -> str:
        """The name of the user, or `root`."""
        return self.owner.name if isinstance(self.owner, User) else "root"

    @property
    def password(self) -> str:
        """What changes whenever the password does; no secret."""
        kept = "" if self.profile is None else self.profile.hash
        return hashlib.sha256(kept.encode()).hexdigest()

    def caller(self, partition: str) -> Caller:
        """Return them as a caller, for the audit log and for their devices."""
        return callers.long_term_caller(partition, self.owner, "")


def account_of(owner: User | Account) -> str:
    """Return the number of the account that a user, or a root user, belongs to."""
    return owner.id if isinstance(owner, Account) else owner.account


def account_number(reader: Reader, named: str) -> str | None:
    """Return the number of the account that a number or an alias names, or None when there is none."""
    account = reader.accounts.get(named, named)
    return reader.aliases.get(named) if account is None else account.id


def load(reader: Reader, account: str, owner_id: str) -> Known | None:
    """Return the user, or the root user, with that unique id, or None."""
    owner = callers.owner(reader, account, owner_id)
    if owner is None:
        return None
    linked = reader.mfa_devices.linked(account, Relation.DEVICE_OWNER, target=owner_id, limit=DEVICES)
    return Known(
        owner=owner,
        profile=reader.login_profiles.by_id(owner_id),
        policy=reader.password_policies.by_id(account),
        devices=linked.items,
    )


def is_unchanged(reader: Reader, known: Known) -> bool:
    """Return whether they are still there, with the same password and the same devices."""
    now = load(reader, known.account, known.id)
    return now is not None and now.profile == known.profile and _serials(now) == _serials(known)


def _serials(known: Known) -> tuple[str, ...]:
    return tuple(device.serial for device in known.devices)


@dataclass(frozen=True, slots=True)
class Meant:
    """What was found. `account` is the number of the account that was named, or empty; `key` is the same for everybody
    who means the same, whether it exists or not, however the account is named."""

    known: Known | None
    account: str
    key: str


def _key(*names: str) -> str:
    named = "\0".join(map(fold, names))
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


class Directory:
    """Finds who is meant. Thread-safe."""

    def __init__(self, store: Store, memo: Memo) -> None:
        self._store = store
        self._memo = memo

    def find(self, asked: Asked) -> Meant:
        """Return who is meant. An address that several root users with a password have means none of them."""
        roots = self._roots(asked.email) if asked.email else ()
        with self._store.read() as view:
            if asked.email:
                found = [root for number in roots if (root := load(view, number, number)) and root.profile]
                return Meant(found[0] if len(found) == 1 else None, "", _key("", asked.email))
            number = account_number(view, asked.account) or ""
            user = view.users.get(number, asked.user_name) if number else None
            known = None if user is None else load(view, user.account, user.id)
        return Meant(known, number, _key(number or asked.account, asked.user_name))

    def account(self, named: str) -> str:
        """Return the number of the account that is *named*, or ""."""
        with self._store.read() as view:
            return account_number(view, named) or ""

    def _roots(self, email: str) -> tuple[str, ...]:
        """Return the accounts whose root user has that address. Each is looked up once and remembered."""
        return tuple(number for number in self._store.account_numbers() if self._email(number) == fold(email))

    def _email(self, number: str) -> str:
        def look_up(reader: Reader) -> str:
            account = reader.accounts.by_id(number)
            return "" if account is None else fold(account.email)

        return self._memo.get(("signin.email", number), look_up).value
