"""Nouns, links, the revision log, the outbox of audit events, last use of access keys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NOUNS = (
    "accounts",
    "users",
    "groups",
    "roles",
    "policies",
    "policy_versions",
    "inline_policies",
    "instance_profiles",
    "access_keys",
    "data_keys",
)


Kind = sa.types.TypeEngine[Any]  # Any: of whatever a column holds


def _text() -> sa.Text:
    """Text ordered by its bytes: pages go on from a key, and collations differ between machines."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _column(name: str, type_: Kind | None = None, *, key: bool = False) -> sa.Column[Any]:
    if key:
        return sa.Column(name, type_ or _text(), primary_key=True, autoincrement=False)
    return sa.Column(name, type_ or _text(), nullable=False)


def upgrade() -> None:
    for kind in NOUNS:
        op.create_table(
            kind,
            _column("id", key=True),
            *(_column(name) for name in ("account", "parent", "key", "path", "value")),
            sa.UniqueConstraint("account", "parent", "key", name=f"{kind}_key"),
        )
    op.create_table("aliases", _column("alias", key=True), _column("account"))
    op.create_table(
        "counts", _column("account", key=True), _column("kind", key=True), _column("total", sa.BigInteger())
    )
    op.create_table("links", *(_column(name, key=True) for name in ("account", "relation", "source", "target")))
    op.create_index("links_target", "links", ["account", "relation", "target", "source"], unique=True)
    counter = op.create_table(
        "counter",
        _column("id", sa.Integer(), key=True),
        _column("revision", sa.BigInteger()),
        _column("epoch", sa.BigInteger()),
        _column("head", sa.LargeBinary()),
    )
    op.bulk_insert(counter, [{"id": 1, "revision": 0, "epoch": 1, "head": bytes(32)}])
    op.create_table(
        "log",
        _column("revision", sa.BigInteger(), key=True),
        _column("number", sa.Integer(), key=True),
        _column("epoch", sa.BigInteger()),
        _column("time", sa.BigInteger()),
        *(_column(name) for name in ("actor", "account", "kind", "entity")),
        sa.Column("value", _text(), nullable=True),
        _column("format", sa.Integer()),
        _column("skippable", sa.Integer()),
        _column("request"),
        _column("previous", sa.LargeBinary()),
    )
    op.create_table(
        "outbox",
        _column("position", sa.BigInteger(), key=True),
        sa.Column("event", _text(), nullable=False, unique=True),
        _column("body", sa.LargeBinary()),
    )
    op.create_table(
        "key_uses", _column("key", key=True), _column("time", sa.BigInteger()), _column("service"), _column("region")
    )
