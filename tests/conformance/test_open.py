"""Opening: one server at a time, the schema up to date, and everything answered before still there."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from ostiary.model.errors import ServiceUnavailableError
from ostiary.store import migrate, schema
from ostiary.store.contract import StoreInUseError, StoreRefusedError
from ostiary.store.kinds import KINDS, LOGIN_PROFILES
from ostiary.store.sql import SqlStore, open_store, verify_log
from tests.support.nouns import ACCOUNT, a_login_profile, a_user
from tests.support.parts import ROOT

ENVIRONMENT = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def _run(code: str, address: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-c", code, address]
    return subprocess.run(arguments, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def _add(store: SqlStore, name: str) -> int:
    return store.write(lambda tx: tx.users.add(a_user(name)), actor="t", now=1).revision


def test_a_new_database_stands_at_revision_zero(store: SqlStore) -> None:
    assert store.revision == 0
    with store.read() as view:
        assert view.revision == 0
    assert verify_log(store) == 0


def test_what_was_written_is_there_after_opening_again(address: str) -> None:
    store = open_store(address)
    _add(store, "alice")
    store.close()
    store = open_store(address)
    assert store.revision == 1
    assert _add(store, "bob") == 2
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 2
    assert verify_log(store) == 2
    store.close()


ABANDON = """
import os, sys
from ostiary.store.sql import open_store
from tests.support.nouns import a_user
store = open_store(sys.argv[1])
for number in range(20):
    store.write(lambda tx: tx.users.add(a_user(f"u{number}")), actor="t", now=1)
    print(number, flush=True)
def stop(tx):
    tx.users.add(a_user("never"))
    os._exit(9)
store.write(stop, actor="t", now=1)
"""


def test_what_was_answered_outlives_a_process_that_is_cut_off(address: str) -> None:
    ended = _run(ABANDON, address)
    assert ended.returncode == 9, ended.stderr
    store = _open_when_free(address)
    answered = len(ended.stdout.split())
    assert answered == 20
    assert store.revision == 20
    assert verify_log(store) == 20
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 20
        assert view.users.get(ACCOUNT, "never") is None
    store.close()


def _open_when_free(address: str) -> SqlStore:
    """Open the store; PostgreSQL may take a moment to notice that the other process is gone."""
    for _ in range(100):
        try:
            return open_store(address)
        except StoreInUseError:
            subprocess.run([sys.executable, "-c", ""], check=True)
    return open_store(address)


def test_a_second_server_is_refused(address: str) -> None:
    store = open_store(address)
    with pytest.raises(StoreInUseError):
        open_store(address)
    ended = _run("import sys; from ostiary.store.sql import open_store; open_store(sys.argv[1])", address)
    assert "StoreInUseError" in ended.stderr
    _add(store, "alice")  # and the first one is none the worse for it
    store.close()
    open_store(address).close()


def test_two_servers_that_start_at_once_leave_one_good_database(address: str) -> None:
    code = """
import sys
from ostiary.store.sql import open_store
from ostiary.store.contract import StoreInUseError
try:
    store = open_store(sys.argv[1])
except StoreInUseError:
    print("refused")
else:
    print("opened", flush=True)
    sys.stdin.read()
    store.close()
