"""`ostiary`: serve, prepare, ask. Each command is a thin function over `ostiary.server`."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final

from cyclopts import App, CycloptsError, Parameter

from ostiary import __version__
from ostiary.cli import evaluate, flags, say
from ostiary.cli.validate import validate
from ostiary.engine.form import FORM
from ostiary.evaluation.prose import printable
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


def list_accounts(settings: Settings) -> None:
    """List the accounts."""
    say.accounts(commands.accounts_shown(compose.carry_out(settings, commands.LIST, {})))


app.command(flags.with_settings(serve, flags.EVERY), name="serve")
app.command(flags.with_settings(init, flags.EVERY), name="init")
app.command(flags.with_settings(env, (*flags.PLACE, "host", "port")), name="env")
app.command(version)
app.command(evaluate.evaluate, name="evaluate")
app.command(evaluate.explain, name="explain")
app.command(validate)
app.command(_accounts)
_accounts.command(flags.with_settings(create_account, flags.PLACE), name="create")
_accounts.command(flags.with_settings(make_root_access_key, flags.PLACE), name="root-access-key")
_accounts.command(flags.with_settings(list_accounts, flags.PLACE), name="list")


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
    except (SettingsError, StartError, CommandError, OstiaryError) as error:
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
    print("ostiary: " + printable(" ".join(message.split())), file=sys.stderr)
    return status
