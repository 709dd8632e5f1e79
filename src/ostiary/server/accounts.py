"""Accounts: the first one, further ones, and the list; what the first start and the commands are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from ostiary.audit import event
from ostiary.authn import guesses, issuing, keys
from ostiary.authn.keys import Sealer, Wrapping
from ostiary.authn.sealing import Entropy
from ostiary.iam import password_policy
from ostiary.model.errors import PasswordPolicyViolationError
from ostiary.model.mint import Mint
from ostiary.model.nouns import AccessKey, Account, LoginProfile, fold
from ostiary.model.secret import Secret
from ostiary.server.errors import CommandError
from ostiary.store.contract import Reader, Store, Transaction

ROOT_KEYS: Final = 2
"""Access keys of a root user (aws-facts 5)."""

_OPERATOR: Final = "operator"


class AccountMade(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was just made. The secret is shown once; empty where there is none or where it was given."""

    id: str
    alias: str = ""
    access_key_id: str = ""
    secret_access_key: str = ""

    def __repr__(self) -> str:
        return f"AccountMade({self.id!r})"


class AccountShown(msgspec.Struct, frozen=True, kw_only=True):
    """An account in a list."""

    id: str
    alias: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKeyWanted:
    """The access key that a root user is to have; generated where it is not given."""

    access_key_id: str = ""
    secret: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWanted:
    """What an account is to be; a random number where none is given."""

    id: str = ""
    alias: str = ""
    email: str = ""
    root_key: RootKeyWanted | None = None
    root_password: Secret | None = None


