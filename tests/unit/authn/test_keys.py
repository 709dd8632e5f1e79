"""The root key, the data keys that it wraps, and what they seal."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from unittest import mock

import pytest

from ostiary.authn.keys import (
    INSTALLATION,
    Key,
    RootKey,
    RootKeyError,
    Sealer,
    create_account_keys,
    create_ring,
    keys_in,
    remembered_keys,
)
from ostiary.authn.sealing import SealBrokenError
from ostiary.model.secret import Secret
from tests.support.botocore_signer import NOW
from tests.support.entropy import seeded
from tests.support.memory_store import MemoryMemo, MemoryStore

ACCOUNT, OTHER = "123456789012", "210987654321"
ROW = "AKIAQAAAAAAAAAAAAAAA"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root-key"


# -- the root key's file ----------------------------------------------------------------------------------------------


def test_a_root_key_is_kept_in_a_file_that_only_its_owner_reads(path: Path) -> None:
    created = RootKey.create(path, seeded())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    wrapped = created.wrap(ACCOUNT, "key", bytes(32), seeded())
    assert RootKey.load(path).wrap(ACCOUNT, "key", bytes(32), seeded()) == wrapped


def test_the_mode_does_not_depend_on_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        RootKey.create(path, seeded())
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_root_key_is_never_overwritten(path: Path) -> None:
    RootKey.create(path, seeded())
    before = path.read_bytes()
    with pytest.raises(RootKeyError, match="never overwritten"):
        RootKey.create(path, seeded(2))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_an_attempt_that_was_cut_short_is_made_again(path: Path) -> None:
    path.with_name("root-key.new").write_bytes(b"half")
    RootKey.create(path, seeded())
    RootKey.load(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_threat_27_a_root_key_that_others_may_touch_is_refused(path: Path, mode: int) -> None:
    RootKey.create(path, seeded())
    path.chmod(mode)
    with pytest.raises(RootKeyError, match=r"is open to others \(mode 06"):
        RootKey.load(path)


def test_threat_27_a_root_key_of_somebody_else_is_refused(path: Path) -> None:
    RootKey.create(path, seeded())
    with (
        mock.patch("os.geteuid", return_value=os.geteuid() + 1),
        pytest.raises(RootKeyError, match="belongs to another user"),
    ):
        RootKey.load(path)


@pytest.mark.parametrize("change", [b"", b"x", b"\n"])
def test_a_file_of_another_size_is_refused(path: Path, change: bytes) -> None:
    RootKey.create(path, seeded())
    path.write_bytes(path.read_bytes()[: -1 if change else -5] + change * 2)
    with pytest.raises(RootKeyError):
        RootKey.load(path)


@pytest.mark.parametrize("old", [b"root", b"=", b"-1 "])
def test_a_file_that_holds_something_else_is_refused(path: Path, old: bytes) -> None:
    RootKey.create(path, seeded())
    path.write_bytes(path.read_bytes().replace(old, b"?" * len(old)))
    with pytest.raises(RootKeyError, match="does not hold a root key"):
        RootKey.load(path)


def test_a_root_key_that_is_missing_or_no_plain_file_is_refused(path: Path) -> None:
    with pytest.raises(RootKeyError, match="cannot be read"):
        RootKey.load(path)
    path.mkdir()
    with pytest.raises(RootKeyError):
        RootKey.load(path)
    link = path.with_name("link")
    RootKey.create(path.with_name("real"), seeded())
    link.symlink_to("real")
    with pytest.raises(RootKeyError, match="cannot be read"):
        RootKey.load(link)


def test_a_root_key_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RootKeyError, match="cannot be written"):
        RootKey.create(tmp_path / "nowhere" / "root-key", seeded())


# -- data keys --------------------------------------------------------------------------------------------------------


@pytest.fixture
def root() -> RootKey:
    return RootKey(bytes(range(32)))


@pytest.fixture
def store(root: RootKey) -> MemoryStore:
    store = MemoryStore()
    entropy = seeded()
    for account in (ACCOUNT, OTHER):
        store.write(lambda tx, a=account: create_account_keys(tx, a, root, NOW, entropy), actor="test", now=NOW)
    return store


def test_a_data_key_is_kept_wrapped_and_comes_back(store: MemoryStore, root: RootKey) -> None:
    made = store.write(lambda tx: create_account_keys(tx, ACCOUNT, root, NOW + 1, seeded(2)), actor="t", now=NOW).value
    with store.read() as reader:
        keys = keys_in(reader, root, ACCOUNT)
        wrapped = reader.data_keys.by_id(made.id)
    assert [key.created for key in keys] == [NOW + 1, NOW]
    assert keys[0].id == made.id
    assert keys[0].material.hex() == made.material.hex()
    assert wrapped is not None
    assert made.material.hex() not in wrapped.wrapped
    assert "material" not in repr(made)


def test_the_token_ring_has_two_keys_that_belong_to_no_account(root: RootKey) -> None:
    store = MemoryStore()
    store.write(lambda tx: create_ring(tx, root, NOW, seeded()), actor="test", now=NOW)
    with store.read() as reader:
        assert len({key.id for key in keys_in(reader, root, INSTALLATION)}) == 2
        assert keys_in(reader, root, ACCOUNT) == ()


def test_more_keys_than_a_page_holds_are_all_found(root: RootKey) -> None:
    store, entropy = MemoryStore(), seeded()

    def make(tx: object) -> None:
        for _ in range(101):
            create_account_keys(tx, ACCOUNT, root, NOW, entropy)  # type: ignore[arg-type]  # the memory store's own

    store.write(make, actor="test", now=NOW)
    with store.read() as reader:
        assert len(keys_in(reader, root, ACCOUNT)) == 101


def test_another_root_key_does_not_open_a_data_key(store: MemoryStore) -> None:
    with store.read() as reader, pytest.raises(RootKeyError, match="is it of another installation"):
        keys_in(reader, RootKey(bytes(32)), ACCOUNT)


def test_keys_are_unwrapped_once_until_they_change(store: MemoryStore, root: RootKey) -> None:
    memo = MemoryMemo(store)
    keys_of = remembered_keys(memo, root)  # type: ignore[arg-type]  # the memory store's own
    assert keys_of(ACCOUNT) is keys_of(ACCOUNT)
    store.write(lambda tx: create_account_keys(tx, ACCOUNT, root, NOW + 1, seeded(2)), actor="test", now=NOW)
    assert len(keys_of(ACCOUNT)) == 2


# -- sealing ----------------------------------------------------------------------------------------------------------


def a_sealer(store: MemoryStore, root: RootKey) -> Sealer:
    return Sealer(remembered_keys(MemoryMemo(store), root), seeded(3))  # type: ignore[arg-type]  # likewise


def test_what_is_sealed_opens_for_its_row_only(store: MemoryStore, root: RootKey) -> None:
    sealer = a_sealer(store, root)
    sealed = sealer.seal(ACCOUNT, ROW, Secret("s3cret"))
    assert "s3cret" not in sealed
    assert sealer.open(ACCOUNT, ROW, sealed).matches("s3cret")
    for account, row in ((ACCOUNT, ROW[:-1] + "B"), (OTHER, ROW)):
        with pytest.raises(SealBrokenError):
            sealer.open(account, row, sealed)


def test_the_same_secret_is_sealed_differently_each_time(store: MemoryStore, root: RootKey) -> None:
    sealer = a_sealer(store, root)
    assert sealer.seal(ACCOUNT, ROW, Secret("s")) != sealer.seal(ACCOUNT, ROW, Secret("s"))


def test_what_an_older_key_sealed_still_opens(store: MemoryStore, root: RootKey) -> None:
    sealer = a_sealer(store, root)
    old = sealer.seal(ACCOUNT, ROW, Secret("s3cret"))
    new_key = store.write(lambda tx: create_account_keys(tx, ACCOUNT, root, NOW + 1, seeded(2)), actor="t", now=1).value
    assert sealer.open(ACCOUNT, ROW, old).matches("s3cret")
    new = sealer.seal(ACCOUNT, ROW, Secret("s3cret"))
    assert new.split(".")[1] == new_key.id
    assert old.split(".")[1] != new_key.id


def test_a_sealed_secret_that_was_altered_does_not_open(store: MemoryStore, root: RootKey) -> None:
    sealer = a_sealer(store, root)
    version, key_id, salt, cipher = sealer.seal(ACCOUNT, ROW, Secret("s3cret")).split(".")
    other_salt, other_cipher = ("A" * len(salt), "A" * len(cipher))
    altered = [
        f"2.{key_id}.{salt}.{cipher}",
        f"{version}.UNKNOWN.{salt}.{cipher}",
        f"{version}.{key_id}.{other_salt}.{cipher}",
        f"{version}.{key_id}.{salt}.{other_cipher}",
        f"{version}.{key_id}.{salt}.",
        f"{version}.{key_id}.{salt}",
        f"{version}.{key_id}.{salt}.{cipher[:-5]}",
        f"{version}.{key_id}.\u00e4.{cipher}",
        "s3cret",
        "",
    ]
    for text in altered:
        with pytest.raises(SealBrokenError):
            sealer.open(ACCOUNT, ROW, text)


def test_threat_40_keys_and_sealers_do_not_show_what_they_hold(root: RootKey) -> None:
    material = bytes(range(32))
    for shown in (repr(root), repr(Key("id", NOW, material)), str(vars(Key)).replace(str(material), "?")):
        assert str(material)[2:-1] not in shown
