"""Sessions that an operator ends, and the ring of the keys that seal their tokens."""

from __future__ import annotations

import base64
from itertools import count

import pytest

from ostiary.authn import ids, keys, revocations
from ostiary.authn.keys import INSTALLATION, LONGEST_SESSION, RING_LEAD, RootKey, create_ring, keys_in
from ostiary.authn.tokens import SessionTokens
from ostiary.model.caller import Session, SessionKind
from ostiary.server.errors import CommandError
from ostiary.server.sessions import Sessions, Wanted
from tests.support.entropy import seeded
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT, OTHER, a_role, a_user, an_account

NOW = 1_000_000
ROOT = RootKey(bytes(range(32)))
USER, ROLE = a_user("alice"), a_role("deploy")


def session(entity: str, issued: int = NOW) -> Session:
    return Session(
        kind=SessionKind.ASSUMED_ROLE, account=ACCOUNT, entity_id=entity, name="s", issued=issued, expires=issued + 900
    )


class House:
    def __init__(self) -> None:
        self.store = MemoryStore()
        numbers, entropy = count(), seeded()
        self.sessions = Sessions(self.store, ROOT, entropy, lambda: f"id-{next(numbers)}")

        def work(tx: object) -> None:
            for account in (ACCOUNT, OTHER):
                tx.accounts.add(an_account(account))  # type: ignore[attr-defined]  # a transaction in memory
            tx.users.add(USER)  # type: ignore[attr-defined]  # likewise
            tx.roles.add(ROLE)  # type: ignore[attr-defined]  # likewise
            create_ring(tx, ROOT, NOW, entropy)  # type: ignore[arg-type]  # likewise

        self.store.write(work, actor="t", now=NOW)

    def is_revoked(self, session: Session, key: str = "ASIAX") -> bool:
        with self.store.read() as view:
            return revocations.is_revoked(revocations.marks(view, session.account), session, key)

    def ring(self) -> list[str]:
        with self.store.read() as view:
            return [key.id for key in keys_in(view, ROOT, INSTALLATION)]


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(
    ("wanted", "ended"),
    [
        (Wanted(account=ACCOUNT, user="Alice"), {USER.id}),
        (Wanted(account=ACCOUNT, role="deploy"), {ROLE.id}),
        (Wanted(account=ACCOUNT), {USER.id, ROLE.id}),
    ],
    ids=["user", "role", "account"],
)
def test_sessions_issued_until_now_end_and_later_ones_do_not(house: House, wanted: Wanted, ended: set[str]) -> None:
    house.sessions.revoke(wanted, NOW)
    for entity in (USER.id, ROLE.id):
        assert house.is_revoked(session(entity, NOW)) is (entity in ended)
        assert not house.is_revoked(session(entity, NOW + 1))


def test_a_single_session_ends_alone(house: House) -> None:
    key = ids.session_key_id(ACCOUNT, seeded(2))
    house.sessions.revoke(Wanted(account=ACCOUNT, access_key_id=key), NOW)
    assert house.is_revoked(session(USER.id), key)
    assert not house.is_revoked(session(USER.id), "ASIAOTHER")


def test_to_revoke_again_moves_the_mark_on(house: House) -> None:
    for now in (NOW, NOW + 50):
        house.sessions.revoke(Wanted(account=ACCOUNT, user="alice"), now)
    assert house.is_revoked(session(USER.id, NOW + 50))


def test_threat_48_a_clock_that_is_set_back_takes_no_revocation_back(house: House) -> None:
    for now in (NOW, NOW - 3_600):
        house.sessions.revoke(Wanted(account=ACCOUNT, user="alice"), now)
    assert house.is_revoked(session(USER.id, NOW))
    house.sessions.revoke(Wanted(account=ACCOUNT, role="deploy"), NOW + LONGEST_SESSION - 1)
    assert house.is_revoked(session(USER.id, NOW))


def test_a_mark_is_forgotten_once_no_session_can_be_left(house: House) -> None:
    house.sessions.revoke(Wanted(account=ACCOUNT, user="alice"), NOW)
    house.sessions.revoke(Wanted(account=ACCOUNT, role="deploy"), NOW + LONGEST_SESSION)
    with house.store.read() as view:
        assert revocations.marks(view, ACCOUNT).keys() == {ROLE.id}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(account="999999999999"),
        Wanted(account=ACCOUNT, user="nobody"),
        Wanted(account=ACCOUNT, role="nothing"),
        Wanted(account=ACCOUNT, user="alice", role="deploy"),
        Wanted(account=ACCOUNT, access_key_id="AKIAX"),
        Wanted(account=ACCOUNT, access_key_id=ids.session_key_id(OTHER, seeded())),
    ],
    ids=["account", "user", "role", "two", "long-term", "other account"],
)
def test_what_names_nobody_is_refused(house: House, wanted: Wanted) -> None:
    revision = house.store.revision
    with pytest.raises(CommandError):
        house.sessions.revoke(wanted, NOW)
    assert house.store.revision == revision


def test_a_new_key_is_used_when_every_node_has_it_and_opens_nothing_shut(house: House) -> None:
    def keys_of(account: str) -> tuple[keys.Key, ...]:
        with house.store.read() as view:
            return keys_in(view, ROOT, account)

    tokens = SessionTokens(keys_of, seeded(3))
    old = tokens.issue(session(USER.id))
    later = NOW + 5_000
    made = house.sessions.rotate_key(later)
    assert house.ring()[0] == made
    before = tokens.issue(session(USER.id, later + RING_LEAD - 1))
    after = tokens.issue(session(USER.id, later + RING_LEAD))
    assert made not in used(before.session_token.reveal())
    assert made in used(after.session_token.reveal())
    for credentials in (old, before, after):
        assert tokens.open(credentials.session_token, credentials.access_key_id)[0].entity_id == USER.id


def used(token: str) -> str:
    """Return what a token says openly of the key that sealed it."""
    return base64.b32encode(base64.b64decode(token)[1:11]).decode()


def test_keys_go_when_no_session_can_need_them_and_two_stay(house: House) -> None:
    first = house.ring()
    now = NOW
    for _ in range(3):
        now += 10
        house.sessions.rotate_key(now)
    assert set(first) < set(house.ring())  # sessions sealed with them may still go on
    now += LONGEST_SESSION + RING_LEAD
    last = house.ring()[0]
    house.sessions.rotate_key(now)
    assert house.ring()[1:] == [last]
