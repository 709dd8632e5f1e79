"""The index of a layer."""

from __future__ import annotations

import pytest

from ostiary.engine.policy import PolicyKind
from ostiary.engine.request import Target
from tests.support.engine import layer, request


def statement(sid: str, **elements: object) -> dict[str, object]:
    return {"Sid": sid, "Effect": "Allow", "Resource": "*"} | elements


POLICY = [
    statement("exact", Action=["iam:GetUser", "s3:GetObject"]),
    statement("both", Action=["iam:GetUser", "iam:List*", "s3:PutObject"]),
    statement("service", Action="iam:*"),
    statement("star", Action="*"),
    statement("anyservice", Action="*:Get*"),
    statement("not", NotAction="sqs:*"),
    statement("nothing", Action="iam:"),
]


@pytest.mark.parametrize(
    ("action", "sids"),
    [
        ("iam:GetUser", {"exact", "both", "service", "star", "anyservice", "not"}),
        ("IAM:listusers", {"both", "service", "star", "anyservice", "not"}),
        ("s3:PutObject", {"both", "star", "anyservice", "not"}),
        ("sqs:SendMessage", {"star", "anyservice", "not"}),
    ],
)
def test_only_candidates_are_tried_and_each_once(action: str, sids: set[str]) -> None:
    found = [
        source.statement.sid for source in layer(PolicyKind.IDENTITY, POLICY).candidates(Target.of(request(action)))
    ]
    assert sorted(found) == sorted(sids)
