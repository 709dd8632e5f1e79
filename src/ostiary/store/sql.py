"""The SQL store: opens a database, brings it up to date, and hands out views and writes (`contract.Store`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from collections.abc import Collection as SizedCollection
from contextlib import closing
from types import TracebackType
from typing import Final, TypeVar, cast

from sqlalchemy import Connection, make_url

from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.nouns import AccessKeyUse, AccessUse
from ostiary.store import log
from ostiary.store.contract import Committed, StoreRefusedError, Token, Touched, Transaction
from ostiary.store.database import Database
from ostiary.store.group import Group, Ticket
from ostiary.store.history import History
from ostiary.store.line import Line, ViewLine, trouble_is_unavailability
from ostiary.store.migrate import migrate, require_newest
from ostiary.store.postgresql import open_postgresql
from ostiary.store.sqlite import open_sqlite
from ostiary.store.statements import Statements, statements
from ostiary.store.views import SqlReader, SqlTransaction
from ostiary.store.writer import Stand, Work, Writer

T = TypeVar("T")

OPENERS = {"sqlite": open_sqlite, "postgresql": open_postgresql}

FORGOTTEN_AT_ONCE: Final = 500
"""Audit events that may wait for the next write to be deleted; beyond that they get a commit of their own."""

WATCH_EVERY: Final = 2.0
"""Seconds between two looks at a hold that can be lost with its connection."""


def open_store(url: str, *, lock: bool = True) -> SqlStore:
    """Open the database at *url*: `sqlite:///path` or `postgresql+psycopg://…`.

    With *lock*, keeps other servers out and brings the schema up to date. Without, opens beside a running server: it
    reads, and every write raises TypeError.

    Raises StoreInUseError when another server has the database, StoreRefusedError when it cannot be used as it is,
    ServiceUnavailableError when it is out of reach.
    """
    address = make_url(url)
    opener = OPENERS.get(address.get_backend_name())
    if opener is None:
        raise StoreRefusedError("The URL of the database begins with sqlite:/// or postgresql+psycopg://.")
    if opener is open_sqlite and "?" in url:  # what follows would be taken for options, and another file opened
        raise StoreRefusedError(f"The path of a SQLite database must not hold a question mark: {url}")
    database = opener(address, lock=lock)
    try:
        with trouble_is_unavailability():
            return SqlStore(database, _prepare(database, lock=lock), writes=lock)
    except BaseException:
        _let_go(database)
        raise


def _prepare(database: Database, *, lock: bool) -> Stand:
    """Bring the schema up to date, or see that it is; return where the counter stands."""
    with (database.writer if lock else database.reader).connect() as connection:
        if lock:
            migrate(connection)
        else:
            require_newest(connection)
        stand = _stand(connection, statements(database.dialect))
        if lock:
            connection.commit()
        return stand


def _stand(connection: Connection, sql: Statements) -> Stand:
    row = Line(connection).row(sql.counter, {})
    if row is None:
        raise StoreRefusedError("The database has lost its counter row; restore a backup.")
    return Stand(row[0], row[1], row[2])


def _let_go(database: Database) -> None:
    database.reader.dispose()
    database.writer.dispose()
    database.release()


class View:
    """One consistent view, as a context manager."""

    __slots__ = ("_line", "_store")

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def __enter__(self) -> SqlReader:
        with trouble_is_unavailability():
            self._line = self._store.begin()
        return SqlReader(self._line, self._store.statements)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with trouble_is_unavailability():
            self._line.close()


class SqlStore:
    """The store over one database (`contract.Store`)."""

    def __init__(self, database: Database, stand: Stand, *, writes: bool) -> None:
        self.statements = statements(database.dialect)
        self._database = database
        self._history = History(stand.revision)
        self._writer = Writer(database.writer, self.statements, self._history, stand)
        self._group = Group(self._writer.run)
        self._writes = writes
        self._closed = False
        self._keeper = Keeper(self) if writes and database.can_be_lost else None

    # -- reading -------------------------------------------------------------------------------------------

    def read(self) -> View:
        """See `contract.Store.read`."""
        return View(self)

    def begin(self) -> Line:
        """Begin a view: its first statement fixes what it shows."""
        return ViewLine(self.connect)

    def connect(self) -> Connection:
        """Return a connection that only reads. Raises ServiceUnavailableError when the database is not ours to use."""
        if self._closed:
            raise ServiceUnavailableError("The store is closed.")
        if self._writer.is_shut_out:
            raise ServiceUnavailableError("Another server has the database.")
        return self._database.reader.connect()

    @property
    def revision(self) -> int:
        """See `contract.Store.revision`."""
        return self._history.revision

    @property
    def commits(self) -> int:
        """How many database transactions this store has committed: fewer than writes, under load."""
        return self._writer.commits

    def account_numbers(self) -> Sequence[str]:
        """See `contract.Store.account_numbers`."""
        with trouble_is_unavailability(), closing(self.begin()) as line:
            return [number for (number,) in line.rows(self.statements.account_numbers, {})]

    def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
        """See `contract.Store.outbox`."""
        forgotten = set(self._writer.forgotten)
        with trouble_is_unavailability(), closing(self.begin()) as line:
            rows = line.rows(self.statements.events, {"limit": limit + len(forgotten)})
        return [(event, bytes(body)) for event, body in rows if event not in forgotten][:limit]

    # -- writing -------------------------------------------------------------------------------------------

    def write(self, work: Callable[[Transaction], T], *, actor: str, now: int) -> Committed[T]:
        """See `contract.Store.write`."""
        return cast(Committed[T], self._submit(work, actor, now))

    def changed(self, tokens: SizedCollection[Token], since: int) -> bool:
        """See `contract.Store.changed`."""
        return self._history.changed(tokens, since)

    def listen(self, listener: Callable[[int, Touched], None]) -> None:
        """See `contract.Store.listen`."""
        self._history.listen(listener)

    def flush_key_uses(self, uses: Sequence[AccessKeyUse]) -> None:
        """See `contract.Store.flush_key_uses`."""
        if uses:
            self._submit(lambda transaction: transaction.keep_key_uses(uses))

    def flush_access_uses(self, uses: Sequence[AccessUse]) -> None:
        """See `contract.Store.flush_access_uses`."""
        if uses:
            self._submit(lambda transaction: transaction.keep_access_uses(uses))

    def outbox_done(self, event_ids: Sequence[str]) -> None:
        """See `contract.Store.outbox_done`."""
        self._writer.forgotten.update(dict.fromkeys(event_ids))
        if len(self._writer.forgotten) > FORGOTTEN_AT_ONCE:
            self._forget()

    def _forget(self) -> None:
        self._submit(SqlTransaction.commit_anyway)

    def check(self) -> None:
        """Look whether the database is still held by this process; raises ServiceUnavailableError when it is not."""
        self._submit(lambda transaction: None)

    def _submit(self, work: Callable[[SqlTransaction], object], actor: str = "", now: int = 0) -> object:
        if not self._writes:
            raise TypeError("this store was opened beside a server: it only reads")
        if self._closed:
            raise ServiceUnavailableError("The store is closed.")
        ticket: Ticket[Work, object] = Ticket(Work(work, actor, now))
        self._group.submit(ticket)
        return ticket.result()

    def close(self) -> None:
        """See `contract.Store.close`."""
        if self._closed:
            return
        if self._keeper:
            self._keeper.stop()
        try:
            if self._writes and self._writer.forgotten:
                self._forget()
        except ServiceUnavailableError:
            pass  # the events come again at the next start, and the audit file knows them
        finally:
            self._closed = True
            _let_go(self._database)


class Keeper:
    """Looks after a hold that goes with its connection, so that a server which lost it does not go on unknowing."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="store-keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and wait for the last look to end."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_EVERY):
            try:
                self._store.check()
            except ServiceUnavailableError:
                continue  # the next look tries again; callers are told by their own writes


def verify_log(store: SqlStore) -> int:
    """Check the revision log of *store* from its first row to its last; return the number of rows.

    Raises BrokenLogError, naming the first row that cannot be right.
    """
    with trouble_is_unavailability(), store.connect() as connection:
        revision, _, head = connection.execute(store.statements.counter).one()
        return log.verify(connection.execute(store.statements.log).yield_per(1_000), revision, head)
