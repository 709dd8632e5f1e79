"""Guesses, revocations, what is good once, signed-in browsers, keys that sign tokens, services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOUNS = ("attempts", "revocations", "tickets", "console_sessions", "issuer_keys", "service_principals")


def _text() -> sa.Text:
    """As in 0001."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for kind in NOUNS:
        op.create_table(
            kind,
            sa.Column("id", _text(), primary_key=True),
            *(sa.Column(name, _text(), nullable=False) for name in ("account", "parent", "key", "path", "value")),
            sa.UniqueConstraint("account", "parent", "key", name=f"{kind}_key"),
        )
