"""When a password is too old to sign in with, and has to be changed first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ostiary.model.nouns import LoginProfile, PasswordPolicy
from ostiary.signin.steps import _is_due
from ostiary.signin.who import Known
from tests.support.nouns import ACCOUNT, a_login_profile, a_user, an_account

DAY = 86_400
SET = 1_700_000_000
FRESH = replace(a_login_profile("AIDAM"), changed=SET)


def known(profile: LoginProfile | None = FRESH, policy: PasswordPolicy | None = None) -> Known:
    return Known(owner=a_user("mira", id="AIDAM"), profile=profile, policy=policy, devices=())


def ageing(days: int) -> PasswordPolicy:
    return PasswordPolicy(account=ACCOUNT, max_age=days)


@pytest.mark.parametrize("days", [1, 90, 1_095])
def test_a_password_is_too_old_after_just_so_many_days(days: int) -> None:
    assert not _is_due(known(policy=ageing(days)), SET + days * DAY - 1)
    assert _is_due(known(policy=ageing(days)), SET + days * DAY)


@pytest.mark.parametrize("policy", [None, ageing(0), PasswordPolicy(account=ACCOUNT, hard_expiry=True)])
def test_without_a_greatest_age_no_password_is_too_old(policy: PasswordPolicy | None) -> None:
    assert not _is_due(known(policy=policy), SET + 100_000 * DAY)


def test_one_that_an_administrator_wants_changed_is_due_at_any_age() -> None:
    assert _is_due(known(replace(FRESH, reset_required=True)), SET)


def test_who_has_no_password_has_none_that_is_due() -> None:
    assert not _is_due(known(profile=None, policy=ageing(1)), SET + 2 * DAY)


def test_the_root_user_s_password_does_not_age() -> None:
    root = replace(known(replace(FRESH, owner=ACCOUNT), ageing(1)), owner=an_account())
    assert not _is_due(root, SET + 2 * DAY)
