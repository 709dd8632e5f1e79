"""Session tags: which ones a new role session carries, and which of them it hands on (policy-evaluation.md 8.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ostiary.model.caller import Session
from ostiary.model.errors import InvalidParameterValueError
from ostiary.wire import sts_types

MAX_TAGS: Final = 50
"""Tags of one session, the inherited ones included (aws-facts 8)."""


@dataclass(frozen=True, slots=True)
class SessionTags:
    """The tags of a session, and the keys of those that survive role chaining. Keys keep their case."""

    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_keys: tuple[str, ...] = ()


def chained(caller: Session | None, requested: Sequence[sts_types.Tag], transitive_keys: Sequence[str]) -> SessionTags:
    """Return the tags of a session that *caller*'s session (None: long-term credentials) starts.

    Transitive tags of the caller are inherited and cannot be set again; its other tags are dropped. Keys compare
    without case. Raises InvalidParameterValueError for a key given twice or reserved, a transitive key without its
    tag, an override of an inherited tag, and more than 50 tags.
    """
    inherited = _inherited(caller)
    tags = _unique(requested)
    handed_on = {key.lower(): key for key in transitive_keys}
    folded = {key.lower() for key in tags}
    if not handed_on.keys() <= folded:
        raise InvalidParameterValueError("The specified transitive tag key must be included in the requested tags.")
    if any(key.lower() in folded for key in inherited):
        raise InvalidParameterValueError(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
            "the calling session."
        )
    if len(inherited) + len(tags) > MAX_TAGS:
        raise InvalidParameterValueError(f"A session can have at most {MAX_TAGS} tags, inherited ones included.")
    return SessionTags({**inherited, **tags}, (*inherited, *(key for key in tags if key.lower() in handed_on)))


def vouched(tags: Mapping[str, str], transitive_keys: Sequence[str]) -> SessionTags:
    """Return the tags that an identity provider gives a session, by the rules of those that a request asks for."""
    return chained(None, [{"Key": key, "Value": value} for key, value in tags.items()], transitive_keys)


def _inherited(caller: Session | None) -> dict[str, str]:
    if caller is None:
        return {}
    transitive = {key.lower() for key in caller.transitive_keys}
    return {key: value for key, value in caller.tags.items() if key.lower() in transitive}


def _unique(requested: Sequence[sts_types.Tag]) -> dict[str, str]:
    tags = {tag["Key"]: tag["Value"] for tag in requested}
    if len({tag["Key"].lower() for tag in requested}) != len(requested):
        raise InvalidParameterValueError("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if any(key.lower().startswith("aws:") for key in tags):
        raise InvalidParameterValueError("Tag keys that start with aws: are reserved.")
    return tags
