"""The rules that are SQLite's own (storage.md 5)."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import URL, event
from sqlalchemy.exc import OperationalError

from ostiary.model.errors import ServiceUnavailableError
from ostiary.store import migrate, sqlite
from ostiary.store.contract import Relation, StoreInUseError, StoreRefusedError
from ostiary.store.sql import SqlStore, open_store, verify_log
from tests.support.nouns import ACCOUNT, a_user
from tests.support.work import database_steps

PLANS: list[tuple[str, str, dict[str, object]]] = [
    ("users", "get", {"account": "", "parent": "", "key": ""}),
    ("users", "by_id", {"id": ""}),
    ("users", "page", {"account": "", "parent": "", "after": "", "prefix": "/", "length": 1, "limit": 101}),
    ("links", "has", {"account": "", "relation": "", "source": "", "target": ""}),
    ("links", "targets", {"account": "", "relation": "", "source": ""}),
    ("links", "count_sources", {"account": "", "relation": "", "target": ""}),
    ("links", "counts", {"account": "", "relation": "", "targets": ["a", "b"]}),
    ("links", "all_targets", {"account": "", "relation": "", "prefix": "", "length": 0}),
    ("links", "ends", {"account": "", "relations": ["a", "b"], "end": ""}),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ostiary.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


def _pragma(engine: Any, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_threat_43_one_writer_that_flushes_and_alone_checkpoints(store: SqlStore) -> None:
    writer, reader = store._database.writer, store._database.reader
    names = ["journal_mode", "synchronous", "foreign_keys", "mmap_size"]
    assert [_pragma(writer, name) for name in names] == ["wal", 2, 1, 0]
    assert _pragma(writer, "wal_autocheckpoint") == 1000
    assert [_pragma(reader, name) for name in ("wal_autocheckpoint", "query_only", "mmap_size")] == [0, 1, 0]
    assert writer.pool.size() == 1


def test_the_files_are_for_their_owner_only(store: SqlStore, path: Path) -> None:
    store.write(lambda tx: tx.users.add(a_user("alice")), actor="t", now=1)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert set(modes) == {path.name + suffix for suffix in ("", "-wal", "-shm", ".lock")}


def test_the_refusal_names_the_process_that_holds_the_file(store: SqlStore, path: Path) -> None:
    with pytest.raises(StoreInUseError, match=f"in use by another process .{os.getpid()}."):
        open_store(f"sqlite:///{path}")


def test_threat_43_an_affected_library_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(StoreRefusedError, match=r"3\.51\.3"):
        open_store(f"sqlite:///{path}")
    assert not path.exists()


def test_a_network_file_system_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = path.parent.stat().st_dev
    kinds = [
        fields[fields.index("-") + 1]
        for fields in map(str.split, Path("/proc/self/mountinfo").read_text().splitlines())
        if fields[2] == f"{os.major(device)}:{os.minor(device)}"
    ]
    assert not set(kinds) & sqlite.NETWORK_FILE_SYSTEMS
    monkeypatch.setattr(sqlite, "NETWORK_FILE_SYSTEMS", frozenset(kinds))
    with pytest.raises(StoreRefusedError, match="network file system"):
        open_store(f"sqlite:///{path}")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "ostiary.db"
    open_store(f"sqlite:///{path}").close()
    assert path.exists()


def _damage(path: Path) -> None:
    """Write over a page of the users' tree."""
    with dbapi2.connect(path) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'users_key'").fetchone()
        root = page or connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'users'").fetchone()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        file.seek((root[0] - 1) * size)
        file.write(b"\x0a" + b"\xff" * (size - 1))


