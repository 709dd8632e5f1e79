"""What exists, as AWS publishes it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources

import pytest

from ostiary.catalogue import services

COUNTS = json.loads((resources.files("ostiary.catalogue") / "data" / "provenance.json").read_text())["files"]


def test_every_service_and_action_of_the_provenance_is_there() -> None:
    every = [services.service(prefix) for prefix in services.services()]
    assert len(every) == COUNTS["services.gz"]["counts"]["services"] == 457
    assert sum(len(one.actions) for one in every if one) == COUNTS["services.gz"]["counts"]["actions"] == 22_321


def test_actions_are_found_whatever_their_case_and_have_the_case_of_aws() -> None:
    action = services.action("IAM:getuser")
    assert action is not None
    assert action.name == "iam:GetUser"
    assert action.access_level == "Read"
    assert [use.name for use in action.resources] == ["user"]


@pytest.mark.parametrize("name", ["iam:ListUsers", "sts:GetCallerIdentity", "iam:GetAccountSummary"])
def test_an_action_without_resource_types_is_for_the_wildcard_only(name: str) -> None:
    action = services.action(name)
    assert action is not None
    assert action.is_wildcard_only


@pytest.mark.parametrize("name", ["iam:Nothing", "nothing:GetUser", "GetUser", "", ":", "iam:"])
def test_what_aws_does_not_publish_is_none(name: str) -> None:
    assert services.action(name) is None


def test_a_resource_type_has_its_arn_template() -> None:
    iam = services.service("iam")
    assert iam is not None
    assert iam.resources["user"].arn == "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}"


@pytest.mark.parametrize(
    ("asked", "name", "kind", "multi"),
    [
        ("aws:principalarn", "aws:PrincipalArn", "ARN", False),
        ("AWS:TAGKEYS", "aws:TagKeys", "String", True),
        ("aws:requesttag/Team", "aws:RequestTag/Team", "String", False),
        ("aws:RequestTag/a/b", "aws:RequestTag/a/b", "String", False),
        ("iam:policyarn", "iam:PolicyARN", "ARN", False),
        ("sts:externalid", "sts:ExternalId", "String", False),
        ("saml:cn", "saml:cn", "String", True),
        ("agent.x.buildkite.dev:build_branch", "agent.x.buildkite.dev:build_branch", "String", False),
        ("aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", "Numeric", False),
    ],
)
def test_condition_keys_are_found_by_name_or_template(asked: str, name: str, kind: str, multi: bool) -> None:
    assert services.condition_key(asked) == services.ConditionKey(name, kind, multi)


@pytest.mark.parametrize("name", ["aws:Nothing", "aws:RequestTag/", "aws:RequestTag", "", "iam"])
def test_an_unknown_condition_key_is_none(name: str) -> None:
    assert services.condition_key(name) is None


def test_nothing_is_read_when_the_catalogue_is_imported() -> None:
    script = (
        "import builtins, io, pathlib, sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "from ostiary.catalogue import managed, operations, services\n"
        "print([name for name in opened if name.endswith('.gz')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_env())
    assert done.stdout.strip() == "[]"


def _env() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path)}
