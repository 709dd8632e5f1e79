"""One connection, as the store uses it: statements in, rows out, the database's troubles as one error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Row, exc

from ostiary.model.errors import ServiceUnavailableError

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
