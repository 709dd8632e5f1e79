"""Who signed: from raw bytes to a caller, and what ends it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from ostiary.authn import identify, sigv4
from ostiary.authn.authorization_messages import AuthorizationMessages
from ostiary.authn.identify import Authenticator
from ostiary.authn.identity import Identity
from ostiary.authn.keys import RootKey, Sealer, create_account_keys, create_ring, remembered_keys
from ostiary.authn.mint import SecureMint
from ostiary.authn.sealing import SealBrokenError
from ostiary.authn.tokens import SessionTokens
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import (
    ExpiredTokenError,
    InvalidClientTokenIdError,
    RequestExpiredError,
    SignatureDoesNotMatchError,
)
from ostiary.model.http import HttpRequest
from ostiary.model.mint import Credentials
from ostiary.model.nouns import AccessKey, Account, Role, User
from ostiary.store.contract import Store, Transaction
from ostiary.store.memo import Memo
from ostiary.store.sql import open_store
from tests.support.botocore_signer import NOW, Signer
from tests.support.entropy import seeded
from tests.support.memory_store import MemoryMemo, MemoryStore

ACCOUNT, OTHER = "123456789012", "210987654321"
ALICE = User(account=ACCOUNT, id="AIDAQALICEAAAAAAAAAAA", name="Alice", path="/staff/", created=NOW)
ROLE = Role(account=ACCOUNT, id="AROAQROLEAAAAAAAAAAAA", name="Deploy", path="/ci/", created=NOW, trust="{}")
INVALID = "The security token included in the request is invalid."


@dataclass
class House:
    """A store with an account, a user and a role; and what signs and verifies."""

    store: Store
    memo: Memo
    root: RootKey
    mint: SecureMint
    authenticator: Authenticator

    @classmethod
    def of(cls, store: Store, memo: Memo) -> House:
        root, entropy = RootKey(bytes(range(32))), seeded()
        keys_of = remembered_keys(memo, root)
        tokens = SessionTokens(keys_of, entropy)

        def furnish(tx: Transaction) -> None:
            create_ring(tx, root, NOW, entropy)
            for account in (ACCOUNT, OTHER):
                tx.accounts.add(Account(id=account, created=NOW))
                create_account_keys(tx, account, root, NOW, entropy)
            tx.users.add(ALICE)
            tx.roles.add(ROLE)

        store.write(furnish, actor="test", now=NOW)
        mint = SecureMint(entropy, Sealer(keys_of, entropy), tokens, AuthorizationMessages(keys_of, entropy))
        return cls(store, memo, root, mint, Authenticator(memo, root, tokens, "aws"))

    def write(self, work: Callable[[Transaction], object]) -> None:
        self.store.write(work, actor="test", now=NOW)

    def key(self, owner: str = ALICE.id, account: str = ACCOUNT, **changes: Any) -> Signer:
        """Make an access key, and return who signs with it."""
        id_, secret = self.mint.access_key_id(account), self.mint.secret_access_key()
        sealed = self.mint.seal(account, id_, secret)
        key = AccessKey(account=account, id=id_, owner=owner, created=NOW, sealed=sealed)
        self.write(lambda tx: tx.access_keys.add(replace(key, **changes)))
        return Signer(access_key_id=id_, secret=secret.reveal())

    def session(self, kind: SessionKind, entity_id: str, name: str = "", **changes: Any) -> Signer:
        facts = {"kind": kind, "account": ACCOUNT, "entity_id": entity_id, "name": name, "issued": NOW}
        return signer_of(self.mint.credentials(Session(**{**facts, "expires": NOW + 3_600, **changes})))

    def identify(self, http: HttpRequest, now: int = NOW, service: str = "iam") -> Identity:
        return self.authenticator.identify(http, now, service)

    def caller(self, signer: Signer) -> Caller:
        return self.identify(signer.sign()).caller


def signer_of(made: Credentials) -> Signer:
    return Signer(access_key_id=made.access_key_id, secret=made.secret.reveal(), token=made.session_token.reveal())


@pytest.fixture
def house() -> House:
    store = MemoryStore()
    return House.of(store, MemoryMemo(store))  # type: ignore[arg-type]  # as the real ones, for one thread


def refused(house: House, http: HttpRequest, now: int = NOW) -> None:
    with pytest.raises(InvalidClientTokenIdError) as raised:
        house.identify(http, now)
    assert raised.value.message == INVALID


# -- callers (policy-evaluation.md 6.1) -------------------------------------------------------------------------------


def test_a_users_key_speaks_for_the_user(house: House) -> None:
    signer = house.key()
    arn = "arn:aws:iam::123456789012:user/staff/Alice"
    assert house.caller(signer) == Caller(
        kind=CallerKind.USER,
        account=ACCOUNT,
        arn=arn,
        entity_arn=arn,
        entity_id=ALICE.id,
        user_id=ALICE.id,
        access_key_id=signer.access_key_id,
        user_name="Alice",
    )


def test_a_root_key_speaks_for_the_root_user(house: House) -> None:
    signer = house.key(owner=ACCOUNT)
    arn = "arn:aws:iam::123456789012:root"
    assert house.caller(signer) == Caller(
        kind=CallerKind.ROOT,
        account=ACCOUNT,
        arn=arn,
        entity_arn=arn,
        entity_id=ACCOUNT,
        user_id=ACCOUNT,
        access_key_id=signer.access_key_id,
    )


def test_a_role_session_shows_no_path_in_its_own_arn(house: House) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "build-7", tags={"Team": "Blue"})
    caller = house.caller(signer)
    assert caller.session is not None
    assert caller.session.tags == {"Team": "Blue"}
    assert replace(caller, session=None) == Caller(
        kind=CallerKind.ROLE_SESSION,
        account=ACCOUNT,
        arn="arn:aws:sts::123456789012:assumed-role/Deploy/build-7",
        entity_arn="arn:aws:iam::123456789012:role/ci/Deploy",
        entity_id=ROLE.id,
        user_id=f"{ROLE.id}:build-7",
        access_key_id=signer.access_key_id,
    )


@pytest.mark.parametrize("owner", [ALICE.id, ACCOUNT])
def test_a_session_token_speaks_for_its_user_or_root(house: House, owner: str) -> None:
    signer = house.session(SessionKind.SESSION_TOKEN, owner)
    long_term = house.caller(house.key(owner=owner))
    caller = house.caller(signer)
    assert caller.session is not None
    assert replace(caller, session=None) == replace(long_term, access_key_id=signer.access_key_id)


def test_a_federated_user_has_a_name_of_its_own(house: House) -> None:
    signer = house.session(SessionKind.FEDERATION_TOKEN, ALICE.id, "bob")
    arn = "arn:aws:sts::123456789012:federated-user/bob"
    assert replace(house.caller(signer), session=None) == Caller(
        kind=CallerKind.FEDERATED_USER,
        account=ACCOUNT,
        arn=arn,
        entity_arn=arn,
        entity_id=ALICE.id,
        user_id="123456789012:bob",
        access_key_id=signer.access_key_id,
    )


def test_the_partition_is_in_every_arn(house: House) -> None:
    tokens = SessionTokens(remembered_keys(house.memo, house.root), seeded(9))
    elsewhere = Authenticator(house.memo, house.root, tokens, "aws-cn")
    assert elsewhere.identify(house.key().sign(), NOW, "iam").caller.arn.startswith("arn:aws-cn:iam::")


def test_a_presigned_request_is_identified_by_its_query(house: House) -> None:
    target = "/?Action=GetCallerIdentity&Version=2011-06-15"
    for signer in (house.key(), house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")):
        http = replace(signer, expires=60, service="sts", region="eu-west-1").sign("GET", target)
        identity = house.identify(http, service="sts")
        assert (identity.access_key_id, identity.region) == (signer.access_key_id, "eu-west-1")


# -- what ends it -----------------------------------------------------------------------------------------------------


def test_a_changed_user_is_seen_at_once(house: House) -> None:
    signer = house.key()
    before = house.identify(signer.sign())
    house.write(lambda tx: tx.users.replace(replace(ALICE, name="Eve", path="/")))
    after = house.identify(signer.sign())
    assert after.caller.arn == "arn:aws:iam::123456789012:user/Eve"
    assert after.grounds.revision > before.grounds.revision
    assert before.grounds.tokens


def test_nothing_is_read_again_while_nothing_changes(house: House) -> None:
    signers = (house.key(), house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s"))
    for signer in signers:
        house.caller(signer)
    with mock.patch.object(house.store, "read", side_effect=AssertionError):
        for signer in signers:
            house.caller(signer)


def test_an_inactive_or_deleted_key_is_invalid(house: House) -> None:
    signer = house.key()
    house.caller(signer)

    def switch(tx: Transaction) -> None:
        key = tx.access_keys.by_id(signer.access_key_id)
        assert key is not None
        tx.access_keys.replace(replace(key, active=not key.active))

    house.write(switch)
    refused(house, signer.sign())
    house.write(switch)
    house.caller(signer)
    house.write(lambda tx: tx.access_keys.remove(tx.access_keys.by_id(signer.access_key_id)))  # type: ignore[arg-type]
    refused(house, signer.sign())


def test_a_key_whose_owner_is_gone_or_elsewhere_is_invalid(house: House) -> None:
    refused(house, house.key(owner="AIDAQNOBODYAAAAAAAAAA").sign())
    refused(house, house.key(owner=ALICE.id, account=OTHER).sign())
    refused(house, house.key(owner=ACCOUNT, account=OTHER).sign())


def test_sessions_end_with_the_user_or_role_behind_them(house: House) -> None:
    signers = (
        house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s"),
        house.session(SessionKind.SESSION_TOKEN, ALICE.id),
        house.session(SessionKind.FEDERATION_TOKEN, ALICE.id, "bob"),
    )
    for signer in signers:
        house.caller(signer)
    house.write(lambda tx: (tx.users.remove(ALICE), tx.roles.remove(ROLE)))
    for signer in signers:
        refused(house, signer.sign())


def test_threat_25_one_of_the_same_name_does_not_bring_sessions_back(house: House) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")
    house.write(lambda tx: tx.roles.remove(ROLE))
    house.write(lambda tx: tx.roles.add(replace(ROLE, id="AROAQAGAINAAAAAAAAAAA")))
    refused(house, signer.sign())


def test_a_session_of_another_kind_of_entity_or_account_is_invalid(house: House) -> None:
    refused(house, house.session(SessionKind.ASSUMED_ROLE, ALICE.id, "s").sign())
    refused(house, house.session(SessionKind.SESSION_TOKEN, ROLE.id).sign())
    refused(house, house.session(SessionKind.SESSION_TOKEN, OTHER).sign())
    refused(house, house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s", account=OTHER).sign())


def test_a_long_term_key_with_a_token_is_invalid(house: House) -> None:
    long_term, session = house.key(), house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")
    refused(house, replace(long_term, token=session.token).sign())
    refused(house, replace(long_term, token="").sign(headers=[("X-Amz-Security-Token", "")]))


def test_temporary_credentials_without_their_token_are_invalid(house: House) -> None:
    refused(house, replace(house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s"), token=None).sign())


def test_a_wrong_secret_is_a_wrong_signature(house: House) -> None:
    for signer in (house.key(), house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")):
        with pytest.raises(SignatureDoesNotMatchError):
            house.identify(replace(signer, secret="0" * 40).sign())


def test_a_secret_that_was_sealed_for_another_row_is_not_used(house: House) -> None:
    """Somebody who can write to the database cannot give a user's secret to another key."""
    one, two = house.key(), house.key()

    def swap(tx: Transaction) -> None:
        first, second = (tx.access_keys.by_id(signer.access_key_id) for signer in (one, two))
        assert first is not None
        assert second is not None
        tx.access_keys.replace(replace(first, sealed=second.sealed))

    house.write(swap)
    with pytest.raises(SealBrokenError):
        house.identify(replace(one, secret=two.secret).sign())


