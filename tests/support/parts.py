"""The real parts that tests start: found on this machine, or installed by the test set-up itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import debian

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
    return _environment("awscli") / "aws"


def ansible() -> Path:
    """Return the folder of Ansible's commands, with its collections, in an environment of its own: half a gigabyte."""
    return _environment("ansible")


def saml() -> Path:
    """Return the folder of a Python that has python3-saml, in an environment of its own."""
    return _environment("saml")


def node() -> Path:
    """Return the folder in which Node finds the JavaScript SDK, as `tests/node/package-lock.json` has it."""
    if shutil.which("npm") is None:
        missing("npm", "install Node 20 or newer")
    home, source = TOOLS / "node", ROOT / "tests" / "node"
    ready, files = home / ".ready", ("package.json", "package-lock.json")
    with alone("node"):
        if not ready.exists() or any(ready.stat().st_mtime < (source / file).stat().st_mtime for file in files):
            home.mkdir(exist_ok=True)
            for file in files:
                shutil.copy(source / file, home)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=home, check=True, stdout=subprocess.DEVNULL)
            ready.touch()
    return home


def console() -> Path:
    """Return the folder of the console, built for the server and with what drives it in a browser beside it."""
    if shutil.which("npm") is None:
        missing("npm", "install Node 20.19 or newer")
    with alone("console"):
        subprocess.run(["make", "--silent", "console"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return ROOT / "console"


def _environment(name: str) -> Path:
    """Return the commands of `.tools/<name>`, made from `requirements/<name>.txt` unless that is done."""
    home = TOOLS / name
    ready = home / ".ready"
    requirements = ROOT / "requirements" / f"{name}.txt"
    with alone(name):
        if not ready.exists() or ready.stat().st_mtime < requirements.stat().st_mtime:
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            pip = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "-r", requirements], check=True)
            ready.touch()
    return home / "bin"


def debian_program(name: str, package: str) -> str:
    """Return a program of Debian, installed when it is not here; skip the test when it cannot be had."""
    if shutil.which(name) is None and debian.can_install():
        with alone(package):
            if shutil.which(name) is None:
                debian.install(package)
    found = shutil.which(name)
    if found is None:
        missing(name, f"install the package {package}")
        raise AssertionError("missing() does not return")
    return found
