"""GetCallerIdentity, and what else is in the table."""

from __future__ import annotations

from tests.support.domain import ACCOUNT, root
from tests.support.sts import Sts


def test_a_user_is_shown_its_own_identity(sts: Sts) -> None:
    alice = sts.alice()
    assert sts.call("GetCallerIdentity", {}, alice) == {
        "UserId": alice.entity_id,
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
    }


def test_the_root_user_is_shown_the_account(sts: Sts) -> None:
    assert sts.call("GetCallerIdentity", {}, root()) == {
        "UserId": ACCOUNT,
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
    }


def test_a_role_session_is_shown_its_session(sts: Sts) -> None:
    role = sts.role()
    sts.assume(sts.alice())
    assert sts.call("GetCallerIdentity", {}, sts.as_session()) == {
        "UserId": f"{role['RoleId']}:work",
        "Account": ACCOUNT,
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/work",
    }
