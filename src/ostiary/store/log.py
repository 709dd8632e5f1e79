"""The revision log: one row for each change, each with the hash of the one before (storage.md 1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from ostiary.store.journal import Change
from ostiary.store.line import AnyRow

FORMAT = 1
FIRST_HEAD = bytes(32)
"""What the first row has in the place of a previous hash."""


class LogRow(NamedTuple):
    """A row, with its fields in the order in which they are hashed; `value` is None for a tombstone."""

    revision: int
    number: int
    epoch: int
    time: int
    actor: str
    account: str
    kind: str
    entity: str
    value: str | None
    format: int
    skippable: int
    request: str
    previous: bytes

    def hash(self) -> bytes:
        """Return the hash over all fields, the previous row's hash among them."""
        return hashlib.sha256(msgspec.msgpack.encode(tuple(self))).digest()


def rows(
    changes: Iterable[Change], *, revision: int, epoch: int, time: int, actor: str, head: bytes
) -> Iterator[LogRow]:
    """Yield the rows of one revision; the hash of the last one is the new head.

    `request` stays empty until calls carry request tokens (storage.md 2, rule 3).
    """
    for number, change in enumerate(changes):
        row = LogRow(
            revision=revision,
            number=number,
            epoch=epoch,
            time=time,
            actor=actor,
            account=change.account,
            kind=change.kind,
            entity=change.entity,
            value=change.value,
            format=FORMAT,
            skippable=0,
            request="",
            previous=head,
        )
        head = row.hash()
        yield row


class BrokenLogError(Exception):
    """The log is not what was written. Names the first row that cannot be right."""


def verify(log: Iterable[AnyRow], revision: int, head: bytes) -> int:
    """Check the chain over all rows, that no revision is missing, and that it ends at the counter's *revision*, *head*.

    Returns the number of rows. Raises BrokenLogError.
    """
    at, number, last, total = 0, -1, FIRST_HEAD, 0
    for fields in log:
        row = LogRow._make(fields)
        where = f"revision {row.revision}, row {row.number}"
        if (row.revision, row.number) not in {(at, number + 1), (at + 1, 0)}:
            raise BrokenLogError(f"{where}: does not follow revision {at}, row {number}")
        if row.previous != last:
            raise BrokenLogError(f"{where}: the row before it is not the one that was written")
        at, number, last, total = row.revision, row.number, row.hash(), total + 1
    if (at, last) != (revision, head):
        raise BrokenLogError(
            f"the log ends at revision {at} and the counter stands at {revision}, or the last row differs"
        )
    return total
