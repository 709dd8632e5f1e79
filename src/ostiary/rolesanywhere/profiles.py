"""Profiles: which roles workloads may ask for, what bounds their sessions, and what certificates say in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ostiary.authn import x509_attributes
from ostiary.authn.x509_attributes import ISSUER, NAMES, SUBJECT
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Write
from ostiary.engine import validate
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import MalformedPolicyDocumentError, ValidationError
from ostiary.model.nouns import WorkloadProfile
from ostiary.rolesanywhere.kept import Answer, Call, Kind, by_region, require_offered, require_room, tagged
from ostiary.store.contract import Transaction
from ostiary.sts import session_policies
from ostiary.wire import rolesanywhere_types as wire

DEFAULT_DURATION: Final = 3_600

MOST_RULES: Final = 50
"""Mapping rules of one field; a session has no more tags."""

EVERYTHING_NAMED: Final = "Name/*"

_ROLE: Final = re.compile(r"role/(?:[!-~]*/)?[\w+=,.@-]{1,64}", re.ASCII)


def _shape(call: Call, profile: WorkloadProfile) -> wire.ProfileDetail:
    shape: wire.ProfileDetail = {
        "profileId": profile.id,
        "profileArn": PROFILES.arn(call, profile),
        "name": profile.name,
        "requireInstanceProperties": profile.wants_properties,
        "enabled": profile.enabled,
        "createdBy": profile.created_by,
        "roleArns": list(profile.roles),
        "managedPolicyArns": list(profile.policy_arns),
        "createdAt": profile.created,
        "updatedAt": profile.updated,
        "durationSeconds": profile.duration,
        "acceptRoleSessionName": profile.names_sessions,
        "attributeMappings": [
            {"certificateField": field, "mappingRules": [{"specifier": one} for one in profile.mappings[field]]}
            for field in (ISSUER, NAMES, SUBJECT)
            if field in profile.mappings
        ],
    }
    if profile.policy:
        shape["sessionPolicy"] = profile.policy
    return shape


PROFILES: Final = Kind(
    word="profile",
    member="profile",
    members="profiles",
    parameter="profileId",
    title="Profile",
    of=lambda reader: reader.workload_profiles,
    show=_shape,
    page=by_region(lambda reader: reader.workload_profiles),
)


def create_profile(call: Authorized[wire.CreateProfileRequest], tx: Transaction) -> Answer:
    """Create a profile; it is disabled unless it is said otherwise.

    Raises ValidationError for roles of other accounts, for session policies that no session could have, and beyond a
    quota.
    """
    require_offered(call)
    params = call.params
    number = tx.workload_profiles.count(call.account, parent=call.region)
    require_room(number, call.quotas.workload_profiles, "profiles")
    profile = WorkloadProfile(
        account=call.account,
        id=call.mint.uuid(),
        region=call.region,
        name=params["name"],
        created=call.now,
        updated=call.now,
        created_by=call.caller.arn,
        roles=_roles(call, params["roleArns"]),
        mappings={field: tuple(rules) for field, rules in x509_attributes.DEFAULT.items()},
        enabled=params.get("enabled", False),
        policy=_policy(params.get("sessionPolicy", "")),
        policy_arns=_policy_arns(params.get("managedPolicyArns", ())),
        duration=params.get("durationSeconds", DEFAULT_DURATION),
        names_sessions=params.get("acceptRoleSessionName", False),
        wants_properties=params.get("requireInstanceProperties", False),
        tags=tagged(call, {}, params.get("tags", ())),
    )
    tx.workload_profiles.add(profile)
    return PROFILES.answer(call, profile)


def update_profile(call: Authorized[wire.UpdateProfileRequest], tx: Transaction) -> Answer:
    """Give a profile what the request names and leave the rest. Raises as `create_profile` does."""
    require_offered(call)
    params = call.params
    values: dict[str, Any] = {}  # Any: of the fields
    for parameter, field in FIELDS.items():
        if parameter in params:
            values[field] = params[parameter]  # type: ignore[literal-required]  # the table names the request's own
    if "roleArns" in params:
        values["roles"] = _roles(call, params["roleArns"])
    if "managedPolicyArns" in params:
        values["policy_arns"] = _policy_arns(params["managedPolicyArns"])
    if "sessionPolicy" in params:
        values["policy"] = _policy(params["sessionPolicy"])
    return PROFILES.changed(call, tx, **values)


FIELDS: Final[Mapping[str, str]] = {
    "name": "name",
    "durationSeconds": "duration",
    "acceptRoleSessionName": "names_sessions",
}
"""Parameters of an update that are kept as they are, by the field that keeps them."""


def delete_profile(call: Authorized[wire.ScalarProfileRequest], tx: Transaction) -> Answer:
    """Delete a profile. Sessions that began by it go on until they end."""
    profile = PROFILES.named(call, tx, call.params["profileId"])
    tx.workload_profiles.remove(profile)
    return PROFILES.answer(call, profile)


def put_attribute_mapping(call: Authorized[wire.PutAttributeMappingRequest], tx: Transaction) -> Answer:
    """Map a field of certificates by these rules from now on, in the place of those that it had.

    Raises ValidationError for a rule that would choose nothing, and for too many.
    """
    field = call.params["certificateField"]
    rules = [_specifier(field, rule["specifier"]) for rule in call.params["mappingRules"]]
    if len(rules) > MOST_RULES:
        raise ValidationError(f"A field has at most {MOST_RULES} mapping rules.")
    profile = PROFILES.named(call, tx, call.params["profileId"])
    return PROFILES.changed(call, tx, mappings={**profile.mappings, field: tuple(dict.fromkeys(rules))})


def delete_attribute_mapping(call: Authorized[wire.DeleteAttributeMappingRequest], tx: Transaction) -> Answer:
    """Map a field of certificates no longer, or not by these specifiers. Raises ValidationError for one that it does
    not have."""
    field = call.params["certificateField"]
    profile = PROFILES.named(call, tx, call.params["profileId"])
    present = profile.mappings.get(field, ())
    doomed = [_specifier(field, one) for one in call.params.get("specifiers", ())] or list(present)
    if missing := [one for one in doomed if one not in present]:
        raise ValidationError(f"{field} has no mapping rule with the specifier {missing[0]}.")
    left = tuple(one for one in present if one not in doomed)
    rest = {name: rules for name, rules in profile.mappings.items() if name != field}
    return PROFILES.changed(call, tx, mappings={**rest, field: left} if left else rest)


def _roles(call: Call, arns: Sequence[str]) -> tuple[str, ...]:
    """Return the roles without repetition. Raises ValidationError for what is no role of the account."""
    for text in arns:
        arn = Arn.parse(text)
        if (
            arn is None
            or text != iam_arn(call.partition, call.account, arn.resource)
            or not _ROLE.fullmatch(arn.resource)
        ):
            raise ValidationError(f"{text} is not a role of the account.")
    return tuple(dict.fromkeys(arns))


def _policy_arns(arns: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(arns))
    if len(found) > session_policies.MAX_ARNS:
        raise ValidationError(f"A session has at most {session_policies.MAX_ARNS} managed policies.")
    return found


def _policy(text: str) -> str:
    if len(text) > session_policies.MAX_PLAIN_TEXT:
        raise ValidationError(f"sessionPolicy has at most {session_policies.MAX_PLAIN_TEXT} characters.")
    if text:
        try:
            validate.session_policy(text)
        except MalformedPolicyDocumentError as error:
            raise ValidationError(f"sessionPolicy: {error.message}") from None
    return text


def _specifier(field: str, text: str) -> str:
    """Return *text* as it is shown again. Raises ValidationError when no attribute has that name (user guide, "Default
    mapping behavior")."""
    if field == NAMES and text in {"Name", "Name/"}:
        return EVERYTHING_NAMED
    labels = {"*", *x509_attributes.LABELS.values()}
    known = labels if field != NAMES else {"DNS", "URI", *(f"Name/{label}" for label in labels)}
    if text not in known:
        raise ValidationError(f"{field} has no specifier {text}.")
    return text


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateProfile": Write(create_profile),
    "DeleteAttributeMapping": Write(delete_attribute_mapping),
    "DeleteProfile": Write(delete_profile),
    "PutAttributeMapping": Write(put_attribute_mapping),
    "UpdateProfile": Write(update_profile),
    **PROFILES.operations("Profile"),
}
