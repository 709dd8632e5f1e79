"""Ansible with its collections for AWS, as its users run it: playbooks on this machine, against a running server."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.parts import ansible


@dataclass(frozen=True, slots=True)
class Ansible:
    """`ansible-playbook` with variables of its own, in a folder that is its home."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def new(cls, folder: Path, variables: Mapping[str, object], environment: Mapping[str, str]) -> Ansible:
        """Write *variables* into *folder*; the modules find the server by *environment*: what every AWS SDK reads."""
        folder.mkdir()
        (folder / "variables.json").write_text(
            json.dumps(
                {"ansible_connection": "local", "ansible_python_interpreter": str(ansible() / "python"), **variables}
            )
        )
        return cls(
            folder,
            {
                "PATH": f"{ansible()}:{os.environ['PATH']}",
                "HOME": str(folder),
                "LC_ALL": "C.UTF-8",  # Ansible refuses to start without UTF-8
                "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "AWS_EC2_METADATA_DISABLED": "true",
                **environment,
            },
        )

    def __call__(self, playbook: Path, **variables: object) -> dict[str, bool]:
        """Run a playbook, and return name of task → whether it changed anything; a task that fails fails the test."""
        done = subprocess.run(
            [
                ansible() / "ansible-playbook",
                *("-e", f"@{self.folder / 'variables.json'}", "-e", json.dumps(variables), playbook),
            ],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
        assert done.returncode == 0, f"ansible-playbook {playbook.name}:\n{done.stdout[-4000:]}\n{done.stderr}"
        return {
            task["task"]["name"]: task["hosts"]["localhost"]["changed"]
            for play in json.loads(done.stdout)["plays"]
            for task in play["tasks"]
        }
