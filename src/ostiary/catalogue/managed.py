"""AWS's managed policies: what each is called, and its document, read when it is asked for.

They belong to the account `aws`, are the same in every account and cannot be changed (policy-evaluation.md 7.8). Only
the current version of each is known.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import msgspec

from ostiary.catalogue.archive import Archive
from ostiary.model.arn import iam_arn
from ostiary.model.nouns import fold

_ARCHIVE: Final = Archive("managed.gz")

OWNER: Final = "aws"
"""What stands in the place of an account number in the ARN of a managed policy."""

_CHUNKS_KEPT: Final = 8
"""How many groups of documents stay unpacked, about 35 kB each: who lists policies reads them in order."""


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """An AWS managed policy. `id` is not AWS's own, which is published nowhere: it is made from the ARN and stays
    the same. Times are seconds since the epoch."""

    arn: str
    id: str
    name: str
    path: str
    created: int
    updated: int
    default_version: str
    chunk: int

    @property
    def document(self) -> str:
        """The policy document of the default version, as JSON text."""
        return _documents(self.chunk)[self.name]


def managed_policy(arn: str, partition: str = "aws") -> ManagedPolicy | None:
    """Return the managed policy with that ARN, or None. Case counts.

    *partition* is that of the installation, and no other is taken: one policy under two ARNs would slip past a
    condition on `iam:PolicyARN`.
    """
    prefix = iam_arn(partition, OWNER, "")
    row = _index().get(arn.removeprefix(prefix)) if arn.startswith(prefix) else None
    return None if row is None else _policy(partition, row)


def managed_policies(partition: str = "aws") -> Sequence[ManagedPolicy]:
    """Return all managed policies, sorted by name without case, with the ARNs they have in *partition*."""
    return _all(partition)


@lru_cache(maxsize=1)
def _all(partition: str) -> Sequence[ManagedPolicy]:
    return tuple(_policy(partition, row) for row in _index().values())


def _policy(partition: str, row: _Row) -> ManagedPolicy:
    resource = f"policy{row.path}{row.name}"
    return ManagedPolicy(
        arn=iam_arn(partition, OWNER, resource),
        id=_id(iam_arn("aws", OWNER, resource)),
        name=row.name,
        path=row.path,
        created=row.created,
        updated=row.updated,
        default_version=row.default_version,
        chunk=row.chunk,
    )


def _id(arn: str) -> str:
    """Return an id in AWS's form, `ANPA` and 17 characters of base32, that is always the same for this ARN."""
    return "ANPA" + base64.b32encode(hashlib.sha256(arn.encode()).digest()).decode()[:17]


# -- reading -------------------------------------------------------------------------------------------


class _Row(msgspec.Struct, array_like=True, frozen=True):
    """One line of the index, as tools/generate/catalogue.py writes it."""

    name: str
    path: str
    created: int
    updated: int
    default_version: str
    chunk: int


@cache
def _index() -> Mapping[str, _Row]:
    """The lines by the last part of the ARN (`policy/path/name`), in order of name."""
    rows = msgspec.json.decode(_ARCHIVE.read("index"), type=list[_Row])
    return {f"policy{row.path}{row.name}": row for row in sorted(rows, key=lambda row: fold(row.name))}


@lru_cache(maxsize=_CHUNKS_KEPT)
def _documents(chunk: int) -> Mapping[str, str]:
    return msgspec.json.decode(_ARCHIVE.read(f"documents/{chunk}"), type=dict[str, str])
