"""Opening an installation: what a first start makes, and what is in the way of a later one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ostiary import settings
from ostiary.authn import keys
from ostiary.server import accounts, commands, installation
from ostiary.server.errors import CommandError, StartError
from ostiary.server.installation import Installation

NOW = 1_800_000_000


def opened(folder: Path, **flags: str) -> Installation:
    chosen = settings.load({"data_dir": str(folder), **flags}, {})
    return installation.open_installation(chosen, clock=lambda: float(NOW), entropy=os.urandom)


def test_a_first_start_makes_account_ring_and_root_key_at_once(tmp_path: Path) -> None:
    with opened(tmp_path, root_access_key="true", account_alias="own", root_email="a@example.org") as new:
        assert new.store.revision == 0
        made = new.begin()
        assert made is not None
        assert new.store.revision == 1
        with new.store.read() as reader:
            account = reader.accounts.get(made.id, made.id)
            key = reader.access_keys.by_id(made.access_key_id)
            assert account is not None
            assert (account.alias, account.email, account.created) == ("own", "a@example.org", NOW)
            assert key is not None
            assert (key.owner, key.account, key.active) == (made.id, made.id, True)
            assert len(keys.keys_in(reader, new.root_key, keys.INSTALLATION)) == keys.RING_KEYS
            (data_key,) = keys.keys_in(reader, new.root_key, made.id)
        opened_secret = keys.open_sealed([data_key], made.id, key.id, key.sealed)
        assert opened_secret.matches(made.secret_access_key)
    with opened(tmp_path) as later:
        assert not later.is_new
        assert later.begin() is None
        assert [account.id for account in later.accounts.list()] == [made.id]


@pytest.mark.parametrize("byte", [b"\x00", b"\x7f", b"\xff"])
def test_an_account_number_has_twelve_digits_and_no_leading_zero(byte: bytes) -> None:
    number = accounts.random_number(lambda count: byte * count)
    assert len(number) == 12
    assert number.isdigit()
    assert number[0] != "0"


def test_what_was_made_does_not_show_its_secret(tmp_path: Path) -> None:
    with opened(tmp_path, root_access_key="true") as new:
        made = new.begin()
    assert made is not None
    assert made.secret_access_key not in repr(made)


def test_a_first_start_that_was_interrupted_before_its_account_is_begun_again(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with opened(tmp_path) as again:
        assert again.is_new
        assert again.begin() is not None


def test_a_command_does_not_finish_a_first_start_that_was_interrupted(tmp_path: Path) -> None:
    """An account that it made would come before the key ring, and no server would start on the folder again."""
    with opened(tmp_path):
        pass
    chosen = settings.load({"data_dir": str(tmp_path)}, {})
    with pytest.raises(StartError, match="There is no installation in"):
        installation.open_installation(chosen, clock=lambda: float(NOW), entropy=os.urandom, may_be_new=False)
    with opened(tmp_path) as again:
        assert again.begin() is not None


def test_a_database_that_got_lost_is_not_begun_again_in_silence(tmp_path: Path) -> None:
    with opened(tmp_path) as first:
        first.begin()
    for part in tmp_path.glob("ostiary.db*"):
        part.unlink()
    with pytest.raises(StartError, match="belongs to an installation whose database is not there"):
        opened(tmp_path)


def test_the_root_key_of_another_installation_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with opened(tmp_path / name) as new:
            new.begin()
    (tmp_path / "a" / "root.key").write_bytes((tmp_path / "b" / "root.key").read_bytes())
    with pytest.raises(StartError, match="root key"):
        opened(tmp_path / "a")
    with pytest.raises(StartError, match="root key"):
        opened(tmp_path / "a")  # the failed start let go of the folder


def test_commands_say_what_is_wrong_with_their_arguments(tmp_path: Path) -> None:
    with opened(tmp_path) as new:
        new.begin()
        table = commands.table(new)
        for arguments in ({"id": 1}, {"id": "1"}, {"alias": "-"}, {"email": "a\nb"}):
            with pytest.raises(CommandError):
                table[commands.CREATE](arguments)
        assert len(commands.accounts_shown(table[commands.LIST]({}))) == 1
        made = commands.account_made(table[commands.CREATE]({"alias": "second"}))
        assert [shown.alias for shown in new.accounts.list() if shown.id == made.id] == ["second"]
