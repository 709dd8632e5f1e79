"""The entries of Action and NotAction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ostiary.analysis.checks.hit import Hit, has_wildcard
from ostiary.analysis.document import Document, Entry, reaches
from ostiary.catalogue import services
from ostiary.catalogue.services import Action
from ostiary.engine.fixed import TRUSTED_ACTIONS


def invalid_action(document: Document) -> Iterator[Hit]:
    """An entry that is not `*` or `prefix:Name`, or names an action that its service has not.

    Services that are not in the catalogue are nobody's business here: they may be somebody's own.
    """
    for entry in document.actions:
        prefix, colon, name = entry.text.partition(":")
        if entry.text == "*" or "${" in entry.text:
            continue
        is_formed = colon and name and ":" not in name and not any(map(str.isspace, name))
        if not is_formed or (not has_wildcard(entry.text) and _is_unknown(document, prefix, name)):
            yield Hit(entry.node, entry.text)


def _is_unknown(document: Document, prefix: str, name: str) -> bool:
    service = document.facts.service(prefix)
    return service is not None and name.lower() not in service.actions


def invalid_service(document: Document) -> Iterator[Hit]:
    """A prefix that no service can have: empty, or with other characters than letters, digits, `-` and `.`."""
    for entry in document.actions:
        prefix, colon, _ = entry.text.partition(":")
        if colon and prefix != "*" and "${" not in prefix and not _is_prefix(prefix):
            yield Hit(entry.node, prefix)


def _is_prefix(text: str) -> bool:
    return text.isascii() and text.replace("-", "a").replace(".", "a").isalnum()


SHORTEST_MISSPELT: Final = 4
"""Letters of a prefix from which on it is compared with those that exist: every shorter one is near to some."""


def misspelt_service(document: Document) -> Iterator[Hit]:
    """A prefix of no service that is one slip of the pen from that of one."""
    near: dict[str, str] = {}
    for entry in document.actions:
        prefix = entry.text.partition(":")[0].lower()
        if len(prefix) < SHORTEST_MISSPELT or not _is_prefix(prefix) or not document.facts.lacks_service(prefix):
            continue
        if prefix not in near:
            near[prefix] = next((name for name in services.services() if _is_slip(prefix, name)), "")
        if near[prefix]:
            yield Hit(entry.node, f"{entry.text!r}: is {near[prefix]} meant")


def _is_slip(one: str, other: str) -> bool:
    """Return whether one letter more, less or other makes the one text the other, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or len(other) < SHORTEST_MISSPELT:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def wildcard_service(document: Document) -> Iterator[Hit]:
    """`*:` before the colon."""
    return (Hit(entry.node, entry.text) for entry in document.actions if entry.text.startswith("*:"))


def not_assuming(document: Document) -> Iterator[Hit]:
    """An entry that is neither an action of assuming a role nor a pattern of STS that matches one (1.10)."""
    for entry in document.actions:
        is_sts = entry.text[:4].lower() == "sts:"
        if not is_sts or not any(reaches(entry.text, action) for action in TRUSTED_ACTIONS):
            yield Hit(entry.node, entry.text)


RESOURCE_SERVICES: Final[Mapping[str, str]] = {
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::S3::AccessPoint": "s3",
    "AWS::S3::Bucket": "s3",
    "AWS::S3::MultiRegionAccessPoint": "s3",
    "AWS::S3ObjectLambda::AccessPoint": "s3-object-lambda",
}
"""The service whose actions and ARNs a resource policy has, by the type of its resource."""


def of_another_service(document: Document) -> Iterator[Hit]:
    """An action that is not of the service whose resource has the policy."""
    service = RESOURCE_SERVICES.get(document.resource_type)
    for entry in document.actions if service is not None else ():
        prefix, colon, _ = entry.text.partition(":")
        if colon and not has_wildcard(prefix) and prefix.lower() != service:
            yield Hit(entry.node, f"{entry.text} is not of {service}")


def without_service(document: Document) -> Iterator[Hit]:
    """An entry that is of every service."""
    return (Hit(entry.node) for entry in document.actions if entry.text.partition(":")[0] == "*")


def without_resource(document: Document) -> Iterator[Hit]:
    """An action that has no resource types, in a statement whose resources are all ARNs: it is never reached (1.9)."""
    for statement in document.statements:
        named = statement.lists["Resource"]
        if not named or any(resource.text == "*" for resource in named):
            continue
        for entry in statement.lists["Action"]:
            action = known(document, entry)
            if action is not None and action.is_wildcard_only:
                yield Hit(entry.node, action.name)


def known(document: Document, entry: Entry) -> Action | None:
    """Return the action that *entry* names, if it is one of the catalogue's."""
    prefix, _, name = entry.text.partition(":")
    if has_wildcard(entry.text):
        return None
    service = document.facts.service(prefix)
    return None if service is None else service.actions.get(name.lower())
