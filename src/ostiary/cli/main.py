"""`ostiary`: serve, prepare, ask. Each command is a thin function over `ostiary.server`."""

from __future__ import annotations

import contextlib
import getpass
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, CycloptsError, Parameter

from ostiary import __version__
from ostiary.agent.errors import AgentError
from ostiary.cli import agent, evaluate, flags, say
from ostiary.cli.validate import validate
from ostiary.engine.form import FORM
from ostiary.model.errors import OstiaryError
from ostiary.server import commands, compose, logs
from ostiary.server.errors import CommandError, StartError
from ostiary.settings import Settings, SettingsError

_FAILED: Final = 1
_MISUSED: Final = 2
_VERSION: Final = f"ostiary {__version__} ({FORM})"

app = App(
    name="ostiary",
    help="Self-hosted identity and access management that speaks AWS IAM.",
    version=_VERSION,
)
_mfa = App(name="mfa", help="Devices that make one-time codes.")
_services = App(name="services", help="Services that may assume the roles that trust them, in every account.")
_sessions = App(name="sessions", help="Temporary credentials of this installation; works beside a running server.")
_accounts = App(name="accounts", help="The accounts of this installation; works beside a running server.")


def serve(settings: Settings) -> None:
    """Start the server; at first start, make the account."""
    logs.configure()
    server = compose.open_server(settings)
    try:
        server.stop_on_signals()
        server.start()
        say.greeting(settings, server.url, server.first_start, server.notes)
        server.run()
    finally:
        server.close()


def init(settings: Settings) -> None:
    """Prepare the data folder and make the account, without serving."""
    with compose.open_installation(settings) as installation:
        made = installation.begin()
        if made is None:
            raise CommandError(f"{settings.data_dir} is prepared already")
        say.greeting(settings, "", made, installation.notes)


def env(settings: Settings) -> None:
    """Print the lines that point the AWS clients at this server."""
    say.environment(settings.region, compose.find_url(settings))


def version() -> None:
    """Print the version, and whether the engine is pure Python or compiled."""
    print(_VERSION)


def create_account(
    settings: Settings,
    *,
    id: Annotated[str, Parameter(help="Its number, 12 digits. [default: random]", show_default=False)] = "",  # noqa: A002  # the flag's name
    alias: Annotated[str, Parameter(help="Its alias.", show_default=False)] = "",
    email: Annotated[str, Parameter(help="E-mail address of its root user.", show_default=False)] = "",
    root_access_key: Annotated[
        bool, Parameter(help="Make an access key for its root user and show it once.", show_default=False, negative=())
    ] = False,
) -> None:
    """Make a further account with its root user."""
    arguments = {"id": id, "alias": alias, "email": email, "root_access_key": root_access_key}
    say.account(commands.account_made(compose.carry_out(settings, commands.CREATE, arguments)))


def make_root_access_key(
    settings: Settings,
    *,
    id: Annotated[str, Parameter(help="The account's number.")],  # noqa: A002  # the flag's name
) -> None:
    """Make an access key for the root user of an account and show it once: the way back when every key is lost."""
    say.root_access_key(commands.account_made(compose.carry_out(settings, commands.ROOT_ACCESS_KEY, {"id": id})))


def rotate_issuer_keys(
    settings: Settings,
    *,
    id: Annotated[str, Parameter(help="The account's number.")],  # noqa: A002  # the flag's name
) -> None:
    """Give an account new keys for the web identity tokens that it signs, used in ten minutes."""
    compose.carry_out(settings, commands.ROTATE_ISSUER_KEYS, {"id": id})


def set_root_password(
    settings: Settings,
    *,
    id: Annotated[str, Parameter(help="The account's number.")],  # noqa: A002  # the flag's name
    email: Annotated[str, Parameter(help="Address that it signs in with from now on.", show_default=False)] = "",
) -> None:
    """Give the root user of an account a password: asked for at the terminal, else the first line of standard input."""
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    compose.carry_out(settings, commands.ROOT_PASSWORD, {"id": id, "password": password, "email": email})


def list_accounts(settings: Settings) -> None:
    """List the accounts."""
    say.accounts(commands.accounts_shown(compose.carry_out(settings, commands.LIST, {})))


def revoke_sessions(
    settings: Settings,
    *,
    account: Annotated[str, Parameter(help="The account's number.")],
    user: Annotated[str, Parameter(help="Name of a user whose sessions end.", show_default=False)] = "",
    role: Annotated[str, Parameter(help="Name of a role whose sessions end.", show_default=False)] = "",
    access_key_id: Annotated[
        str, Parameter(help="Access key id (ASIA…) of the one session that ends.", show_default=False)
    ] = "",
) -> None:
    """End sessions that were issued until now: of a user, of a role, a single one, or all of an account."""
    arguments = {"account": account, "user": user, "role": role, "access_key_id": access_key_id}
    compose.carry_out(settings, commands.REVOKE_SESSIONS, arguments)


