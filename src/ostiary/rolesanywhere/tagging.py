"""Tags of trust anchors, profiles and revocation lists, by their ARN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import tags
from ostiary.model.arn import Arn
from ostiary.model.errors import ResourceNotFoundError
from ostiary.rolesanywhere.crls import CRLS
from ostiary.rolesanywhere.kept import Answer, Call, Kind, tagged
from ostiary.rolesanywhere.profiles import PROFILES
from ostiary.rolesanywhere.trust_anchors import TRUST_ANCHORS
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import rolesanywhere_types as wire

KINDS: Final[Mapping[str, Kind[Any]]] = {kind.word: kind for kind in (TRUST_ANCHORS, PROFILES, CRLS)}  # Any: of each


def tag_resource(call: Authorized[wire.TagResourceRequest], tx: Transaction) -> Answer:
    """Set tags; those that are there keep theirs. Raises ResourceNotFoundError, ValidationError, TooManyTagsError."""
    kind = _kind(call)
    noun = kind.named(call, tx, call.params["resourceArn"])
    kind.of(tx).replace(replace(noun, tags=tagged(call, noun.tags, call.params["tags"])))
    return {}


def untag_resource(call: Authorized[wire.UntagResourceRequest], tx: Transaction) -> Answer:
    """Remove tags; a key that is not there is no error. Raises ResourceNotFoundError."""
    kind = _kind(call)
    noun = kind.named(call, tx, call.params["resourceArn"])
    kind.of(tx).replace(replace(noun, tags=tags.without(noun.tags, call.params["tagKeys"], tags.EXACTLY)))
    return {}


def list_tags_for_resource(call: Authorized[wire.ListTagsForResourceRequest], tx: Reader) -> Answer:
    """List the tags by key. Raises ResourceNotFoundError."""
    noun = _kind(call).named(call, tx, call.params["resourceArn"])
    return {"tags": [{"key": key, "value": noun.tags[key]} for key in sorted(noun.tags)]}


def _kind(call: Call) -> Kind[Any]:  # Any: of each
    arn = Arn.parse(call.params["resourceArn"])
    word = "" if arn is None else arn.resource.partition("/")[0]
    if word not in KINDS:
        raise ResourceNotFoundError("Resource not found.")
    return KINDS[word]


OPERATIONS: Final[Mapping[str, Handler]] = {
    "ListTagsForResource": Read(list_tags_for_resource),
    "TagResource": Write(tag_resource),
    "UntagResource": Write(untag_resource),
}
