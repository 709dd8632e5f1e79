"""An account, and what is asked in it: the nouns of the decision benchmark. Python alone is enough to read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Document = dict[str, Any]  # Any: what JSON holds

ACCOUNT: Final = "123456789012"
USER_NAME: Final = "${aws:username}"
"""The one variable that the policies use."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A user, or a session of a role (which has no `user_name`), and the names of what is attached to it."""

    arn: str
    user_name: str
    groups: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `expected` is `allow`, `explicit deny` or `implicit deny`."""

    principal: str
    action: str
    resource: str
    context: Mapping[str, str]
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Workload:
    """An account and what is asked in it."""

    name: str
    policies: Mapping[str, Document]
    groups: Mapping[str, tuple[str, ...]]
    principals: Mapping[str, Principal]
    requests: tuple[Asked, ...]

    def attached(self, name: str) -> tuple[str, ...]:
        """Return the names of the policies that a principal has, by itself and through groups."""
        principal = self.principals[name]
        return principal.policies + tuple(policy for group in principal.groups for policy in self.groups[group])


def read(path: Path) -> Workload:
    """Return the workload in a file that `files` wrote."""
    value = json.loads(path.read_text())
    return Workload(
        name=value["name"],
        policies=value["policies"],
        groups={name: tuple(policies) for name, policies in value["groups"].items()},
        principals={
            name: Principal(one["arn"], one["user_name"], tuple(one["groups"]), tuple(one["policies"]))
            for name, one in value["principals"].items()
        },
        requests=tuple(_asked(value["requests"])),
    )


def _asked(rows: Sequence[Mapping[str, Any]]) -> Iterator[Asked]:
    return (Asked(**row) for row in rows)
