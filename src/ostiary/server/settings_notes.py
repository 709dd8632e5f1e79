"""What an operator is told about settings that have no effect: ignoring one silently would be a lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ostiary import settings
from ostiary.settings import Settings

_FIRST_START_ONLY: Final = (
    "account_id",
    "account_alias",
    "root_email",
    "root_access_key_id",
    "root_secret_access_key",
)


def ignored(given: Settings, *, is_first_start: bool) -> Iterator[str]:
    """Give a line for each kind of setting that was given and does nothing."""
    if "root_password" in given.given:
        yield (
            "OSTIARY_ROOT_PASSWORD is not used and not kept: this version has no console to sign in to. "
            "The root user works with an access key (--root-access-key)."
        )
    late = [settings.BY_KEY[key].variable for key in _FIRST_START_ONLY if key in given.given]
    if late and not is_first_start:
        yield f"Ignored, because the account exists already: {', '.join(late)}."
