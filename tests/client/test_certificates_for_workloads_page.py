"""The commands of docs/how-to/certificates-for-workloads.md do what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving

PAGE = ROOT / "docs" / "how-to" / "certificates-for-workloads.md"


def test_the_commands_print_what_the_page_shows(tmp_path: Path) -> None:
    text = PAGE.read_text()
    script = "".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        aws = Aws(server.endpoint, Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"]))
        environment = aws.environment()
        environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
        files = {"AWS_CONFIG_FILE": str(tmp_path / "config"), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**environment, **files},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(re.findall(r"```text\n(.*?)```", text, re.DOTALL))
