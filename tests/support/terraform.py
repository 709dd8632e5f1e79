"""Terraform with the AWS provider, where both are on this machine; it never downloads anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

JsonObject = dict[str, Any]  # Any: what Terraform shows

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


OURS: Final = ("aws_iam_", "aws_rolesanywhere_")
"""How the names of the types begin that are about what an account of Ostiary has."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """`terraform` in a working folder, without any configuration but the mirror's."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def new(
        cls, folder: Path, configuration: Path, variables: Mapping[str, object], environment: Mapping[str, str]
    ) -> Terraform:
        """Copy the files of *configuration* into *folder*, write its *variables*, and initialise it from the mirror."""
        mirror = provider_mirror()
        shutil.copytree(configuration, folder)
        (folder / "terraform.tfvars.json").write_text(json.dumps(variables))
        settings = folder / "settings.tfrc"
        settings.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
            "disable_checkpoint = true\n"
        )
        terraform = cls(
            folder,
            {
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TF_CLI_CONFIG_FILE": str(settings),
                "TF_IN_AUTOMATION": "1",
                "AWS_EC2_METADATA_DISABLED": "true",
                **environment,
            },
        )
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
        return done.stdout if expect == 0 else done.stdout + done.stderr

    def apply(self, *options: str) -> Mapping[str, object]:
        """Make what is configured, and return the outputs."""
        self("apply", "-auto-approve", "-input=false", *options)
        return {name: output["value"] for name, output in self._json("output").items()}

    def plan(self, *options: str) -> JsonObject:
        """Return the plan as Terraform shows it."""
        self("plan", "-input=false", "-out=plan", *options)
        return self._json("show", "plan")

    def assert_clean(self, *options: str) -> None:
        """Fail the test when a plan would change something."""
        self("plan", "-detailed-exitcode", "-input=false", *options)  # status 2 says that something differs

    def resources(self, mode: str = "managed") -> list[JsonObject]:
        """Return the resources of the state, with `address`, `type` and `values`; mode `data`: the data sources."""
        shown = self._json("show")["values"]["root_module"]["resources"]
        return [resource for resource in shown if resource["mode"] == mode]

    def offered(self, kind: str) -> set[str]:
        """Return our types of that kind in the provider's schema: `resource_schemas`, `data_source_schemas`."""
        providers = self._json("providers schema")["provider_schemas"]
        return {name for schema in providers.values() for name in schema[kind] if name.startswith(OURS)}

    def _json(self, command: str, *arguments: str) -> JsonObject:
        shown: JsonObject = json.loads(self(*command.split(), "-json", *arguments))
        return shown


def changes(plan: JsonObject, *, of_imports: bool = False) -> dict[str, tuple[str, ...]]:
    """Return address → actions of a plan's resources, or of those alone that it imports."""
    return {
        change["address"]: tuple(change["change"]["actions"])
        for change in plan["resource_changes"]
        if not of_imports or "importing" in change["change"]
    }
