"""The real parts that tests start: found on this machine, or installed by the test set-up itself."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".tools"


def missing(what: str, how: str) -> None:
    """Skip the test because a part is missing, with one line that says what to install; with CI=true fail."""
    line = f"{what} is not here: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(line)
    pytest.skip(line)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a lock among all test processes of this clone, so that a part is installed once."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def awscli() -> Path:
    """Return the unmodified AWS CLI of the Python registry, in an environment of its own."""
    home = TOOLS / "awscli"
    ready = home / ".ready"
    requirements = ROOT / "requirements" / "awscli.txt"
    with alone("awscli"):
        if not ready.exists() or ready.stat().st_mtime < requirements.stat().st_mtime:
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            pip = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "-r", requirements], check=True)
            ready.touch()
    return home / "bin" / "aws"
