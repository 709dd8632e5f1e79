"""Passwords, devices, providers, certificates, keys, reports: the nouns of the rest of the IAM API; who used what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOUNS = (
    "login_profiles",
    "password_policies",
    "mfa_devices",
    "saml_providers",
    "oidc_providers",
    "server_certificates",
    "signing_certificates",
    "ssh_public_keys",
    "service_credentials",
    "deletion_tasks",
    "credential_reports",
    "access_jobs",
)


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
    op.create_table(
        "access_uses",
        *(sa.Column(name, _text(), primary_key=True) for name in ("principal", "service", "action")),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("region", _text(), nullable=False),
    )
