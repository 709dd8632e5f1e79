"""What the work of a caller sees: a view at one revision, and the transaction that also writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Collection as SizedCollection
from typing import TypeVar

from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.nouns import AccessKeyUse
from ostiary.store.codec import is_storable
from ostiary.store.collections import SqlCollection
from ostiary.store.contract import Reader, Token, Transaction
from ostiary.store.journal import Journal
from ostiary.store.kinds import Kind
from ostiary.store.line import Line
from ostiary.store.links import SqlLinks
from ostiary.store.statements import Statements

N = TypeVar("N")


class SqlAliases:
    """The accounts by their alias (`contract.Aliases`)."""

    __slots__ = ("_line", "_sql")

    def __init__(self, line: Line, statements: Statements) -> None:
        self._line = line
        self._sql = statements

    def get(self, alias: str) -> str | None:
        """See `contract.Aliases.get`."""
        if not is_storable(alias):
            return None
        row = self._line.row(self._sql.alias, {"alias": alias})
        return str(row[0]) if row else None


class SqlReader(Reader):
    """A consistent view (`contract.Reader`)."""

    __slots__ = ("_journal", "_line", "_links", "_revision", "_sql")

    def __init__(
        self, line: Line, statements: Statements, revision: int | None = None, journal: Journal | None = None
    ) -> None:
        """Without *revision* the counter row tells it, when somebody asks: most views are not asked."""
        self._line = line
        self._sql = statements
        self._revision = revision
        self._journal = journal
        self._links = SqlLinks(line, statements, journal)

    @property
    def revision(self) -> int:
        """The revision that this view shows; in a transaction the one before its own."""
        if self._revision is None:
            row = self._line.row(self._sql.counter, {})
            if row is None:
                raise ServiceUnavailableError("The database has lost its counter row.")
            self._revision = int(row[0])
        return self._revision

    @property
    def aliases(self) -> SqlAliases:
        """See `contract.Reader`."""
        return SqlAliases(self._line, self._sql)

    @property
    def links(self) -> SqlLinks:
        """See `contract.Reader`."""
        return self._links

    def key_use(self, key: str) -> AccessKeyUse | None:
        """See `contract.Reader.key_use`."""
        if not is_storable(key):
            return None
        row = self._line.row(self._sql.key_use, {"id": key})
        return AccessKeyUse(key=key, time=row[0], service=row[1], region=row[2]) if row else None

    def of(self, kind: Kind[N]) -> SqlCollection[N]:
        """See `contract.Reader.of`."""
        return SqlCollection(kind, self._line, self._sql, self._links, self._journal)


class SqlTransaction(SqlReader, Transaction):
    """A view that also writes (`contract.Transaction`). It is over when the work returns."""

    __slots__ = ("_changed", "journal")

    def __init__(
        self,
        line: Line,
        statements: Statements,
        revision: int,
        changed: Callable[[SizedCollection[Token], int], bool],
    ) -> None:
        self.journal = Journal()
        super().__init__(line, statements, revision, self.journal)
        self._changed = changed

    def changed(self, tokens: SizedCollection[Token], since: int) -> bool:
        """See `contract.Transaction.changed`."""
        return self._changed(tokens, since)

    def keep_key_uses(self, uses: Sequence[AccessKeyUse]) -> None:
        """See `contract.Store.flush_key_uses`."""
        rows = [{"key": use.key, "time": use.time, "service": use.service, "region": use.region} for use in uses]
        self._line.change(self._sql.add_key_use, rows)
        self.journal.unlogged = True

    def commit_anyway(self) -> None:
        """Have the database transaction committed although nothing was written in it."""
        self.journal.unlogged = True

    def emit(self, event_id: str, body: bytes) -> None:
        """See `contract.Transaction.emit`."""
        self.journal.events.append((event_id, body))
