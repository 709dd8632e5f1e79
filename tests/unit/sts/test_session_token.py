"""GetSessionToken: temporary credentials of a user or of the root user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import AccessDeniedError
from tests.support.domain import ACCOUNT, NOW, as_user, root
from tests.support.sts import Sts


def test_a_users_session_is_of_that_user_for_twelve_hours(sts: Sts) -> None:
    alice = sts.alice()
    answer = sts.call("GetSessionToken", {}, alice)
    assert sts.session() == Session(
        kind=SessionKind.SESSION_TOKEN,
        account=ACCOUNT,
        entity_id=alice.entity_id,
        name="alice",
        issued=NOW,
        expires=NOW + 43200,
        revision=sts.domain.store.revision,
    )
    assert answer["Credentials"]["Expiration"] == NOW + 43200
    assert "PackedPolicySize" not in answer


def test_a_user_may_ask_for_as_long_as_the_model_takes(sts: Sts) -> None:
    sts.call("GetSessionToken", {"DurationSeconds": 129_600}, sts.alice())
    assert sts.session().expires == NOW + 129_600


@pytest.mark.parametrize(
    ("params", "lasts"),
    [
        ({}, 3600),
        ({"DurationSeconds": 7200}, 3600),
        ({"DurationSeconds": 900}, 900),
    ],
)
def test_a_session_of_the_root_user_lasts_an_hour_at_most(sts: Sts, params: dict[str, int], lasts: int) -> None:
    sts.call("GetSessionToken", params, root())
    assert sts.session().expires == NOW + lasts
    assert (sts.session().entity_id, sts.session().name) == (ACCOUNT, "")


def test_a_session_gets_no_further_session_token(sts: Sts) -> None:
    user = sts.domain.call("CreateUser", {"UserName": "alice"})["User"]
    sts.call("GetSessionToken", {}, as_user(user))
    with pytest.raises(AccessDeniedError, match="Cannot call GetSessionToken with session credentials"):
        sts.call("GetSessionToken", {}, as_user(user, sts.session()))


def test_a_role_session_gets_no_session_token(sts: Sts) -> None:
    sts.role()
    sts.assume(sts.alice())
    with pytest.raises(AccessDeniedError, match="Cannot call GetSessionToken with session credentials"):
        sts.call("GetSessionToken", {}, sts.as_session())


def test_the_session_tells_of_the_second_factor_that_was_shown(sts: Sts) -> None:
    sts.call("GetSessionToken", {}, replace(sts.alice(), mfa_time=NOW))
    assert sts.session().mfa_time == NOW
    sts.call("GetSessionToken", {}, root())
    assert sts.session().mfa_time is None
