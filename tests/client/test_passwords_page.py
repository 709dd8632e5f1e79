"""The commands of docs/how-to/passwords.md do what it says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving

PAGE = ROOT / "docs" / "how-to" / "passwords.md"


def test_the_commands_print_what_the_page_shows(tmp_path: Path) -> None:
    blocks = dict(re.findall(r"```(bash|text)\n(.*?)```", PAGE.read_text(), re.DOTALL))
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        aws = Aws(server.endpoint, Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"]))
        done = subprocess.run(
            ["bash", "-euc", blocks["bash"]],
            env=aws.environment(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == blocks["text"]