"""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, address],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        answers = sorted(process.stdout.readline().strip() for process in started if process.stdout)
    finally:
        for process in started:
            process.communicate("")
    assert answers == ["opened", "refused"]
    store = open_store(address)
    assert _add(store, "alice") == 1
    store.close()


def test_beside_a_server_a_store_reads_and_never_writes(address: str) -> None:
    store = open_store(address)
    _add(store, "alice")
    beside = open_store(address, lock=False)
    with beside.read() as view:
        assert view.users.get(ACCOUNT, "alice") == a_user("alice")
    assert verify_log(beside) == 1
    with pytest.raises(TypeError, match="only reads"):
        _add(beside, "bob")
    _add(store, "bob")
    with beside.read() as view:
        assert view.revision == 2
    beside.close()
    store.close()


def test_beside_no_server_an_empty_database_is_refused(address: str) -> None:
    with pytest.raises(StoreRefusedError):
        open_store(address, lock=False)


def test_the_migrations_make_the_schema_that_the_store_uses(store: SqlStore) -> None:
    with store._database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, schema.metadata)
    assert [difference for difference in differences if "alembic_version" not in str(difference)] == []


def test_a_database_of_a_newer_release_is_refused(address: str) -> None:
    open_store(address).close()
    _execute(address, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefusedError, match="newer release"):
        open_store(address)
    with pytest.raises(StoreRefusedError):
        open_store(address, lock=False)
    _execute(address, f"UPDATE alembic_version SET version_num = '{migrate.HEAD}'")
    open_store(address).close()


def test_a_database_of_an_older_release_is_brought_up_to_date_with_what_it_holds(address: str) -> None:
    store = open_store(address)
    store.write(lambda tx: tx.users.add(a_user("alice")), actor="t", now=1)
    store.close()
    for table in (*(kind.name for kind in KINDS[KINDS.index(LOGIN_PROFILES) :]), "access_uses"):
        _execute(address, f"DROP TABLE {table}")
    _execute(address, "UPDATE alembic_version SET version_num = '0001'")
    store = open_store(address)
    with store.read() as view:
        assert view.users.get(ACCOUNT, "alice") == a_user("alice")
    store.write(lambda tx: tx.login_profiles.add(a_login_profile("AIDAalice")), actor="t", now=2)
    store.close()


def test_a_database_without_its_counter_is_refused(address: str) -> None:
    open_store(address).close()
    _execute(address, "DELETE FROM counter")
    with pytest.raises(StoreRefusedError, match="counter"):
        open_store(address)


def _execute(address: str, statement: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:///x?mode=ro"])
def test_addresses_of_other_databases_are_refused(url: str) -> None:
    with pytest.raises(StoreRefusedError):
        open_store(url)


def test_a_database_out_of_reach_is_unavailable(postgres: Any) -> None:
    address = make_url(postgres.database()).set(database="absent")
    with pytest.raises(ServiceUnavailableError):
        open_store(address.render_as_string(hide_password=False))


def test_a_store_goes_on_when_the_database_drops_its_connections(postgres: Any) -> None:
    address = postgres.database()
    store = open_store(address)
    _add(store, "alice")
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 1
    _drop_connections(postgres, address)
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 1
    with pytest.raises(ServiceUnavailableError):
        _add(store, "bob")
    assert _add(store, "bob") == 2
    assert verify_log(store) == 2
    store.close()


def test_a_view_whose_database_is_gone_at_its_first_read_is_unavailable(postgres: Any) -> None:
    address = postgres.database()
    store = open_store(address)
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 0  # from now on a connection waits in the pool
    name = make_url(address).database
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
    _drop_connections(postgres, address)
    with pytest.raises(ServiceUnavailableError), store.read() as view:
        view.users.count(ACCOUNT)
    store.close()


def test_a_server_that_lost_its_database_to_another_answers_nothing(postgres: Any) -> None:
    address = postgres.database()
    store = open_store(address)
    _add(store, "alice")
    told: list[Any] = []
    store.listen(lambda revision, touched: told.append(set(touched)))
    assert store._keeper is not None
    store._keeper.stop()  # the test looks itself
    other = _take_over(postgres, address)
    for _ in range(2):  # the first one finds the dead connection, the second one finds the other server
        with pytest.raises(ServiceUnavailableError):
            store.check()
    assert told == [{("*",)}]
    with pytest.raises(ServiceUnavailableError), store.read():
        pass
    _add(other, "bob")
    other.close()
    store.check()
    assert told == [{("*",)}, {("*",)}]
    assert store.revision == 2
    with store.read() as view:
        assert view.users.count(ACCOUNT) == 2
    store.close()


def _drop_connections(postgres: Any, address: str) -> None:
    name = make_url(address).database
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))


def _take_over(postgres: Any, address: str) -> SqlStore:
    _drop_connections(postgres, address)
    return open_store(address)
