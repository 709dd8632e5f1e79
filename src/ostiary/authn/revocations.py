"""Sessions that were revoked before they expired: by their entity, by their account, or one by one (storage.md 6).

The list is short, for an entry is forgotten once the last session that it stands against is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ostiary.authn.keys import LONGEST_SESSION
from ostiary.model.caller import Session
from ostiary.model.nouns import Revocation
from ostiary.store.contract import Reader, Transaction

SWEPT_AT_ONCE: Final = 20
_PAGE: Final = 500

_APART: Final = 600
"""Seconds by which the clocks of two nodes may differ: an entry outlives on each what it stands against."""


def marks(reader: Reader, account: str) -> Mapping[str, int]:
    """Return subject → the second before which its sessions are revoked, of everything in *account*."""
    return {revocation.subject: revocation.before for revocation in _all(reader, account)}


def is_revoked(marks_: Mapping[str, int], session: Session, access_key_id: str) -> bool:
    """Return whether *session*, whose credentials have that access key id, is revoked by *marks_* of its account."""
    subjects = (session.entity_id, session.account, access_key_id)
    return any(session.issued < marks_.get(subject, 0) for subject in subjects)


def revoke_issued(tx: Transaction, account: str, subject: str, now: int) -> None:
    """Revoke every session of *subject*, the unique id of an entity or the account number, that there is by now.

    One that begins in this very second is revoked with them: nobody could tell it from those before.
    """
    _keep(tx, Revocation(account=account, subject=subject, before=now + 1, until=now + LONGEST_SESSION), now)


def revoke_one(tx: Transaction, account: str, access_key_id: str, now: int, expires: int | None = None) -> None:
    """Revoke the one session whose credentials have *access_key_id*, which end at *expires* where that is known.

    Then the entry is forgotten with them: who may begin and end sessions without end does not make the list long.
    """
    until = now + LONGEST_SESSION if expires is None else expires + _APART
    _keep(tx, Revocation(account=account, subject=access_key_id, before=until, until=until), now)


def _keep(tx: Transaction, revocation: Revocation, now: int) -> None:
    for old in tx.revocations.page(revocation.account, limit=SWEPT_AT_ONCE).items:
        if old.until <= now:
            tx.revocations.remove(old)
    known = tx.revocations.by_id(revocation.subject)
    if known is None:
        tx.revocations.add(revocation)
    else:  # by a clock that was set back, or runs behind another node's, nothing is taken back (threats.md 48)
        before, until = max(known.before, revocation.before), max(known.until, revocation.until)
        tx.revocations.replace(replace(revocation, before=before, until=until))


def _all(reader: Reader, account: str) -> Iterator[Revocation]:
    after, more = "", True
    while more:
        page = reader.revocations.page(account, after=after, limit=_PAGE)
        yield from page.items
        more = page.more
        after = page.items[-1].subject if page.items else after
