"""A remembered answer is what a fresh look would give, whatever was written in between (`ostiary.store.memo`)."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ostiary.model.errors import EntityAlreadyExistsError
from ostiary.store import tokens
from ostiary.store.contract import Reader, Relation
from ostiary.store.memo import Memo
from ostiary.store.sql import SqlStore
from tests.support.nouns import (
    ACCOUNT,
    a_group,
    a_key,
    a_policy,
    a_profile,
    a_role,
    a_user,
    a_version,
    an_account,
    an_inline_policy,
)

ACCOUNTS = itertools.count()
NAMES = ["a", "B", "c"]
PATHS = ["/", "/x/", "/x/y/"]
POLICY = "arn:aws:iam::aws:policy/P"
MAKERS: dict[str, tuple[Callable[..., Any], str]] = {
    "users": (a_user, "AIDA"),
    "groups": (a_group, "AGPA"),
    "roles": (a_role, "AROA"),
    "policies": (a_policy, "ANPA"),
    "instance_profiles": (a_profile, "AIPA"),
}
SOURCES = {Relation.MEMBER: ["groups"], Relation.ATTACHMENT: ["users", "groups", "roles"]}


class Remembering(RuleBasedStateMachine):
    """Writes at random; after each, every question is asked of the memo and of the store."""

    store: SqlStore
    memo: Memo

    def __init__(self) -> None:
        super().__init__()
        self.account = f"{next(ACCOUNTS):012d}"
        self.questions = dict(self._questions())
        self._write(self._populate)

    def _populate(self, tx: Any) -> None:
        """Begin with some nouns and links: from there one step is enough to make most answers stale."""
        for kind, name in itertools.product(MAKERS, ["a", "B"]):
            make = MAKERS[kind][0]
            getattr(tx, kind).add(make(name, account=self.account, id=self._id(kind, name)))
        held = a_profile("a", account=self.account, id=self._id("instance_profiles", "a"), role=self._id("roles", "a"))
        tx.instance_profiles.replace(held)
        for name in ("a", "B"):
            tx.links.add(self.account, Relation.MEMBER, self._id("groups", "a"), self._id("users", name))
            tx.links.add(self.account, Relation.ATTACHMENT, self._id("users", name), POLICY)
            tx.links.add(self.account, Relation.ATTACHMENT, self._id("users", "a"), self._arn(name))

    # -- what may happen -----------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(list(MAKERS)), name=st.sampled_from(NAMES), path=st.sampled_from(PATHS))
    def add(self, kind: str, name: str, path: str) -> None:
        noun = MAKERS[kind][0](name, account=self.account, id=self._id(kind, name), path=path)
        self._write(lambda tx: getattr(tx, kind).add(noun))

    @rule(kind=st.sampled_from(list(MAKERS)), name=st.sampled_from(NAMES), new=st.sampled_from([*NAMES, "b", "z"]))
    def rename(self, kind: str, name: str, new: str) -> None:
        self._change(kind, name, name=new)

    @rule(kind=st.sampled_from(list(MAKERS)), name=st.sampled_from(NAMES), path=st.sampled_from(PATHS))
    def move(self, kind: str, name: str, path: str) -> None:
        self._change(kind, name, path=path)

    @rule(kind=st.sampled_from(["users", "roles"]), name=st.sampled_from(NAMES), arn=st.sampled_from([POLICY, ""]))
    def bound(self, kind: str, name: str, arn: str) -> None:
        self._change(kind, name, boundary=arn)

    @rule(
        kind=st.sampled_from(["users", "roles", "policies"]), name=st.sampled_from(NAMES), value=st.sampled_from("xy")
    )
    def tag(self, kind: str, name: str, value: str) -> None:
        self._change(kind, name, tags={"k": value})

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(NAMES))
    def hold_role(self, name: str, role: str) -> None:
        if self._there("roles", role):
            self._change("instance_profiles", name, role=self._id("roles", role))

    @rule(kind=st.sampled_from(list(MAKERS)), name=st.sampled_from(NAMES))
    def remove(self, kind: str, name: str) -> None:
        if noun := self._there(kind, name):
            self._write(lambda tx: getattr(tx, kind).remove(noun))

    @rule(group=st.sampled_from(NAMES), user=st.sampled_from(NAMES), there=st.booleans())
    def join(self, group: str, user: str, there: bool) -> None:
        if self._there("groups", group) and self._there("users", user):
            self._link(Relation.MEMBER, self._id("groups", group), self._id("users", user), there)

    @rule(
        kind=st.sampled_from(["users", "groups", "roles"]),
        name=st.sampled_from(NAMES),
        policy=st.sampled_from(["aws", *NAMES]),
        there=st.booleans(),
    )
    def attach(self, kind: str, name: str, policy: str, there: bool) -> None:
        if self._there(kind, name):
            target = POLICY if policy == "aws" else self._arn(policy)  # of a policy that may not exist
            self._link(Relation.ATTACHMENT, self._id(kind, name), target, there)

    @rule(name=st.sampled_from(NAMES), number=st.integers(1, 3), there=st.booleans())
    def subordinate(self, name: str, number: int, there: bool) -> None:
        owner = self._id("users", name)

        def work(tx: Any) -> None:
            for kind, noun in (
                ("inline_policies", an_inline_policy(owner, f"i{number}", account=self.account)),
                ("policy_versions", a_version(owner, f"v{number}", account=self.account)),
                ("access_keys", a_key(f"{owner}{number}", owner, account=self.account)),
            ):
                key = getattr(noun, "name", "") or getattr(noun, "version", "") or noun.id
                is_there = getattr(tx, kind).get(self.account, key, parent=owner) is not None
                if there != is_there:
                    getattr(getattr(tx, kind), "add" if there else "remove")(noun)

        self._write(work)

    @rule(alias=st.sampled_from(["one", "two", ""]))
    def call(self, alias: str) -> None:
        name = f"{alias}{self.account}" if alias else ""

        def work(tx: Any) -> None:
            account = an_account(self.account, alias=name)
            (tx.accounts.replace if tx.accounts.by_id(self.account) else tx.accounts.add)(account)

        self._write(work)

    # -- what is asked -------------------------------------------------------------------------------------

    @invariant()
    def remembered_is_fresh(self) -> None:
        with self.store.read() as view:
            for key, question in self.questions.items():
                assert self.memo.get((self.account, key), question).value == question(view), key

    def _questions(self) -> Any:
        account = self.account
        for kind in MAKERS:
            yield from self._about_collection(kind)
        for relation, kinds in SOURCES.items():
            ends = [POLICY, *map(self._arn, NAMES)] + [self._id("users", name) for name in NAMES]
            yield (
                (relation, "all"),
                lambda view, relation=relation: view.links.all_targets(account, relation),
            )
            yield (relation, "count"), lambda view, relation=relation: view.links.count(account, relation)
            yield (
                (relation, "counts"),
                lambda view, relation=relation, ends=ends: view.links.counts(account, relation, ends),
            )
            for kind, name in itertools.product(kinds, NAMES):
                source = self._id(kind, name)
                yield (
                    (relation, kind, name, "targets"),
                    lambda view, relation=relation, source=source: view.links.targets(account, relation, source),
                )
                yield (
                    (relation, kind, name, "has"),
                    lambda view, relation=relation, source=source: view.links.has(account, relation, source, POLICY),
                )
        for owner in (self._id("users", name) for name in NAMES):
            for kind, key in (("inline_policies", "i1"), ("policy_versions", "v2"), ("access_keys", f"{owner}3")):
                yield (
                    (owner, kind),
                    lambda view, kind=kind, key=key, owner=owner: (
                        getattr(view, kind).get(account, key, parent=owner),
                        getattr(view, kind).count(account, parent=owner),
                        getattr(view, kind).page(account, parent=owner, limit=2),
                    ),
                )
        for alias in ("one", "two"):
            yield (alias,), lambda view, alias=alias: view.aliases.get(f"{alias}{account}")

    def _about_collection(self, kind: str) -> Any:
        account = self.account
        for name in (*NAMES, "z"):
            yield (kind, name, "get"), lambda view, name=name: getattr(view, kind).get(account, name)
            identity = self._id(kind, name)
            yield (kind, name, "by_id"), lambda view, identity=identity: getattr(view, kind).by_id(identity)
        yield (kind, "count"), lambda view: getattr(view, kind).count(account)
        for prefix, after in itertools.product(["/", "/x/"], ["", "a"]):
            yield (
                (kind, "page", prefix, after),
                lambda view, prefix=prefix, after=after: getattr(view, kind).page(
                    account, path_prefix=prefix, after=after, limit=1
                ),
            )
            for relation, side, end in self._ends(kind):
                yield (
                    (kind, "linked", relation, side, end, prefix, after),
                    lambda view, relation=relation, side=side, end=end, prefix=prefix, after=after: getattr(
                        view, kind
                    ).linked(account, relation, path_prefix=prefix, after=after, limit=1, **{side: end}),
                )

    def _ends(self, kind: str) -> list[tuple[Relation, str, str]]:
        ends = {
            "users": [
                (Relation.MEMBER, "source", self._id("groups", "a")),
                (Relation.ATTACHMENT, "target", POLICY),
                (Relation.BOUNDARY, "target", POLICY),
            ],
            "groups": [(Relation.MEMBER, "target", self._id("users", "a")), (Relation.ATTACHMENT, "target", POLICY)],
            "roles": [
                (Relation.PROFILE_ROLE, "source", self._id("instance_profiles", "a")),
                (Relation.BOUNDARY, "target", POLICY),
            ],
            "policies": [(Relation.ATTACHMENT, "source", self._id("users", "a"))],
            "instance_profiles": [(Relation.PROFILE_ROLE, "target", self._id("roles", "a"))],
        }
        return ends[kind]

    # -- tools ---------------------------------------------------------------------------------------------

    def _id(self, kind: str, name: str) -> str:
        return f"{MAKERS[kind][1]}{self.account}{name}"

    def _arn(self, policy: str) -> str:
        return f"arn:aws:iam::{self.account}:policy/{policy}"

    def _there(self, kind: str, name: str) -> Any:
        with self.store.read() as view:
            return getattr(view, kind).by_id(self._id(kind, name))

    def _change(self, kind: str, which: str, **fields: Any) -> None:
        if noun := self._there(kind, which):
            self._write(lambda tx: getattr(tx, kind).replace(replace(noun, **fields)))

    def _link(self, relation: Relation, source: str, target: str, there: bool) -> None:
        def work(tx: Any) -> None:
            (tx.links.add if there else tx.links.remove)(self.account, relation, source, target)

        self._write(work)

    def _write(self, work: Callable[[Any], object]) -> None:
        try:
            self.store.write(work, actor="t", now=1)
        except EntityAlreadyExistsError:
            return


def test_threat_22_what_is_remembered_is_what_a_fresh_look_gives(store: SqlStore) -> None:
    class Machine(Remembering):
        pass

    Machine.store = store
    Machine.memo = Memo(store)
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=20, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
    )


def test_a_write_that_comes_during_a_computation_leaves_nothing_stale(store: SqlStore, do: Any) -> None:
    memo = Memo(store)
    raced: list[bool] = []

    def look(view: Reader) -> bool:
        found = view.users.get(ACCOUNT, "alice") is not None
        if not raced:
            raced.append(True)
            with ThreadPoolExecutor(1) as other:
                other.submit(do, lambda tx: tx.users.add(a_user("alice"))).result()
        return found

    assert memo.get("alice", look).value is False  # it began before the write was answered
    assert memo.get("alice", look).value is True


def test_what_is_computed_while_everything_is_forgotten_is_not_remembered(store: SqlStore) -> None:
    """Another server took the database: nothing was written yet, and what it writes will not be heard of here."""
    memo = Memo(store)
    calls: list[int] = []

    def count(reader: Reader) -> int:
        calls.append(reader.users.count(ACCOUNT))
        if len(calls) == 1:
            store._history.append(store.revision, frozenset({tokens.EVERYTHING}))
        return calls[-1]

    memo.get("users", count)
    memo.get("users", count)
    assert len(calls) == 2


def test_a_write_elsewhere_does_not_hinder_remembering(store: SqlStore, do: Any) -> None:
    memo = Memo(store)
    computed: list[int] = []

    def look(view: Reader) -> object:
        computed.append(1)
        with ThreadPoolExecutor(1) as other:
            other.submit(do, lambda tx: tx.users.add(a_user("bob"))).result()
        return view.users.get(ACCOUNT, "alice")

    memo.get("alice", look)
    memo.get("alice", look)
    assert len(computed) == 1


def test_a_hit_holds_at_the_newest_revision(store: SqlStore, do: Any) -> None:
    memo = Memo(store)

    def look(view: Reader) -> object:
        return view.users.get(ACCOUNT, "alice")

    assert memo.get("alice", look).revision == 0
    do(lambda tx: tx.users.add(a_user("bob")))
    hit = memo.get("alice", look)
    assert hit.revision == 1
    assert not store.write(lambda tx: tx.changed(hit.tokens, hit.revision), actor="t", now=1).value


def test_readers_in_many_threads_see_every_answered_write(store: SqlStore) -> None:
    memo = Memo(store, capacity=4)
    names = [f"u{number}" for number in range(6)]
    stop = threading.Event()

    def look(name: str) -> Callable[[Reader], str]:
        def compute(view: Reader) -> str:
            found = view.users.get(ACCOUNT, name)
            return found.path if found else ""

        return compute

    def read() -> None:
        while not stop.is_set():
            for name in names:
                memo.get(name, look(name))

    def write(name: str) -> None:
        for number in range(12):
            user = a_user(name, path=f"/{number}/")
            verb = "replace" if number else "add"
            store.write(lambda tx, user=user, verb=verb: getattr(tx.users, verb)(user), actor="t", now=1)
            assert memo.get(name, look(name)).value == f"/{number}/"

    with ThreadPoolExecutor(9) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for writer in [pool.submit(write, name) for name in names]:
                writer.result()
        finally:
            stop.set()
        for reader in readers:
            reader.result()
    assert len(memo) <= 4


def test_the_least_recently_used_value_goes_first(store: SqlStore) -> None:
    memo = Memo(store, capacity=2)
    computed: list[str] = []

    def look(name: str) -> Callable[[Reader], object]:
        def compute(view: Reader) -> object:
            computed.append(name)
            return view.users.get(ACCOUNT, name)

        return compute

    for name in ("a", "b", "a", "c", "a", "b"):
        memo.get(name, look(name))
    assert computed == ["a", "b", "c", "b"]
    assert len(memo) == 2
    assert set(memo._keys) == {token for entry in memo._entries.values() for token in entry.tokens}


def test_errors_are_not_remembered_and_leave_nothing_behind(store: SqlStore) -> None:
    memo = Memo(store)

    def wrong(view: Reader) -> object:
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):
            memo.get("x", wrong)
    assert len(memo) == 0
    assert not memo._computing


def test_what_takes_no_revision_cannot_be_remembered_and_nothing_is_written(store: SqlStore) -> None:
    memo = Memo(store)
    with pytest.raises(TypeError, match="cannot be remembered"):
        memo.get("use", lambda view: view.key_use("AKIA"))
    with pytest.raises(TypeError, match="cannot be remembered"):
        memo.get("uses", lambda view: view.last_uses(["AIDA"]))
    with pytest.raises(TypeError, match="cannot be remembered"):
        memo.get("uses", lambda view: view.access_uses(["AIDA"]))
    with pytest.raises(TypeError, match="only reads"):
        memo.get("add", lambda view: view.users.add(a_user("a")))
    with pytest.raises(TypeError, match="only reads"):
        memo.get("link", lambda view: view.links.add(ACCOUNT, Relation.MEMBER, "a", "b"))
