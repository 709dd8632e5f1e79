"""A decision told to a person: which layer, which statement, and what would have to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final

from ostiary.engine import fixed
from ostiary.engine.conditions import is_known
from ostiary.engine.considered import UNKNOWN_OPERATOR, Miss, Part, unmet
from ostiary.engine.document import Block, RawStatement
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.layer import Source
from ostiary.engine.policy import OLD_VERSION
from ostiary.engine.request import Request, Target
from ostiary.engine.written import written
from ostiary.evaluation.decision import Decision, Matched, Outcome
from ostiary.model.caller import Caller

if TYPE_CHECKING:  # an explanation is told here, and tells itself by this
    from ostiary.evaluation.explanation import Considered, Explanation

LAYERS: Final[Mapping[PolicyKind, str]] = {
    PolicyKind.IDENTITY: "identity-based policies",
    PolicyKind.BOUNDARY: "permissions boundary",
    PolicyKind.SESSION: "session policies",
    PolicyKind.RESOURCE: "resource-based policy",
    PolicyKind.TRUST: "role trust policy",
    PolicyKind.SCP: "service control policies",
    PolicyKind.RCP: "resource control policies",
    PolicyKind.VPCE: "VPC endpoint policy",
}

NEAREST: Final = (Part.CONDITION, Part.PRINCIPAL, Part.RESOURCE, Part.ACTION)
"""What does not fit, the nearest miss first."""

LEVELLED: Final = frozenset({PolicyKind.SCP, PolicyKind.RCP})
"""Layers that are several, one for each level of an organization."""

MISSES_SHOWN: Final = 5
ENTRIES_SHOWN: Final = 4
LONGEST_SHOWN: Final = 200
"""Characters of a value."""


class Tone(Enum):
    """What a line says of the request."""

    PLAIN = "plain"
    HEADING = "heading"
    ALLOWS = "allows"
    DENIES = "denies"
    ASIDE = "aside"


Paint = Callable[[Tone, str], str]
"""Returns a line as it is to be shown."""


def unpainted(_: Tone, line: str) -> str:
    """Return *line* as it is."""
    return line


def told(explanation: Explanation, paint: Paint = unpainted) -> str:
    """Return *explanation* in lines, each painted by *paint*.

    What a line quotes cannot end it or steer a terminal: characters that do not print are shown by their escapes.
    """
    return "\n".join(paint(tone, printable(line)) for tone, line in _lines(explanation))


def _lines(explanation: Explanation) -> Iterator[tuple[Tone, str]]:
    request, decision, considered = explanation.request, explanation.decision, explanation.considered
    yield Tone.HEADING, f"{_who(request.caller)}: {request.action} on {request.resource}"
    why = _reasons(explanation)
    yield Tone.ALLOWS if decision.outcome is Outcome.ALLOWED else Tone.DENIES, why[0]
    yield from ((Tone.PLAIN, line) for line in why[1:])
    yield Tone.PLAIN, ""
    yield Tone.HEADING, "Considered:"
    for one in considered:
        yield _tone(one), f"  {_statement(one.statement)}: {_fate(one, request)}"
    if not considered:
        yield Tone.PLAIN, "  nothing"
    if absent := explanation.absent_keys:
        yield Tone.PLAIN, ""
        yield Tone.PLAIN, f"Keys that these policies use and the request does not have: {', '.join(absent)}"


def _reasons(explanation: Explanation) -> list[str]:
    request, decision = explanation.request, explanation.decision
    ruled = _ruled(request) if decision.outcome is Outcome.IMPLICIT_DENY else ""
    return [ruled] if ruled else [*TOLD[decision.outcome](request, decision, explanation.considered)]


def _who(caller: Caller) -> str:
    """Return the ARN that was asked about: of a role as a principal the role's, not that of a session without name."""
    return caller.entity_arn if caller.arn.endswith("/") else caller.arn


def printable(line: str) -> str:
    """Return *line* with what does not print shown by its escape: it may quote anybody and must steer no terminal."""
    if line.isprintable():
        return line
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)


def _tone(one: Considered) -> Tone:
    if one.miss is not None:
        return Tone.ASIDE
    return Tone.ALLOWS if one.statement.effect is Effect.ALLOW else Tone.DENIES


def _ruled(request: Request) -> str:
    """Return what to say when no policy could allow the request (policy-evaluation.md 7.8, 8.2)."""
    if fixed.is_beyond_credentials(request):
        return "Denied: credentials of this kind may not make this call, whatever policies say."
    if fixed.refused_by(request, Target.of(request)) is not None:
        return "Denied: nobody may do this here, whatever policies say."
    return ""


def _allowed(_request: Request, decision: Decision, _: Sequence[Considered]) -> Iterator[str]:
    yield "Allowed."
    if not decision.statements:
        yield "No policy is needed for it."
    yield from (f"  {_statement(statement)} allows it" for statement in decision.statements)


def _explicit_deny(_: Request, decision: Decision, considered: Sequence[Considered]) -> Iterator[str]:
    yield f"Denied by {_layer(decision)}."
    yield from (f"  {_statement(statement)} denies it" for statement in decision.statements)
    others = [
        one.statement
        for one in considered
        if one.miss is None and one.statement.effect is Effect.DENY and one.statement not in decision.statements
    ]
    yield from (f"  {_statement(statement)} denies it, too" for statement in others)
    yield "To change that, none of these may apply any more: no Allow anywhere outweighs a Deny."


