"""A policy document with the place of each part, for checks that go on where the engine's readers would stop.

What is not of the shape of a policy is noted and left out, so that each check sees well-shaped parts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from ostiary.catalogue import services
from ostiary.engine import glob, literals, variables
from ostiary.engine.conditions import NULL, OPERATOR_NAMES, OPERATORS, OperatorName
from ostiary.engine.document import POLICY_KEYS, PRINCIPAL_KINDS, STATEMENT_KEYS
from ostiary.engine.glob import Glob, Pieces
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.policy import VERSION
from ostiary.model.json import Fraction
from ostiary.model.spans import Member, Node

MAX_SERVICES: Final = 32
MAX_KEYS: Final = 500
"""How many services and condition keys of one document are looked up in the catalogue: reading it costs time, and a
document of the usual kind names fewer."""

ACTION: Final = ("Action", "NotAction")
RESOURCE: Final = ("Resource", "NotResource")
NOTHING: Final[Mapping[str, Member]] = {}


class Entry(NamedTuple):
    """A value as the engine reads it, as text, and where it stands."""

    text: str
    node: Node


class Who(NamedTuple):
    """One principal: `kind` is the key above it, empty for a bare string; `element` the element it stands in."""

    element: str
    kind: str
    entry: Entry


class Block(NamedTuple):
    """One key under one operator, with its values. `name` is None for an operator that does not exist."""

    operator: Entry
    name: OperatorName | None
    key: Entry
    values: tuple[Entry, ...]
    node: Node

    @property
    def is_negated(self) -> bool:
        """Whether the operator holds when no value fits."""
        return self.name is not None and self.name.base != NULL and OPERATORS[self.name.base].negated

    def is_base(self, *bases: str) -> bool:
        """Return whether the operator, without set operator and `IfExists`, is one of *bases*."""
        return self.name is not None and self.name.base in bases


@dataclass(frozen=True)  # without slots, as Document
class Statement:
    """One statement. Elements that are absent, or not of the right shape, are empty or None; `members` has all."""

    node: Node
    members: Mapping[str, Member]
    sid: Entry | None
    effect: Entry | None
    lists: Mapping[str, tuple[Entry, ...]]
    who: tuple[Who, ...]
    blocks: tuple[Block, ...]
    _reached: dict[str, Node | None] = field(default_factory=dict)

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self.effect is not None and self.effect.text == "Allow"

    def has(self, *names: str) -> bool:
        """Return whether one of these elements is there."""
        return any(name in self.members for name in names)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys, in lower case."""
        return frozenset(block.key.text.lower() for block in self.blocks)

    @cached_property
    def required_keys(self) -> frozenset[str]:
        """The condition keys, in lower case, that a `Null` operator demands."""
        return frozenset(
            block.key.text.lower()
            for block in self.blocks
            if block.is_base(NULL) and [literals.truth(entry.text) for entry in block.values] == [False]
        )

    def first_reaching(self, action: str) -> Node | None:
        """Return what lets the statement reach *action*, which is in lower case, on some resource: the entry of
        Action, or the whole NotAction. None: it does not reach it."""
        if action not in self._reached:
            self._reached[action] = self._first_reaching(action)
        return self._reached[action]

    def _first_reaching(self, action: str) -> Node | None:
        if "NotAction" in self.members:
            spared = any(reaches(entry.text, action) for entry in self.lists["NotAction"])
            return None if spared else self.members["NotAction"].key
        return next((entry.node for entry in self.lists["Action"] if reaches(entry.text, action)), None)


def reaches(pattern: str, action: str) -> bool:
    """Return whether an entry of an Action element matches *action*, which is in lower case (1.8)."""
    if len(pattern.replace("*", "")) > len(action):  # before anything is done with a pattern of any length
        return False
    pattern = pattern.lower()
    if pattern == "*":
        return True
    sides = zip(pattern.partition(":")[::2], action.partition(":")[::2], strict=True)
    return all(_matcher(wanted).matches(side) for wanted, side in sides)