class Accounts:
    """The accounts of an installation, as its operator sees them: they are nobody's API."""

    def __init__(
        self, store: Store, wrapping: Wrapping, mint: Mint, entropy: Entropy, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._wrapping = wrapping
        self._mint = mint
        self._entropy = entropy
        self._new_id = new_id

    def create_first(self, wanted: AccountWanted, now: int) -> AccountMade:
        """Make a new installation's account and its key ring, in one transaction: a start that fails leaves neither.

        Raises PasswordPolicyViolationError for a password of its root user that the built-in policy does not take.
        """
        hashed = self._hashed(wanted)

        def work(tx: Transaction) -> AccountMade:
            keys.create_ring(tx, self._wrapping, now, self._entropy)
            made = self._create(tx, wanted, now)
            if hashed:
                profile = LoginProfile(account=made.id, owner=made.id, created=now, changed=now, hash=hashed)
                tx.login_profiles.add(profile)
            return made

        return self._store.write(work, actor=_OPERATOR, now=now).value

    def _hashed(self, wanted: AccountWanted) -> str:
        """Return what is kept of the password of the root user, or "" where it is to have none."""
        if wanted.root_password is None:
            return ""
        account = Account(id=wanted.id, created=0, alias=wanted.alias, email=wanted.email)
        password_policy.require(wanted.root_password, account, None)
        return self._mint.hash_password(wanted.root_password)

    def create(self, wanted: AccountWanted, now: int) -> AccountMade:
        """Make a further account. Raises EntityAlreadyExistsError when its number or alias is taken."""
        return self._store.write(lambda tx: self._create(tx, wanted, now), actor=_OPERATOR, now=now).value

    def add_root_key(self, number: str, now: int) -> AccountMade:
        """Make a further access key for the root user of an account, within its quota.

        The way back for an operator when every key of an account is lost: whoever may ask for it holds the data folder
        and with it everything. Raises CommandError when there is no such account or its root user has its two keys.
        """

        def work(tx: Transaction) -> AccountMade:
            account = tx.accounts.get(number, number)
            if account is None:
                raise CommandError(f"There is no account {number}")
            if tx.access_keys.count(number, parent=number) >= ROOT_KEYS:
                raise CommandError(f"The root user of {number} has {ROOT_KEYS} access keys: delete one with the other")
            sealer = Sealer(lambda number: keys.keys_in(tx, self._wrapping, number), self._entropy)
            made = self._add_root_key(tx, account, RootKeyWanted(), sealer, now)
            self._emit(tx, "CreateAccessKey", made, now)
            return made

        return self._store.write(work, actor=_OPERATOR, now=now).value

    def set_root_password(self, number: str, password: Secret, email: str, now: int) -> None:
        """Give the root user of an account a password and, with *email*, the address that it signs in with.

        The way back when the password is lost, and no lock is left of guesses at it. Sessions go on: `Sessions.revoke`
        ends them. Raises CommandError when there is no such account, it has no address or shares it with another root
        user who has a password, or the built-in password policy does not take the password.
        """
        with self._store.read() as reader:
            account = self._with_email(reader, number, email)
        try:
            password_policy.require(password, account, None)
        except PasswordPolicyViolationError as error:
            raise CommandError(error.message) from None
        hashed = self._mint.hash_password(password)

        def work(tx: Transaction) -> None:
            tx.accounts.replace(self._with_email(tx, number, email))
            guesses.forget(tx, number, guesses.PASSWORD)
            before = tx.login_profiles.get(number, number)
            profile = LoginProfile(account=number, owner=number, created=now, changed=now, hash=hashed)
            if before is None:
                tx.login_profiles.add(profile)
            else:
                tx.login_profiles.replace(replace(profile, created=before.created))
            id_ = self._new_id()
            tx.emit(id_, event.encode(event.by_operator(id_, "SetRootPassword", now, {"account": number}, {})))

        self._store.write(work, actor=_OPERATOR, now=now)

    def _with_email(self, reader: Reader, number: str, email: str) -> Account:
        account = reader.accounts.get(number, number)
        if account is None:
            raise CommandError(f"There is no account {number}")
        if not (email or account.email):
            raise CommandError(f"The root user of {number} has no e-mail address to sign in with: give --email")
        address = email or account.email
        for other in self._store.account_numbers():
            if other != number and self._signs_in_with(reader, other, address):
                # An address that two of them have would mean neither.
                raise CommandError(f"The root user of {other} signs in with {address}: give another one by --email")
        return replace(account, email=address)

    @staticmethod
    def _signs_in_with(reader: Reader, number: str, address: str) -> bool:
        account = reader.accounts.get(number, number)
        return (
            account is not None
            and fold(account.email) == fold(address)
            and reader.login_profiles.get(number, number) is not None
        )

    def rotate_issuer_keys(self, number: str, now: int) -> None:
        """Give an account that signs web identity tokens new keys, shown at once and used a little later.

        Raises CommandError when there is no such account, or it has no keys yet.
        """
        with self._store.read() as reader:
            if reader.accounts.get(number, number) is None:
                raise CommandError(f"There is no account {number}")
            if not issuing.keys_of(reader, number):
                raise CommandError(f"The account {number} signs no web identity tokens: it has no keys to be replaced")
        made = [issuing.make_key(self._mint, number, algorithm, now) for algorithm in issuing.ALGORITHMS]

        def work(tx: Transaction) -> None:
            issuing.rotated(tx, made, now)
            id_ = self._new_id()
            told = {"account": number}
            tx.emit(id_, event.encode(event.by_operator(id_, "RotateIssuerKeys", now, told, {})))

        self._store.write(work, actor=_OPERATOR, now=now)

    def list(self) -> list[AccountShown]:
        """Return every account, in order of number."""
        numbers = self._store.account_numbers()
        with self._store.read() as reader:
            accounts = [reader.accounts.get(number, number) for number in numbers]
        return [AccountShown(id=item.id, alias=item.alias, email=item.email) for item in accounts if item is not None]

    def _create(self, tx: Transaction, wanted: AccountWanted, now: int) -> AccountMade:
        account = Account(
            id=wanted.id or random_number(self._entropy), created=now, alias=wanted.alias, email=wanted.email
        )
        if account.alias and tx.aliases.get(account.alias) is not None:
            raise CommandError(f"The account alias {account.alias} is taken")
        tx.accounts.add(account)
        key = keys.create_account_keys(tx, account.id, self._wrapping, now, self._entropy)
        sealer = Sealer(lambda _: (key,), self._entropy)  # the key is not committed: nobody else could find it yet
        made = self._add_root_key(tx, account, wanted.root_key, sealer, now)
        self._emit(tx, "CreateAccount", made, now)
        return made

    def _add_root_key(
        self, tx: Transaction, account: Account, wanted: RootKeyWanted | None, sealer: Sealer, now: int
    ) -> AccountMade:
        if wanted is None:
            return AccountMade(id=account.id, alias=account.alias)
        id_ = wanted.access_key_id or self._mint.access_key_id(account.id)
        secret = wanted.secret or self._mint.secret_access_key()
        sealed = sealer.seal(account.id, id_, secret)
        tx.access_keys.add(AccessKey(account=account.id, id=id_, owner=account.id, created=now, sealed=sealed))
        shown = "" if wanted.secret else secret.reveal()
        return AccountMade(id=account.id, alias=account.alias, access_key_id=id_, secret_access_key=shown)

    def _emit(self, tx: Transaction, operation: str, made: AccountMade, now: int) -> None:
        id_ = self._new_id()
        told = {"account": made.id, "accessKeyId": made.access_key_id}
        tx.emit(id_, event.encode(event.by_operator(id_, operation, now, {"alias": made.alias}, told)))


def random_number(entropy: Entropy) -> str:
    """Return a random account number without leading zeros, which tools that take it for a number would drop."""
    least = 10**11
    return str(least + int.from_bytes(entropy(16)) % (9 * least))
