"""Every statement that the store runs, written once for both databases (storage.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Integer,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ostiary.store import schema
from ostiary.store.kinds import ACCOUNTS, KINDS

_INSERTS: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""The dialects' own inserts: the portable one has no ON CONFLICT, which both databases spell alike."""

_LIMIT = bindparam("limit", type_=Integer)


@dataclass(frozen=True, slots=True)
class NounStatements:
    """What one kind of noun needs. Pages ask for `:prefix` of `:length` characters at the start of the path."""

    get: Select[str]
    by_id: Select[str]
    standing: Select[str]
    there: Select[str]
    keys: Select[str]
    page: Select[str]
    linked_from: Select[str]
    linked_to: Select[str]
    linked_keys: Select[str, str, str]
    number: Select[int]
    add: Insert
    replace: Update
    remove: Delete


def _of_nouns(table: Table, dialect: str) -> NounStatements:
    c, links = table.c, schema.links.c
    place = and_(c.account == bindparam("account"), c.parent == bindparam("parent"))
    here = and_(c.id == bindparam("id"), c.account == bindparam("account"), c.parent == bindparam("parent"))
    after = and_(c.key > bindparam("after"), _begins(c.path))
    related = and_(links.account == bindparam("account"), links.relation == bindparam("relation"))
    mine = c.account == bindparam("account")
    return NounStatements(
        get=select(c.value).where(place, c.key == bindparam("key")),
        by_id=select(c.value).where(c.id == bindparam("id")),
        standing=select(c.value).where(here),
        there=select(c.id).where(c.id.in_(bindparam("ids", expanding=True))),
        keys=select(c.id).where(place, c.key == bindparam("key")),
        page=select(c.value).where(place, after).order_by(c.key).limit(_LIMIT),
        linked_from=select(c.value)
        .join(schema.links, links.target == c.id)
        .where(related, links.source == bindparam("source"), mine, after)
        .order_by(c.key)
        .limit(_LIMIT),
        linked_to=select(c.value)
        .join(schema.links, links.source == c.id)
        .where(related, links.target == bindparam("target"), mine, after)
        .order_by(c.key)
        .limit(_LIMIT),
        linked_keys=select(c.key, c.path, c.value)
        .where(place, c.key.in_(bindparam("keys", expanding=True)), after)
        .order_by(c.key),
        number=select(func.count()).select_from(table).where(place),
        add=_INSERTS[dialect](table).on_conflict_do_nothing(),
        replace=update(table)
        .where(c.id == bindparam("old"))
        .values(key=bindparam("key"), path=bindparam("path"), value=bindparam("value")),
        remove=delete(table).where(c.id == bindparam("id")),
    )


@dataclass(frozen=True, slots=True)
class LinkStatements:
    """What links need. `ends` finds every link that names an id, whatever the relation."""

    add: Insert
    remove: Delete
    has: Select[str]
    targets: Select[str]
    count_sources: Select[int]
    counts: Select[str, int]
    count: Select[int]
    all_targets: Select[str]
    ends: Select[str, str, str]


def _of_links(dialect: str) -> LinkStatements:
    c = schema.links.c
    related = and_(c.account == bindparam("account"), c.relation == bindparam("relation"))
    one = and_(related, c.source == bindparam("source"), c.target == bindparam("target"))
    every = and_(c.account == bindparam("account"), c.relation.in_(bindparam("relations", expanding=True)))
    return LinkStatements(
        add=_INSERTS[dialect](schema.links).on_conflict_do_nothing(),
        remove=delete(schema.links).where(one),
        has=select(c.source).where(one),
        targets=select(c.target).where(related, c.source == bindparam("source")).order_by(c.target),
        count_sources=select(func.count()).select_from(schema.links).where(related, c.target == bindparam("target")),
        counts=select(c.target, func.count())
        .where(related, c.target.in_(bindparam("targets", expanding=True)))
        .group_by(c.target),
        count=select(func.count()).select_from(schema.links).where(related),
        all_targets=_all_targets(related),
        ends=select(c.relation, c.source, c.target)
        .where(every, or_(c.source == bindparam("end"), c.target == bindparam("end")))
        .order_by(c.relation, c.source, c.target),
    )


def _all_targets(related: ColumnElement[bool]) -> Select[str]:
    """Return the targets under `:prefix` of `:length` characters, each once.

    One target leads to the next by the index (a loose index scan). DISTINCT would go over every link: neither database
    skips the sources of a target by itself.
    """
    target = schema.links.c.target
    first = select(func.min(target).label("target")).where(related, target >= bindparam("prefix"))
    found = first.cte("found", recursive=True)
    following = select(func.min(target)).where(related, target > found.c.target).scalar_subquery()
    found = found.union_all(select(following).where(_begins(found.c.target)))
    return select(found.c.target).where(_begins(found.c.target)).order_by(found.c.target)