def _matcher(text: str) -> Glob:
    """Return the matcher of *text*; without `?` it is literal texts between stars."""
    return glob.compile_glob(glob.tokens(text)) if "?" in text else Pieces(text.split("*"))


class Facts:
    """What the catalogue says about the services and keys of one document; None beyond the bounds above."""

    def __init__(self) -> None:
        self._services: dict[str, services.Service | None] = {}
        self._keys: dict[str, services.ConditionKey | None] = {}

    def service(self, prefix: str) -> services.Service | None:
        """Return the service with that prefix, if there is one."""
        prefix = prefix.lower()
        if prefix not in self._services and len(self._services) < MAX_SERVICES:
            self._services[prefix] = services.service(prefix)
        return self._services.get(prefix)

    def lacks_service(self, prefix: str) -> bool:
        """Return whether the service was looked up and there is none."""
        return self.service(prefix) is None and prefix.lower() in self._services

    def lacks_key(self, name: str) -> bool:
        """Return whether the key was looked up and there is none."""
        return self.key(name) is None and name.lower() in self._keys

    def key(self, name: str) -> services.ConditionKey | None:
        """Return the condition key called *name*, if there is one."""
        folded = name.lower()
        if folded not in self._keys and len(self._keys) < MAX_KEYS:
            self._keys[folded] = services.condition_key(name)
        return self._keys.get(folded)


@dataclass(frozen=True)  # without slots, so that what several checks go over is collected once
class Document:
    """A document of one kind. `mismatched` are values of a wrong type, `unknown` the keys of no element.

    `resource_type` is what it is a policy of, in CloudFormation's words (`AWS::S3::Bucket`); empty: that was not said.
    """

    kind: PolicyKind
    text: str
    root: Node
    version: Entry | None
    statements: tuple[Statement, ...]
    has_statement: bool
    mismatched: tuple[tuple[Node, str], ...]
    unknown: tuple[Node, ...]
    resource_type: str = ""
    facts: Facts = field(default_factory=Facts)

    @property
    def has_variables(self) -> bool:
        """Whether the version has policy variables."""
        return self.version is not None and self.version.text == VERSION

    @cached_property
    def actions(self) -> tuple[Entry, ...]:
        """The entries of all actions."""
        return tuple(entry for s in self.statements for name in ACTION for entry in s.lists[name])

    @cached_property
    def resources(self) -> tuple[Entry, ...]:
        """The entries of all resources."""
        return tuple(entry for s in self.statements for name in RESOURCE for entry in s.lists[name])

    @cached_property
    def arns(self) -> tuple[tuple[Entry, list[str]], ...]:
        """The resources that begin like an ARN, with the fields that they have, at most six."""
        return tuple(
            (entry, variables.split_fields(entry.text, variables=True))
            for entry in self.resources
            if entry.text.startswith("arn:")
        )

    @cached_property
    def blocks(self) -> tuple[tuple[Statement, Block], ...]:
        """The keys of all conditions."""
        return tuple((statement, block) for statement in self.statements for block in statement.blocks)

    @cached_property
    def who(self) -> tuple[tuple[Statement, Who], ...]:
        """All principals."""
        return tuple((statement, who) for statement in self.statements for who in statement.who)

    @cached_property
    def placeholders(self) -> tuple[tuple[Entry, frozenset[str]], ...]:
        """The resources and condition values in which a variable begins, with the variables that are complete."""
        values = (entry for _, block in self.blocks for entry in block.values)
        return tuple(
            (entry, frozenset(piece for piece, is_variable in variables.spans(entry.text) if is_variable))
            for entry in (*self.resources, *values)
            if "${" in entry.text
        )


def shape(text: str, root: Node, kind: PolicyKind, resource_type: str = "") -> Document:
    """Return the document that *root*, read from *text*, is as a policy of that kind, of that type of resource."""
    return _Shaper().document(text, root, kind, resource_type)


