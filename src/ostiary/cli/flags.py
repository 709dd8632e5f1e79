"""Commands whose flags are rows of the table of settings."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

from cyclopts import Group, Parameter

from ostiary import settings
from ostiary.settings import Setting, Settings

_SETTINGS: Final = Group("Settings", help="Each is also an OSTIARY_… variable and a key in ostiary.toml.", sort_key=1)
_QUOTAS: Final = Group("Quotas", help="AWS's defaults; given in the same three places.", sort_key=2)

EVERY: Final = tuple(setting.key for setting in settings.SETTINGS if not setting.secret)
PLACE: Final = ("data_dir", "config", "database_url")
"""What a command needs to find an installation."""


def with_settings(function: Callable[..., None], keys: Iterable[str]) -> Callable[..., None]:
    """Return *function* as a command: its first argument, a `Settings`, is made of the flags *keys* and of the rest."""
    own = inspect.signature(function, eval_str=True).parameters
    rows = [settings.BY_KEY[key] for key in keys]

    def command(*places: Any, **given: Any) -> None:  # Any: arguments and flags of every type that a command has
        flags = {key: _text(given.pop(key)) for key in [row.key for row in rows] if given.get(key) is not None}
        mine = {name: value for name, value in given.items() if name in own}
        function(settings.load(flags, os.environ), *places, **mine)

    command.__name__ = function.__name__
    command.__doc__ = function.__doc__
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # what `inspect.signature` reads
        [*list(own.values())[1:], *map(_parameter, rows)]
    )
    return command


def _parameter(row: Setting) -> inspect.Parameter:
    """Return the flag of *row*. It is text, as everywhere: the table's own reader says what it may be."""
    group = _QUOTAS if row.name.startswith("quotas.") else _SETTINGS
    spelling = Parameter(name=row.flag, help=row.help, show_default=False, negative=(), group=group)
    kind: object = bool if row.is_switch else str
    return inspect.Parameter(
        row.key,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[kind | None, spelling],  # type: ignore[operator]  # made at run time
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


Command = Callable[[Settings], None]
