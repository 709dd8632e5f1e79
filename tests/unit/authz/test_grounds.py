"""On the real store: what a decision rests on is what a write is compared with (ADR 0005)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ostiary.authz.authorized import Authorized
from ostiary.authz.enforce import Enforcer
from ostiary.model.caller import Caller
from ostiary.model.nouns import Group, InlinePolicy, Policy, PolicyVersion, Role, User
from ostiary.store.contract import Relation, Store, Transaction
from ostiary.store.memo import Memo
from ostiary.store.sql import open_store
from tests.support.world import FACTS, NOW, A, NoMint, allow, as_user, policy

EDGE = f"arn:aws:iam::{A}:policy/edge"
MIRA = User(account=A, id="AIDAMIRA", name="mira", path="/", created=1, boundary=EDGE)
NOOR = User(account=A, id="AIDANOOR", name="noor", path="/", created=1)
STAFF = Group(account=A, id="AGPASTAFF", name="staff", path="/", created=1)
ANYTHING = policy(allow("*"))
OPERATION = "AttachUserPolicy"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/ostiary.db")
    opened.write(fill, actor="test", now=NOW)
    yield opened
    opened.close()


def fill(tx: Transaction) -> None:
    edge = Policy(account=A, id="ANPAEDGE", name="edge", path="/", created=1, updated=1)
    tx.policies.add(edge)
    tx.policy_versions.add(PolicyVersion(account=A, policy=edge.id, version="v1", created=1, document=ANYTHING))
    tx.users.add(MIRA)
    tx.users.add(NOOR)
    tx.groups.add(STAFF)
    tx.links.add(A, Relation.MEMBER, STAFF.id, MIRA.id)
    tx.inline_policies.add(InlinePolicy(account=A, owner=STAFF.id, name="all", document=ANYTHING))


def decide(enforcer: Enforcer, caller: Caller) -> Authorized[object]:
    params = {"UserName": "noor", "PolicyArn": EDGE}
    return enforcer.require(caller, "iam", OPERATION, params, FACTS, NOW, NoMint())


def detach(tx: Transaction) -> None:
    tx.links.remove(A, Relation.MEMBER, STAFF.id, MIRA.id)


def change_group(tx: Transaction) -> None:
    tx.inline_policies.replace(InlinePolicy(account=A, owner=STAFF.id, name="all", document=policy(allow("iam:Get*"))))


def attach_to_caller(tx: Transaction) -> None:
    tx.links.add(A, Relation.ATTACHMENT, MIRA.id, "arn:aws:iam::aws:policy/AWSDenyAll")


def change_boundary(tx: Transaction) -> None:
    version = PolicyVersion(account=A, policy="ANPAEDGE", version="v1", created=1, document=policy(allow("iam:Get*")))
    tx.policy_versions.replace(version)


def tag_target(tx: Transaction) -> None:
    tx.users.replace(User(account=A, id=NOOR.id, name="noor", path="/", created=1, tags={"team": "ops"}))


def add_stranger(tx: Transaction) -> None:
    tx.users.add(User(account=A, id="AIDABO", name="bo", path="/", created=1))
    tx.roles.add(Role(account=A, id="AROABO", name="bo", path="/", created=1, trust=ANYTHING))


@pytest.mark.parametrize("change", [detach, change_group, attach_to_caller, change_boundary, tag_target])
def test_a_change_of_anything_that_was_read_is_noticed_inside_the_write(
    store: Store, change: Callable[[Transaction], None]
) -> None:
    grounds = decide(Enforcer(Memo(store)), as_user(MIRA)).grounds
    store.write(change, actor="test", now=NOW)
    assert store.write(lambda tx: tx.changed(grounds.tokens, grounds.revision), actor="test", now=NOW).value


def test_a_change_of_something_else_is_not(store: Store) -> None:
    grounds = decide(Enforcer(Memo(store)), as_user(MIRA)).grounds
    store.write(add_stranger, actor="test", now=NOW)
    assert not store.write(lambda tx: tx.changed(grounds.tokens, grounds.revision), actor="test", now=NOW).value


class CountingStore:
    """A store that says how often it was looked into."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reads = 0

    def read(self) -> object:
        self.reads += 1
        return self._store.read()

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_a_warm_decision_touches_no_store(store: Store) -> None:
    counting = CountingStore(store)
    enforcer = Enforcer(Memo(counting))  # type: ignore[arg-type]  # it hands everything on
    decide(enforcer, as_user(MIRA))
    before = counting.reads
    for _ in range(3):
        decide(enforcer, as_user(MIRA))
    assert before
    assert counting.reads == before
