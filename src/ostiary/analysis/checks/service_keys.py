"""Which condition keys the services and their actions know, by the catalogue (policy-evaluation.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from ostiary.analysis.checks.actions import known
from ostiary.analysis.checks.hit import Find, Hit
from ostiary.analysis.document import Block, Document, Statement
from ostiary.catalogue import services

GLOBAL: Final = "aws:"
RESOURCE_TAG: Final = "aws:resourcetag/"
TEMPLATE: Final = "aws:ResourceTag/${TagKey}"


def unsupported_key(document: Document) -> Iterator[Hit]:
    """An action beside a key of its service that it does not know: the key is absent whenever it is called."""
    for statement in document.statements:
        keys = dict.fromkeys(key for block in statement.blocks if (key := _own_key(document, block)) is not None)
        missed: dict[str, list[str]] = {}
        for entry in statement.lists["Action"] if keys else ():
            if (action := known(document, entry)) is None:
                continue
            if action.name not in missed:
                prefix = action.name.partition(":")[0] + ":"
                own = (key for key in keys if key.startswith(prefix))
                missed[action.name] = [key for key in own if not _vocabulary(action.name).has(key)]
            yield from (Hit(entry.node, f"{action.name} does not know {key}") for key in missed[action.name])


def _own_key(document: Document, block: Block) -> str | None:
    """Return the catalogue's spelling of a service's key, and of no tag: tags are spelled in too many ways there."""
    name = block.key.text
    if name[: len(GLOBAL)].lower() == GLOBAL or "/" in name:
        return None
    key = document.facts.key(name)
    return None if key is None else key.name


class _Vocabulary(NamedTuple):
    """The keys of an action, its resource types' included; `open` are the ends of those that leave a part open."""

    names: frozenset[str]
    open: tuple[tuple[str, str], ...]

    def has(self, key: str) -> bool:
        """Return whether *key*, in the catalogue's spelling, is one of them."""
        return key in self.names or any(key.startswith(before) and key.endswith(after) for before, after in self.open)


@cache
def _vocabulary(name: str) -> _Vocabulary:
    """Return the keys that the action of the catalogue called *name* knows."""
    service, action = services.service(name.partition(":")[0]), services.action(name)
    assert service is not None
    assert action is not None
    keys = set(action.condition_keys)
    for use in action.resources:
        keys.update(use.condition_keys)
        if use.name in service.resources:
            keys.update(service.resources[use.name].condition_keys)
    parts = sorted(key.partition("${")[::2] for key in keys if "${" in key)
    return _Vocabulary(frozenset(keys), tuple((before, rest.partition("}")[2]) for before, rest in parts))


# -- tags of resources ---------------------------------------------------------------------------------


@cache
def _has_resource_tags(prefix: str) -> bool:
    """Return whether an action of the service of the catalogue with that prefix knows the tags of its resource."""
    service = services.service(prefix)
    assert service is not None
    of_actions = (key for action in service.actions.values() for key in action.condition_keys)
    of_uses = (key for action in service.actions.values() for use in action.resources for key in use.condition_keys)
    of_types = (key for kind in service.resources.values() for key in kind.condition_keys)
    return any(TEMPLATE in keys for keys in (of_actions, of_uses, of_types))


def untagged_service(*, allows: bool) -> Find:
    """Make the check of statements, those that allow or the others, for tags of resources that a service has not."""

    def find(document: Document) -> Iterator[Hit]:
        for statement in document.statements:
            if statement.effect is None or statement.allows is not allows or not _asks_for_tags(statement):
                continue
            for entry in statement.lists["Action"]:
                service = document.facts.service(entry.text.partition(":")[0])
                if service is not None and not _has_resource_tags(service.prefix):
                    yield Hit(entry.node, entry.text)

    return find


def untagged_beside_not_action(*, allows: bool) -> Find:
    """Make the check of statements, those that allow or the others, that ask for tags of every service but some."""

    def find(document: Document) -> Iterator[Hit]:
        for statement in document.statements:
            is_meant = statement.effect is not None and statement.allows is allows
            if is_meant and "NotAction" in statement.members and _asks_for_tags(statement):
                yield Hit(statement.members["NotAction"].key)

    return find


def _asks_for_tags(statement: Statement) -> bool:
    return any(key.startswith(RESOURCE_TAG) for key in statement.keys)
