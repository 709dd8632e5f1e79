"""What AWS's services can be asked for, as JSON files: what the console makes summaries and forms of policies of.

Public facts that come with the package, the same for everybody: no call of an account tells more or less of them. Each
file is made when it is first asked for, which reads the package's data.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

import msgspec

from ostiary.catalogue import services
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import files

FOLDER: Final = b"/console/catalogue/"

_KIND: Final = b"application/json"


def answer(http: HttpRequest) -> HttpResponse:
    """Return the file that *http* names: the list of services, the global condition keys, or one service."""
    name, is_json, rest = http.path.removeprefix(FOLDER).decode("ascii").partition(".json")
    file = _file(name) if is_json and not rest and _is_there(name) else None
    return files.NO_SUCH_FILE if file is None else files.give(http, file, files.ASK_AGAIN)


def _is_there(name: str) -> bool:
    return name in _LISTS or name in services.services()


@cache
def _file(name: str) -> files.File | None:
    content = _LISTS[name]() if name in _LISTS else _service(name)
    if content is None:
        return None
    plain = msgspec.json.encode(content)
    # Without the time, the same data are the same bytes.
    return files.File(_KIND, plain, gzip.compress(plain, mtime=0))


class _Listed(msgspec.Struct, frozen=True):
    prefix: str
    name: str
    actions: int


class _Key(msgspec.Struct, frozen=True):
    type: str
    multi: bool


class _Use(msgspec.Struct, frozen=True):
    """A resource type of an action; `dependents` are actions that are needed besides for resources of this type."""

    name: str
    required: bool
    keys: tuple[str, ...]
    dependents: tuple[str, ...]


class _Action(msgspec.Struct, frozen=True):
    name: str
    level: str
    resources: tuple[_Use, ...]
    keys: tuple[str, ...]
    dependents: tuple[str, ...]


class _ResourceType(msgspec.Struct, frozen=True):
    name: str
    arn: str
    keys: tuple[str, ...]


class _Service(msgspec.Struct, frozen=True):
    """A service; `keys` has the type of every condition key that is named anywhere in it."""

    prefix: str
    name: str
    actions: tuple[_Action, ...]
    resources: tuple[_ResourceType, ...]
    keys: dict[str, _Key]


def _listed() -> tuple[_Listed, ...]:
    return tuple(
        _Listed(prefix, name, len(service.actions))
        for prefix, name in services.services().items()
        if (service := services.service(prefix)) is not None
    )


def _global() -> dict[str, _Key]:
    return _keys(services.GLOBAL_KEYS)


def _service(prefix: str) -> _Service | None:
    if (service := services.service(prefix)) is None:
        return None
    actions = tuple(_action(action) for action in service.actions.values())
    types = tuple(_ResourceType(each.name, each.arn, each.condition_keys) for each in service.resources.values())
    named = {
        key for action in actions for key in (*action.keys, *(key for use in action.resources for key in use.keys))
    }
    named.update(key for each in types for key in each.keys)
    return _Service(service.prefix, services.services()[prefix], actions, types, _keys(sorted(named)))


def _action(action: services.Action) -> _Action:
    uses = tuple(_Use(use.name, use.required, use.condition_keys, use.dependent_actions) for use in action.resources)
    bare = action.name.partition(":")[2]
    return _Action(bare, action.access_level, uses, action.condition_keys, action.dependent_actions)


def _keys(names: Iterable[str]) -> dict[str, _Key]:
    found = ((name, services.condition_key(name)) for name in names)
    return {name: _Key(key.type, key.multi) for name, key in found if key is not None}


_LISTS: Final[Mapping[str, Callable[[], object]]] = {"services": _listed, "global": _global}
