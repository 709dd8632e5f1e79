"""Whether a statement applies: its principal, action and resource elements (policy-evaluation.md 1.6 to 1.9, and 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, IntEnum
from typing import Any

from ostiary.engine.request import Request
from ostiary.model.caller import Caller, CallerKind
from tests.reference.conditions import Side, condition_holds
from tests.reference.text import Literal, Single, Star, Tokens, glob, literals, tokens

Statement = Mapping[str, Any]  # Any: what JSON holds
WITH_PRINCIPALS = {"resource", "trust", "vpce", "rcp"}
"""The layers whose statements say whom they are about; the others hang on the caller (2)."""


class Grade(IntEnum):
    """How closely a statement names the caller (1.6)."""

    NONE = 0
    ACCOUNT = 2
    ENTITY = 3
    EXACT = 4


def listed(value: object) -> list[Any]:
    """One value and a list of one are the same; a null in a list is dropped (1.2, 2 and 10)."""
    return [item for item in value if item is not None] if isinstance(value, list) else [value]


def statement_applies(statement: Statement, request: Request, kind: str, *, variables: bool, bounded: bool) -> Grade:
    """The grade with which the statement applies to the request, or NONE (2). *bounded*: the caller has a boundary."""
    grade = principal_grade(statement, request, kind, bounded=bounded)
    applies = (
        actions_match(statement, request.action)
        and resources_match(statement, request, kind, variables=variables)
        and condition_holds(
            {name: {key: listed(values) for key, values in block.items()} for name, block in _condition(statement)},
            Side(request.context, variables),
        )
    )
    return grade if applies else Grade.NONE


def _condition(statement: Statement) -> Any:
    return statement.get("Condition", {}).items()


# --- Principal (1.6) and NotPrincipal (1.7)


def principal_grade(statement: Statement, request: Request, kind: str, *, bounded: bool) -> Grade:
    """EXACT where the policy hangs on the caller, else the best grade of the values listed (1.6)."""
    if kind not in WITH_PRINCIPALS:
        return Grade.EXACT
    if "NotPrincipal" in statement:
        if statement["Effect"] == "Allow":
            return Grade.NONE  # it may only go with Deny
        spared = is_exempt(principals(statement["NotPrincipal"]), request.caller)
        return Grade.NONE if spared and not bounded else Grade.EXACT
    if "Principal" not in statement:
        return Grade.NONE
    named = principals(statement["Principal"])
    if kind == "trust" and request.caller.kind is CallerKind.BEARER and statement["Effect"] == "Allow":
        named = [(of, value) for of, value in named if of == "Federated"]  # the calls with a token need it named (8.1)
    return max((value_grade(of, value, request, kind) for of, value in named), default=Grade.NONE)


def principals(element: object) -> list[tuple[str, str]]:
    """Every kind and value of a principal element; the bare star is `{"AWS": "*"}`, and no other text is one."""
    if not isinstance(element, Mapping):
        return [("AWS", "*")] if element == "*" else []
    return [(of, value) for of, values in element.items() for value in listed(values)]


def value_grade(of: str, value: str, request: Request, kind: str) -> Grade:
    """The grade of one value (1.6). An ARN in a trust policy stands for the unique id it was saved with (rule 4)."""
    caller, ids = request.caller, request.trust_ids if kind == "trust" else {}
    if caller.kind is CallerKind.ANONYMOUS:
        return Grade.EXACT if (of, value) == ("AWS", "*") else Grade.NONE
    if of == "Service":
        return Grade.EXACT if caller.kind is CallerKind.SERVICE and value in service_names(caller) else Grade.NONE
    if of == "Federated":
        grade = Grade.EXACT if caller.kind is CallerKind.BEARER else Grade.ENTITY  # a session's provider is not itself
        return grade if value == caller.provider else Grade.NONE
    if of == "CanonicalUser":
        return Grade.ACCOUNT if value == caller.canonical_id else Grade.NONE
    if value == "*":
        return Grade.EXACT  # ANY and EXACT come to the same
    if caller.kind in {CallerKind.SERVICE, CallerKind.BEARER}:
        return Grade.NONE
    if value in {caller.account, f"arn:aws:iam::{caller.account}:root"}:
        return Grade.ACCOUNT
    if value in ids:
        if ":assumed-role/" in value:
            return Grade.EXACT if (value, ids[value]) == (caller.arn, caller.entity_id) else Grade.NONE
        value = ids[value]
    if value == caller.arn or (caller.kind is CallerKind.USER and value == caller.entity_id):
        return Grade.EXACT
    if value in {caller.entity_arn, caller.entity_id}:
        return Grade.ENTITY if is_session(caller) else Grade.EXACT
    return Grade.NONE


def service_names(caller: Caller) -> set[str]:
    return {caller.arn, *caller.service_names}


def is_session(caller: Caller) -> bool:
    return caller.kind in {CallerKind.ROLE_SESSION, CallerKind.FEDERATED_USER}


def is_exempt(spared: Sequence[tuple[str, str]], caller: Caller) -> bool:
    """Whether NotPrincipal spares the caller: each of the principals that it is must be listed (1.7)."""
    if ("AWS", "*") in spared:
        return True
    account = {("AWS", caller.account), ("AWS", f"arn:aws:iam::{caller.account}:root")}
    own = {("AWS", caller.arn)}
    entity = {("AWS", caller.entity_arn), ("AWS", caller.entity_id)}
    needed = {
        CallerKind.USER: [entity],
        CallerKind.ROLE_SESSION: [entity, own],
        CallerKind.FEDERATED_USER: [own],
        CallerKind.ROOT: [account],
        CallerKind.SERVICE: [{("Service", name) for name in service_names(caller)}],
    }.get(caller.kind)
    return needed is not None and all(any(spelling in spared for spelling in spellings) for spellings in needed)


# --- Action and NotAction (1.8)


def actions_match(statement: Statement, action: str) -> bool:
    if "Action" in statement:
        return any(action_matches(pattern, action) for pattern in listed(statement["Action"]))
    return not any(action_matches(pattern, action) for pattern in listed(statement["NotAction"]))


def action_matches(pattern: str, action: str) -> bool:
    """`service:Name` without case; no variables (2)."""
    if pattern == "*":
        return True
    service, colon, name = pattern.lower().partition(":")
    if not colon or name == "" or any(character.isspace() for character in name):
        return False
    of_service, _, operation = action.lower().partition(":")
    return glob(_wild(service), of_service) and glob(_wild(name), operation)


def _wild(text: str) -> Tokens:
    return tokens(text, {}, wildcards=True, variables=False)


# --- Resource and NotResource (1.9)


class Match(Enum):
    """The answer of one entry; UNSURE is a guess that did not come true, and is never inverted (1.9)."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


