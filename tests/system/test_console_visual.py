"""Policies in forms and in tables: what is written by ticks is what is stored, and what is stored is told."""

from __future__ import annotations

import json
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


MIXED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "NotIam",
            "Effect": "Allow",
            "NotAction": "iam:*",
            "Resource": "*",
            "Condition": {"Null": {"a:b": True}},
        },
        {
            "Effect": "Allow",
            "Action": ["s3:Get*", "ec2:Describe*"],
            "Resource": ["*"],
            "Condition": {"Bool": {"aws:SecureTransport": True}},
        },
    ],
}

SUMMARIZED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:Get*", "s3:ListAllMyBuckets"],
            "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
            "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        },
        {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "ec2:TerminateInstances", "Resource": "arn:aws:ec2:us-east-1:*:instance/*"},
        {"Effect": "Allow", "Action": ["s3:GetObjekt", "nowhere:Do"], "Resource": "*"},
    ],
}


def policy(stage: Stage, name: str, document: dict[str, Any]) -> str:
    """Make a managed policy; return its ARN."""
    made = stage.account.iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
    return str(made["Policy"]["Arn"])


def test_what_no_form_shows_is_kept_when_another_statement_is_changed(stage: Stage) -> None:
    assert stage.play("visual/change", policy=policy(stage, "mixed", MIXED)) == {}
    kept, allowed, denied = document(stage, "mixed")["Statement"]
    before, about_both = MIXED["Statement"]
    assert kept == before
    assert allowed == {**about_both, "Action": ["s3:Get*"]}
    assert denied == {**about_both, "Action": ["ec2:Describe*"], "Effect": "Deny"}


def test_a_policy_is_told_in_three_tables(stage: Stage) -> None:
    assert stage.play("visual/read", policy=policy(stage, "summarized", SUMMARIZED)) == {}
