"""The regular expressions of the service models, which are Java's, as matchers of Python's.

Used on values that a stranger sends. Each pattern of the models is linear in the length of the value: characters that
end a repeat are never in the repeat. A test holds this for every pattern of a new model.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Final

_SEPARATORS: Final = r"\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"

_LETTERS_AND_NUMBERS: Final = (
    # Python has no \p{…}. Its Unicode \w is exactly letters, numbers and the underscore, which stands here too.
    (r"\p{L}\p{Z}\p{N}_", r"\w" + _SEPARATORS),
)

_ALWAYS: Final = (
    # Smithy means a code point. Java would read four digits and then a plain 0, which nobody can have meant.
    (r"\u10000-\u10FFFF", r"\U00010000-\U0010FFFF"),
    # Region and account of an ARN have no colon. As Roles Anywhere writes it, what is none takes quadratic time.
    ("(:.*){2}", ":[^:]*:[^:]*"),
)


@functools.cache
def matcher(pattern: str) -> Callable[[str], object]:
    """Return a function that is true of the texts that the whole *pattern* matches.

    `\\w` and `\\d` are ASCII, as in Java. Raises ValueError for a pattern that cannot be carried over faithfully.
    """
    translated = pattern
    flags = re.ASCII
    for java, python in _LETTERS_AND_NUMBERS:
        if java in translated:
            translated, flags = translated.replace(java, python), re.UNICODE
    for java, python in _ALWAYS:
        translated = translated.replace(java, python)
    if r"\p" in translated or (flags == re.UNICODE and r"\w" in pattern):
        raise ValueError(f"no translation for the pattern {pattern}")
    try:
        return re.compile(translated, flags).fullmatch
    except re.error as error:
        raise ValueError(f"no translation for the pattern {pattern}: {error}") from error
