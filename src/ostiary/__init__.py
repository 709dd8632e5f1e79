"""Ostiary: self-hosted identity and access management that speaks AWS IAM."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ostiary.authz.library import StoreAuthorizer
    from ostiary.evaluation.authorizer import Authorizer
    from ostiary.evaluation.decision import Decision, Matched, Outcome
    from ostiary.evaluation.explanation import Considered, Explanation
    from ostiary.evaluation.question import Question

__all__ = [
    "Authorizer",
    "Considered",
    "Decision",
    "Explanation",
    "Matched",
    "Outcome",
    "Question",
    "StoreAuthorizer",
    "__version__",
]

__version__ = "0.1.0"

_LIBRARY = {
    "Authorizer": "ostiary.evaluation.authorizer",
    "Considered": "ostiary.evaluation.explanation",
    "Decision": "ostiary.evaluation.decision",
    "Explanation": "ostiary.evaluation.explanation",
    "Matched": "ostiary.evaluation.decision",
    "Outcome": "ostiary.evaluation.decision",
    "Question": "ostiary.evaluation.question",
    "StoreAuthorizer": "ostiary.authz.library",
}
"""Where the names of the library live. They are loaded when first asked for: the server needs none of them."""


def __getattr__(name: str) -> object:
    if (module := _LIBRARY.get(name)) is None:
        raise AttributeError(f"module 'ostiary' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(module), name)
    return found
