"""Statements that reach `iam:PassRole` or `iam:CreateServiceLinkedRole` on roles that nobody named.

Who may hand any role to any service has the rights of every role. Six forms of a statement do that; each has its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.analysis.checks.hit import Find, Hit
from ostiary.analysis.document import Document, Entry, Statement

FORMS: Final[Mapping[tuple[str, str], str]] = {
    ("name", "star"): "STAR_IN_RESOURCE",
    ("star", "star"): "STAR_IN_ACTION_AND_RESOURCE",
    ("not", "star"): "STAR_IN_RESOURCE_AND_NOT_ACTION",
    ("name", "not"): "NOT_RESOURCE",
    ("star", "not"): "STAR_IN_ACTION_AND_NOT_RESOURCE",
    ("not", "not"): "NOT_ACTION_AND_NOT_RESOURCE",
}
"""The ending of the code by how the action is reached and how the resources are given."""


@dataclass(frozen=True, slots=True)
class Reach:
    """An action whose reach is checked. `key` is the condition that makes it safe, `open_names` the resource parts of
    ARNs that name no role in particular."""

    action: str
    key: str
    open_names: frozenset[str]


PASS_ROLE: Final = Reach("iam:passrole", "iam:passedtoservice", frozenset({"*", "role*", "role/*"}))
CREATE_LINKED: Final = Reach(
    "iam:createservicelinkedrole",
    "iam:awsservicename",
    frozenset({"*", "role*", "role/*", "role/aws-service-role/*", "role/aws-service-role/*/*"}),
)


def reaching(reach: Reach, form: str) -> Find:
    """Make the check that no Allow reaches the action in that form, which is a value of FORMS."""

    def find(document: Document) -> Iterator[Hit]:
        for statement in document.statements:
            place = statement.first_reaching(reach.action) if statement.allows else None
            if place is not None and reach.key not in statement.keys and _form(statement, reach) == form:
                yield Hit(place)

    return find


def _form(statement: Statement, reach: Reach) -> str | None:
    return FORMS.get((_action_form(statement, reach), _resource_form(statement, reach)))


def _action_form(statement: Statement, reach: Reach) -> str:
    if statement.has("NotAction"):
        return "not"
    return "name" if any(entry.text.lower() == reach.action for entry in statement.lists["Action"]) else "star"


def _resource_form(statement: Statement, reach: Reach) -> str:
    if statement.has("NotResource"):
        return "not"
    return "star" if any(_is_open(entry, reach) for entry in statement.lists["Resource"]) else "name"


def _is_open(entry: Entry, reach: Reach) -> bool:
    fields = entry.text.split(":", 5)
    return entry.text == "*" or (len(fields) == 6 and fields[2] == "iam" and fields[5] in reach.open_names)