def test_threat_43_damage_is_found_after_an_unclean_end(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.write(lambda tx: tx.users.add(a_user("alice")), actor="t", now=1)
    store.close()
    lock = path.with_name("ostiary.db.lock")
    assert lock.read_text() == ""
    lock.write_text("4711\n")
    open_store(f"sqlite:///{path}").close()  # unclean, and whole
    _damage(path)
    open_store(f"sqlite:///{path}").close()  # a clean end is trusted
    lock.write_text("4711\n")
    for _ in range(2):  # it is not forgotten either
        with pytest.raises(StoreRefusedError, match="damaged"):
            open_store(f"sqlite:///{path}")


def test_threat_43_a_full_disk_refuses_writes_and_reads_go_on(store: SqlStore) -> None:
    store.write(lambda tx: tx.users.add(a_user("alice")), actor="t", now=1)
    full = int(str(_pragma(store._database.writer, "page_count")))
    _pragma(store._database.writer, f"max_page_count = {full}")
    crowd = [a_user(f"u{number}", path=f"/{'x' * 500}/") for number in range(200)]
    with pytest.raises(ServiceUnavailableError):
        store.write(lambda tx: [tx.users.add(user) for user in crowd], actor="t", now=1)
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 1
    _pragma(store._database.writer, "max_page_count = 1000000")
    assert store.write(lambda tx: [tx.users.add(user) for user in crowd], actor="t", now=1).revision == 2
    assert verify_log(store) == 201


def test_an_ordinary_start_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


@pytest.mark.parametrize(("table", "name", "parameters"), PLANS, ids=[f"{table}-{name}" for table, name, _ in PLANS])
def test_every_look_up_and_page_goes_by_an_index(
    store: SqlStore, table: str, name: str, parameters: dict[str, object]
) -> None:
    statements: Any = store.statements.links if table == "links" else store.statements.nouns[table]
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, arguments: Any, context: Any, many: bool) -> None:
        sent.append((statement, arguments))

    with store._database.reader.connect() as connection:
        event.listen(connection, "before_cursor_execute", note)
        connection.execute(getattr(statements, name), parameters)
        statement, arguments = sent[-1]
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", arguments)]
    assert any("SEARCH" in step for step in plan), plan
    assert not any(step.startswith("SCAN") and step != "SCAN found" for step in plan), plan  # each target it found once
    if name in {"page", "targets"}:
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_a_page_of_many_costs_what_a_page_of_few_costs(store: SqlStore) -> None:
    """Counted in steps of SQLite's machine, which no other load on this computer changes."""
    store.write(lambda tx: [tx.users.add(a_user(f"u{number:05}")) for number in range(101)], actor="t", now=1)
    few = _steps(store)
    store.write(lambda tx: [tx.users.add(a_user(f"u{number:05}")) for number in range(101, 10_000)], actor="t", now=1)
    many = _steps(store)
    assert many <= 1.5 * few


def _steps(store: SqlStore) -> int:
    """Return how many steps a page, a count and a look-up take."""

    def look() -> None:
        with store.read() as view:
            assert len(view.users.page(ACCOUNT, limit=100).items) == 100
            view.users.count(ACCOUNT)
            view.users.get(ACCOUNT, "u00050")
            view.links.count_sources(ACCOUNT, Relation.MEMBER, "AIDAu00050")

    return database_steps(store, look)


def test_targets_cost_the_same_however_many_sources_they_have(store: SqlStore) -> None:
    targets = ("a:1", "b:1", "b:2")

    def add(start: int, stop: int) -> None:
        pairs = [(f"u{number:04}", target) for number in range(start, stop) for target in targets]
        store.write(lambda tx: [tx.links.add(ACCOUNT, Relation.ATTACHMENT, *pair) for pair in pairs], actor="t", now=1)

    def look() -> None:
        with store.read() as view:
            assert view.links.all_targets(ACCOUNT, Relation.ATTACHMENT, prefix="b:") == targets[1:]

    add(0, 2)
    look()
    few = database_steps(store, look)
    add(2, 1_000)
    assert database_steps(store, look) <= 1.1 * few


@pytest.mark.parametrize("name", ["ostiary.db", "a b?#é.db"])
def test_threat_43_whoever_reads_from_beside_changes_nothing_and_never_checkpoints(tmp_path: Path, name: str) -> None:
    """Neither the file nor its log, also when the server has gone and the reader is the last to close them."""
    path = tmp_path / name
    code = f"""
import os
from ostiary.store.sql import open_store
from tests.support.nouns import a_user
store = open_store({_address(path)!r})
store.write(lambda tx: tx.users.add(a_user("alice")), actor="t", now=1)
os._exit(9)  # what was written is in the log alone
"""
    subprocess.run(
        [sys.executable, "-c", code], check=False, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    files = (path, path.with_name(f"{path.name}-wal"))
    before = [file.read_bytes() for file in files]
    assert before[1]
    beside = open_store(_address(path), lock=False)
    with beside.read() as view:
        assert view.users.get(ACCOUNT, "alice") is not None
    with beside.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        with pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM counter")
    beside.close()
    assert [file.read_bytes() for file in files] == before


def _address(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()


def test_a_question_mark_in_the_path_opens_no_other_file(tmp_path: Path) -> None:
    for lock in (True, False):
        with pytest.raises(StoreRefusedError, match="question mark"):
            open_store(f"sqlite:///{tmp_path}/a?one/data/ostiary.db", lock=lock)
    assert list(tmp_path.iterdir()) == []
