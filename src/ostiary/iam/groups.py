"""Groups and their members."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, shapes
from ostiary.model.errors import DeleteConflictError, LimitExceededError
from ostiary.model.nouns import Group
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types


def create_group(call: Authorized[iam_types.CreateGroupRequest], tx: Transaction) -> iam_types.CreateGroupResponse:
    """Create a group; names are unique within the account, ignoring case and whatever the path."""
    if tx.groups.count(call.account) >= call.quotas.groups:
        raise LimitExceededError(f"Cannot exceed quota for GroupsPerAccount: {call.quotas.groups}")
    group = Group(
        account=call.account,
        id=call.mint.unique_id("AGPA"),
        name=call.params["GroupName"],
        path=call.params.get("Path", "/"),
        created=call.now,
    )
    tx.groups.add(group)  # or EntityAlreadyExistsError
    return {"Group": shapes.group(call, group)}


def get_group(call: Authorized[iam_types.GetGroupRequest], tx: Reader) -> iam_types.GetGroupResponse:
    """Return a group with a page of its members, by name."""
    group = find.group(tx, call.account, call.params["GroupName"])
    page = pages.fill(
        call,
        lambda after, limit: tx.users.linked(call.account, Relation.MEMBER, source=group.id, after=after, limit=limit),
        key=pages.name,
        filters=(group.id,),
    )
    return {
        "Group": shapes.group(call, group),
        "Users": [shapes.user(call, user) for user in page.items],
        **page.rest,
    }


def list_groups(call: Authorized[iam_types.ListGroupsRequest], tx: Reader) -> iam_types.ListGroupsResponse:
    """List the groups under a path prefix, by name."""
    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.groups.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {"Groups": [shapes.group(call, group) for group in page.items], **page.rest}


def update_group(call: Authorized[iam_types.UpdateGroupRequest], tx: Transaction) -> Mapping[str, object]:
    """Rename a group or move it to another path; members and policies stay."""
    group = find.group(tx, call.account, call.params["GroupName"])
    name, path = call.params.get("NewGroupName", group.name), call.params.get("NewPath", group.path)
    tx.groups.replace(replace(group, name=name, path=path))  # or EntityAlreadyExistsError
    return {}


def delete_group(call: Authorized[iam_types.DeleteGroupRequest], tx: Transaction) -> Mapping[str, object]:
    """Delete a group without members and policies."""
    group = find.group(tx, call.account, call.params["GroupName"])
    for has, remedy in CONFLICTS:
        if has(tx, group):
            raise DeleteConflictError(f"Cannot delete entity, must {remedy} first.")
    tx.groups.remove(group)
    return {}


CONFLICTS: Final[Sequence[tuple[Callable[[Reader, Group], object], str]]] = (
    # API reference of DeleteGroup: "must not contain any users or have any attached policies".
    (
        lambda tx, group: tx.users.linked(group.account, Relation.MEMBER, source=group.id, limit=1).items,
        "remove users from group",
    ),
    (lambda tx, group: tx.links.targets(group.account, Relation.ATTACHMENT, group.id), "detach all policies"),
    (lambda tx, group: tx.inline_policies.count(group.account, parent=group.id), "delete policies"),
)
"""What a group may still have, and what AWS tells the caller to do about it."""


# -- members -------------------------------------------------------------------------------------------


def add_user_to_group(call: Authorized[iam_types.AddUserToGroupRequest], tx: Transaction) -> Mapping[str, object]:
    """Make a user a member of a group; to do it twice is no error."""
    user = find.user(tx, call.account, call.params["UserName"])
    group = find.group(tx, call.account, call.params["GroupName"])
    if not tx.links.add(call.account, Relation.MEMBER, group.id, user.id):
        return {}
    if tx.links.count_sources(call.account, Relation.MEMBER, user.id) > call.quotas.groups_per_user:
        raise LimitExceededError(f"Cannot exceed quota for GroupsPerUser: {call.quotas.groups_per_user}")
    return {}


def remove_user_from_group(
    call: Authorized[iam_types.RemoveUserFromGroupRequest], tx: Transaction
) -> Mapping[str, object]:
    """End a membership. A user who is no member stays one who is none: AWS answers success."""
    user = find.user(tx, call.account, call.params["UserName"])
    group = find.group(tx, call.account, call.params["GroupName"])
    tx.links.remove(call.account, Relation.MEMBER, group.id, user.id)
    return {}


def list_groups_for_user(
    call: Authorized[iam_types.ListGroupsForUserRequest], tx: Reader
) -> iam_types.ListGroupsForUserResponse:
    """List the groups that a user is a member of, by name."""
    user = find.user(tx, call.account, call.params["UserName"])
    page = pages.fill(
        call,
        lambda after, limit: tx.groups.linked(call.account, Relation.MEMBER, target=user.id, after=after, limit=limit),
        key=pages.name,
        filters=(user.id,),
    )
    return {"Groups": [shapes.group(call, group) for group in page.items], **page.rest}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateGroup": Write(create_group),
    "GetGroup": Read(get_group),
    "ListGroups": Read(list_groups),
    "UpdateGroup": Write(update_group),
    "DeleteGroup": Write(delete_group),
    "AddUserToGroup": Write(add_user_to_group),
    "RemoveUserFromGroup": Write(remove_user_from_group),
    "ListGroupsForUser": Read(list_groups_for_user),
}
