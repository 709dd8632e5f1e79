"""Policies in forms and in tables: what is written by ticks is what is stored, and what is stored is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An account with an administrator called ada."""
    with stage_in(tmp_path_factory.mktemp("visual")) as stage:
        stage.administrator()
        yield stage


def document(stage: Stage, name: str) -> Any:
    """Return what the default version of the policy says."""
    arn = f"arn:aws:iam::{stage.server.account}:policy/{name}"
    iam = stage.account.iam
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def test_a_policy_is_written_by_ticks(stage: Stage) -> None:
    assert stage.play("visual/write") == {"place": f"{stage.base}/console/policies"}
    (statement,) = document(stage, "read-reports")["Statement"]
    assert statement == {
        "Sid": "Statement1",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:List*"],
        "Resource": ["arn:aws:s3:::reports/*", "arn:aws:s3:::*"],
        "Condition": {
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "StringEquals": {"aws:PrincipalTag/team": ["blue", "green"]},
        },
    }
