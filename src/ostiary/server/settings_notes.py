"""What an operator is told about settings: ignoring one silently would be a lie, and a danger is worth a line."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from ostiary import settings
from ostiary.settings import Settings

_FIRST_START_ONLY: Final = (
    "account_id",
    "account_alias",
    "root_email",
    "root_password",
    "root_access_key_id",
    "root_secret_access_key",
)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def lines(given: Settings, *, is_first_start: bool) -> Iterator[str]:
    """Give a line for each kind of setting that was given and does nothing, and for an address that others reach."""
    if given.root_access_key and not is_first_start:
        yield "No root access key was made: the account exists already, and what was shown then is not shown again."
    if not _is_loopback(given.host):
        yield (
            f"{given.host} can be reached from other machines, and this is plain HTTP: secrets in answers can be read "
            "on the way. Put TLS in front of it."
        )
    late = [settings.BY_KEY[key].variable for key in _FIRST_START_ONLY if key in given.given]
    if late and not is_first_start:
        yield f"Ignored, because the account exists already: {', '.join(late)}."
