"""The search box of the console: people find what there is by name and by ID, and are told what they may not list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, trust
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has something of each kind with a name that begins alike."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.person("part", allow("iam:ListRoles"))
        account = stage.account
        account.user("operator-user")
        account.iam.create_group(GroupName="operator-group")
        account.role("operator-role", trust(account.number))
        account.policy("operator-policy", allow("s3:GetObject"))
        yield stage


def test_everything_with_a_page_is_found_by_name_or_id(stage: Stage) -> None:
    user = stage.account.iam.get_user(UserName="operator-user")["User"]
    assert stage.play("search/everything", userId=user["UserId"]) == {}


def test_what_may_not_be_listed_is_named_and_the_rest_is_found(stage: Stage) -> None:
    assert stage.play("search/part") == {}
