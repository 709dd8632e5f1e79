"""Terraform with the AWS provider, where both are on this machine; it never downloads anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PLACES = ("~/.terraform.d/plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins", "/opt/*")
"""Where Terraform itself looks for providers on disk, and where people unpack a mirror; `*` is any folder."""


def provider_mirror() -> Path:
    """Return the folder of a filesystem mirror that holds the AWS provider, or skip the test.

    Terraform alone may be absent with CI=true: it comes from no registry that the tests may use.
    """
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on the PATH")
    given = os.environ.get("OSTIARY_TEST_TERRAFORM_PLUGINS")
    places = [given] if given else PLACES
    for place in places:
        pattern = Path(place).expanduser()
        for found in sorted(Path("/").glob(f"{str(pattern).lstrip('/')}/*/hashicorp/aws")):
            return found.parents[2]
    pytest.skip("the AWS provider of Terraform is in no local plugin folder")


@dataclass(frozen=True, slots=True)
class Terraform:
    """`terraform` in a working folder, without any configuration but the mirror's."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def new(cls, folder: Path, main: str, variables: Mapping[str, str]) -> Terraform:
        """Write *main* into *folder* and initialise it from the local mirror."""
        mirror = provider_mirror()
        folder.mkdir()
        (folder / "main.tf").write_text(main)
        settings = folder / "settings.tfrc"
        settings.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
            "disable_checkpoint = true\n"
        )
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            **variables,
        }
        terraform = cls(folder, environment)
        terraform("init", "-input=false")
        return terraform

    def __call__(self, *arguments: str, expect: int = 0) -> str:
        """Run one command and return what it printed; any other exit status than *expect* fails the test."""
        done = subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
        assert done.returncode == expect, f"terraform {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout
