"""A value that must not be shown: `repr`, `str` and formatting hide it; only `reveal()` gives it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_DIGEST: Final = "sha256"


class Secret:
    """Text that is never printed, logged or compared with `==`.

    `reveal()` is the one way to the text, so that every use can be found by its name.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        """Return the secret text."""
        return self._text

    def matches(self, other: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self._text.encode(), other.encode())

    def digest(self) -> str:
        """Return what is kept of a secret that is only ever checked; the word in front tells how it was made.

        For secrets of full entropy alone: what a person chose can be guessed from it.
        """
        return f"{_DIGEST}:{hashlib.sha256(self._text.encode()).hexdigest()}"

    def has_digest(self, digest: str) -> bool:
        """Return whether *digest* was made of this secret; compares in constant time."""
        return hmac.compare_digest(self.digest().encode(), digest.encode())

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        raise TypeError("a Secret is compared with matches(), in constant time")

    __hash__ = None  # type: ignore[assignment]  # no equality, hence no hash

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not serialised; seal it first")
