"""Named texts to values, by the service model: one reader for each kind of shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ostiary.model.errors import ValidationError
from ostiary.wire import scalars
from ostiary.wire.constraints import Unreadable
from ostiary.wire.irregular import ALLOWED_ANYWHERE, ALLOWED_PREFIX, UNKNOWN_PARAMETER
from ostiary.wire.services import ListOf, MapOf, Shape, Structure

MAX_DEPTH: Final = 32
"""Parts of a name between dots; the deepest of the models has nine."""

_INDEX: Final = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(slots=True)
class _Branch:
    """The texts whose names begin alike. Reading takes them out: what is left, no member explains."""

    text: str | None = None
    branches: dict[str, _Branch] = field(default_factory=dict)

    def take(self) -> str | None:
        text, self.text = self.text, None
        return text

    def numbered(self) -> list[_Branch]:
        """Return the branches under 1, 2, 3 …, in order of number. Gaps close; a huge number costs nothing."""
        found = [(int(name), branch) for name, branch in self.branches.items() if _INDEX.fullmatch(name)]
        return [branch for _, branch in sorted(found, key=lambda pair: pair[0])]

    def left(self, *parts: str) -> Iterator[str]:
        """Yield the names of the texts that are still here."""
        if self.text is not None:
            yield ".".join(parts)
        for name, branch in self.branches.items():
            yield from branch.left(*parts, name)


def read(shape: Structure | None, values: Mapping[str, str]) -> dict[str, Any]:  # Any: values of every kind of shape
    """Return the value of *shape* that the texts spell; Unreadable stands where one spells nothing.

    Raises ValidationError for a text that no member explains.
    """
    root = _grow(values)
    value = {} if shape is None else _structure(shape, root)
    if (unknown := next(root.left(), None)) is not None:
        raise ValidationError(UNKNOWN_PARAMETER.format(name=unknown[:256]))
    return value


def _grow(values: Mapping[str, str]) -> _Branch:
    root = _Branch()
    for name, text in values.items():
        if name in ALLOWED_ANYWHERE or name[: len(ALLOWED_PREFIX)].lower() == ALLOWED_PREFIX:
            continue
        branch = root
        for part in name.split(".", MAX_DEPTH):
            if (inner := branch.branches.get(part)) is None:
                inner = branch.branches[part] = _Branch()
            branch = inner
        branch.text = text
    return root


def _read(shape: Shape, branch: _Branch) -> Any:  # Any: as above
    match shape:
        case Structure():
            return _structure(shape, branch)
        case ListOf():
            return _list(shape, branch)
        case MapOf():
            return _map(shape, branch)
        case _:
            text = branch.take()
            return None if text is None else scalars.read(shape, text)


def _structure(shape: Structure, branch: _Branch) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member in shape.members:
        inner = branch.branches.get(member.wire_name)
        if inner is not None and (value := _read(member.shape, inner)) is not None:
            found[member.name] = value
    return found


def _list(shape: ListOf, branch: _Branch) -> list[Any] | None:
    if branch.text == "" and not branch.branches:
        branch.take()
        return []  # botocore writes an empty list as `X=`
    items = branch if shape.flattened else branch.branches.get(shape.item_name)
    if items is None:
        return None
    values = (_read(shape.item, item) for item in items.numbered())
    return [value for value in values if value is not None]


def _map(shape: MapOf, branch: _Branch) -> dict[str, Any] | Unreadable | None:
    entries = branch if shape.flattened else branch.branches.get("entry")
    if entries is None:
        return None
    found: dict[str, Any] = {}
    for entry in entries.numbered():
        key, value = entry.branches.get(shape.key_name), entry.branches.get(shape.value_name)
        name = None if key is None else key.take()
        item = None if value is None else _read(shape.value, value)
        if name is None or name in found:
            return Unreadable("", "Map keys must be present and unique")
        found[name] = item
    return found
