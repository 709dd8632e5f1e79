"""The commands of an operator: the same functions through a running server's control socket, and without one."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from ostiary import settings
from ostiary.server.accounts import AccountMade, Accounts, AccountShown, AccountWanted, RootKeyWanted
from ostiary.server.control import Arguments, Commands
from ostiary.server.errors import CommandError
from ostiary.server.installation import Clock

A = TypeVar("A", bound=msgspec.Struct)

CREATE: Final = "accounts create"
LIST: Final = "accounts list"
ROOT_ACCESS_KEY: Final = "accounts root-access-key"
STATUS: Final = "status"


class CreateAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `accounts create`; empty is not given."""

    id: str = ""
    alias: str = ""
    email: str = ""
    root_access_key: bool = False


class MakeRootKey(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `accounts root-access-key`."""

    id: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What a running server says of itself."""

    url: str


def table(accounts: Accounts, clock: Clock, url: str = "") -> Commands:
    """Return the commands over *accounts*; *url* is where a running server listens."""

    def create(arguments: Arguments) -> Any:  # Any: JSON
        wanted = _convert(arguments)
        return msgspec.to_builtins(accounts.create(wanted, int(clock())))

    def root_access_key(arguments: Arguments) -> Any:  # Any: JSON
        return msgspec.to_builtins(accounts.add_root_key(_read(arguments, MakeRootKey).id, int(clock())))

    def list_(_: Arguments) -> Any:  # Any: JSON
        return msgspec.to_builtins(accounts.list())

    def status(_: Arguments) -> Any:  # Any: JSON
        return msgspec.to_builtins(Status(url=url))

    return {CREATE: create, LIST: list_, ROOT_ACCESS_KEY: root_access_key, STATUS: status}


def account_made(answer: object) -> AccountMade:
    """Return the answer of CREATE or ROOT_ACCESS_KEY."""
    return msgspec.convert(answer, AccountMade)


def accounts_shown(answer: object) -> list[AccountShown]:
    """Return the answer of LIST."""
    return msgspec.convert(answer, list[AccountShown])


def _read(arguments: Arguments, form: type[A]) -> A:
    try:
        return msgspec.convert(arguments, form)
    except msgspec.ValidationError as error:
        raise CommandError(f"The command cannot be read: {error}") from error


def _convert(arguments: Arguments) -> AccountWanted:
    """Return what is wanted, by the rules of the settings of a first start. Raises CommandError."""
    given = _read(arguments, CreateAccount)
    for flag, key, text in (
        ("--id", "account_id", given.id),
        ("--alias", "account_alias", given.alias),
        ("--email", "root_email", given.email),
    ):
        try:
            if text:
                settings.BY_KEY[key].read(text)
        except ValueError as error:
            raise CommandError(f"{flag} {error}") from error
    root_key = RootKeyWanted() if given.root_access_key else None
    return AccountWanted(id=given.id, alias=given.alias, email=given.email, root_key=root_key)
