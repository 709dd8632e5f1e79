"""One connection, as the store uses it: statements in, rows out, the database's troubles as one error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Row, exc

from ostiary.model.errors import ServiceUnavailableError

R = TypeVar("R")

_OURS = (exc.IntegrityError, exc.DataError, exc.ProgrammingError, exc.NotSupportedError)
"""What a driver raises for a statement that is wrong; everything else is the database's trouble."""

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns the statement knows and the type checker does not."""

Parameters = Mapping[str, object] | Sequence[Mapping[str, object]]


def is_trouble(error: exc.SQLAlchemyError) -> bool:
    """Whether the database could not do its work: away, full, broken or overrun."""
    if isinstance(error, exc.DBAPIError):
        return not isinstance(error, _OURS)
    return isinstance(error, exc.TimeoutError | exc.ResourceClosedError | exc.PendingRollbackError)


@contextmanager
def trouble_is_unavailability() -> Iterator[None]:
    """Turn the database's troubles into ServiceUnavailableError; the cause stays attached for the log."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        if is_trouble(error):
            raise unavailable() from error
        raise


def unavailable() -> ServiceUnavailableError:
    """What a caller is told when the database cannot be used. The cause stays attached for the log only."""
    return ServiceUnavailableError("The database is out of reach. Nothing was changed; try again.")


class _Over:
    """Stands in for the connection of a view that is over: the connection serves somebody else by now."""

    def execute(self, statement: Executable, parameters: Parameters) -> CursorResult[*tuple[Any, ...]]:
        raise RuntimeError("this view of the store is over")


class Line:
    """A connection inside a transaction. `failed` says that the database had trouble: nothing may be committed."""

    __slots__ = ("_connection", "failed")

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | _Over = connection
        self.failed = False

    def end(self) -> None:
        """Refuse every later use."""
        self._connection = _Over()

    def close(self) -> None:
        """End, and give the connection back."""
        connection = self._connection
        self.end()
        if isinstance(connection, Connection):
            connection.close()

    def rows(self, statement: Executable, parameters: Parameters) -> Sequence[AnyRow]:
        """Return all rows of a query."""
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except exc.SQLAlchemyError as error:
            self._judge(error)
            raise

    def row(self, statement: Executable, parameters: Parameters) -> AnyRow | None:
        """Return the first row of a query, or None."""
        try:
            return self._connection.execute(statement, parameters).first()
        except exc.SQLAlchemyError as error:
            self._judge(error)
            raise

    def change(self, statement: Executable, parameters: Parameters) -> int:
        """Run a statement that changes rows; return how many it changed."""
        try:
            return self._connection.execute(statement, parameters).rowcount
        except exc.SQLAlchemyError as error:
            self._judge(error)
            raise

    def _judge(self, error: exc.SQLAlchemyError) -> None:
        if is_trouble(error):
            self.failed = True
            raise unavailable() from error


class ViewLine(Line):
    """The line of a view. Its first statement fixes what the view shows.

    A pooled connection may have died since it was last used: before anything was seen, one new connection is tried.
    """

    __slots__ = ("_connect", "_has_begun")

    def __init__(self, connect: Callable[[], Connection]) -> None:
        super().__init__(connect())
        self._connect = connect
        self._has_begun = False

    def rows(self, statement: Executable, parameters: Parameters) -> Sequence[AnyRow]:
        """See `Line.rows`."""
        return self._begun(super().rows, statement, parameters)

    def row(self, statement: Executable, parameters: Parameters) -> AnyRow | None:
        """See `Line.row`."""
        return self._begun(super().row, statement, parameters)

    def _begun(self, query: Callable[[Executable, Parameters], R], statement: Executable, parameters: Parameters) -> R:
        try:
            result = query(statement, parameters)
        except ServiceUnavailableError:
            if self._has_begun:
                raise
            self.close()
            with trouble_is_unavailability():
                self._connection, self.failed = self._connect(), False
            result = query(statement, parameters)
        self._has_begun = True
        return result
