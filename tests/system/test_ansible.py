"""Ansible's IAM modules against a running server: each makes, changes and removes, and does nothing a second time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import boto3
import pytest

from tests.support import certificates, saml
from tests.support.accounts import possessions
from tests.support.ansible import Ansible
from tests.support.process import serving

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

PLAYBOOKS: Final = Path(__file__).parent / "ansible"

LOOKED: Final = "keys there are"
UNCHANGEABLE: Final = {"server certificate"}
"""Tasks whose module changes nothing of what it has made but the name."""


def test_ansible_makes_changes_and_removes_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    site = certificates.of_today()
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        ansible = Ansible.new(
            tmp_path / "work",
            {
                "certificate": site.pem.strip(),  # as Ansible reads a file
                "private_key": site.private_key,
                "saml_metadata": {"first": saml.metadata(("one",)), "later": saml.metadata(("one", "two"))},
            },
            server.exports,
        )
        iam = boto3.client(
            "iam",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=server.exports["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=server.exports["AWS_SECRET_ACCESS_KEY"],
        )
        present, absent = PLAYBOOKS / "present.yml", PLAYBOOKS / "absent.yml"

        made = ansible(present)
        assert {task for task, changed in made.items() if not changed} == {LOOKED}
        assert not any(ansible(present).values())
        ansible(PLAYBOOKS / "look.yml")

        changed = ansible(present, later=True)
        assert {task for task, changed in changed.items() if not changed} == {LOOKED} | UNCHANGEABLE
        assert not any(ansible(present, later=True).values())
        assert iam.get_role(RoleName="worker")["Role"]["MaxSessionDuration"] == 7200
        assert [user["UserName"] for user in iam.get_group(GroupName="developers")["Users"]] == ["ada", "ben"]

        assert all(ansible(absent).values())
        assert not any(ansible(absent, again=True).values())
        assert not any(possessions(iam).values()), possessions(iam)
