"""The README's tour, run as it stands by a shell with the AWS CLI on its path."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving


def blocks(page: str, language: str = "bash") -> list[str]:
    """Return the code blocks of a page that are in *language*."""
    parts = (ROOT / page).read_text().split("```")[1::2]
    return [part.removeprefix(f"{language}\n") for part in parts if part.startswith(f"{language}\n")]


def tour(page: Path, server_environment: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-u", "-c", script],
        env=server_environment,
        cwd=page,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


def test_the_tour_of_the_readme_and_the_first_tutorial_run_as_they_stand(tmp_path: Path) -> None:
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        keys = Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"])
        environment = Aws(server.endpoint, keys).environment()
        script = "\n".join(blocks("README.md") + blocks("docs/tutorials/first-account.md"))
        done = tour(tmp_path, environment, script)
        refusals = done.stderr.strip().splitlines()
        assert [line.split(":")[0] for line in refusals if line] == [
            "An error occurred (AccessDenied) when calling the ListUsers operation",
            "An error occurred (AccessDenied) when calling the ListGroups operation",
            "An error occurred (AccessDenied) when calling the CreateUser operation",
        ], done.stderr
        assert ":user/alice is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::" in refusals[0]
        assert "with an explicit deny in an identity-based policy" in done.stderr
