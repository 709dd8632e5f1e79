"""What is good once (threats.md 34): codes, challenges, the ids of assertions.

Two ways: a ticket that is handed out is used by removing it, and what came from elsewhere is marked as used by keeping
it until it would be refused anyway. Both happen in the transaction that grants something for it, so no two nodes grant
twice. Only digests are kept: who reads the database cannot use a ticket.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

from ostiary.model.errors import EntityAlreadyExistsError
from ostiary.model.nouns import Ticket
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction

SWEPT_AT_ONCE: Final = 20
"""Expired tickets that are forgotten whenever one is kept: more than one, so that they never pile up."""


def issue(tx: Transaction, account: str, purpose: str, shown: Secret, *, expires: int, now: int, content: str) -> None:
    """Keep a ticket whose holder shows *shown*, which has full entropy, until *expires*."""
    _sweep(tx, account, purpose, now)
    tx.tickets.add(
        Ticket(account=account, id=_id(purpose, shown.reveal()), purpose=purpose, expires=expires, content=content)
    )


def look(tx: Reader, purpose: str, shown: Secret, now: int) -> Ticket | None:
    """Return the ticket that *shown* stands for, unless there is none, or it is used or expired. It stays good."""
    ticket = tx.tickets.by_id(_id(purpose, shown.reveal()))
    return ticket if ticket is not None and now < ticket.expires else None


def use(tx: Transaction, purpose: str, shown: Secret, now: int) -> Ticket | None:
    """Return the ticket that *shown* stands for, and forget it; None as in `look`."""
    ticket = tx.tickets.by_id(_id(purpose, shown.reveal()))
    if ticket is None:
        return None
    tx.tickets.remove(ticket)
    return ticket if now < ticket.expires else None


def answered(tx: Transaction, ticket: Ticket) -> None:
    """Count that a challenge made of *ticket* was answered: the next one is another."""
    tx.tickets.replace(replace(ticket, answers=ticket.answers + 1))


def mark(tx: Transaction, account: str, purpose: str, shown: str, *, expires: int, now: int) -> bool:
    """Return whether *shown* is shown for the first time; from now on, and until *expires*, it is not."""
    _sweep(tx, account, purpose, now)
    try:
        tx.tickets.add(Ticket(account=account, id=_id(purpose, shown), purpose=purpose, expires=expires))
    except EntityAlreadyExistsError:
        return False
    return True


def _sweep(tx: Transaction, account: str, purpose: str, now: int) -> None:
    for ticket in tx.tickets.page(account, parent=purpose, limit=SWEPT_AT_ONCE).items:
        if ticket.expires <= now:
            tx.tickets.remove(ticket)


def _id(purpose: str, shown: str) -> str:
    return f"{purpose}/{hashlib.sha256(shown.encode()).hexdigest()}"
