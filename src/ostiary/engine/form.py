"""Which form of the engine this is: the Python files as they are, or the same files as machine code."""

from __future__ import annotations

from typing import Final

FORM: Final = "pure" if __file__.endswith((".py", ".pyc")) else "compiled"
"""`pure` or `compiled`. This module is compiled with all the others, or none of them is."""
