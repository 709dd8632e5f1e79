"""AWS's managed policies."""

from __future__ import annotations

import json
import re

import pytest

from ostiary.catalogue import managed
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.policy import parse

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_a_policy_is_found_by_its_arn() -> None:
    policy = managed.managed_policy(ADMINISTRATOR)
    assert policy is not None
    assert (policy.arn, policy.name, policy.path, policy.default_version) == (
        ADMINISTRATOR,
        "AdministratorAccess",
        "/",
        "v1",
    )
    assert json.loads(policy.document)["Statement"] == [{"Action": "*", "Effect": "Allow", "Resource": "*"}]


def test_the_path_is_part_of_the_arn() -> None:
    policy = managed.managed_policy("arn:aws:iam::aws:policy/job-function/Billing")
    assert policy is not None
    assert policy.path == "/job-function/"
    assert managed.managed_policy("arn:aws:iam::aws:policy/Billing") is None


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::aws:policy/administratoraccess",
        "arn:aws:iam::100000000001:policy/AdministratorAccess",
        "arn:aws:s3::aws:policy/AdministratorAccess",
        "arn:aws:iam:us-east-1:aws:policy/AdministratorAccess",
        "policy/AdministratorAccess",
        "AdministratorAccess",
        "",
    ],
)
def test_nothing_else_is_a_managed_policy(arn: str) -> None:
    assert managed.managed_policy(arn) is None


def test_a_policy_has_one_arn_only_that_of_the_partition_of_the_installation() -> None:
    other = ADMINISTRATOR.replace("arn:aws:", "arn:aws-cn:")
    assert managed.managed_policy(other) is None
    assert managed.managed_policy(ADMINISTRATOR, "aws-cn") is None
    found = managed.managed_policy(other, "aws-cn")
    assert found is not None
    assert found.arn == other


def test_all_policies_are_listed_by_name_without_case() -> None:
    policies = managed.managed_policies()
    names = [policy.name.lower() for policy in policies]
    assert len(policies) == 1_582
    assert names == sorted(names)
    assert len({policy.arn for policy in policies}) == len(policies)


def test_ids_look_like_those_of_aws_are_unique_and_stay_the_same() -> None:
    ids = [policy.id for policy in managed.managed_policies()]
    assert all(re.fullmatch(r"ANPA[A-Z2-7]{17}", id_) for id_ in ids)
    assert len(set(ids)) == len(ids)
    policy = managed.managed_policy(ADMINISTRATOR)
    assert policy is not None
    assert policy.id == "ANPAXUEARDEVTUHKHZ23E"


LONGER_THAN_A_POLICY_MAY_BE = {"AWSSupportServiceRolePolicy"}
"""Beyond the 131,072 characters of the API; it can hang only on the role of its service, which AWS keeps."""


def test_every_document_that_fits_the_api_is_a_policy_that_the_engine_takes() -> None:
    too_long = set()
    for policy in managed.managed_policies():
        assert policy.created <= policy.updated
        if len(policy.document) > 131_072:
            too_long.add(policy.name)
            continue
        assert parse(policy.document, PolicyKind.IDENTITY).statements
    assert too_long == LONGER_THAN_A_POLICY_MAY_BE
