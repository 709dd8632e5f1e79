"""The one thing about the build that is not data: the engine as machine code, where that is asked for.

Everything else is in `pyproject.toml`. With `ENGINE_FORM=compiled` the modules below are compiled by mypyc from the
very files that run without it, and lie beside them in the wheel; see docs/how-to/compiled.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from setuptools import Extension, setup

ENGINE = Path("src/ostiary/engine")
MODEL = (Path("src/ostiary/model/arn.py"),)
"""What of the model the engine calls. The other nouns stay as they are: msgspec reads their annotations at run time,
and compiled classes keep only an outline of those."""


def extensions() -> list[Extension]:
    """Return what is to be compiled: nothing, unless the environment asks for it."""
    form = os.environ.get("ENGINE_FORM") or "pure"
    if form not in {"pure", "compiled"}:
        raise SystemExit(f"ENGINE_FORM is pure or compiled, not {form!r}")
    if form == "pure":
        return []
    try:
        from mypyc.build import mypycify  # noqa: PLC0415  # only the compiled form needs mypy
    except ImportError:
        raise SystemExit(
            "ENGINE_FORM=compiled needs mypy: pip install -r requirements/compiled.txt, then --no-build-isolation"
        ) from None
    modules = [*sorted(path for path in ENGINE.glob("*.py") if path.name != "__init__.py"), *MODEL]
    return mypycify(list(map(str, modules)), group_name="ostiary_engine")


setup(ext_modules=extensions())