class _Shaper:
    """One walk over one document, which notes what is out of shape."""

    def __init__(self) -> None:
        self.mismatched: list[tuple[Node, str]] = []
        self.unknown: list[Node] = []

    def document(self, text: str, root: Node, kind: PolicyKind, resource_type: str) -> Document:
        members = self._members(root, POLICY_KEYS)
        version = self._text(members, "Version")
        self._text(members, "Id")
        listed = self._listed(members["Statement"].value) if "Statement" in members else ()
        statements = tuple(self._statement(node) for node in listed if self._is_object(node))
        has_statement = bool(listed) or not isinstance(root.value, Mapping)
        return Document(
            kind,
            text,
            root,
            version,
            statements,
            has_statement,
            tuple(self.mismatched),
            tuple(self.unknown),
            resource_type,
        )

    def _statement(self, node: Node) -> Statement:
        members = self._members(node, STATEMENT_KEYS)
        lists = {name: self._texts(members, name) for name in (*ACTION, *RESOURCE)}
        who = [*self._who(members, "Principal"), *self._who(members, "NotPrincipal")]
        blocks = tuple(self._blocks(members["Condition"].value)) if "Condition" in members else ()
        return Statement(
            node, members, self._text(members, "Sid"), self._text(members, "Effect"), lists, tuple(who), blocks
        )

    def _mismatch(self, node: Node, wanted: str) -> None:
        self.mismatched.append((node, wanted))

    def _is_object(self, node: Node) -> bool:
        if isinstance(node.value, Mapping):
            return True
        self._mismatch(node, "an object")
        return False

    def _members(self, node: Node, keys: frozenset[str] | None = None) -> Mapping[str, Member]:
        if not isinstance(node.value, Mapping):
            self._mismatch(node, "an object")
            return NOTHING
        if keys is not None:
            self.unknown.extend(member.key for name, member in node.value.items() if name not in keys)
        return node.value

    def _text(self, members: Mapping[str, Member], name: str) -> Entry | None:
        if name not in members:
            return None
        return next(iter(self._strings([members[name].value])), None)

    def _texts(self, members: Mapping[str, Member], name: str) -> tuple[Entry, ...]:
        if name not in members:
            return ()
        value = members[name].value
        listed: Iterable[Node] = self._listed(value)
        if name.endswith("Resource") and isinstance(value.value, tuple):  # 1.2, rule 10
            listed = (node for node in listed if node.value is not None)
        return tuple(self._strings(listed))

    @staticmethod
    def _listed(node: Node) -> tuple[Node, ...]:
        return node.value if isinstance(node.value, tuple) else (node,)

    def _strings(self, nodes: Iterable[Node]) -> Iterator[Entry]:
        for node in nodes:
            if isinstance(node.value, str):
                yield Entry(node.value, node)
            else:
                self._mismatch(node, "a string")

    def _who(self, members: Mapping[str, Member], element: str) -> Iterator[Who]:
        if element not in members:
            return
        value = members[element].value
        if isinstance(value.value, str):
            yield Who(element, "", Entry(value.value, value))
            return
        for kind, member in self._members(value).items():
            if kind in PRINCIPAL_KINDS:  # for others there is a check of its own
                for entry in self._strings(self._listed(member.value)):
                    yield Who(element, kind, entry)

    def _blocks(self, node: Node) -> Iterator[Block]:
        for spelled, member in self._members(node).items():
            operator = Entry(spelled, member.key)
            for key, values in self._members(member.value).items():
                entries = tuple(self._scalars(self._listed(values.value)))
                yield Block(operator, OPERATOR_NAMES.get(spelled), Entry(key, values.key), entries, values.value)

    def _scalars(self, nodes: Iterable[Node]) -> Iterator[Entry]:
        for node in nodes:
            text = _scalar_text(node)
            if text is None:
                self._mismatch(node, "a string, a number or a truth value")
            else:
                yield Entry(text, node)


def _scalar_text(node: Node) -> str | None:
    """Return the JSON text of a string, number or truth value, which is its value in a condition (1.2, rule 3)."""
    match node.value:
        case str() as text:
            return text
        case bool() as truth:
            return "true" if truth else "false"
        case Fraction() as fraction:
            return fraction.text
        case int() as number:
            return str(number)
        case _:
            return None
