"""What the commands print: lines on standard output, in colours where a person looks at them on a terminal."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from typing import Final

from ostiary import __version__
from ostiary.evaluation.prose import Paint, Tone, printable, unpainted
from ostiary.server.accounts import AccountMade, AccountShown
from ostiary.server.services import ServiceKey, ServiceShown
from ostiary.settings import Settings


def greeting(settings: Settings, url: str, made: AccountMade | None, notes: Iterable[str]) -> None:
    """Say what came up, and where; at first start also, once, what was made. The line with `Ready` is the last one."""
    lines = [f"Ostiary {__version__}, data in {settings.data_dir}", *notes]
    if made is not None:
        lines += _made(made)
        lines += _exports(made, settings.region, url)
    if url:
        lines.append(f"Ready on {url}")
    print("\n".join(lines), flush=True)


def environment(region: str, url: str) -> None:
    """Print the variables that lead the AWS clients here; the region is what they sign for."""
    print("\n".join([_export("AWS_DEFAULT_REGION", region), *_endpoints(url)]))


def variables(exports: Mapping[str, str], url: str) -> None:
    """Print the variables that lead the AWS clients to an agent at *url*. The line with `Ready` is the last one."""
    print("\n".join([*(_export(name, value) for name, value in exports.items()), f"Ready on {url}"]), flush=True)


def one_line(text: str) -> str:
    """Return *text*, whoever wrote it, as one line that cannot steer a terminal."""
    return printable(" ".join(text.split()))


def account(made: AccountMade) -> None:
    """Say what was made."""
    print("\n".join([*_made(made), *_credentials(made)]))


def root_access_key(made: AccountMade) -> None:
    """Show the key that was made."""
    print("\n".join(_credentials(made)))


def accounts(shown: Iterable[AccountShown]) -> None:
    """One line for each account: number, alias, e-mail address; `-` for what it has not."""
    for account_ in shown:
        print(f"{account_.id}  {account_.alias or '-'}  {account_.email or '-'}")


def service_key(made: ServiceKey) -> None:
    """Show the access key of a service that was made."""
    print(f"An access key of {made.name}. Its secret is shown this once:")
    print(_export("AWS_ACCESS_KEY_ID", made.access_key_id))
    print(_export("AWS_SECRET_ACCESS_KEY", made.secret_access_key))


def services(shown: Iterable[ServiceShown]) -> None:
    """One line for each service: name, account, access keys; `-` when it has none."""
    for service in shown:
        print(f"{service.name}  {service.account}  {' '.join(service.keys) or '-'}")


def _made(made: AccountMade) -> list[str]:
    alias = f", alias {made.alias}" if made.alias else ""
    lines = [f"Made account {made.id}{alias} with its root user."]
    if not made.access_key_id:
        makes = f"`ostiary accounts root-access-key --id {made.id}` makes one"
        lines.append(f"It has no access key, so nobody can act in it yet: {makes}.")
    return lines


def _exports(made: AccountMade, region: str, url: str) -> list[str]:
    lines = _credentials(made)
    if made.access_key_id:
        lines.append(_export("AWS_DEFAULT_REGION", region))
    if url:
        lines += _endpoints(url)
    return lines


def _credentials(made: AccountMade) -> list[str]:
    if not made.access_key_id:
        return []
    lines = [_export("AWS_ACCESS_KEY_ID", made.access_key_id)]
    if made.secret_access_key:
        lines.insert(0, "The root user's access key. Its secret is shown this once:")
        lines.append(_export("AWS_SECRET_ACCESS_KEY", made.secret_access_key))
    return lines


_SERVICES: Final = ("IAM", "STS", "ACCESSANALYZER", "CLOUDTRAIL", "ROLESANYWHERE")
"""What the variables of the SDKs call the services."""


def _endpoints(url: str) -> list[str]:
    return [_export(f"AWS_ENDPOINT_URL_{service}", url) for service in _SERVICES]


def _export(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


# -- colours -------------------------------------------------------------------------------------------

COLOURS: Final[Mapping[Tone, str]] = {
    Tone.HEADING: "1",
    Tone.ALLOWS: "32",
    Tone.DENIES: "31",
    Tone.ASIDE: "2",
}
"""How terminals are told (ECMA-48, SGR): bold, green, red, faint. Nothing is said by colour alone."""


def painter() -> Paint:
    """Return what paints lines for standard output.

    Nothing is painted unless that is a terminal, nor on a dumb one, nor for whoever has set NO_COLOR to anything.
    """
    is_wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return _painted if is_wanted else unpainted


def _painted(tone: Tone, line: str) -> str:
    colour = COLOURS.get(tone)
    return line if colour is None else f"\x1b[{colour}m{line}\x1b[0m"
