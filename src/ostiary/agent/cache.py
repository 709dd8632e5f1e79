"""Credentials that are remembered between two runs of `ostiary credentials`, for their owner alone."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Final

from ostiary.agent.credentials import READY, Role, RoleCredentials, moment, read_moment
from ostiary.agent.errors import UnavailableError
from ostiary.agent.sources import Fetch
from ostiary.authn import keyfile
from ostiary.model import json as strict
from ostiary.model.secret import Secret

_MOST: Final = 65_536


class Cache:
    """A folder with one file for each key. A file that others may read, or that makes no sense, counts as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, role: Role) -> RoleCredentials | None:
        """Return what was put under *key*, ended or not."""
        with contextlib.suppress(OSError, keyfile.UnsafeFileError, ValueError, KeyError, TypeError):
            held = strict.read(keyfile.read_private_up_to(self._path(key), _MOST).decode())
            if isinstance(held, dict):
                return _read({str(name): str(value) for name, value in held.items()}, role)
        return None

    def put(self, key: str, credentials: RoleCredentials) -> None:
        """Remember *credentials* under *key*: whole or not at all, mode 0600. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = {
            **credentials.process_form(),
            "LastUpdated": moment(credentials.issued),
            "AssumedRoleId": credentials.role_id,
        }
        keyfile.replace(self._path(key), json.dumps(held).encode())

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def fetch_through(cache: Cache, key: str, role: Role, fetch: Fetch, now: int) -> RoleCredentials:
    """Return credentials of *role* that last five more minutes, from *cache* or new ones, which are put there.

    While STS cannot be asked, what is remembered does until its end. A cache that cannot be written to is no reason to
    have no credentials. Raises what *fetch* raises.
    """
    held = cache.get(key, role)
    if held is not None and held.expires - now > READY:
        return held
    try:
        fresh = fetch(now)
    except UnavailableError:
        if held is not None and held.expires > now:
            return held
        raise
    with contextlib.suppress(OSError):
        cache.put(key, fresh)
    return fresh


def _read(held: dict[str, str], role: Role) -> RoleCredentials:
    return RoleCredentials(
        role=role,
        access_key_id=held["AccessKeyId"],
        secret=Secret(held["SecretAccessKey"]),
        token=Secret(held["SessionToken"]),
        expires=read_moment(held["Expiration"]),
        issued=read_moment(held["LastUpdated"]),
        role_id=held["AssumedRoleId"],
    )
