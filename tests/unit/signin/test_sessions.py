"""Console sessions in the store: their begin, what they give, and how they end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from ostiary.authn import revocations
from ostiary.model.caller import Session, SessionKind
from ostiary.model.nouns import ConsoleSession
from ostiary.model.secret import Secret
from ostiary.signin import sessions
from ostiary.signin.sessions import LIFE, MOST, EndedError
from ostiary.store.contract import Transaction
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT, a_role, a_user, an_account

NOW = 1_800_000_000
OWN = Session(kind=SessionKind.CONSOLE, account=ACCOUNT, entity_id="AIDAM", name="mira", issued=NOW, expires=NOW + LIFE)
AS_ROLE = replace(OWN, kind=SessionKind.ASSUMED_ROLE, entity_id="AROAN", expires=NOW + 3_600)


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()

    def work(tx: Transaction) -> None:
        tx.accounts.add(an_account())
        tx.users.add(a_user("mira", id="AIDAM"))
        tx.roles.add(a_role("night", id="AROAN"))

    store.write(work, actor="t", now=NOW)
    return store


def begin(store: MemoryStore, number: int = 0, session: Session = OWN, now: int = NOW) -> ConsoleSession:
    secret = Secret(f"secret-{number}")
    return store.write(lambda tx: sessions.begin(tx, session, secret, now), actor="t", now=now).value


def is_live(store: MemoryStore, number: int = 0, now: int = NOW) -> bool:
    with store.read() as view:
        try:
            sessions.find(view, "aws", Secret(f"secret-{number}"), now)
        except EndedError:
            return False
        return True


def kept(store: MemoryStore) -> int:
    with store.read() as view:
        return view.console_sessions.count(ACCOUNT, parent="AIDAM")


def test_only_a_digest_of_the_secret_is_kept(store: MemoryStore) -> None:
    row = begin(store)
    assert row.id == Secret("secret-0").digest()
    assert "secret-0" not in repr(row)
    assert is_live(store)
    assert not is_live(store, 1)


def test_a_secret_has_256_bits_and_is_good_in_a_cookie() -> None:
    assert sessions.new_secret(lambda count: b"\xfb" * count).reveal() == "-_v7" * 10 + "-_s"


def test_sessions_that_are_over_are_forgotten_when_the_next_one_begins(store: MemoryStore) -> None:
    begin(store, 0)
    begin(store, 1)
    later = replace(OWN, issued=NOW + LIFE, expires=NOW + 2 * LIFE)
    begin(store, 2, later, NOW + LIFE)
    assert kept(store) == 1
    assert is_live(store, 2, NOW + LIFE)


def test_one_user_has_so_many_and_then_the_first_to_end_ends(store: MemoryStore) -> None:
    for number in range(MOST + 1):
        begin(store, number, replace(OWN, expires=OWN.expires + number))
    assert kept(store) == MOST
    assert [number for number in range(MOST + 1) if not is_live(store, number)] == [0]


@pytest.mark.parametrize("subject", ["AIDAM", ACCOUNT])
def test_what_revokes_the_users_sessions_revokes_this_one(store: MemoryStore, subject: str) -> None:
    begin(store)
    store.write(lambda tx: revocations.revoke_issued(tx, ACCOUNT, subject, NOW), actor="t", now=NOW)
    assert not is_live(store)


def test_a_role_that_was_revoked_can_still_be_left(store: MemoryStore) -> None:
    row = begin(store)
    store.write(lambda tx: sessions.switch(tx, row, AS_ROLE, "Night", NOW), actor="t", now=NOW)
    with store.read() as view:
        signed = sessions.find_row(view, "aws", row.id, NOW)
        assert signed.caller is not None
        assert signed.caller.arn.endswith(":assumed-role/night/mira")
        assert signed.home.arn.endswith(":user/mira")
    store.write(lambda tx: revocations.revoke_issued(tx, ACCOUNT, "AROAN", NOW), actor="t", now=NOW)
    with store.read() as view:
        assert sessions.find_row(view, "aws", row.id, NOW).caller is None
        assert sessions.find_row(view, "aws", row.id, NOW + LIFE - 1).caller is None
    back = store.write(lambda tx: sessions.switch_back(tx, row, NOW), actor="t", now=NOW).value
    assert (back.session, back.home, back.display_name) == (OWN, None, "")


def test_switching_again_goes_out_from_who_signed_in(store: MemoryStore) -> None:
    row = begin(store)

    def twice(tx: Transaction) -> ConsoleSession:
        first = sessions.switch(tx, row, AS_ROLE, "Night", NOW)
        return sessions.switch(tx, first, replace(AS_ROLE, name="again"), "Day", NOW)

    assert store.write(twice, actor="t", now=NOW).value.home == OWN


def test_an_end_revokes_the_credentials_that_are_still_good_and_no_others(store: MemoryStore) -> None:
    row = begin(store)
    given = replace(row, keys={"ASIAOLD": NOW, "ASIANEW": NOW + 1})
    store.write(lambda tx: tx.console_sessions.replace(given), actor="t", now=NOW)
    store.write(lambda tx: sessions.end(tx, given, NOW), actor="t", now=NOW)
    with store.read() as view:
        assert set(revocations.marks(view, ACCOUNT)) == {"ASIANEW"}


def test_who_switches_without_end_leaves_no_endless_list_of_revocations(store: MemoryStore) -> None:
    row = begin(store)
    hours = range(0, LIFE, 3_600)

    def switch(tx: Transaction, now: int) -> ConsoleSession:
        known = sessions.find_row(tx, "aws", row.id, now).row
        given = replace(known, keys={f"ASIA{now}": now + sessions.CREDENTIALS_LIFE})
        return sessions.switch(tx, given, replace(AS_ROLE, issued=now, expires=now + 900), "Night", now)

    for hour in hours:
        store.write(partial(switch, now=NOW + hour), actor="t", now=NOW + hour)
    with store.read() as view:
        assert set(revocations.marks(view, ACCOUNT)) == {f"ASIA{NOW + hours[-1]}"}


def test_sign_out_everywhere_ends_neither_other_names_nor_misses_a_page(store: MemoryStore) -> None:
    federated = replace(AS_ROLE, expires=NOW + LIFE)
    for number in range(250):
        begin(store, number, federated)
    begin(store, 250, replace(federated, name="noor"))
    with store.read() as view:
        row = sessions.find(view, "aws", Secret("secret-7"), NOW).row
    assert store.write(lambda tx: sessions.end_all(tx, row, NOW), actor="t", now=NOW).value == 250
    assert is_live(store, 250)
    assert not is_live(store, 249)
