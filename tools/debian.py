"""Install packages of Debian where that can be done unasked: as root, with apt."""

from __future__ import annotations

import os
import shutil
import subprocess


def can_install() -> bool:
    """Return whether this is root on a machine with apt."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(*packages: str) -> None:
    """Install *packages* and what they need, no more. A failure is not raised: whoever needs them looks again."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *arguments], env=environment, check=False, stdout=subprocess.DEVNULL)
