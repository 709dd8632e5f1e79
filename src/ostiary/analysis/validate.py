"""Say what is wrong with a policy document, and what its author may not have meant: ValidatePolicy without its wire.

It reads the document as it stands, alone: no other policy, no account, no request.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from ostiary.analysis import document as documents
from ostiary.analysis.checks.hit import Hit
from ostiary.analysis.findings import Finding, FindingType, Location
from ostiary.analysis.table import CHECKS, JSON_SYNTAX_ERROR, STANDS_FOR, Check
from ostiary.engine.kinds import PolicyKind
from ostiary.model import spans
from ostiary.model.spans import Lines

PAGE: Final = "docs/reference/findings.md"
"""The page of the documentation that has a heading for each code."""

MAX_FINDINGS: Final = 500
"""Findings of one document; whoever has as many begins with the first."""

LONGEST_SHOWN: Final = 100
"""How much of a value a message shows."""


def findings(
    document: str, policy_type: PolicyKind, *, own: bool = True, resource_type: str = ""
) -> tuple[Finding, ...]:
    """Return what there is to say about *document* as a policy of that type, by offset and then code.

    Any text may be given; nothing is raised. Of more than MAX_FINDINGS the first are returned. *own* says whether
    Ostiary's own checks are among them, *resource_type* (`AWS::S3::Bucket`) what a resource policy will be attached to.
    """
    lines = Lines(document[: spans.MAX_LENGTH])
    try:
        root = spans.read(document)
    except spans.SpanError as error:
        return (_syntax_error(error, lines),)
    kind = STANDS_FOR.get(policy_type, policy_type)
    read = documents.shape(document, root, kind, resource_type)
    found = [
        (check, hit)
        for check in CHECKS
        if not check.kinds.isdisjoint({kind, policy_type}) and (own or not check.is_own)
        for hit in islice(check.find(read), MAX_FINDINGS)
    ]
    found.sort(key=lambda one: (one[1].node.start, one[0].code))
    return tuple(_finding(check, hit, lines) for check, hit in found[:MAX_FINDINGS])


def kind_of_resource_policy(document: str) -> PolicyKind:
    """Return TRUST for a document that can only be the trust policy of a role, and RESOURCE for any other text.

    It is one when no statement names a resource and all actions are of STS; elsewhere than in a role such a policy
    would say nothing.
    """
    try:
        read = documents.shape(document, spans.read(document), PolicyKind.RESOURCE)
    except spans.SpanError:
        return PolicyKind.RESOURCE
    names_resources = any(statement.has(*documents.RESOURCE) for statement in read.statements)
    is_of_sts = bool(read.actions) and all(entry.text[:4].lower() == "sts:" for entry in read.actions)
    return PolicyKind.TRUST if is_of_sts and not names_resources else PolicyKind.RESOURCE


def _syntax_error(error: spans.SpanError, lines: Lines) -> Finding:
    place = lines.position(error.start)
    details = f"The policy is not JSON as Ostiary reads it: {error}."
    return Finding(FindingType.ERROR, JSON_SYNTAX_ERROR, details, _link(JSON_SYNTAX_ERROR), Location((), place, place))


def _finding(check: Check, hit: Hit, lines: Lines) -> Finding:
    node = hit.node
    location = Location(node.path, lines.position(node.start), lines.position(node.end))
    return Finding(check.type, check.code, check.message.format(_shown(hit.text)), _link(check.code), location)


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _link(code: str) -> str:
    return f"{PAGE}#{code.lower()}"
