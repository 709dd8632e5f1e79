"""The commands of an operator: the same functions through a running server's control socket, and without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

from ostiary import settings
from ostiary.model.secret import Secret
from ostiary.server.accounts import AccountMade, Accounts, AccountShown, AccountWanted, RootKeyWanted
from ostiary.server.control import Arguments, Commands
from ostiary.server.devices import Devices, Imported
from ostiary.server.errors import CommandError
from ostiary.server.installation import Clock
from ostiary.server.services import ServiceKey, Services, ServiceShown
from ostiary.server.sessions import Sessions, Wanted

A = TypeVar("A", bound=msgspec.Struct)

CREATE: Final = "accounts create"
LIST: Final = "accounts list"
ROOT_ACCESS_KEY: Final = "accounts root-access-key"
ROOT_PASSWORD: Final = "accounts root-password"  # noqa: S105  # the name of a command
ROTATE_ISSUER_KEYS: Final = "accounts rotate-issuer-keys"
IMPORT_DEVICES: Final = "mfa import"
STATUS: Final = "status"
REVOKE_SESSIONS: Final = "sessions revoke"
ROTATE_SESSION_KEY: Final = "sessions rotate-key"
REGISTER_SERVICE: Final = "services register"
LIST_SERVICES: Final = "services list"
REMOVE_SERVICE: Final = "services remove"


class Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of a command that takes none."""


class CreateAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `accounts create`; empty is not given."""

    id: str = ""
    alias: str = ""
    email: str = ""
    root_access_key: bool = False


class OneAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `accounts root-access-key` and `accounts rotate-issuer-keys`."""

    id: str


class RootPassword(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `accounts root-password`."""

    id: str
    password: str
    email: str = ""

    def __repr__(self) -> str:
        return f"RootPassword({self.id!r})"


class RegisterService(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `services register`."""

    name: str
    account: str


class RemoveService(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `services remove`: without a key, the service goes with all that it has."""

    name: str
    access_key_id: str = ""


class ImportDevices(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `mfa import`: the lines hold seeds."""

    account: str
    lines: str

    def __repr__(self) -> str:
        return f"ImportDevices({self.account!r})"


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What a running server says of itself."""

    url: str


class SessionKeyMade(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `sessions rotate-key`."""

    id: str


class Operated(Protocol):
    """What an operator sees of an installation."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def services(self) -> Services: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """A command: the form of its arguments, and what carries it out at a second; it answers what becomes JSON."""

    arguments: type[A]
    carry_out: Callable[[Operated, A, int], object]


COMMANDS: Final[Mapping[str, Command[Any]]] = {  # Any: each has arguments of its own
    CREATE: Command(CreateAccount, lambda seen, given, now: seen.accounts.create(_wanted(given), now)),
    LIST: Command(Nothing, lambda seen, _, __: seen.accounts.list()),
    ROOT_ACCESS_KEY: Command(OneAccount, lambda seen, given, now: seen.accounts.add_root_key(given.id, now)),
    ROOT_PASSWORD: Command(
        RootPassword,
        lambda seen, given, now: seen.accounts.set_root_password(given.id, Secret(given.password), given.email, now),
    ),
    ROTATE_ISSUER_KEYS: Command(OneAccount, lambda seen, given, now: seen.accounts.rotate_issuer_keys(given.id, now)),
    REVOKE_SESSIONS: Command(Wanted, lambda seen, given, now: seen.sessions.revoke(given, now)),
    ROTATE_SESSION_KEY: Command(Nothing, lambda seen, _, now: SessionKeyMade(id=seen.sessions.rotate_key(now))),
    REGISTER_SERVICE: Command(
        RegisterService, lambda seen, given, now: seen.services.register(given.name, given.account, now)
    ),
    LIST_SERVICES: Command(Nothing, lambda seen, _, __: seen.services.list()),
    REMOVE_SERVICE: Command(
        RemoveService, lambda seen, given, now: seen.services.remove(given.name, now, given.access_key_id)
    ),
    IMPORT_DEVICES: Command(
        ImportDevices, lambda seen, given, now: seen.devices.import_(given.account, given.lines, now)
    ),
}


def table(operated: Operated, url: str = "") -> Commands:
    """Return the commands over what an operator sees; *url* is where a running server listens."""

    def bound(command: Command[Any]) -> Callable[[Arguments], Any]:  # Any: JSON
        def carry_out(arguments: Arguments) -> Any:  # Any: JSON
            given = _read(arguments, command.arguments)
            return msgspec.to_builtins(command.carry_out(operated, given, int(operated.clock())))

        return carry_out

    status = msgspec.to_builtins(Status(url=url))
    return {**{name: bound(command) for name, command in COMMANDS.items()}, STATUS: lambda _: status}


def account_made(answer: object) -> AccountMade:
    """Return the answer of CREATE or ROOT_ACCESS_KEY."""
    return msgspec.convert(answer, AccountMade)


def accounts_shown(answer: object) -> list[AccountShown]:
    """Return the answer of LIST."""
    return msgspec.convert(answer, list[AccountShown])


def imported(answer: object) -> Imported:
    """Return the answer of IMPORT_DEVICES."""
    return msgspec.convert(answer, Imported)


def service_key(answer: object) -> ServiceKey:
    """Return the answer of REGISTER_SERVICE."""
    return msgspec.convert(answer, ServiceKey)


def services_shown(answer: object) -> list[ServiceShown]:
    """Return the answer of LIST_SERVICES."""
    return msgspec.convert(answer, list[ServiceShown])


def session_key_made(answer: object) -> SessionKeyMade:
    """Return the answer of ROTATE_SESSION_KEY."""
    return msgspec.convert(answer, SessionKeyMade)


def _read(arguments: Arguments, form: type[A]) -> A:
    try:
        return msgspec.convert(arguments, form)
    except msgspec.ValidationError as error:
        raise CommandError(f"The command cannot be read: {error}") from error


def _wanted(given: CreateAccount) -> AccountWanted:
    """Return what is wanted, by the rules of the settings of a first start. Raises CommandError."""
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
