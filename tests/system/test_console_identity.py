"""The pages of users and groups in a real browser: what is clicked there has happened, as boto3 sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, document
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An account with an administrator, two groups, and alice, who is in one of them."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        iam = stage.account.iam
        for group in ("developers", "operators"):
            iam.create_group(GroupName=group)
        iam.attach_group_policy(GroupName="developers", PolicyArn=AUDIT)
        iam.put_group_policy(GroupName="developers", PolicyName="buckets", PolicyDocument=document(allow("s3:*")))
        stage.account.user("alice")
        iam.attach_user_policy(UserName="alice", PolicyArn=READ_ONLY)
        iam.put_user_policy(UserName="alice", PolicyName="notes", PolicyDocument=document(allow("iam:GetUser")))
        iam.add_user_to_group(UserName="alice", GroupName="developers")
        yield stage


def test_somebody_reads_what_a_user_is_allowed(stage: Stage) -> None:
    assert stage.play("identity/user") == {}
