"""Operators, keys and values of Condition (policy-evaluation.md 3)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ostiary.analysis.checks.hit import Find, Hit, has_wildcard
from ostiary.analysis.document import Block, Document
from ostiary.engine import literals, variables
from ostiary.engine.conditions import IF_EXISTS, NULL, Quantifier
from ostiary.model.json import Fraction
from ostiary.model.spans import Value

GLOBAL: Final = "aws"
OLD_ARN_KEY: Final = "aws:arn"
TAG_KEYS: Final = frozenset({"aws:requesttag", "aws:resourcetag", "aws:principaltag"})

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {  # the operators for a key of each type, by how they begin (3.4)
    "String": ("String", "Arn"),  # the catalogue calls many a key a string that holds ARNs
    "ARN": ("Arn", "String"),
    "Numeric": ("Numeric",),
    "Date": ("Date", "Numeric"),
    "Bool": ("Bool",),
    "IPAddress": ("IpAddress", "NotIpAddress"),
}

ORDERED: Final = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")

ALWAYS_PRESENT: Final = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:userid",
    }
)
"""Keys that a signed request has always, so that a negated operator on them says what it seems to say."""


def _is_null_if_exists(block: Block) -> bool:
    return block.operator.text.rpartition(":")[2] == NULL + IF_EXISTS


# -- operators -----------------------------------------------------------------------------------------


def _blocks(is_wrong: Callable[[Block], bool], shown: Callable[[Block], Hit]) -> Find:
    """Make a check of every key under every operator."""

    def find(document: Document) -> Iterator[Hit]:
        return (shown(block) for _, block in document.blocks if is_wrong(block))

    return find


def _at_operator(block: Block) -> Hit:
    return Hit(block.operator.node, block.operator.text)


def _at_key(block: Block) -> Hit:
    return Hit(block.key.node, block.key.text)


def _at_values(block: Block) -> Hit:
    return Hit(block.node, block.key.text)


invalid_operator = _blocks(lambda block: block.name is None and not _is_null_if_exists(block), _at_operator)
null_with_if_exists = _blocks(_is_null_if_exists, _at_operator)
null_with_qualifier = _blocks(
    lambda block: block.is_base(NULL) and block.operator.text != NULL and not _is_null_if_exists(block), _at_operator
)
multiple_boolean = _blocks(lambda block: block.is_base("Bool", NULL) and len(block.values) > 1, _at_values)
mixed_types = _blocks(lambda block: len({_json_type(entry.node.value) for entry in block.values}) > 1, _at_values)
redundant_numbers = _blocks(
    lambda block: block.name is not None and block.name.base.endswith(ORDERED) and len(block.values) > 1, _at_values
)


def _json_type(value: Value) -> type:
    return float if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else type(value)


def empty_object(document: Document) -> Iterator[Hit]:
    """A Condition, or an operator, without content."""
    for statement in document.statements:
        if "Condition" not in statement.members:
            continue
        condition = statement.members["Condition"].value
        if not isinstance(condition.value, Mapping):
            continue
        inner = [member.value for member in condition.value.values()]
        yield from (Hit(node) for node in (condition, *inner) if node.value == {})


def empty_array(quantifier: Quantifier, *, if_exists: bool = False) -> Find:
    """Make the check that no key under such an operator has an empty list of values."""

    def is_wrong(block: Block) -> bool:
        name = block.name
        if name is None or block.node.value != ():
            return False
        return name.quantifier is quantifier and (name.if_exists is if_exists or quantifier is not Quantifier.NONE)

    return _blocks(is_wrong, _at_values)


# -- keys ----------------------------------------------------------------------------------------------


def _is_formed(key: str) -> bool:
    prefix, _, name = key.partition(":")
    return bool(prefix and name) and not any(map(str.isspace, prefix))


def _lacks_tag_key(key: str) -> bool:
    return key.lower().removesuffix("/") in TAG_KEYS


invalid_key_format = _blocks(lambda block: not _is_formed(block.key.text), _at_key)
old_arn_key = _blocks(lambda block: block.key.text.lower() == OLD_ARN_KEY, _at_key)
missing_tag_key = _blocks(lambda block: _lacks_tag_key(block.key.text), _at_key)


def twin_keys(document: Document) -> Iterator[Hit]:
    """A key that its operator has already, in another case (1.2, rule 7)."""
    seen: set[tuple[int, str]] = set()
    for _, block in document.blocks:
        name = (block.operator.node.start, block.key.text.lower())
        if name in seen:
            yield _at_key(block)
        seen.add(name)


def unknown_global_key(document: Document) -> Iterator[Hit]:
    """A key with the prefix `aws` that does not exist."""
    for _, block in document.blocks:
        key = block.key.text
        is_checked = _is_formed(key) and key.lower() != OLD_ARN_KEY and not _lacks_tag_key(key)
        if is_checked and key.partition(":")[0].lower() == GLOBAL and document.facts.lacks_key(key):
            yield _at_key(block)


def unknown_service_key(document: Document) -> Iterator[Hit]:
    """A key with the prefix of a service of the catalogue that the service has not."""
    facts = document.facts
    for _, block in document.blocks:
        key = block.key.text
        prefix = key.partition(":")[0].lower()
        is_checked = _is_formed(key) and prefix != GLOBAL and facts.service(prefix) is not None
        if is_checked and facts.lacks_key(key):
            yield _at_key(block)


def missing_qualifier(document: Document) -> Iterator[Hit]:
    """A key with several values under an operator without a set operator: it never holds for two values (3.3)."""
    for _, block in document.blocks:
        if block.name is not None and block.name.quantifier is Quantifier.NONE and block.name.base != NULL:
            key = document.facts.key(block.key.text)
            if key is not None and key.multi:
                yield _at_key(block)


def for_all_values_of_one(document: Document) -> Iterator[Hit]:
    """`ForAllValues` in an Allow on a key with one value: it is true when the key is absent (3.3)."""
    for statement, block in document.blocks:
        if statement.allows and block.name is not None and block.name.quantifier is Quantifier.ALL:
            key = document.facts.key(block.key.text)
            if key is not None and not key.multi and block.key.text.lower() not in statement.required_keys:
                yield _at_key(block)


def type_mismatch(document: Document) -> Iterator[Hit]:
    """An operator of another family than the type of its key."""
    for _, block in document.blocks:
        if block.name is None or block.name.base == NULL:
            continue
        key = document.facts.key(block.key.text)
        families = None if key is None else FAMILIES.get(key.type)
        if families is not None and not block.name.base.startswith(families):
            yield Hit(block.operator.node, f"{block.operator.text} is not for {block.key.text}")


# -- values --------------------------------------------------------------------------------------------


def _values(families: tuple[str, ...], is_wrong: Callable[[str], bool]) -> Find:
    """Make a check of the values without variables under operators whose names begin so."""

    def find(document: Document) -> Iterator[Hit]:
        for _, block in document.blocks:
            if block.name is not None and block.name.base.startswith(families):
                for entry in block.values:
                    if "${" not in entry.text and is_wrong(entry.text):
                        yield Hit(entry.node, entry.text)

    return find


def _has_host_bits(text: str) -> bool:
    network, address = literals.network(text), literals.address(text.partition("/")[0])
    return network is not None and address is not None and network.leading << network.shift != address.value


not_boolean = _values(("Bool", NULL), lambda text: literals.truth(text) is None)
not_number = _values(("Numeric",), lambda text: literals.number(text) is None)
not_date = _values(("Date",), lambda text: not literals.is_savable_date(text))
impossible_date = _values(("Date",), lambda text: literals.is_savable_date(text) and literals.instant(text) is None)
not_network = _values(FAMILIES["IPAddress"], lambda text: literals.network(text) is None)
host_bits = _values(FAMILIES["IPAddress"], _has_host_bits)


def wildcard_without_like(document: Document) -> Iterator[Hit]:
    """A `*` or `?` under an operator that takes it as it stands; one inside `${…}` is meant to."""
    for _, block in document.blocks:
        if block.name is not None and block.name.base.startswith(("StringEquals", "StringNotEquals")):
            for entry in block.values:
                if has_wildcard(entry.text) and _has_plain_wildcard(entry.text):
                    yield Hit(entry.node, entry.text)


def _has_plain_wildcard(text: str) -> bool:
    return any(has_wildcard(piece) for piece, is_variable in variables.spans(text) if not is_variable)


def not_base64(document: Document) -> Iterator[Hit]:
    """A value under `BinaryEquals` that is not base64."""
    for _, block in document.blocks:
        if block.is_base("BinaryEquals"):
            yield from (Hit(entry.node, entry.text) for entry in block.values if not _is_base64(entry.text))


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def unpaired(key: str, partners: frozenset[str]) -> Find:
    """Make the check that no Allow has *key* without one of its *partners*."""

    def find(document: Document) -> Iterator[Hit]:
        for statement, block in document.blocks:
            if block.key.text.lower() == key and statement.allows and partners.isdisjoint(statement.keys):
                yield _at_key(block)

    return find


def not_named(key: str, prefix: str) -> Find:
    """Make the check that the values of *key* begin with *prefix*, wildcards and variables apart."""

    def find(document: Document) -> Iterator[Hit]:
        for _, block in document.blocks:
            if block.key.text.lower() == key and block.name is not None and block.name.base.startswith("String"):
                for entry in block.values:
                    is_open = has_wildcard(entry.text) or "${" in entry.text
                    if not is_open and not entry.text.startswith(prefix):
                        yield Hit(entry.node, entry.text)

    return find


# -- Ostiary's own -------------------------------------------------------------------------------------


def mfa_if_exists(document: Document) -> Iterator[Hit]:
    """`BoolIfExists` on the MFA key in an Allow: calls signed with a long-lived key have no such key, and pass."""
    for statement, block in document.blocks:
        is_asked = block.key.text.lower() == "aws:multifactorauthpresent"
        if is_asked and statement.allows and block.is_base("Bool") and block.name is not None and block.name.if_exists:
            yield _at_operator(block)


def negated_and_absent(document: Document) -> Iterator[Hit]:
    """A negated operator in an Allow on a key that may be absent: then it holds (3.3)."""
    for statement, block in document.blocks:
        if not statement.allows or not block.is_negated or block.name is None:
            continue
        is_any = block.name.quantifier is Quantifier.ANY  # which does not hold for an absent key
        if not is_any and block.key.text.lower() not in ALWAYS_PRESENT | statement.required_keys:
            yield _at_operator(block)