def rotate_session_key(settings: Settings) -> None:
    """Make a new key for session tokens, used in ten minutes; sessions that were issued before go on."""
    made = commands.session_key_made(compose.carry_out(settings, commands.ROTATE_SESSION_KEY, {}))
    print(f"Made the key {made.id} for session tokens.")


def register_service(
    settings: Settings,
    name: Annotated[str, Parameter(help="Its name, as trust policies have it: backup.example.com.")],
    *,
    account: Annotated[str, Parameter(help="Number of the account that its keys are kept in.")],
) -> None:
    """Register a service and show an access key for it, once; or give one that is registered a further key."""
    arguments = {"name": name, "account": account}
    say.service_key(commands.service_key(compose.carry_out(settings, commands.REGISTER_SERVICE, arguments)))


def list_services(settings: Settings) -> None:
    """List the services with their access keys."""
    say.services(commands.services_shown(compose.carry_out(settings, commands.LIST_SERVICES, {})))


def remove_service(
    settings: Settings,
    name: Annotated[str, Parameter(help="Its name.")],
    *,
    access_key_id: Annotated[
        str, Parameter(help="Remove just this access key, and keep the service.", show_default=False)
    ] = "",
) -> None:
    """Forget a service with its access keys, or one of its keys."""
    arguments = {"name": name, "access_key_id": access_key_id}
    compose.carry_out(settings, commands.REMOVE_SERVICE, arguments)


def import_devices(
    settings: Settings,
    file: Annotated[str, Parameter(help="File with a device a line, as SERIAL,SEED in base32; - for standard input.")],
    *,
    account: Annotated[str, Parameter(help="Number of the account that gets them.")],
) -> None:
    """Import hardware devices that make one-time codes. They are then enabled like others, by two codes in a row."""
    lines = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    answer = compose.carry_out(settings, commands.IMPORT_DEVICES, {"account": account, "lines": lines})
    print(f"Imported {commands.imported(answer).count} devices.")


app.command(flags.with_settings(serve, flags.EVERY), name="serve")
app.command(flags.with_settings(init, flags.EVERY), name="init")
app.command(flags.with_settings(env, (*flags.PLACE, "host", "port")), name="env")
app.command(version)
app.command(evaluate.evaluate, name="evaluate")
app.command(evaluate.explain, name="explain")
app.command(validate)
app.command(agent.credentials, name="credentials")
app.command(agent.agent, name="agent")
app.command(_accounts)
_accounts.command(flags.with_settings(create_account, flags.PLACE), name="create")
_accounts.command(flags.with_settings(make_root_access_key, flags.PLACE), name="root-access-key")
_accounts.command(flags.with_settings(set_root_password, flags.PLACE), name="root-password")
_accounts.command(flags.with_settings(list_accounts, flags.PLACE), name="list")
_accounts.command(flags.with_settings(rotate_issuer_keys, flags.PLACE), name="rotate-issuer-keys")
app.command(_mfa)
_mfa.command(flags.with_settings(import_devices, flags.PLACE), name="import")
app.command(_services)
_services.command(flags.with_settings(register_service, flags.PLACE), name="register")
_services.command(flags.with_settings(list_services, flags.PLACE), name="list")
_services.command(flags.with_settings(remove_service, flags.PLACE), name="remove")
app.command(_sessions)
_sessions.command(flags.with_settings(revoke_sessions, flags.PLACE), name="revoke")
_sessions.command(flags.with_settings(rotate_session_key, flags.PLACE), name="rotate-key")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command in *arguments* (those of the process); return the exit status.

    0: done. 1: refused, with one line on standard error that says why; without one when whoever read the output has
    gone. 2: not a command.
    """
    if sys.stdout is None:
        return _complain("there is no standard output", _FAILED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what a terminal cannot show is shown by its escape
    try:
        app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except (SettingsError, StartError, CommandError, AgentError, OstiaryError) as error:
        return _complain(str(error), _FAILED)
    except CycloptsError as error:
        return _complain(str(error), _MISUSED)
    except OSError as error:
        return _unwritten(error)
    try:
        sys.stdout.flush()
    except OSError as error:
        return _unwritten(error)
    return 0


def _unwritten(error: OSError) -> int:
    """Return the status of a command whose output could not be written; who closed a pipe knows why."""
    with contextlib.suppress(OSError, ValueError):  # what is buffered still must not be tried again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _FAILED if isinstance(error, BrokenPipeError) else _complain(error.strerror or str(error), _FAILED)


def _complain(message: str, status: int) -> int:
    print("ostiary: " + say.one_line(message), file=sys.stderr)
    return status
