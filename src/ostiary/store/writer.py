"""Runs a group of works in one database transaction, each under a revision of its own, and commits once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Collection as SizedCollection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, exc

from ostiary.model.errors import ServiceUnavailableError
from ostiary.store import log, tokens
from ostiary.store.contract import Committed, StoreInUseError, Token
from ostiary.store.group import Ticket
from ostiary.store.history import History
from ostiary.store.journal import Journal
from ostiary.store.line import Line, trouble_is_unavailability, unavailable
from ostiary.store.statements import Statements
from ostiary.store.views import SqlTransaction


@dataclass(frozen=True, slots=True)
class Work:
    """What a caller wants done, by whom and when."""

    function: Callable[[SqlTransaction], object]
    actor: str
    now: int


WriteTicket = Ticket[Work, Any]  # Any: each work has an answer of its own; `SqlStore.write` restores its type


@dataclass(frozen=True, slots=True)
class Done:
    """A work that ran: what it returned, under which revision, and what it did."""

    ticket: WriteTicket
    value: object
    revision: int
    journal: Journal


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the counter row stands."""

    revision: int
    epoch: int
    head: bytes


class Writer:
    """The one writer. `run` is called by one thread at a time (`group.Group`)."""

    def __init__(self, engine: Engine, statements: Statements, history: History, stand: Stand) -> None:
        self._engine = engine
        self._sql = statements
        self._history = history
        self._stand = stand
        self._doubt: tuple[Stand, list[Done]] | None = None
        self._position: int | None = None
        self.forgotten: dict[str, None] = {}
        """Audit events that reached their file; their rows go with the next commit."""
        self.commits = 0
        """How many database transactions were committed."""
        self.is_shut_out = False
        """Whether another process took the database after this one had lost it."""

    def run(self, batch: Sequence[WriteTicket]) -> None:
        """Settle every ticket. Nothing is visible to anyone before the common commit, and no ticket is settled with
        an answer before every listener has heard of its revision."""
        try:
            with trouble_is_unavailability():
                self._run(batch)
        except (ServiceUnavailableError, StoreInUseError) as error:
            self._position = None
            for ticket in batch:
                if not ticket.is_settled:
                    ticket.fail(_told(error))

    def _run(self, batch: Sequence[WriteTicket]) -> None:
        with self._connect() as connection:
            seen = self._agree(connection)
            ran, stand, failed = self._works(connection, batch, seen)
            if any(not done.journal.is_empty for done in ran):
                self._commit(connection, ran, seen, stand)
            else:
                connection.rollback()
        for ticket, error in failed:
            ticket.fail(error)
        self._publish(ran, stand)

    def _connect(self) -> Connection:
        try:
            connection = self._engine.connect()
        except StoreInUseError:
            if not self.is_shut_out:
                self.is_shut_out = True
                self._history.append(self._history.revision, frozenset({tokens.EVERYTHING}))
            raise
        self.is_shut_out = False
        return connection

    def _agree(self, connection: Connection) -> Stand:
        """Lock the counter row and compare it with what this process knows.

        It differs after a commit whose answer was lost, which is thereby known to have happened; and when another
        process wrote while this one had lost the database: then everything remembered is forgotten.
        """
        row = Line(connection).row(self._sql.lock_counter, {})
        if row is None:
            raise ServiceUnavailableError("The database has no counter row.")
        stand = Stand(row[0], row[1], row[2])
        doubt, self._doubt = self._doubt, None
        if stand != self._stand:
            if doubt and stand == doubt[0]:
                self._publish(doubt[1], stand)
            else:
                self._stand = stand
                self._history.append(stand.revision, frozenset({tokens.EVERYTHING}))
        if self._position is None:
            last = Line(connection).row(self._sql.last_position, {})
            self._position = last[0] or 0 if last else 0
        return stand

    def _works(
        self, connection: Connection, batch: Sequence[WriteTicket], stand: Stand
    ) -> tuple[list[Done], Stand, list[tuple[WriteTicket, Exception]]]:
        """Run every work in a savepoint; return those that ran, where the counter is to stand, those that raised."""
        ran: list[Done] = []
        failed: list[tuple[WriteTicket, Exception]] = []

        def changed(asked: SizedCollection[Token], since: int) -> bool:
            here = any(not done.journal.touched.isdisjoint(asked) for done in ran)
            return here or self._history.changed(asked, since)

        for ticket in batch:
            line = Line(connection)
            connection.exec_driver_sql("SAVEPOINT work")
            transaction = SqlTransaction(line, self._sql, stand.revision, changed)
            try:
                value = ticket.work.function(transaction)
                moved = self._keep(line, transaction.journal, ticket.work, stand)
            except Exception as error:  # whatever it is, it undoes this work and is its caller's
                if line.failed:
                    raise unavailable() from error
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
                failed.append((ticket, error))
                continue
            finally:
                line.end()
            if line.failed:  # and the work took it for something else
                raise unavailable()
            stand = moved
            connection.exec_driver_sql("RELEASE SAVEPOINT work")
            ran.append(Done(ticket, value, stand.revision, transaction.journal))
        return ran, stand, failed

    def _keep(self, line: Line, journal: Journal, work: Work, stand: Stand) -> Stand:
        """Write the log rows and audit events of a work; return where the counter is to stand."""
        if journal.events:
            rows = []
            for event, body in journal.events:
                self._position = (self._position or 0) + 1
                rows.append({"position": self._position, "event": event, "body": body})
            line.change(self._sql.add_event, rows)
        if not journal.changes:
            return stand
        revision = stand.revision + 1
        entries = list(
            log.rows(
                journal.changes,
                revision=revision,
                epoch=stand.epoch,
                time=work.now,
                actor=work.actor,
                head=stand.head,
            )
        )
        line.change(self._sql.add_log, [entry._asdict() for entry in entries])
        return Stand(revision, stand.epoch, entries[-1].hash())

    def _commit(self, connection: Connection, ran: list[Done], seen: Stand, stand: Stand) -> None:
        line = Line(connection)
        forgotten = list(self.forgotten)
        if forgotten:
            line.change(self._sql.remove_events, {"events": forgotten})
        if stand != seen:
            line.change(self._sql.move_counter, {"seen": seen.revision, "to": stand.revision, "hash": stand.head})
        try:
            connection.commit()
        except exc.SQLAlchemyError as error:
            self._doubt = (stand, ran)
            connection.invalidate(error)
            connection.close()
            self._resolve(stand, error)
        self.commits += 1
        for event in forgotten:
            self.forgotten.pop(event, None)

    def _resolve(self, stand: Stand, error: Exception) -> None:
        """Find out whether a commit that raised happened all the same; return when it did, else raise.

        The counter row tells: its head is the hash of the last log row. When the database stays away, the doubt is
        left for `_agree`.
        """
        try:
            with self._connect() as connection:
                row = Line(connection).row(self._sql.counter, {})
        except (exc.SQLAlchemyError, ServiceUnavailableError, StoreInUseError):
            message = "The database went away before it said whether the change was made; look before trying again."
            raise ServiceUnavailableError(message) from error
        self._doubt = None
        if row is None or Stand(row[0], row[1], row[2]) != stand:
            raise unavailable() from error

    def _publish(self, ran: list[Done], stand: Stand) -> None:
        """Settle the tickets and tell the listeners of each revision, in order; callers wait until this is over."""
        self._stand = stand
        for done in ran:
            if not done.ticket.is_settled:  # a caller whose commit was in doubt has had an answer
                done.ticket.settle(Committed(done.value, done.revision))
        for done in ran:
            if done.journal.changes:
                self._history.append(done.revision, frozenset(done.journal.touched))


def _told(error: Exception) -> ServiceUnavailableError:
    """Return an error of its own for each caller of a group: a raised exception belongs to one thread."""
    told = ServiceUnavailableError(error.message) if isinstance(error, ServiceUnavailableError) else unavailable()
    told.__cause__ = error
    return told
