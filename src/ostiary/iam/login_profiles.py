"""Passwords of users: set for them, changed by them, and never kept but as Argon2id.

To hash or compare takes long and is done before the transaction (ADR 0010). Root's own password is not made here: AWS
lets only a session of AssumeRoot do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authn import guesses
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Change, Handler, Prepared, Read, Views, Write
from ostiary.iam import find, password_policy
from ostiary.model.errors import (
    EntityAlreadyExistsError,
    InvalidUserTypeError,
    NoSuchEntityError,
    PasswordPolicyViolationError,
    ValidationError,
    WrongPasswordError,
)
from ostiary.model.nouns import LoginProfile, PasswordPolicy, User
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

HASHES_KEPT: Final = 24
"""Earlier passwords that a policy can forbid at most."""


def create_login_profile(call: Authorized[iam_types.CreateLoginProfileRequest], views: Views) -> Change:
    """Give a user a password. Raises EntityAlreadyExistsError, NoSuchEntityError, PasswordPolicyViolationError."""
    given = _given(call.params.get("Password"))
    if given is None:
        raise ValidationError("Must specify Password when calling with non-root credentials")
    with views() as view:
        user = _user(call, view, call.params.get("UserName"))
        if view.login_profiles.by_id(user.id) is not None:
            raise EntityAlreadyExistsError(f"Login Profile for user {user.name} already exists.")
        _require(call, view, given)
    profile = LoginProfile(
        account=call.account,
        owner=user.id,
        created=call.now,
        changed=call.now,
        hash=call.mint.hash_password(given),
        reset_required=call.params.get("PasswordResetRequired", False),
    )

    def change(call: Authorized[object], tx: Transaction) -> Mapping[str, object]:
        tx.login_profiles.add(profile)
        return {"LoginProfile": _shape(user, profile)}

    return change


def update_login_profile(call: Authorized[iam_types.UpdateLoginProfileRequest], views: Views) -> Change:
    """Set a user's password anew, or whether it must be changed at the next sign-in. Raises NoSuchEntityError,
    PasswordPolicyViolationError."""
    given = _given(call.params.get("Password"))
    with views() as view:
        user = _user(call, view, call.params.get("UserName"))
        profile = _profile(view, user)
        policy = None if given is None else _require(call, view, given)
    changed = profile if given is None else _with_password(call, profile, given, policy)
    changed = replace(changed, reset_required=call.params.get("PasswordResetRequired", changed.reset_required))

    def change(call: Authorized[object], tx: Transaction) -> Mapping[str, object]:
        tx.login_profiles.replace(changed)
        return {}

    return change


def change_password(call: Authorized[iam_types.ChangePasswordRequest], views: Views) -> Change:
    """Change the caller's own password, which it shows that it knows.

    Raises InvalidUserTypeError for whoever is no user, WrongPasswordError, PasswordPolicyViolationError.
    """
    if not find.is_user_itself(call.caller):
        raise InvalidUserTypeError("Only IAM Users can change their own password")
    old, new = Secret(call.params["OldPassword"]), Secret(call.params["NewPassword"])
    with views() as view:
        profile = _profile(view, _user(call, view, None))
        policy = view.password_policies.by_id(call.account)
        account = find.account(view, call.account)
    if not call.mint.is_password(old, profile.hash):
        raise WrongPasswordError(guesses.INCORRECT)
    password_policy.require(new, account, policy)
    changed = replace(_with_password(call, profile, new, policy), reset_required=False)

    def change(call: Authorized[object], tx: Transaction) -> Mapping[str, object]:
        tx.login_profiles.replace(changed)
        guesses.forget(tx, changed.owner, guesses.OLD_PASSWORD)
        return {}

    return change


def get_login_profile(
    call: Authorized[iam_types.GetLoginProfileRequest], tx: Reader
) -> iam_types.GetLoginProfileResponse:
    """Return whether and since when a user has a password. Raises NoSuchEntityError when it has none."""
    user = _user(call, tx, call.params.get("UserName"))
    return {"LoginProfile": _shape(user, _profile(tx, user))}


def delete_login_profile(
    call: Authorized[iam_types.DeleteLoginProfileRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take a user's password away; its access keys go on working. Raises NoSuchEntityError when it has none."""
    tx.login_profiles.remove(_profile(tx, _user(call, tx, call.params.get("UserName"))))
    return {}


# -- parts ---------------------------------------------------------------------------------------------


def _given(password: str | None) -> Secret | None:
    return None if password is None else Secret(password)


def _user(call: Authorized[object], tx: Reader, name: str | None) -> User:
    """Return the user called *name*, or the caller's own. Raises NoSuchEntityError, also for root, which is none."""
    found = find.named_or_own_user(call, tx, name)
    if not isinstance(found, User):
        raise NoSuchEntityError(f"The user with name {call.account} cannot be found.")
    return found


def _profile(tx: Reader, user: User) -> LoginProfile:
    if (profile := tx.login_profiles.by_id(user.id)) is None:
        raise NoSuchEntityError(f"Login Profile for User {user.name} cannot be found.")
    return profile


def _require(call: Authorized[object], tx: Reader, password: Secret) -> PasswordPolicy | None:
    """Raise PasswordPolicyViolationError unless the account's policy takes *password*; return the policy, if any."""
    policy = tx.password_policies.by_id(call.account)
    password_policy.require(password, find.account(tx, call.account), policy)
    return policy


def _with_password(
    call: Authorized[object], profile: LoginProfile, password: Secret, policy: PasswordPolicy | None
) -> LoginProfile:
    """Return the profile with a new password, which must be none of the last that the policy forbids."""
    used = (profile.hash, *profile.previous)
    forbidden = used[: 0 if policy is None else policy.reuse_prevention]
    if any(call.mint.is_password(password, hashed) for hashed in forbidden):
        raise PasswordPolicyViolationError("Password does not conform to the account password policy.")
    return replace(profile, hash=call.mint.hash_password(password), changed=call.now, previous=used[: HASHES_KEPT - 1])


def _shape(user: User, profile: LoginProfile) -> iam_types.LoginProfile:
    return {
        "UserName": user.name,
        "CreateDate": profile.created,
        "PasswordResetRequired": profile.reset_required,
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateLoginProfile": Prepared(create_login_profile),
    "UpdateLoginProfile": Prepared(update_login_profile),
    "ChangePassword": Prepared(change_password, shows_password=True),
    "GetLoginProfile": Read(get_login_profile),
    "DeleteLoginProfile": Write(delete_login_profile),
}
