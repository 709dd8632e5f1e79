"""What the work of a caller sees: a view at one revision, and the transaction that also writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as SizedCollection
from typing import Final, TypeVar

from sqlalchemy import Select

from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.nouns import AccessKeyUse, AccessUse
from ostiary.store.codec import is_storable
from ostiary.store.collections import SqlCollection
from ostiary.store.contract import Reader, Token, Transaction
from ostiary.store.journal import Journal
from ostiary.store.kinds import ROLES, USERS, Kind
from ostiary.store.line import Line
from ostiary.store.links import SqlLinks
from ostiary.store.statements import Statements

N = TypeVar("N")

PRINCIPALS: Final = (USERS, ROLES)
"""The kinds of noun whose use of services is kept."""

AT_ONCE: Final = 500
"""Ids in one statement: databases bound its parameters."""


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

    def last_uses(self, principals: Sequence[str]) -> Mapping[str, AccessUse]:
        """See `contract.Reader.last_uses`."""
        return {use.principal: use for use in self._uses(self._sql.last_uses, principals)}

    def access_uses(self, principals: Sequence[str], *, actions: bool = False) -> Sequence[AccessUse]:
        """See `contract.Reader.access_uses`."""
        statement = self._sql.access_uses if actions else self._sql.service_uses
        return self._uses(statement, principals)

    def _uses(self, statement: Select[str, str, str, int, str], principals: Sequence[str]) -> list[AccessUse]:
        if not principals:
            return []
        rows = self._line.rows(statement, {"principals": list(principals)})
        return [
            AccessUse(principal=principal, service=service, action=action, time=time, region=region)
            for principal, service, action, time, region in rows
        ]

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

    def keep_access_uses(self, uses: Sequence[AccessUse]) -> None:
        """See `contract.Store.flush_access_uses`."""
        there = self._there(sorted({use.principal for use in uses}))
        latest: dict[tuple[str, str, str], AccessUse] = {}
        for use in uses:
            for key in (
                (use.principal, use.service, use.action),
                (use.principal, use.service, ""),
                (use.principal, "", ""),
            ):
                if use.principal in there and (key not in latest or latest[key].time <= use.time):
                    latest[key] = use
        rows = [
            {"principal": principal, "service": service, "action": action, "time": use.time, "region": use.region}
            for (principal, service, action), use in latest.items()
        ]
        if rows:
            self._line.change(self._sql.add_access_use, rows)
            self.journal.unlogged = True

    def _there(self, principals: list[str]) -> set[str]:
        """Return those of *principals* that are still there."""
        kinds = [self._sql.nouns[kind.name].there for kind in PRINCIPALS]
        chunks = [principals[start : start + AT_ONCE] for start in range(0, len(principals), AT_ONCE)]
        return {id_ for chunk in chunks for there in kinds for (id_,) in self._line.rows(there, {"ids": chunk})}

    def commit_anyway(self) -> None:
        """Have the database transaction committed although nothing was written in it."""
        self.journal.unlogged = True

    def emit(self, event_id: str, body: bytes) -> None:
        """See `contract.Transaction.emit`."""
        self.journal.events.append((event_id, body))
