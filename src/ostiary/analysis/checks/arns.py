"""The entries of Resource and NotResource: `*`, or ARNs (policy-evaluation.md 1.9, 1.11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

from ostiary.analysis.checks.actions import RESOURCE_SERVICES
from ostiary.analysis.checks.hit import Find, Hit, has_wildcard
from ostiary.analysis.document import Document
from ostiary.catalogue import services
from ostiary.engine import variables
from ostiary.engine.checks import IAM_PATHS, NEWER_IAM_PATHS, PARTITIONS, REGIONLESS, S3_REGIONAL
from ostiary.engine.literals import is_digits

PREFIX: Final = "arn:"
FIELDS: Final = 6
REGION_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-*?")


def invalid_prefix(document: Document) -> Iterator[Hit]:
    """Neither `*` nor a text that begins with `arn:`."""
    for entry in document.resources:
        if entry.text != "*" and not entry.text.startswith(PREFIX):
            yield Hit(entry.node, entry.text)


def _arns(wrong: Callable[[list[str]], str | None]) -> Find:
    """Make a check of ARNs of *wrong*, which takes the fields that are there and returns what is wrong with them."""

    def find(document: Document) -> Iterator[Hit]:
        for entry, fields in document.arns:
            shown = wrong(fields)
            if shown is not None:
                yield Hit(entry.node, shown)

    return find


def _missing_field(fields: list[str]) -> str | None:
    complete = len(fields) == FIELDS and fields[1] and fields[2] and fields[5]
    return None if complete else ":".join(fields)


def _partition(fields: list[str]) -> str | None:
    return fields[1] if fields[1] and fields[1] not in PARTITIONS else None


def _service(fields: list[str]) -> str | None:
    return fields[2] if len(fields) > 2 and has_wildcard(fields[2]) else None


def _service_case(fields: list[str]) -> str | None:
    return fields[2] if len(fields) > 2 and fields[2] != fields[2].lower() and "${" not in fields[2] else None


def _region(fields: list[str]) -> str | None:
    if len(fields) < 4 or "${" in fields[3] or REGION_CHARACTERS.issuperset(fields[3]):
        return None
    return fields[3]


def _account(fields: list[str]) -> str | None:
    if len(fields) < 5 or fields[4] in {"", "*", "aws"} or (len(fields[4]) == 12 and is_digits(fields[4])):
        return None
    return fields[4]


def _region_not_allowed(fields: list[str]) -> str | None:
    if len(fields) < FIELDS or not fields[3] or fields[2] not in REGIONLESS:
        return None
    return None if fields[2] == "s3" and fields[5].startswith(S3_REGIONAL) else fields[2]


def _resource(fields: list[str]) -> str | None:
    if len(fields) < FIELDS or fields[2] != "iam" or fields[5] in {"", "*"}:
        return None
    return None if fields[5].startswith((*IAM_PATHS, *NEWER_IAM_PATHS)) else fields[5]


class _Kind(NamedTuple):
    """How ARNs of some type of resource look: how their resource part begins, and whether they have these fields."""

    begins: str
    has_account: bool
    has_region: bool


@cache
def _kinds(service: str) -> frozenset[_Kind]:
    """Return the kinds of ARN that a service of the catalogue has under its own name."""
    known = services.service(service)
    arns = [variables.split_fields(kind.arn, variables=True) for kind in known.resources.values()] if known else []
    own = (fields for fields in arns if len(fields) == FIELDS and fields[2] == service)
    return frozenset(_Kind(fields[5].partition("${")[0], bool(fields[4]), bool(fields[3])) for fields in own)


def _possible(fields: list[str]) -> list[_Kind]:
    """Return the kinds that an ARN with these fields can be of."""
    resource = fields[5]
    literal = resource.partition("${")[0].partition("*")[0].partition("?")[0]
    is_open = literal != resource
    kinds = _kinds(fields[2])
    return [one for one in kinds if literal.startswith(one.begins) or (is_open and one.begins.startswith(literal))]


def _by_kind(is_suspect: Callable[[list[str]], bool], is_right: Callable[[_Kind], bool]) -> Find:
    """Make a check of suspect ARNs, which are wrong when no kind that they can be of is right."""

    def find(document: Document) -> Iterator[Hit]:
        for entry, fields in document.arns:
            if len(fields) == FIELDS and is_suspect(fields) and document.facts.service(fields[2]) is not None:
                possible = _possible(fields)
                if possible and not any(map(is_right, possible)):
                    yield Hit(entry.node, fields[2])

    return find


account_not_allowed = _by_kind(lambda fields: fields[4] not in {"", "*"}, lambda kind: kind.has_account)
missing_region = _by_kind(lambda fields: not fields[3], lambda kind: not kind.has_region)


def of_another_service(document: Document) -> Iterator[Hit]:
    """An ARN that is not of the service whose resource has the policy."""
    service = RESOURCE_SERVICES.get(document.resource_type)
    for entry, fields in document.arns if service is not None else ():
        if len(fields) > 2 and fields[2] != service and not has_wildcard(fields[2]):
            yield Hit(entry.node, f"{entry.text} is not of {service}")


missing_field = _arns(_missing_field)
invalid_partition = _arns(_partition)
invalid_service = _arns(_service)
invalid_service_case = _arns(_service_case)
invalid_region = _arns(_region)
invalid_account = _arns(_account)
region_not_allowed = _arns(_region_not_allowed)
invalid_resource = _arns(_resource)