def _begins(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether a text begins with `:prefix`, which is of `:length` characters."""
    return func.substr(column, 1, bindparam("length", type_=Integer)) == bindparam("prefix")


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything for one dialect."""

    nouns: Mapping[str, NounStatements]
    links: LinkStatements
    account_numbers: Select[str]
    alias: Select[str]
    add_alias: Insert
    remove_alias: Delete
    total: Select[int]
    add_total: Insert
    counter: Select[int, int, bytes]
    lock_counter: Update
    move_counter: Update
    add_log: Insert
    log: Select[int, int, int, int, str, str, str, str, str | None, int, int, str, bytes]
    last_position: Select[int | None]
    add_event: Insert
    remove_events: Delete
    events: Select[str, bytes]
    key_use: Select[int, str, str]
    add_key_use: Insert
    remove_key_use: Delete
    access_uses: Select[str, str, str, int, str]
    service_uses: Select[str, str, str, int, str]
    last_uses: Select[str, str, str, int, str]
    add_access_use: Insert
    remove_access_uses: Delete


@lru_cache
def statements(dialect: str) -> Statements:
    """Return the statements for `sqlite` or `postgresql`."""
    counter, log, outbox, uses, counts = schema.counter, schema.log, schema.outbox, schema.key_uses, schema.counts
    more = _INSERTS[dialect](counts)
    use = _INSERTS[dialect](uses)
    access = schema.access_uses.c
    accessed = _INSERTS[dialect](schema.access_uses)
    by_them = access.principal.in_(bindparam("principals", expanding=True))
    aliases, accounts = schema.aliases.c, schema.nouns[ACCOUNTS.name].c
    return Statements(
        nouns={kind.name: _of_nouns(schema.nouns[kind.name], dialect) for kind in KINDS},
        links=_of_links(dialect),
        account_numbers=select(accounts.id).order_by(accounts.id),
        alias=select(aliases.account).where(aliases.alias == bindparam("alias")),
        add_alias=_INSERTS[dialect](schema.aliases).on_conflict_do_nothing(),
        remove_alias=delete(schema.aliases).where(aliases.alias == bindparam("old")),
        total=select(counts.c.total).where(
            counts.c.account == bindparam("account"), counts.c.kind == bindparam("kind")
        ),
        add_total=more.on_conflict_do_update(
            index_elements=["account", "kind"], set_={"total": counts.c.total + more.excluded.total}
        ),
        counter=select(counter.c.revision, counter.c.epoch, counter.c.head),
        # Nothing is changed by this: it takes the row's lock before anything else of the transaction happens.
        lock_counter=update(counter)
        .values(revision=counter.c.revision)
        .returning(counter.c.revision, counter.c.epoch, counter.c.head),
        move_counter=update(counter)
        .where(counter.c.revision == bindparam("seen"))
        .values(revision=bindparam("to"), head=bindparam("hash")),
        add_log=insert(log),
        log=select(*log.c).order_by(log.c.revision, log.c.number),
        last_position=select(func.max(outbox.c.position)),
        add_event=insert(outbox),
        remove_events=delete(outbox).where(outbox.c.event.in_(bindparam("events", expanding=True))),
        events=select(outbox.c.event, outbox.c.body).order_by(outbox.c.position).limit(_LIMIT),
        key_use=select(uses.c.time, uses.c.service, uses.c.region).where(uses.c.key == bindparam("id")),
        add_key_use=use.on_conflict_do_update(
            index_elements=["key"],
            set_={name: use.excluded[name] for name in ("time", "service", "region")},
            where=uses.c.time < use.excluded.time,
        ),
        remove_key_use=delete(uses).where(uses.c.key == bindparam("id")),
        access_uses=select(*access).where(by_them, access.action != ""),
        service_uses=select(*access).where(by_them, access.service != "", access.action == ""),
        last_uses=select(*access).where(by_them, access.service == ""),
        add_access_use=accessed.on_conflict_do_update(
            index_elements=["principal", "service", "action"],
            set_={name: accessed.excluded[name] for name in ("time", "region")},
            where=access.time < accessed.excluded.time,
        ),
        remove_access_uses=delete(schema.access_uses).where(access.principal == bindparam("id")),
    )
