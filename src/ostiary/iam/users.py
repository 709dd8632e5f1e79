"""Users and their tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ostiary.authn import guesses
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import boundaries, find, pages, shapes, tags
from ostiary.model.errors import DeleteConflictError, LimitExceededError
from ostiary.model.nouns import User
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types

KIND: Final = "User"
"""AWS's word for users in the names of quotas."""

SESSIONS_AT_ONCE: Final = 100


def create_user(call: Authorized[iam_types.CreateUserRequest], tx: Transaction) -> iam_types.CreateUserResponse:
    """Create a user; names are unique within the account, ignoring case and whatever the path.

    The user has a new unique id: nothing that was granted to an earlier user of that name is granted to this one.
    """
    params = call.params
    if tx.users.count(call.account) >= call.quotas.users:
        raise LimitExceededError(f"Cannot exceed quota for UsersPerAccount: {call.quotas.users}")
    boundary = params.get("PermissionsBoundary", "")
    user = User(
        account=call.account,
        id=call.mint.unique_id("AIDA"),
        name=params["UserName"],
        path=params.get("Path", "/"),
        created=call.now,
        boundary=boundaries.checked(call, tx, boundary) if boundary else "",
        tags=tags.given(call, params.get("Tags", ()), KIND),
    )
    tx.users.add(user)  # or EntityAlreadyExistsError
    return {"User": shapes.user(call, user)}


def get_user(call: Authorized[iam_types.GetUserRequest], tx: Reader) -> iam_types.GetUserResponse:
    """Return a user; without a name the caller's own, or the root user.

    It is shown as it was decided on, so that a warm call reads no store; who is not there was decided on by name alone.
    """
    decided = call.resource
    user = decided if isinstance(decided, User) else find.named_or_own_user(call, tx, call.params.get("UserName"))
    return {"User": shapes.user(call, user) if isinstance(user, User) else shapes.root_user(call, user)}


def list_users(call: Authorized[iam_types.ListUsersRequest], tx: Reader) -> iam_types.ListUsersResponse:
    """List the users under a path prefix, by name."""
    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.users.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {"Users": [shapes.user(call, user) for user in page.items], **page.rest}


def update_user(call: Authorized[iam_types.UpdateUserRequest], tx: Transaction) -> Mapping[str, object]:
    """Rename a user or move it to another path; it stays the same user, with the same unique id."""
    user = find.user(tx, call.account, call.params["UserName"])
    name, path = call.params.get("NewUserName", user.name), call.params.get("NewPath", user.path)
    tx.users.replace(replace(user, name=name, path=path))  # or EntityAlreadyExistsError
    return {}


def delete_user(call: Authorized[iam_types.DeleteUserRequest], tx: Transaction) -> Mapping[str, object]:
    """Delete a user that nothing hangs on any more; tags and boundary go with it."""
    user = find.user(tx, call.account, call.params["UserName"])
    for has, remedy in CONFLICTS:
        if has(tx, user):
            raise DeleteConflictError(f"Cannot delete entity, must {remedy} first.")
    _forget_sign_ins(tx, user)
    tx.users.remove(user)
    return {}


def _forget_sign_ins(tx: Transaction, user: User) -> None:
    """Drop what is left of the user's having signed in: nobody else would ever look for it."""
    for factor in guesses.FACTORS:
        guesses.forget(tx, user.id, factor)
    while rows := tx.console_sessions.page(user.account, parent=user.id, limit=SESSIONS_AT_ONCE).items:
        for row in rows:
            tx.console_sessions.remove(row)


CONFLICTS: Final[Sequence[tuple[Callable[[Reader, User], object], str]]] = (
    # The guide names what must be gone before a user can be deleted; which comes first is not documented.
    (lambda tx, user: tx.links.targets(user.account, Relation.ATTACHMENT, user.id), "detach all policies"),
    (lambda tx, user: tx.inline_policies.count(user.account, parent=user.id), "delete policies"),
    (lambda tx, user: tx.access_keys.count(user.account, parent=user.id), "delete access keys"),
    (lambda tx, user: tx.login_profiles.get(user.account, user.id), "delete login profile"),
    (lambda tx, user: tx.links.count_sources(user.account, Relation.DEVICE_OWNER, user.id), "delete MFA device"),
    (lambda tx, user: tx.signing_certificates.count(user.account, parent=user.id), "delete certificates"),
    (lambda tx, user: tx.links.count_sources(user.account, Relation.MEMBER, user.id), "remove users from group"),
    # Recorded from AWS for both of these, which it does not name.
    (lambda tx, user: tx.ssh_public_keys.count(user.account, parent=user.id), "remove referenced objects"),
    (lambda tx, user: tx.service_credentials.count(user.account, parent=user.id), "remove referenced objects"),
)
"""What a user may still have, and what AWS tells the caller to do about it."""


# -- tags ----------------------------------------------------------------------------------------------


def tag_user(call: Authorized[iam_types.TagUserRequest], tx: Transaction) -> Mapping[str, object]:
    """Set tags of a user; keys compare without case."""
    user = find.user(tx, call.account, call.params["UserName"])
    tx.users.replace(replace(user, tags=tags.merged(call, user.tags, call.params["Tags"], KIND)))
    return {}


def untag_user(call: Authorized[iam_types.UntagUserRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove tags from a user."""
    user = find.user(tx, call.account, call.params["UserName"])
    tx.users.replace(replace(user, tags=tags.without(user.tags, call.params["TagKeys"])))
    return {}


def list_user_tags(call: Authorized[iam_types.ListUserTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of a user, by key."""
    user = find.user(tx, call.account, call.params["UserName"])
    return tags.listed(call, user.tags, user.id)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateUser": Write(create_user),
    "GetUser": Read(get_user),
    "ListUsers": Read(list_users),
    "UpdateUser": Write(update_user),
    "DeleteUser": Write(delete_user),
    "TagUser": Write(tag_user),
    "UntagUser": Write(untag_user),
    "ListUserTags": Read(list_user_tags),
}
