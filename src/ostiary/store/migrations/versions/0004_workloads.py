"""Authorities, profiles and revocation lists of workloads; passkeys go by their credential."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from ostiary.store.contract import StoreRefusedError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOUNS = ("trust_anchors", "workload_profiles", "revocation_lists")


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
    _name_passkeys_by_their_credential()


def _name_passkeys_by_their_credential() -> None:
    """Until now a passkey went by its serial number like every device, and could be registered twice.

    Raises StoreRefusedError where one was: to take it from either of the two would be to take a second factor away.
    """
    connection = op.get_bind()
    seen: dict[str, str] = {}
    devices = sa.table("mfa_devices", sa.column("id"), sa.column("value"))
    links = sa.table("links", sa.column("relation"), sa.column("source"))
    for old, value in connection.execute(sa.select(devices.c.id, devices.c.value)).all():
        passkey = json.loads(value).get("passkey")
        if passkey is None:
            continue
        new = f"/passkey/{passkey['credential']}"
        if (other := seen.setdefault(new, old)) != old:
            raise StoreRefusedError(
                f"{old} and {other} are one passkey, which is no longer possible: deactivate one of them with the "
                "release that registered them, then start this one."
            )
        connection.execute(sa.update(devices).where(devices.c.id == old).values(id=new))
        owned = sa.and_(links.c.relation == "device-owner", links.c.source == old)
        connection.execute(sa.update(links).where(owned).values(source=new))