# -- threats ----------------------------------------------------------------------------------------------------------


def test_threat_06_an_unknown_key_goes_the_same_way_with_nobodys_secret(house: House) -> None:
    nobody = Signer(secret=identify._NOBODY.reveal())
    http = nobody.sign()
    with mock.patch.object(identify, "verify", wraps=sigv4.verify) as verified:
        refused(house, http)  # although the signature is right for that secret
        refused(house, Signer(token="AQ==").sign())
    assert [call.args[2] for call in verified.call_args_list] == [identify._NOBODY, identify._NOBODY]


def test_threat_06_keys_that_are_made_up_are_not_remembered(house: House) -> None:
    for _ in range(3):
        refused(house, Signer().sign())
    assert ("authn.access-key", Signer().access_key_id) not in house.memo._known  # type: ignore[attr-defined]


def test_threat_27_there_are_no_credentials_but_those_that_were_made(house: House) -> None:
    published = [
        ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("minioadmin", "minioadmin"),
        ("rustfsadmin", "rustfsadmin"),
        ("test", "test"),
        ("mock", ""),
    ]
    for access_key_id, secret in published:
        refused(house, Signer(access_key_id=access_key_id, secret=secret).sign())


def test_threat_27_two_installations_share_nothing() -> None:
    stores = MemoryStore(), MemoryStore()
    for store in stores:
        store.write(lambda tx: create_ring(tx, RootKey(bytes(32)), NOW, os.urandom), actor="t", now=NOW)
    rings = [set(store.state.tables["data_keys"].rows) for store in stores]
    assert not rings[0] & rings[1]


