"""Tags: which may be set, and what setting and removing them comes to.

Keys keep their case. On users and roles they are *compared* without case, so that `department=hr` takes the place of
`Department=finance`; on every other kind of resource AWS tells the two apart once both are there (IAM guide, "Tags for
IAM resources"). Within one request keys that differ only in case are refused for all kinds alike. AWS refuses them for
users and roles only; but condition keys have no case, and of two values `aws:RequestTag/team` could judge but one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypedDict

from ostiary.authz.authorized import Authorized
from ostiary.iam import pages
from ostiary.model.errors import InvalidInputError, LimitExceededError
from ostiary.model.nouns import fold
from ostiary.wire.iam_types import Tag

RESERVED_PREFIX: Final = "aws:"

IGNORING_CASE: Final[Callable[[str], str]] = fold
"""How keys compare on users and roles."""
EXACTLY: Final[Callable[[str], str]] = str
"""How keys compare on policies, instance profiles and all else."""


TOO_MANY: Final[Mapping[str, str]] = {
    # A recorded answer; no other kind was seen to be worded so.
    "OpenIDConnectProvider": "The number of tags has reached the maximum limit.",
}
"""What AWS says beyond the quota of tags, where it does not name the quota."""


class TagPage(TypedDict, total=False):
    """What every `List…Tags` operation answers."""

    Tags: list[Tag]
    IsTruncated: bool
    Marker: str


def given(call: Authorized[object], tags: Iterable[Tag], kind: str) -> Mapping[str, str]:
    """Return the tags that a create call brings for an entity of *kind* (`User`, `Role`, `Policy` …).

    Raises InvalidInputError for duplicate or reserved keys, LimitExceededError beyond the quota.
    """
    return merged(call, {}, tags, kind)


def merged(
    call: Authorized[object],
    present: Mapping[str, str],
    tags: Iterable[Tag],
    kind: str,
    compare: Callable[[str], str] = IGNORING_CASE,
) -> Mapping[str, str]:
    """Return *present* with *tags* set: a key that is there already (by *compare*) gets the new spelling and value.

    Raises InvalidInputError for duplicate or reserved keys, LimitExceededError beyond the quota of tags per entity;
    *kind* is AWS's word for the entity in the name of that quota.
    """
    new = _read(tags)
    result = {**without(present, new, compare), **new}
    if len(result) > call.quotas.tags_per_entity:
        named = f"Cannot exceed quota for TagsPer{kind}: {call.quotas.tags_per_entity}"
        raise LimitExceededError(TOO_MANY.get(kind, named))
    return result


def without(
    present: Mapping[str, str], keys: Iterable[str], compare: Callable[[str], str] = IGNORING_CASE
) -> Mapping[str, str]:
    """Return *present* without *keys*; a key that is not there is no error."""
    gone = {compare(key) for key in keys}
    return {key: value for key, value in present.items() if compare(key) not in gone}


def wire(tags: Mapping[str, str]) -> list[Tag]:
    """Return *tags* as an answer shows them, in the order of their keys."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def listed(call: Authorized[Mapping[str, object]], tags: Mapping[str, str], bearer_id: str) -> TagPage:
    """Return the page of *tags* that a `List…Tags` call asks for; *bearer_id* binds its marker to the one entity."""
    page = pages.fill_sliced(call, wire(tags), lambda tag: tag["Key"], filters=(bearer_id,))
    return {"Tags": list(page.items), **page.rest}


def _read(tags: Iterable[Tag]) -> dict[str, str]:
    pairs = [(tag["Key"], tag["Value"]) for tag in tags]
    folded = {fold(key) for key, _ in pairs}
    if len(folded) < len(pairs):
        raise InvalidInputError("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if any(key.startswith(RESERVED_PREFIX) for key in folded):
        raise InvalidInputError("aws: prefixed tag key names are not allowed for external use.")
    return dict(pairs)