def resources_match(statement: Statement, request: Request, kind: str, *, variables: bool) -> bool:
    """A trust policy is about its role; a resource policy that names no resource is about the one it is attached to."""
    if "Resource" in statement:
        entries = listed(statement["Resource"])
        return any(resource_matches(entry, request, kind, variables=variables) is Match.YES for entry in entries)
    if "NotResource" in statement:
        entries = listed(statement["NotResource"])
        return all(resource_matches(entry, request, kind, variables=variables) is Match.NO for entry in entries)
    return kind in {"trust", "resource"}


def resource_matches(entry: str, request: Request, kind: str, *, variables: bool) -> Match:
    """One entry against the resource of the request (2)."""
    if entry == "*":
        return Match.YES
    fields: list[str] | None = entry.split(":", 5)
    is_short = len(fields or ()) < 6
    if is_short:
        fields = completed(entry, kind)
        if fields is None:
            return Match.UNSURE
    if request.wildcard_only or request.resource == "*":
        return Match.NO  # only the entry `*` matches it
    assert fields is not None
    pattern = arn_pattern(fields, request, variables=variables)
    if glob(pattern, request.resource):
        return Match.YES
    return Match.UNSURE if is_short else Match.NO


def completed(entry: str, kind: str) -> list[str] | None:
    """The fields of an ARN that has fewer than six, filled up with stars as far as its kind of policy does that."""
    fields = entry.split(":")
    may = {
        "identity": True,
        "boundary": True,
        "session": True,
        "resource": "*" in entry,
        "vpce": "*" in entry,
        "scp": fields[-1].endswith("*"),
        "rcp": False,
    }[kind]
    return [*fields, *["*"] * (6 - len(fields))] if may else None


def arn_pattern(fields: Sequence[str], request: Request, *, variables: bool) -> Tokens:
    """Six fields as one pattern (W3 to W5, W10, W11, W13): `arn`, four without case, and the last with variables."""
    head = literals("arn") if fields[0] == "arn" else None
    last = tokens(fields[5], request.context, wildcards=True, variables=variables)
    if head is None or last is None:
        return None
    for place, field in enumerate(fields[1:5], 2):
        head += literals(":") + _middle_field(field, may_cross=place in {4, 5})
    return head + literals(":") + last


def _middle_field(field: str, *, may_cross: bool) -> list[Literal | Star | Single]:
    """No wildcard takes a colon, except a star that ends the region or the account (W4)."""
    found: list[Literal | Star | Single] = []
    for place, character in enumerate(field):
        if character == "*":
            found.append(Star(crosses=may_cross and place == len(field) - 1))
        elif character == "?":
            found.append(Single(crosses=False))
        else:
            found.append(Literal(character, folded=True))
    return found
