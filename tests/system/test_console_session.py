"""The console in a real browser: a session comes near its end, and ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, trust
from tests.support.browser import Browser
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.account.role("operator", trust(stage.server.account), allow("iam:List*"))
        yield stage


def test_somebody_is_told_five_minutes_before_the_end_of_a_session(stage: Stage) -> None:
    assert stage.play("session/near") == {}


def test_who_finds_the_session_ended_signs_in_again_and_is_back_where_they_were(stage: Stage) -> None:
    def sign_out_everywhere(_: str) -> None:
        elsewhere = Browser(stage.server)
        elsewhere.sign_in("ada")
        assert elsewhere.post("sign-out-everywhere").status == 200

    told = stage.play("session/over", answers={"the session ends": sign_out_everywhere})
    assert told == {"place": f"{stage.base}/signin?destination=%2Fconsole%2Fusers%3Ffilter%3Da"}


def test_what_one_tab_becomes_the_other_does_not_do_under_the_old_name(stage: Stage) -> None:
    assert stage.play("session/other") == {}