def _implicit_deny(request: Request, decision: Decision, considered: Sequence[Considered]) -> Iterator[str]:
    if decision.layer in LEVELLED:
        yield f"Denied: {_layer(decision)} would have to allow it at every level, and at one of them nothing does."
    else:
        yield f"Denied: {_layer(decision)} would have to allow it, and nothing there does."
    misses = sorted(
        (
            (NEAREST.index(one.miss.part), one.statement, one.miss)
            for one in considered
            if one.miss is not None and one.statement.layer is decision.layer and one.statement.effect is Effect.ALLOW
        ),
        key=lambda found: found[0],
    )
    if not misses:
        yield "To change that, an Allow is needed there."
        return
    yield "To change that, one of these would have to fit, the nearest first, or another Allow be there:"
    for _, statement, miss in misses[:MISSES_SHOWN]:
        yield f"  {_statement(statement)}: {_why(statement, miss, request)}"


TOLD: Final = {
    Outcome.ALLOWED: _allowed,
    Outcome.EXPLICIT_DENY: _explicit_deny,
    Outcome.IMPLICIT_DENY: _implicit_deny,
}


def _layer(decision: Decision) -> str:
    assert decision.layer is not None  # a deny always names one
    return f"the {LAYERS[decision.layer]}"


def _statement(matched: Matched) -> str:
    sid = f" ({matched.sid})" if matched.sid else ""
    where = matched.layer.value if matched.source is None else matched.source.attached.type
    # Counted from 1, as people do; the index in data is from 0.
    return f"{where} {matched.policy}, {matched.effect.value} statement {matched.index + 1}{sid}"


def reasons(explanation: Explanation) -> str:
    """Return why it was decided so, in lines: the outcome, and what would have to change."""
    return "\n".join(printable(line) for line in _reasons(explanation))


def missed(one: Considered, request: Request) -> str:
    """Return what of the statement does not fit, or "" when it applies."""
    return "" if one.miss is None else printable(_why(one.statement, one.miss, request))


def _fate(one: Considered, request: Request) -> str:
    return "applies" if one.miss is None else f"does not apply by its {_why(one.statement, one.miss, request)}"


def _why(statement: Matched, miss: Miss, request: Request) -> str:
    """Return the part that does not fit, with what the request has there and what the statement names; of conditions
    all that do not hold."""
    source = statement.source
    raw = None if source is None else written(source)
    if source is None or raw is None:
        return str(miss)
    if miss.part is Part.CONDITION:
        return "; ".join(_condition(raw, one) for one in unmet(source.statement, request.context))
    element, entries = _element(raw, miss.part)
    fits = "is one of" if element.startswith("Not") else "is none of"
    asked = _who(request.caller) if miss.part is Part.PRINCIPAL else _asked(miss)
    return f"{element}: {asked} {fits} {_some(entries)}{_hint(source, entries)}"


def _condition(raw: RawStatement, miss: Miss) -> str:
    if miss.test == UNKNOWN_OPERATOR:
        unknown = [name for name in raw.condition if not is_known(name)]
        return f"{miss}: {_some(unknown)}"
    return f"{miss} is {_asked(miss)}, wanted {_some(_values(raw, miss.test))}"


def _hint(source: Source, entries: Sequence[str]) -> str:
    if source.attached.policy.version == OLD_VERSION and any("${" in entry for entry in entries):
        return f" (there are no variables in version {OLD_VERSION})"
    return ""


def _asked(miss: Miss) -> str:
    match miss.value:
        case None:
            return "absent"
        case str() as value:
            return _short(value) or "empty"
        case several:
            return f"[{_some(several)}]" if several else "[]"


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"


def _element(raw: RawStatement, part: Part) -> tuple[str, Sequence[str]]:
    """Return the name of the element that the statement has for *part*, and its entries."""
    positive, negative = {
        Part.ACTION: (raw.actions, raw.not_actions),
        Part.RESOURCE: (raw.resources, raw.not_resources),
        Part.PRINCIPAL: (_names(raw.principal), _names(raw.not_principal)),
    }[part]
    return (part.value, positive or ()) if negative is None else (f"Not{part.value}", negative)


def _names(principal: str | Block | None) -> Sequence[str] | None:
    if principal is None or isinstance(principal, str):
        return None if principal is None else (principal,)
    return [f"{kind} {value}" for kind, values in principal.items() for value in values]


def _values(raw: RawStatement, test: str) -> Sequence[str]:
    """Return the values of a condition, which is told by operator and key without their case."""
    return [
        value
        for operator, block in raw.condition.items()
        for key, values in block.items()
        for value in values
        if f"{operator} {key}".lower() == test.lower()
    ]


def _some(entries: Sequence[str]) -> str:
    if not entries:
        return "nobody"
    more = len(entries) - ENTRIES_SHOWN
    return ", ".join(map(_short, entries[:ENTRIES_SHOWN])) + (f" and {more} more" if more > 0 else "")
