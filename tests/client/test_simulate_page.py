"""How-tos whose every command has its answer beside it, run as they stand by a shell with the AWS CLI on its path."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = "~~ what follows ~~\n"


@pytest.mark.parametrize("page", ["simulate.md", "validate.md", "certificates.md", "reports.md"])
def test_every_command_prints_what_the_page_says(page: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / "docs/how-to" / page).read_text())
    assert [kind == "bash" for kind, _ in blocks] == [True, False] * (len(blocks) // 2)
    script = f"echo '{CUT.strip()}'\n".join(["set -e\n", *(code for kind, code in blocks if kind == "bash")])

    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        keys = Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"])
        done = subprocess.run(
            ["bash", "-u", "-c", script],
            env=Aws(server.endpoint, keys).environment(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )

    assert done.stderr == ""
    assert done.stdout.split(CUT)[1:] == [text for kind, text in blocks if kind != "bash"]
