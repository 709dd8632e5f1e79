"""Writes are serial, gapless, grouped and all-or-nothing (`ostiary.store.contract.Store.write`)."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, exc, text

from ostiary.model.errors import EntityAlreadyExistsError, ServiceUnavailableError
from ostiary.model.nouns import AccessKeyUse, AccessUse
from ostiary.store import tokens
from ostiary.store.contract import Relation, Touched, Transaction
from ostiary.store.history import REMEMBERED
from ostiary.store.line import Line
from ostiary.store.sql import SqlStore, open_store, verify_log
from tests.support.nouns import ACCOUNT, OTHER, a_group, a_key, a_role, a_user

EXAMPLES = itertools.count()


def _add(name: str) -> Any:
    return lambda tx: tx.users.add(a_user(name))


def _together(store: SqlStore, works: list[Any]) -> list[Any]:
    """Run the works in one group: a first write holds the turn until all of them wait. Returns answers or errors."""
    holding, waiting = threading.Event(), threading.Event()

    def first(tx: Any) -> None:
        holding.set()
        waiting.wait(30)

    def write(work: Any) -> Any:
        try:
            return store.write(work, actor="t", now=1)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(works) + 1) as pool:
        head = pool.submit(write, first)
        holding.wait(30)
        futures = []
        for number, work in enumerate(works, start=1):
            futures.append(pool.submit(write, work))
            while len(store._group._waiting) < number:
                threading.Event().wait(0.001)  # until that thread has queued: the order of works is the test's
        waiting.set()
        head.result()
        return [future.result() for future in futures]


def test_each_write_has_the_next_revision(store: SqlStore) -> None:
    revisions = [store.write(_add(f"u{number}"), actor="t", now=1).revision for number in range(5)]
    assert revisions == [1, 2, 3, 4, 5]
    assert store.revision == 5


def test_a_write_that_touches_nothing_takes_no_revision(store: SqlStore) -> None:
    store.write(_add("alice"), actor="t", now=1)
    commits = store.commits
    committed = store.write(lambda tx: tx.users.get(ACCOUNT, "alice"), actor="t", now=1)
    assert (committed.value, committed.revision) == (a_user("alice"), 1)
    assert store.commits == commits


def test_an_exception_undoes_just_its_own_writes(store: SqlStore) -> None:
    class Mistake(Exception):
        pass

    def wrong(tx: Any) -> None:
        tx.users.add(a_user("wrong"))
        tx.links.add(ACCOUNT, Relation.MEMBER, "g", "u")
        tx.emit("wrong", b"never")
        raise Mistake

    commits = store.commits
    answers = _together(store, [_add("a"), wrong, _add("b"), _add("A"), _add("c")])
    assert [getattr(answer, "revision", type(answer)) for answer in answers] == [
        1,
        Mistake,
        2,
        EntityAlreadyExistsError,
        3,
    ]
    assert store.commits == commits + 1
    with store.read() as view:
        assert [user.name for user in view.users.page(ACCOUNT, limit=9).items] == ["a", "b", "c"]
        assert view.users.count(ACCOUNT) == 3
        assert not view.links.has(ACCOUNT, Relation.MEMBER, "g", "u")
    assert store.outbox(9) == []
    assert verify_log(store) == 3


def test_a_work_sees_what_the_group_wrote_before_it(store: SqlStore) -> None:
    answers = _together(store, [_add("a"), lambda tx: (tx.users.count(ACCOUNT), tx.revision)])
    assert answers[1].value == (1, 1)
    assert answers[1].revision == 1


def test_thirty_two_writers_share_their_commits(store: SqlStore) -> None:
    commits = store.commits
    answers = _together(store, [_add(f"u{number}") for number in range(32)])
    assert sorted(answer.revision for answer in answers) == list(range(1, 33))
    assert store.commits == commits + 1


def test_threat_23_a_watcher_of_thirty_two_writers_sees_every_revision_once_in_order(store: SqlStore) -> None:
    told: list[int] = []
    store.listen(lambda revision, touched: told.append(revision))

    def writer(number: int) -> list[int]:
        return [store.write(_add(f"u{number}-{each}"), actor="t", now=1).revision for each in range(8)]

    with ThreadPoolExecutor(32) as pool:
        revisions = [revision for mine in pool.map(writer, range(32)) for revision in mine]
    assert sorted(revisions) == told == list(range(1, 257))
    assert store.commits < 256
    assert verify_log(store) == 256
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 256


def test_listeners_hear_of_a_revision_before_its_write_is_answered(store: SqlStore) -> None:
    told: list[tuple[int, Touched]] = []
    store.listen(lambda revision, touched: told.append((revision, touched)))
    revision = store.write(_add("alice"), actor="t", now=1).revision
    assert [each for each, _ in told] == [revision]
    assert tokens.key("users", ACCOUNT, "", "alice") in told[0][1]
    store.write(lambda tx: None, actor="t", now=1)
    store.flush_key_uses([AccessKeyUse(key="AKIA", time=1, service="iam", region="r")])
    assert len(told) == 1


def test_a_commit_that_fails_is_nobodys(store: SqlStore) -> None:
    told: list[int] = []
    store.listen(lambda revision, touched: told.append(revision))
    engine = store._database.writer

    def refuse(connection: Any) -> None:
        raise exc.OperationalError("COMMIT", {}, Exception("disk full"))

    event.listen(engine, "commit", refuse)
    answers = _together(store, [_add("a"), _add("A"), _add("b")])
    assert [type(answer) for answer in answers] == [ServiceUnavailableError] * 3
    assert len({id(answer) for answer in answers}) == 3
    event.remove(engine, "commit", refuse)
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 0
    assert told == []
    assert store.write(_add("a"), actor="t", now=1).revision == 1
    assert verify_log(store) == 1


def test_threat_45_a_commit_whose_answer_was_lost_is_found_to_have_happened(store: SqlStore, monkeypatch: Any) -> None:
    told: list[int] = []
    store.listen(lambda revision, touched: told.append(revision))
    _lose_answers(store, monkeypatch)
    assert store.write(_add("a"), actor="t", now=1).revision == 1
    monkeypatch.undo()
    assert told == [1]
    assert store.write(_add("b"), actor="t", now=1).revision == 2
    assert verify_log(store) == 2


def test_a_doubtful_commit_is_told_to_listeners_when_the_database_is_back(store: SqlStore, monkeypatch: Any) -> None:
    told: list[int] = []
    store.listen(lambda revision, touched: told.append(revision))
    _lose_answers(store, monkeypatch)
    connect = store._writer._connect
    away: list[bool] = []

    def gone() -> Any:
        if away:
            raise exc.OperationalError("connect", {}, Exception("away"))
        away.append(True)
        return connect()

    monkeypatch.setattr(store._writer, "_connect", gone)
    with pytest.raises(ServiceUnavailableError, match="look before trying again"):
        store.write(_add("a"), actor="t", now=1)
    assert told == []
    monkeypatch.undo()
    with pytest.raises(EntityAlreadyExistsError):
        store.write(_add("a"), actor="t", now=1)
    assert told == [1]
    assert store.revision == 1


def _lose_answers(store: SqlStore, monkeypatch: Any) -> None:
    """Let commits happen and their answers get lost."""
    dialect = store._database.writer.dialect
    commit = dialect.do_commit

    def lost(connection: Any) -> None:
        commit(connection)
        raise exc.OperationalError("COMMIT", {}, Exception("connection lost"))

    monkeypatch.setattr(dialect, "do_commit", lost)


def test_the_trouble_of_the_database_cannot_be_mistaken_by_a_work(store: SqlStore, monkeypatch: Any) -> None:
    def broken(self: Line, statement: object, parameters: object) -> int:
        self.failed = True
        raise ServiceUnavailableError("away")

    def work(tx: Any) -> str:
        tx.users.add(a_user("a"))
        monkeypatch.setattr(Line, "change", broken)
        with pytest.raises(ServiceUnavailableError):
            tx.users.add(a_user("b"))
        monkeypatch.undo()
        return "all is well"

    with pytest.raises(ServiceUnavailableError):
        store.write(work, actor="t", now=1)
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 0


@pytest.mark.parametrize(
    ("fork", "revision"), [("revision = 7", 7), ("head = :other", 1)], ids=["later revision", "other hash"]
)
def test_threat_24_a_fork_makes_everything_remembered_forgotten(store: SqlStore, fork: str, revision: int) -> None:
    store.write(_add("a"), actor="t", now=1)
    told: list[tuple[int, Touched]] = []
    store.listen(lambda revision, touched: told.append((revision, touched)))
    with store._database.writer.begin() as connection:
        connection.execute(text(f"UPDATE counter SET {fork}"), {"other": b"x" * 32} if ":other" in fork else {})
    assert store.write(_add("b"), actor="t", now=1).revision == revision + 1
    assert told[0] == (revision, {tokens.EVERYTHING})
    assert [each for each, _ in told] == [revision, revision + 1]


def test_a_write_inside_a_write_is_refused(store: SqlStore) -> None:
    def work(tx: Any) -> None:
        store.write(_add("inner"), actor="t", now=1)

    with pytest.raises(RuntimeError, match="waits for itself"):
        store.write(work, actor="t", now=1)
    assert store.write(_add("later"), actor="t", now=1).revision == 1


def test_changed_tells_of_every_write_since_but_this_one(store: SqlStore) -> None:
    alice, bob = tokens.key("users", ACCOUNT, "", "alice"), tokens.key("users", ACCOUNT, "", "bob")

    def ask(asked: set[Any], since: int) -> bool:
        return store.write(lambda tx: tx.changed(asked, since), actor="t", now=1).value

    store.write(_add("alice"), actor="t", now=1)
    assert ask({alice}, 0)
    assert not ask({alice}, 1)
    assert not ask({bob}, 0)

    def own(tx: Any) -> bool:
        tx.users.add(a_user("bob"))
        return bool(tx.changed({bob}, 1))

    assert not store.write(own, actor="t", now=1).value
    assert ask(frozenset({bob, alice}), 1)


def test_anybody_may_ask_what_has_changed(store: SqlStore) -> None:
    alice = {tokens.key("users", ACCOUNT, "", "alice")}
    store.write(_add("alice"), actor="t", now=1)
    assert store.changed(alice, 0)
    assert not store.changed(alice, 1)
    store.write(_add("bob"), actor="t", now=1)
    assert not store.changed(alice, 1)
    assert store.changed(alice, -1)  # further back than it remembers


def test_changed_counts_the_writes_of_the_same_group(store: SqlStore) -> None:
    alice = tokens.key("users", ACCOUNT, "", "alice")
    answers = _together(store, [lambda tx: tx.changed({alice}, 0), _add("alice"), lambda tx: tx.changed({alice}, 0)])
    assert (answers[0].value, answers[2].value) == (False, True)


def test_changed_does_not_count_a_write_of_the_group_that_was_undone(store: SqlStore) -> None:
    alice = tokens.key("users", ACCOUNT, "", "alice")

    def undone(tx: Any) -> None:
        tx.users.add(a_user("alice"))
        raise ValueError

    answers = _together(store, [undone, lambda tx: tx.changed({alice}, 0)])
    assert answers[1].value is False


def test_what_lies_too_far_back_counts_as_changed(address: str) -> None:
    store = open_store(address)
    store.write(_add("a"), actor="t", now=1)
    store.close()
    store = open_store(address)
    nothing = {tokens.key("users", ACCOUNT, "", "nobody")}
    assert store.write(lambda tx: tx.changed(nothing, 0), actor="t", now=1).value
    assert not store.write(lambda tx: tx.changed(nothing, 1), actor="t", now=1).value
    for revision in range(2, REMEMBERED + 3):
        store._history.append(revision, frozenset())
    assert store._history.changed(nothing, 1)
    assert not store._history.changed(nothing, 2)
    store.close()


def test_events_come_in_commit_order_until_they_are_done(store: SqlStore) -> None:
    def emitting(name: str) -> Any:
        return lambda tx: [tx.users.add(a_user(name)), tx.emit(f"{name}1", b"\x00one"), tx.emit(f"{name}2", b"two")]

    for name in ("z", "a"):
        store.write(emitting(name), actor="t", now=1)
    store.write(lambda tx: tx.emit("alone", b"x"), actor="t", now=1)
    assert store.revision == 2  # an event alone takes no revision
    assert store.outbox(3) == [("z1", b"\x00one"), ("z2", b"two"), ("a1", b"\x00one")]
    store.outbox_done(["z1", "a1"])
    assert [event for event, _ in store.outbox(9)] == ["z2", "a2", "alone"]
    store.write(emitting("m"), actor="t", now=1)
    store.outbox_done(["unknown"])
    assert [event for event, _ in store.outbox(9)] == ["z2", "a2", "alone", "m1", "m2"]


def test_events_that_are_done_are_gone_after_a_clean_end(address: str) -> None:
    store = open_store(address)
    store.write(lambda tx: [tx.emit("a", b"1"), tx.emit("b", b"2")], actor="t", now=1)
    store.outbox_done(["a"])
    store.close()
    store = open_store(address)
    assert [event for event, _ in store.outbox(9)] == ["b"]
    store.write(lambda tx: tx.emit("c", b"3"), actor="t", now=1)
    assert [event for event, _ in store.outbox(9)] == ["b", "c"]
    store.close()


def test_many_done_events_do_not_wait_for_a_write(store: SqlStore) -> None:
    store.write(lambda tx: [tx.emit(f"e{number}", b"") for number in range(501)], actor="t", now=1)
    store.outbox_done([f"e{number}" for number in range(501)])
    assert not store._writer.forgotten
    assert store.outbox(9) == []


def test_an_event_id_that_is_used_twice_undoes_only_its_own_write(store: SqlStore) -> None:
    answers = _together(
        store,
        [
            lambda tx: [tx.users.add(a_user("a")), tx.emit("same", b"1")],
            lambda tx: [tx.users.add(a_user("b")), tx.emit("same", b"2")],
            _add("c"),
        ],
    )
    assert (answers[0].revision, answers[2].revision) == (1, 2)
    assert isinstance(answers[1], exc.IntegrityError)
    with store.read() as view:
        assert [user.name for user in view.users.page(ACCOUNT, limit=9).items] == ["a", "c"]


def test_last_use_never_moves_backwards_and_takes_no_revision(store: SqlStore) -> None:
    def use(time: int, service: str = "iam") -> AccessKeyUse:
        return AccessKeyUse(key="AKIA", time=time, service=service, region="eu-west-1")

    store.write(lambda tx: tx.access_keys.add(a_key("AKIA", "AIDAx")), actor="t", now=1)
    store.flush_key_uses([])
    store.flush_key_uses([use(5), use(4, "sts")])
    store.flush_key_uses([use(3, "s3")])
    with store.read() as view:
        assert view.key_use("AKIA") == use(5)
        assert view.key_use("AKIB") is None
        assert view.revision == 1
    store.flush_key_uses([use(9, "sts")])
    with store.read() as view:
        assert view.key_use("AKIA") == use(9, "sts")
    store.write(lambda tx: tx.access_keys.remove(a_key("AKIA", "AIDAx")), actor="t", now=1)
    with store.read() as view:
        assert view.key_use("AKIA") is None


def test_what_a_principal_did_last_is_kept_by_action_by_service_and_in_all(store: SqlStore) -> None:
    def use(principal: str, action: str, time: int, region: str = "r", service: str = "iam") -> AccessUse:
        return AccessUse(principal=principal, service=service, action=action, time=time, region=region)

    def add(tx: Transaction) -> None:
        tx.users.add(a_user("a", id="AIDAa"))
        tx.roles.add(a_role("b", id="AROAb"))

    store.write(add, actor="t", now=1)
    revision = store.revision
    store.flush_access_uses([])
    store.flush_access_uses(
        [use("AIDAa", "GetUser", 5), use("AIDAa", "GetUser", 4, "s"), use("AIDAgone", "GetUser", 9)]
    )
    store.flush_access_uses([use("AIDAa", "GetUser", 3), use("AIDAa", "ListUsers", 3), use("AROAb", "GetRole", 7)])
    store.flush_access_uses([use("AIDAa", "GetSessionToken", 6, "s", "sts")])
    assert store.revision == revision
    everybody = ["AIDAa", "AROAb", "AIDAgone"]
    with store.read() as view:
        assert view.access_uses([]) == []
        assert view.access_uses(["AROAb"]) == [use("AROAb", "", 7)]
        assert sorted(view.access_uses(everybody), key=str) == [
            use("AIDAa", "", 5),
            use("AIDAa", "", 6, "s", "sts"),
            use("AROAb", "", 7),
        ]
        assert {(one.principal, one.action, one.time) for one in view.access_uses(everybody, actions=True)} == {
            ("AIDAa", "GetUser", 5),
            ("AIDAa", "ListUsers", 3),
            ("AIDAa", "GetSessionToken", 6),
            ("AROAb", "GetRole", 7),
        }
        assert view.last_uses(everybody) == {
            "AIDAa": use("AIDAa", "", 6, "s", ""),
            "AROAb": use("AROAb", "", 7, service=""),
        }
    store.write(lambda tx: tx.users.remove(a_user("a", id="AIDAa")), actor="t", now=1)
    with store.read() as view:
        assert view.last_uses(everybody).keys() == {"AROAb"}
        assert view.access_uses(["AIDAa"], actions=True) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_query_of_one_account_returns_anything_of_another(store: SqlStore, data: st.DataObject) -> None:
    """Two accounts with the same names, paths, parents and link ends; every list and look-up stays at home."""
    salt = next(EXAMPLES)
    first, second = f"A{salt}", f"B{salt}"
    names = data.draw(st.lists(st.sampled_from(["a", "B", "c", "D"]), min_size=1, max_size=4, unique=True))
    relation = data.draw(st.sampled_from([Relation.MEMBER, Relation.ATTACHMENT]))

    def fill(tx: Any) -> None:
        for account in (first, second):
            for name in names:
                tx.users.add(a_user(name, account=account, id=f"AIDA{account}{name}", boundary="arn:b"))
                tx.groups.add(a_group(name, account=account, id=f"AGPA{account}{name}"))
                tx.roles.add(a_role(name, account=account, id=f"AROA{account}{name}", boundary="arn:b"))
                tx.access_keys.add(a_key(f"AK{account}{name}", "same-owner", account=account))
                for source, target in (
                    (f"AGPA{account}{name}", f"AIDA{first}{names[0]}"),
                    (f"AIDA{account}{name}", "p"),
                ):
                    tx.links.add(account, relation, source, target)

    store.write(fill, actor="t", now=1)
    with store.read() as view:
        for account in (first, second):
            for collection in (view.users, view.groups, view.roles):
                found = [collection.get(account, name) for name in names]
                found += collection.page(account, limit=99).items
                for target in ("p", "arn:b", f"AIDA{first}{names[0]}"):
                    for each in (relation, Relation.BOUNDARY):
                        found += collection.linked(account, each, target=target, limit=99).items
                assert {noun.account for noun in found} == {account}
                assert collection.count(account) == len(names)
            keys = view.access_keys.page(account, parent="same-owner", limit=99).items
            assert {key.account for key in keys} == {account}
            assert view.access_keys.count(account, parent="same-owner") == len(names)
            assert view.links.count_sources(account, relation, "p") == len(names)
            assert view.links.counts(account, relation, ["p"]) == {"p": len(names)}
        assert view.users.linked(second, relation, source=f"AGPA{second}{names[0]}", limit=9).items == ()
        assert not view.links.targets(OTHER, relation, f"AGPA{first}{names[0]}")
