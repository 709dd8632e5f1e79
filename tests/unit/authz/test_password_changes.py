"""Who may change a password: what `AllowUsersToChangePassword` grants, to whom, and what takes it away."""

from __future__ import annotations

import pytest

from ostiary.model.nouns import PasswordPolicy
from tests.support.world import A, B, World, allow, as_role, deny

CHANGE, SEE = "iam:ChangePassword", "iam:GetAccountPasswordPolicy"


def users_may_change(world: World, account: str = A) -> None:
    world.write(lambda tx: tx.password_policies.add(PasswordPolicy(account=account, users_may_change=True)))


def test_nobody_may_unless_a_policy_says_so(world: World) -> None:
    mira, liam = world.user("mira"), world.user("liam", allow(CHANGE))
    world.write(lambda tx: tx.password_policies.add(PasswordPolicy(account=A)))
    assert not world.is_allowed(mira, CHANGE)
    assert world.is_allowed(liam, CHANGE)


def test_the_password_policy_lets_every_user_change_its_own_and_see_the_rules(world: World) -> None:
    mira = world.user("mira", path="/team/")
    users_may_change(world)
    assert world.is_allowed(mira, CHANGE)
    assert world.is_allowed(mira, SEE)
    for operation in ("iam:UpdateLoginProfile", "iam:CreateLoginProfile", "iam:GetLoginProfile", "iam:GetUser"):
        assert not world.is_allowed(mira, operation, UserName="mira"), operation
    assert not world.is_allowed(mira, "iam:UpdateAccountPasswordPolicy")


@pytest.mark.parametrize("path", ["/*/", "/${aws:username}/", "/a?b/"])
def test_a_path_that_reads_like_a_pattern_is_taken_to_the_letter(world: World, path: str) -> None:
    odd = world.user("odd", path=path)
    users_may_change(world)
    assert world.is_allowed(odd, CHANGE)


def test_users_of_another_account_get_nothing_from_it(world: World) -> None:
    noor = world.user("noor", account=B)
    users_may_change(world)
    assert not world.is_allowed(noor, CHANGE)


def test_a_deny_takes_it_away_and_a_boundary_bounds_it(world: World) -> None:
    bounds = world.managed("bounds", allow("s3:*"))
    mira, liam = world.user("mira", deny(CHANGE)), world.user("liam", boundary=bounds)
    users_may_change(world)
    assert not world.is_allowed(mira, CHANGE)
    assert not world.is_allowed(liam, CHANGE)


def test_sessions_of_roles_get_nothing_from_it(world: World) -> None:
    session = as_role(world.role("deploy"))
    users_may_change(world)
    assert not world.is_allowed(session, SEE)


def test_it_ends_with_the_policy(world: World) -> None:
    mira = world.user("mira")
    users_may_change(world)
    assert world.is_allowed(mira, CHANGE)
    world.write(lambda tx: tx.password_policies.replace(PasswordPolicy(account=A)))
    assert not world.is_allowed(mira, CHANGE)
