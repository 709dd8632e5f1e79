"""The tables, as the newest migration leaves them; a test compares the two.

All kinds of noun have the same columns: where the noun belongs, and its whole value as JSON text that is never
queried inside (storage.md 4). Text is ordered by its bytes in every database, because pages go on from a key.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from ostiary.store.kinds import KINDS

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
metadata = MetaData()


def _nouns(kind: str) -> Table:
    return Table(
        kind,
        metadata,
        Column("id", TEXT, primary_key=True),
        Column("account", TEXT, nullable=False),
        Column("parent", TEXT, nullable=False),
        Column("key", TEXT, nullable=False),
        Column("path", TEXT, nullable=False),
        Column("value", TEXT, nullable=False),
        UniqueConstraint("account", "parent", "key", name=f"{kind}_key"),
    )


nouns: Mapping[str, Table] = {kind.name: _nouns(kind.name) for kind in KINDS}

aliases = Table(
    "aliases",
    metadata,
    Column("alias", TEXT, primary_key=True),
    Column("account", TEXT, nullable=False),
)

counts = Table(
    "counts",
    metadata,
    Column("account", TEXT, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("total", BigInteger, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("account", TEXT, primary_key=True),
    Column("relation", TEXT, primary_key=True),
    Column("source", TEXT, primary_key=True),
    Column("target", TEXT, primary_key=True),
    Index("links_target", "account", "relation", "target", "source", unique=True),
)

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
)
"""One row: the newest revision, its epoch, and the hash of the newest log row."""

log = Table(
    "log",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("actor", TEXT, nullable=False),
    Column("account", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("entity", TEXT, nullable=False),
    Column("value", TEXT, nullable=True),
    Column("format", Integer, nullable=False),
    Column("skippable", Integer, nullable=False),
    Column("request", TEXT, nullable=False),
    Column("previous", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event", TEXT, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

access_uses = Table(
    "access_uses",
    metadata,
    Column("principal", TEXT, primary_key=True),
    Column("service", TEXT, primary_key=True),
    Column("action", TEXT, primary_key=True),
    Column("time", BigInteger, nullable=False),
    Column("region", TEXT, nullable=False),
)
"""Without an action: the last use of the service; without a service: the last use of anything."""

key_uses = Table(
    "key_uses",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("time", BigInteger, nullable=False),
    Column("service", TEXT, nullable=False),
    Column("region", TEXT, nullable=False),
)