@pytest.mark.parametrize("bit", range(0, 200, 7))
def test_threat_28_an_altered_token_is_refused_with_awss_error(house: House, bit: int) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")
    assert signer.token is not None
    place = bit % len(signer.token)
    other = "A" if signer.token[place] != "A" else "B"
    refused(house, replace(signer, token=signer.token[:place] + other + signer.token[place + 1 :]).sign())


def test_threat_28_a_token_is_not_good_for_another_key(house: House) -> None:
    one, two = (house.session(SessionKind.ASSUMED_ROLE, ROLE.id, name) for name in ("one", "two"))
    refused(house, replace(one, token=two.token).sign())


def test_threat_28_an_expired_token_is_told_so(house: House) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s", expires=NOW + 900)
    house.identify(signer.sign(now=NOW + 899), NOW + 899)
    with pytest.raises(ExpiredTokenError) as raised:
        house.identify(signer.sign(now=NOW + 900), NOW + 900)
    assert raised.value.message == "The security token included in the request is expired"


def test_threat_28_only_a_genuine_token_is_told_that_it_expired(house: House) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s", expires=NOW - 1)
    assert signer.token is not None
    refused(house, replace(signer, token=signer.token[:-8] + "AAAAAAA=").sign())


def test_threat_48_a_clock_set_back_revives_no_token(house: House) -> None:
    signer = house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s", expires=NOW + 1_800)
    house.identify(signer.sign())
    house.identify(house.key().sign(now=NOW + 3_600), NOW + 3_600)  # an hour later, whoever calls
    with pytest.raises(ExpiredTokenError):
        house.identify(signer.sign(), NOW)


