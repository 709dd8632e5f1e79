"""What a migration does to what is there already."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ostiary.store import kinds
from ostiary.store.contract import StoreRefusedError
from ostiary.store.migrate import FOLDER, HEAD, migrate, version
from tests.support.nouns import ACCOUNT

ADD = sa.text("INSERT INTO mfa_devices VALUES (:id, :account, '', :id, '/', :value)")
LINK = sa.text("INSERT INTO links VALUES (:account, 'device-owner', :source, :target)")


@pytest.fixture
def old() -> Iterator[sa.Connection]:
    """A database of the release before passkeys went by their credential."""
    with sa.create_engine("sqlite://").begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(FOLDER))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0003")
        yield connection


def register(connection: sa.Connection, serial: str, owner: str, credential: str | None) -> None:
    passkey = None if credential is None else {"credential": credential, "public_key": "k", "count": 0, "model": "m"}
    value = {"account": ACCOUNT, "serial": serial, "created": 1, "sealed": "", "owner": owner, "passkey": passkey}
    connection.execute(ADD, {"id": serial, "account": ACCOUNT, "value": json.dumps(value)})
    connection.execute(LINK, {"account": ACCOUNT, "source": serial, "target": owner})


def test_a_passkey_that_is_there_goes_by_its_credential_and_keeps_its_owner(old: sa.Connection) -> None:
    register(old, "arn:key", "AIDA1", "c1")
    register(old, "arn:phone", "AIDA2", None)
    migrate(old)
    assert version(old) == HEAD
    rows = old.execute(sa.text("SELECT id, key, value FROM mfa_devices ORDER BY id")).all()
    assert [(row.id, row.key) for row in rows] == [("/passkey/c1", "arn:key"), ("arn:phone", "arn:phone")]
    assert [kinds.MFA_DEVICES.place(kinds.MFA_DEVICES.decode(row.value)).id for row in rows] == [row.id for row in rows]
    links = old.execute(sa.text("SELECT source, target FROM links ORDER BY source")).all()
    assert [tuple(link) for link in links] == [("/passkey/c1", "AIDA1"), ("arn:phone", "AIDA2")]


def test_one_passkey_of_two_people_is_told_and_nothing_is_changed(old: sa.Connection) -> None:
    register(old, "arn:one", "AIDA1", "c1")
    register(old, "arn:two", "AIDA2", "c1")
    with pytest.raises(StoreRefusedError, match="arn:two and arn:one are one passkey"), old.begin_nested():
        migrate(old)
    assert version(old) == "0003"
