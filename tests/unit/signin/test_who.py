"""Who is meant, and that a count of guesses at nobody does not depend on how nobody is named."""

from __future__ import annotations

import pytest

from ostiary.signin import who
from ostiary.signin.who import Asked, Directory
from ostiary.store.contract import Transaction
from ostiary.store.memo import Memo
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT, a_device, a_login_profile, a_user, an_account


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    store = MemoryStore()

    def work(tx: Transaction) -> None:
        tx.accounts.add(an_account(alias="own-house", email="Root@example.org"))
        tx.users.add(a_user("Mira", id="AIDAM"))
        tx.login_profiles.add(a_login_profile("AIDAM"))

    store.write(work, actor="t", now=1)
    return store


@pytest.fixture
def directory(store: MemoryStore) -> Directory:
    return Directory(store, Memo(store))


@pytest.mark.parametrize("account", [ACCOUNT, "own-house"])
def test_a_user_is_found_by_number_or_alias(directory: Directory, account: str) -> None:
    meant = directory.find(Asked(account=account, user_name="mira"))
    assert meant.known is not None
    assert meant.known.id == "AIDAM"
    assert meant.account == ACCOUNT


def test_threat_36_nobody_is_counted_once_however_the_account_is_named(directory: Directory) -> None:
    by_number = directory.find(Asked(account=ACCOUNT, user_name="nobody"))
    by_alias = directory.find(Asked(account="own-house", user_name="NOBODY"))
    assert by_number.known is by_alias.known is None
    assert by_number.key == by_alias.key
    others = [Asked(account="other", user_name="nobody"), Asked(account=ACCOUNT, user_name="no"), Asked(email="nobody")]
    assert len({by_number.key, *(directory.find(each).key for each in others)}) == 4


def test_a_password_or_device_that_changed_in_between_is_noticed(store: MemoryStore, directory: Directory) -> None:
    known = directory.find(Asked(account=ACCOUNT, user_name="mira")).known
    assert known is not None
    with store.read() as view:
        assert who.is_unchanged(view, known)
    store.write(lambda tx: tx.mfa_devices.add(a_device("phone", owner="AIDAM")), actor="t", now=2)
    with store.read() as view:
        assert not who.is_unchanged(view, known)
