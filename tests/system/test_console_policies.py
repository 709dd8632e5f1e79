"""Managed policies in the console: they are written, attached, changed, compared and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An account with an administrator called ada."""
    with stage_in(tmp_path_factory.mktemp("policies")) as stage:
        stage.administrator()
        yield stage


def arn(stage: Stage, name: str) -> str:
    return f"arn:aws:iam::{stage.server.account}:policy/{name}"


def document(stage: Stage, name: str) -> Any:
    """Return what the default version of the policy says."""
    iam, policy = stage.account.iam, arn(stage, name)
    version = iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=policy, VersionId=version)["PolicyVersion"]["Document"]


def test_somebody_writes_a_policy_mends_its_errors_and_saves_it(stage: Stage) -> None:
    assert stage.play("policies/create") == {"place": f"{stage.base}/console/policies"}
    (statement,) = document(stage, "read-reports")["Statement"]
    assert statement == {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
