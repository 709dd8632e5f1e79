"""Passwords of users: how far back they may not be used again, and who changes whose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ostiary.model.errors import AccessDeniedError, InvalidUserTypeError, PasswordPolicyViolationError
from ostiary.model.nouns import LoginProfile
from ostiary.model.secret import Secret
from tests.support.domain import Domain, as_role_session, as_user, root

USED = "Password does not conform to the account password policy."


def password(number: int) -> str:
    return f"Passw0rd-number-{number}"


def a_user(domain: Domain, name: str = "mira") -> Mapping[str, Any]:
    """Create a user with the password of number 0."""
    user: Mapping[str, Any] = domain.call("CreateUser", {"UserName": name})["User"]
    domain.call("CreateLoginProfile", {"UserName": name, "Password": password(0)})
    return user


def set_policy(domain: Domain, **params: Any) -> None:
    domain.call("UpdateAccountPasswordPolicy", params)


def set_password(domain: Domain, number: int) -> None:
    domain.call("UpdateLoginProfile", {"UserName": "mira", "Password": password(number)})


def refuse_used(domain: Domain, number: int) -> None:
    params = {"UserName": "mira", "Password": password(number)}
    domain.refuses("UpdateLoginProfile", params, PasswordPolicyViolationError, USED)


def profile(domain: Domain, user: Mapping[str, Any]) -> LoginProfile:
    found = domain.read(lambda tx: tx.login_profiles.by_id(user["UserId"]))
    assert found is not None
    return found


# -- reuse ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 3, 24])
def test_exactly_so_many_passwords_are_forbidden_the_present_one_among_them(domain: Domain, depth: int) -> None:
    a_user(domain)
    for number in range(1, depth + 1):
        set_password(domain, number)
    set_policy(domain, PasswordReusePrevention=depth)
    for number in range(1, depth + 1):
        refuse_used(domain, number)
    set_password(domain, 0)  # it was used once more before that


def test_without_reuse_prevention_the_present_password_may_be_set_again(domain: Domain) -> None:
    user = a_user(domain)
    set_password(domain, 0)
    set_policy(domain, MinimumPasswordLength=8)
    set_password(domain, 0)
    change = {"OldPassword": password(0), "NewPassword": password(0)}
    domain.call("ChangePassword", change, as_user(user))


def test_who_changes_a_password_is_held_to_the_same_rule_as_who_sets_it(domain: Domain) -> None:
    user = a_user(domain)
    set_password(domain, 1)
    set_policy(domain, PasswordReusePrevention=2)
    change = {"OldPassword": password(1), "NewPassword": password(0)}
    domain.refuses("ChangePassword", change, PasswordPolicyViolationError, USED, as_user(user))
    domain.call("ChangePassword", {**change, "NewPassword": password(2)}, as_user(user))
    domain.call("ChangePassword", {"OldPassword": password(2), "NewPassword": password(0)}, as_user(user))


def test_no_more_hashes_are_kept_than_a_policy_can_forbid(domain: Domain) -> None:
    user = a_user(domain)
    for number in range(1, 30):
        set_password(domain, number)
    kept = profile(domain, user)
    hashes = [domain.mint.hash_password(Secret(password(number))) for number in range(29, 5, -1)]
    assert [kept.hash, *kept.previous] == hashes


def test_one_user_may_have_the_password_of_another(domain: Domain) -> None:
    a_user(domain)
    a_user(domain, "liam")
    set_policy(domain, PasswordReusePrevention=24)
    domain.call("UpdateLoginProfile", {"UserName": "liam", "Password": password(1)})
    set_password(domain, 1)


# -- age -----------------------------------------------------------------------------------------------


def test_only_a_new_password_begins_to_age_anew(domain: Domain) -> None:
    user = a_user(domain)
    begun = domain.now
    domain.now += 500
    domain.call("UpdateLoginProfile", {"UserName": "mira", "PasswordResetRequired": True})
    assert (profile(domain, user).changed, profile(domain, user).reset_required) == (begun, True)
    set_password(domain, 1)
    assert (profile(domain, user).changed, profile(domain, user).reset_required) == (begun + 500, True)
    domain.now += 500
    domain.call("ChangePassword", {"OldPassword": password(1), "NewPassword": password(2)}, as_user(user))
    changed = profile(domain, user)
    assert (changed.created, changed.changed, changed.reset_required) == (begun, begun + 1_000, False)


def test_a_password_that_hard_expiry_bars_from_signing_in_can_be_changed_with_keys(domain: Domain) -> None:
    # The warning of the IAM guide under "Password expiration requires administrator reset".
    user = a_user(domain)
    set_policy(domain, MaxPasswordAge=1, HardExpiry=True)
    domain.now += 2 * 86_400
    domain.call("ChangePassword", {"OldPassword": password(0), "NewPassword": password(1)}, as_user(user))
    assert profile(domain, user).changed == domain.now


# -- who changes whose ---------------------------------------------------------------------------------


def test_a_user_changes_its_own_password_and_nobody_else_s(domain: Domain) -> None:
    mira, liam = a_user(domain), a_user(domain, "liam")
    domain.call("ChangePassword", {"OldPassword": password(0), "NewPassword": password(1)}, as_user(mira))
    assert profile(domain, mira).previous
    assert not profile(domain, liam).previous
    change = {"OldPassword": password(0), "NewPassword": password(2)}
    domain.refuses("ChangePassword", change, AccessDeniedError, "The old password was incorrect.", as_user(mira))
    domain.call("ChangePassword", change, as_user(liam))


def test_a_renamed_user_is_still_the_one_whose_password_is_changed(domain: Domain) -> None:
    user = a_user(domain)
    domain.call("UpdateUser", {"UserName": "mira", "NewUserName": "mia"})
    a_user(domain)  # somebody else by the old name
    domain.call("ChangePassword", {"OldPassword": password(0), "NewPassword": password(1)}, as_user(user))
    assert profile(domain, user).previous


@pytest.mark.parametrize("caller", [root(), as_role_session()])
def test_whoever_is_no_user_has_no_password_to_change(domain: Domain, caller: Any) -> None:
    change = {"OldPassword": password(0), "NewPassword": password(1)}
    words = "Only IAM Users can change their own password"
    domain.refuses("ChangePassword", change, InvalidUserTypeError, words, caller)


def test_what_is_wrong_with_a_new_password_is_told_only_to_whoever_knows_the_old_one(domain: Domain) -> None:
    user = a_user(domain)
    change = {"OldPassword": "wrong", "NewPassword": "short"}
    domain.refuses("ChangePassword", change, AccessDeniedError, "The old password was incorrect.", as_user(user))
