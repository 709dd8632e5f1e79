"""The commands of docs/how-to/agent.md do what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving

PAGE = ROOT / "docs" / "how-to" / "agent.md"


def test_the_commands_print_what_the_page_shows(tmp_path: Path) -> None:
    blocks = dict(re.findall(r"```(bash|text)\n(.*?)```", PAGE.read_text(), re.DOTALL))
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        aws = Aws(server.endpoint, Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"]))
        environment = {name: value for name, value in aws.environment().items() if name != "AWS_SESSION_TOKEN"}
        environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        done = subprocess.run(
            ["bash", "-euc", blocks["bash"]],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", blocks["text"])