def test_threat_48_a_clock_set_back_revives_no_presigned_request(house: House) -> None:
    signer = house.key()
    http = replace(signer, expires=60).sign("GET")
    house.identify(http)
    house.identify(signer.sign(now=NOW + 3_600), NOW + 3_600)
    with pytest.raises(RequestExpiredError):
        house.identify(http, NOW)


def test_threat_48_a_jump_forwards_that_is_put_right_locks_nobody_out(house: House) -> None:
    signer = house.key()
    house.identify(signer.sign(now=NOW + 3_600), NOW + 3_600)
    house.identify(signer.sign(), NOW)


# -- with the real store ----------------------------------------------------------------------------------------------


def test_it_holds_with_the_real_store_and_memo(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'ostiary.db'}")
    try:
        house = House.of(store, Memo(store))
        user, session = house.key(), house.session(SessionKind.ASSUMED_ROLE, ROLE.id, "s")
        assert house.caller(user).user_name == "Alice"
        assert house.caller(session).kind is CallerKind.ROLE_SESSION
        house.write(lambda tx: tx.users.replace(replace(ALICE, name="Eve")))
        assert house.caller(user).user_name == "Eve"
        house.write(lambda tx: (tx.users.remove(replace(ALICE, name="Eve")), tx.roles.remove(ROLE)))
        refused(house, user.sign())
        refused(house, session.sign())
    finally:
        store.close()
