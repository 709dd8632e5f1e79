"""Find what the compiled form is built with, a C compiler and Python's headers; on Debian as root, install it.

    python -m tools.compiler

Ends with 1, and one line that says what to install, when there is none and none can be had.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import sysconfig

from tools import debian

PACKAGES = ("gcc", "libc6-dev", "python3-dev")
PROGRAM = "#include <Python.h>\n"


def works() -> bool:
    """Return whether the compiler that builds extensions is here and finds Python's headers."""
    compiler = shlex.split(str(sysconfig.get_config_var("CC") or "cc"))
    if shutil.which(compiler[0]) is None:
        return False
    check = [*compiler, "-fsyntax-only", f"-I{sysconfig.get_path('include')}", "-x", "c", "-"]
    return subprocess.run(check, input=PROGRAM.encode(), capture_output=True, check=False).returncode == 0


def main() -> int:
    """Find or install it."""
    if not works() and debian.can_install():
        debian.install(*PACKAGES)
    if works():
        return 0
    print(f"A C compiler with Python's headers is not here: install {', '.join(PACKAGES)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
