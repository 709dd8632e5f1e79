"""The revision log is whole, in order, and shows where it was changed (storage.md 1)."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.store.contract import Relation
from ostiary.store.log import BrokenLogError, LogRow
from ostiary.store.sql import SqlStore, verify_log
from tests.support.nouns import ACCOUNT, a_group, a_user


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    def first(tx: Any) -> None:
        tx.users.add(a_user("alice", boundary="arn:b"))
        tx.groups.add(a_group("admins"))

    def second(tx: Any) -> None:
        tx.links.add(ACCOUNT, Relation.MEMBER, "AGPAadmins", "AIDAalice")
        tx.users.replace(a_user("alice", path="/x/"))

    for number, work in enumerate((first, second, lambda tx: tx.users.remove(a_user("alice")))):
        store.write(work, actor=f"actor{number}", now=100 + number)
    return store


def _rows(store: SqlStore) -> list[LogRow]:
    with store._database.writer.connect() as connection:
        return [LogRow._make(row) for row in connection.execute(store.statements.log)]


def test_every_change_is_a_row_with_its_whole_value(filled: SqlStore) -> None:
    rows = _rows(filled)
    member = "AGPAadmins AIDAalice"
    assert [
        (row.revision, row.number, row.time, row.actor, row.kind, row.entity, row.value is None) for row in rows
    ] == [
        (1, 0, 100, "actor0", "users", "AIDAalice", False),
        (1, 1, 100, "actor0", "groups", "AGPAadmins", False),
        (2, 0, 101, "actor1", "link:member", member, False),
        (2, 1, 101, "actor1", "users", "AIDAalice", False),
        (3, 0, 102, "actor2", "link:member", member, True),
        (3, 1, 102, "actor2", "users", "AIDAalice", True),
    ]
    assert {(row.account, row.epoch, row.format) for row in rows} == {(ACCOUNT, 1, 1)}
    assert '"path":"/x/"' in str(rows[3].value)


def test_the_chain_holds(filled: SqlStore) -> None:
    assert verify_log(filled) == 6
    rows = _rows(filled)
    assert [row.previous for row in rows] == [bytes(32), *(row.hash() for row in rows[:-1])]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE log SET actor = 'nobody' WHERE revision = 2 AND number = 0", "revision 2, row 1"),
        ("UPDATE log SET value = NULL WHERE revision = 1 AND number = 1", "revision 2, row 0"),
        ("UPDATE log SET time = 1 WHERE revision = 3 AND number = 1", "the log ends at revision 3"),
        ("DELETE FROM log WHERE revision = 2", "revision 3, row 0"),
        ("DELETE FROM log WHERE revision = 2 AND number = 0", "revision 2, row 1"),
        ("DELETE FROM log WHERE revision = 3", "the log ends at revision 2"),
        ("DELETE FROM log WHERE revision = 1", "revision 2, row 0"),
        ("UPDATE counter SET revision = 4", "the counter stands at 4"),
    ],
)
def test_a_change_of_the_log_is_found(filled: SqlStore, change: str, where: str) -> None:
    with filled._database.writer.begin() as connection:
        connection.exec_driver_sql(change)
    with pytest.raises(BrokenLogError, match=where):
        verify_log(filled)
