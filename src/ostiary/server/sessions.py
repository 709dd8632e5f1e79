"""Sessions as the operator of an installation sees them: ended before their time; the keys that seal their tokens."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ostiary.audit import event
from ostiary.authn import ids, keys, revocations
from ostiary.authn.keys import Wrapping
from ostiary.authn.sealing import Entropy
from ostiary.server.errors import CommandError
from ostiary.store.contract import Store, Transaction

_OPERATOR = "operator"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose sessions end: those of a user or role of the account, that of one access key id, or all of the account."""

    account: str
    user: str = ""
    role: str = ""
    access_key_id: str = ""


class Sessions:
    """Ends sessions, and gives their tokens a new key."""

    def __init__(self, store: Store, wrapping: Wrapping, entropy: Entropy, new_id: Callable[[], str]) -> None:
        self._store = store
        self._wrapping = wrapping
        self._entropy = entropy
        self._new_id = new_id

    def revoke(self, wanted: Wanted, now: int) -> None:
        """End every session that there is by now of whom *wanted* names.

        Raises CommandError when it names nobody, or more than one.
        """

        def work(tx: Transaction) -> None:
            if tx.accounts.get(wanted.account, wanted.account) is None:
                raise CommandError(f"There is no account {wanted.account}")
            if wanted.access_key_id:
                revocations.revoke_one(tx, wanted.account, _session_key(wanted), now)
            else:
                revocations.revoke_issued(tx, wanted.account, _subject(tx, wanted), now)
            told = {name: value for name, value in msgspec.to_builtins(wanted).items() if value}
            self._emit(tx, "RevokeSessions", told, now)

        if sum(map(bool, (wanted.user, wanted.role, wanted.access_key_id))) > 1:
            raise CommandError("Sessions of a user, of a role, or one by its access key id: name one of them")
        self._store.write(work, actor=_OPERATOR, now=now)

    def rotate_key(self, now: int) -> str:
        """Make a further key for the tokens of sessions and return its id.

        It is used once every node has it; tokens sealed before stay good. Keys that no token needs any more go.
        """

        def work(tx: Transaction) -> str:
            key = keys.rotate_ring(tx, self._wrapping, now, self._entropy)
            self._emit(tx, "RotateSessionKey", {"key": key.id}, now)
            return key.id

        return self._store.write(work, actor=_OPERATOR, now=now).value

    def _emit(self, tx: Transaction, operation: str, told: dict[str, str], now: int) -> None:
        id_ = self._new_id()
        tx.emit(id_, event.encode(event.by_operator(id_, operation, now, told, {})))


def _session_key(wanted: Wanted) -> str:
    """Return the access key id of a session of just that account: an entry of another would never be looked at."""
    id_ = wanted.access_key_id
    if not id_.startswith("ASIA") or ids.account_of(id_) != wanted.account:
        raise CommandError(f"{id_} is not the access key id of a session of {wanted.account}")
    return id_


def _subject(tx: Transaction, wanted: Wanted) -> str:
    if not (wanted.user or wanted.role):
        return wanted.account
    entity = tx.users.get(wanted.account, wanted.user) if wanted.user else tx.roles.get(wanted.account, wanted.role)
    if entity is None:
        raise CommandError(f"There is no {'user' if wanted.user else 'role'} {wanted.user or wanted.role}")
    return entity.id
