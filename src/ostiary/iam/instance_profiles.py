"""Instance profiles, the role that each may hold, and their tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, protected, shapes, tags, trust
from ostiary.model.errors import (
    DeleteConflictError,
    LimitExceededError,
    NoSuchEntityError,
)
from ostiary.model.nouns import InstanceProfile
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types

KIND: Final = "InstanceProfile"
"""AWS's word for instance profiles in the names of quotas."""


def create_instance_profile(
    call: Authorized[iam_types.CreateInstanceProfileRequest], tx: Transaction
) -> iam_types.CreateInstanceProfileResponse:
    """Create an instance profile without a role; names are unique within the account, ignoring case."""
    if tx.instance_profiles.count(call.account) >= call.quotas.instance_profiles:
        raise LimitExceededError(f"Cannot exceed quota for InstanceProfilesPerAccount: {call.quotas.instance_profiles}")
    profile = InstanceProfile(
        account=call.account,
        id=call.mint.unique_id("AIPA"),
        name=call.params["InstanceProfileName"],
        path=call.params.get("Path", "/"),
        created=call.now,
        tags=tags.given(call, call.params.get("Tags", ()), KIND),
    )
    tx.instance_profiles.add(profile)  # or EntityAlreadyExistsError
    return {"InstanceProfile": _shape(call, tx, profile)}


def get_instance_profile(
    call: Authorized[iam_types.GetInstanceProfileRequest], tx: Reader
) -> iam_types.GetInstanceProfileResponse:
    """Return an instance profile with its role."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    return {"InstanceProfile": _shape(call, tx, profile)}


def list_instance_profiles(
    call: Authorized[iam_types.ListInstanceProfilesRequest], tx: Reader
) -> iam_types.ListInstanceProfilesResponse:
    """List the instance profiles under a path prefix, by name."""
    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.instance_profiles.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {"InstanceProfiles": shown(call, tx, page.items), **page.rest}


def list_instance_profiles_for_role(
    call: Authorized[iam_types.ListInstanceProfilesForRoleRequest], tx: Reader
) -> iam_types.ListInstanceProfilesForRoleResponse:
    """List the instance profiles that hold a role, by name."""
    role = find.role(tx, call.account, call.params["RoleName"])
    page = pages.fill(
        call,
        lambda after, limit: tx.instance_profiles.linked(
            call.account, Relation.PROFILE_ROLE, target=role.id, after=after, limit=limit
        ),
        key=pages.name,
        filters=(role.id,),
    )
    return {"InstanceProfiles": shown(call, tx, page.items), **page.rest}


def delete_instance_profile(
    call: Authorized[iam_types.DeleteInstanceProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete an instance profile that holds no role."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    if profile.role:
        raise DeleteConflictError("Cannot delete entity, must remove roles from instance profile first.")
    tx.instance_profiles.remove(profile)
    return {}


def shown(call: shapes.Call, tx: Reader, profiles: Iterable[InstanceProfile]) -> list[iam_types.InstanceProfile]:
    """Return *profiles* with the role that each of them holds."""
    return [_shape(call, tx, profile) for profile in profiles]


def _shape(call: shapes.Call, tx: Reader, profile: InstanceProfile) -> iam_types.InstanceProfile:
    role = tx.roles.by_id(profile.role) if profile.role else None
    shown = [] if role is None else [shapes.role(call, role, trust.shown(tx, call.partition, role))]
    return shapes.instance_profile(call, profile, shown)


# -- the role ------------------------------------------------------------------------------------------


def add_role_to_instance_profile(
    call: Authorized[iam_types.AddRoleToInstanceProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Put a role into an instance profile, which holds one at most; AWS does not raise that number."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    if profile.role:
        raise LimitExceededError("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
    tx.instance_profiles.replace(replace(profile, role=role.id))
    return {}


def remove_role_from_instance_profile(
    call: Authorized[iam_types.RemoveRoleFromInstanceProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take the role out of an instance profile."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    if profile.role != role.id:
        raise NoSuchEntityError(f"Role {role.name} in Instance Profile {profile.name} cannot be found.")
    tx.instance_profiles.replace(replace(profile, role=""))
    return {}


# -- tags ----------------------------------------------------------------------------------------------


def tag_instance_profile(
    call: Authorized[iam_types.TagInstanceProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set tags of an instance profile."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    merged = tags.merged(call, profile.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.instance_profiles.replace(replace(profile, tags=merged))
    return {}


def untag_instance_profile(
    call: Authorized[iam_types.UntagInstanceProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Remove tags from an instance profile."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    remaining = tags.without(profile.tags, call.params["TagKeys"], tags.EXACTLY)
    tx.instance_profiles.replace(replace(profile, tags=remaining))
    return {}


def list_instance_profile_tags(call: Authorized[iam_types.ListInstanceProfileTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of an instance profile, by key."""
    profile = find.instance_profile(tx, call.account, call.params["InstanceProfileName"])
    return tags.listed(call, profile.tags, profile.id)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateInstanceProfile": Write(create_instance_profile),
    "GetInstanceProfile": Read(get_instance_profile),
    "ListInstanceProfiles": Read(list_instance_profiles),
    "ListInstanceProfilesForRole": Read(list_instance_profiles_for_role),
    "DeleteInstanceProfile": Write(delete_instance_profile),
    "AddRoleToInstanceProfile": Write(add_role_to_instance_profile),
    "RemoveRoleFromInstanceProfile": Write(remove_role_from_instance_profile),
    "TagInstanceProfile": Write(tag_instance_profile),
    "UntagInstanceProfile": Write(untag_instance_profile),
    "ListInstanceProfileTags": Read(list_instance_profile_tags),
}
