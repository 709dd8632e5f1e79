"""Every setting of the server in one typed record, read once at the start.

One table says what there is; each row can be given as a flag, as an environment variable and as a key of the TOML file,
in that order of strength. The row `quotas.users` is `--quotas-users`, `OSTIARY_QUOTAS_USERS`, and `users` under
`[quotas]`. A name that no row has stops the start in all three places: a mistyped setting is never silently a default.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import platformdirs

from ostiary.model.quotas import Quotas
from ostiary.model.secret import Secret

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX: Final = "OSTIARY_"
FILE_NAME: Final = "ostiary.toml"


class SettingsError(Exception):
    """A setting is unknown or makes no sense; the message names it and where it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation is to be. `given` holds the names of the settings that somebody gave."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 9400
    public_url: str = ""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    proxies_addresses: tuple[Network, ...] = ()
    proxies_client_certificate_header: str = ""
    database_url: str = field(default="", repr=False)  # may hold a password
    region: str = "us-east-1"
    partition: str = "aws"
    account_id: str = ""
    account_alias: str = ""
    root_email: str = ""
    root_password: Secret | None = None
    root_access_key: bool = False
    root_access_key_id: str = ""
    root_secret_access_key: Secret | None = None
    simulation_by_resource: bool = False
    federation_private_hosts: frozenset[str] = frozenset()
    federation_http_issuers: frozenset[str] = frozenset()
    federation_ca_bundle: Path | None = None
    federation_standard_claims_only: bool = False
    signin_destinations: frozenset[str] = frozenset()
    quotas: Quotas = field(default_factory=Quotas)
    given: frozenset[str] = frozenset()

    @property
    def store_url(self) -> str:
        """The database as SQLAlchemy writes it; without a setting, a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ostiary.db'}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table. `read` turns text into the value, or raises ValueError saying what it wants."""

    name: str
    read: Callable[[str], object]
    help: str
    secret: bool = False
    """A secret comes by environment only: the process list shows flags to everyone, a file is copied and backed up."""
    in_file: bool = True

    @property
    def key(self) -> str:
        """The name that flag, variable and TOML key share."""
        return self.name.replace(".", "_")

    @property
    def flag(self) -> str:
        """The flag."""
        return "--" + self.key.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.key.upper()

    @property
    def is_switch(self) -> bool:
        """Whether the flag takes no value."""
        return self.read is _switch


def _text(text: str) -> str:
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
        raise ValueError("must not hold control characters")
    return text


def _secret(text: str) -> Secret:
    return Secret(_text(text))


def _switch(text: str) -> bool:
    try:
        return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
    except KeyError:
        raise ValueError("must be true or false") from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _path(text: str) -> Path:
    if not text:
        raise ValueError("must name a place")  # `--data-dir "$UNSET"` would be the current folder
    return Path(_text(text)).expanduser().absolute()


def _host(text: str) -> str:
    """An address or a name; an IPv6 address also as it stands in a URL."""
    inner = text.removeprefix("[").removesuffix("]") if text.startswith("[") else text
    if not inner:
        raise ValueError("must be an address or a name")
    return _text(inner)


def _base_url(text: str) -> str:
    """Scheme, host and port, in lower case: paths are put behind it, and who compares them compares every character."""
    try:
        url = urlsplit(_text(text).lower())
        is_base = _is_host(url.hostname) and url.port != 0 and url.geturl() == text.lower() and _is_bare(url)
    except ValueError:  # a port that is none, brackets that do not close
        is_base = False
    if not is_base:
        raise ValueError("must be https:// or http://, a host, and a port if need be, with nothing behind them")
    return text.lower()


def _is_host(name: str | None) -> bool:
    return bool(name) and name is not None and name.isascii() and not name.translate(_OF_HOSTS)


def _is_bare(url: SplitResult) -> bool:
    """Whether *url* is scheme, host and port alone."""
    rest = (url.path, url.query, url.fragment)
    return url.scheme in ("https", "http") and not any(rest) and "@" not in url.netloc and url.netloc[-1:] != ":"


def _hosts(text: str) -> frozenset[str]:
    """Names of hosts with commas between them; names compare without case."""
    hosts = _listed(text.lower())
    if any(frozenset("/:@[]") & frozenset(host) for host in hosts):
        raise ValueError("must be names of hosts, without scheme and port, with commas between them")
    return hosts


def _issuers(text: str) -> frozenset[str]:
    """Issuers with commas between them, as the URLs of their providers have them: without scheme."""
    issuers = _listed(text)
    if any("://" in issuer for issuer in issuers):
        raise ValueError("must be issuers without http://, with commas between them")
    return issuers


def _origins(text: str) -> frozenset[str]:
    return frozenset(_base_url(each) for each in _listed(text))


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each) for each in sorted(_listed(text)))
    except ValueError:
        raise ValueError("must be addresses or networks (10.0.0.0/8) with commas between them") from None


def _header(text: str) -> str:
    """The name of a header that neither HTTP nor SigV4 gives another meaning."""
    name = text.lower()
    if not name.replace("-", "").isalnum() or not name.isascii() or name in _TAKEN or name.startswith("x-amz-"):
        raise ValueError("must be the name of a header that nothing else uses")
    return name


_TAKEN: Final = frozenset({"host", "authorization", "content-type", "content-length", "cookie", "date", "origin"})


def _listed(text: str) -> frozenset[str]:
    return frozenset(part for each in _text(text).split(",") if (part := each.strip()))


def _account(text: str) -> str:
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        raise ValueError("must be 12 digits")
    return text


def _alias(text: str) -> str:
    """An account alias (aws-facts 6): 3 to 63 of a-z, 0-9 and single inner dashes, and not an account number."""
    letters = text.replace("-", "")
    well_formed = letters.isascii() and letters.isalnum() and letters == letters.lower() and 3 <= len(text) <= 63
    if not well_formed or text.startswith("-") or text.endswith("-") or "--" in text:
        raise ValueError("must be 3 to 63 lower-case letters, digits and single dashes between them")
    if len(text) == 12 and text.isdigit():
        raise ValueError("must not look like an account number")
    return text


def _access_key_id(text: str) -> str:
    alphabet = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    if len(text) != 20 or not text.startswith("AKIA") or not alphabet.issuperset(text):
        raise ValueError("must be AKIA and 16 capital letters or digits")
    return text


def _name(text: str) -> str:
    if not text or not (text.isascii() and text.replace("-", "").isalnum()):
        raise ValueError("must be letters, digits and dashes")
    return text


_OF_HOSTS: Final = dict.fromkeys(map(ord, "abcdefghijklmnopqrstuvwxyz0123456789-.:"))
"""What names of hosts and addresses are made of; `:` in those of IPv6 alone, which urlsplit sees to."""

_ANY_COUNT: Final = _number(0, 1_000_000_000)

SETTINGS: Final = (
    Setting(
        "data_dir",
        _path,
        "Folder that holds the database, the keys and the audit log. [default: ostiary in the user's data folder]",
    ),
    Setting("config", _path, f"TOML file with settings. [default: {FILE_NAME} in the data folder]", in_file=False),
    Setting("host", _host, "Address to listen on. [default: 127.0.0.1]"),
    Setting("port", _number(0, 65535), "Port to listen on; 0 takes a free one. [default: 9400]"),
    Setting(
        "public_url",
        _base_url,
        "URL by which clients reach the server, if a proxy is in front of it. [default: where it listens]",
    ),
    Setting("tls.certificate", _path, "File with the server's certificate and its chain (PEM): it then speaks https."),
    Setting("tls.key", _path, "File with the key of that certificate (PEM), readable by its owner alone."),
    Setting(
        "proxies.addresses",
        _networks,
        "Addresses or networks of proxies in front of the server whose forwarding headers count, with commas between "
        "them. [default: none]",
    ),
    Setting(
        "proxies.client_certificate_header",
        _header,
        "Header in which they hand on a client's certificate, as URL-encoded PEM. [default: none]",
    ),
    Setting("database_url", _text, "Database, as an SQLAlchemy URL. [default: a SQLite file in the data folder]"),
    Setting("region", _name, "Region told to clients. [default: us-east-1]"),
    Setting("partition", _name, "Partition in every ARN. [default: aws]"),
    Setting("account.id", _account, "Number of the account that the first start makes. [default: random]"),
    Setting("account.alias", _alias, "Alias of the account that the first start makes."),
    Setting("root.email", _text, "E-mail address of its root user."),
    Setting("root.password", _secret, "Password of its root user.", secret=True),
    Setting("root.access_key", _switch, "Make an access key for its root user and show it once."),
    Setting("root.access_key_id", _access_key_id, "Id of the root user's access key, instead of a random one."),
    Setting("root.secret_access_key", _secret, "Secret of the root user's access key.", secret=True),
    Setting(
        "simulation.by_resource",
        _switch,
        "Have the policy simulator answer once for each action and resource, as AWS did until 2026.",
    ),
    Setting(
        "federation.private_hosts",
        _hosts,
        "Hosts of identity providers that may have private addresses, with commas between them. [default: none]",
    ),
    Setting(
        "federation.http_issuers",
        _issuers,
        "OIDC issuers that are reached by http, without scheme, with commas between them. [default: none]",
    ),
    Setting(
        "federation.ca_bundle",
        _path,
        "File with the authorities (PEM) that identity providers are trusted by, instead of the public ones.",
    ),
    Setting(
        "federation.standard_claims_only",
        _switch,
        "Make condition keys of the standard claims of web identity tokens alone.",
    ),
    Setting(
        "signin.destinations",
        _origins,
        "Origins that console federation may send a browser to beside this server, with commas between them. "
        "[default: none]",
    ),
    *(
        Setting(
            f"quotas.{quota.name}", _ANY_COUNT, f"Quota of {quota.name.replace('_', ' ')}. [default: {quota.default}]"
        )
        for quota in fields(Quotas)
    ),
)

BY_KEY: Final[Mapping[str, Setting]] = {setting.key: setting for setting in SETTINGS}


def load(flags: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """Return the settings that *flags* (by key), *environment* and the TOML file make together.

    An empty variable counts as not given. Raises SettingsError for an unknown name, a value that is not one, a
    secret outside the environment, or a file that cannot be read.
    """
    values = dict(_from_environment(environment)) | dict(_from_flags(flags))
    values = dict(_from_file(values)) | values
    values.pop("config", None)
    if ("root_access_key_id" in values) != ("root_secret_access_key" in values):
        raise SettingsError("OSTIARY_ROOT_ACCESS_KEY_ID and OSTIARY_ROOT_SECRET_ACCESS_KEY come together or not at all")
    if ("tls_certificate" in values) != ("tls_key" in values):
        raise SettingsError("tls.certificate and tls.key come together or not at all")
    given = frozenset(values)
    quotas = {quota.name: values.pop(key) for quota in fields(Quotas) if (key := f"quotas_{quota.name}") in values}
    values.setdefault("data_dir", _default_folder())
    return Settings(
        **values,  # type: ignore[arg-type]  # each row's reader returns the type of the field it is named after
        quotas=Quotas(**quotas),  # type: ignore[arg-type]  # likewise
        given=given,
    )


def _default_folder() -> Path:
    return Path(platformdirs.user_data_dir("ostiary", appauthor=False))


def _from_flags(flags: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for key, text in flags.items():
        setting = BY_KEY.get(key)
        if setting is None or setting.secret:
            raise SettingsError(f"There is no flag --{key.replace('_', '-')}")
        if key == "database_url" and _holds_password(text):
            raise SettingsError(
                f"{setting.flag} must not hold a password, which every user of this machine could see: "
                f"give it as {setting.variable} or in the settings file"
            )
        yield key, _value(setting, text, setting.flag)


def _holds_password(url: str) -> bool:
    """Return whether a database URL may hold a password, in its authority or among its parameters."""
    authority = url.partition("://")[2].partition("/")[0]
    return ":" in authority.rpartition("@")[0] or "password" in url.partition("?")[2].lower()


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or not text:
            continue
        setting = BY_KEY.get(variable.removeprefix(PREFIX).lower())
        if setting is None or setting.variable != variable:
            known = [setting.variable for setting in SETTINGS]
            raise SettingsError(f"There is no setting {variable}{_suggestion(variable, known)}")
        yield setting.key, _value(setting, text, variable)


def _from_file(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Read the TOML file that *values* points to; the one in the data folder need not exist."""
    folder = values.get("data_dir", _default_folder())
    chosen = values.get("config")
    assert isinstance(folder, Path)
    path = chosen if isinstance(chosen, Path) else folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # of a data folder that is a file, who opens it says so
        if chosen is not None:
            raise SettingsError(f"There is no settings file {path}") from None
        return
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}") from error
    seen = set[str]()
    for name, value in _flatten(table, path):
        setting = BY_KEY.get(name.replace(".", "_"))
        if setting is None or not setting.in_file:
            known = [setting.name for setting in SETTINGS if setting.in_file and not setting.secret]
            raise SettingsError(f"There is no setting {name} ({path}){_suggestion(name, known)}")
        if setting.secret:
            raise SettingsError(f"{name} is a secret: give it as {setting.variable}, not in {path}")
        if setting.key == "data_dir" and chosen is None:
            raise SettingsError(f"{path} lies in the data folder and cannot name another one")
        if setting.key in seen:
            raise SettingsError(f"{name} is given twice in {path}")
        seen.add(setting.key)
        yield setting.key, _value(setting, value, f"{name} in {path}")


def _flatten(table: Mapping[str, object], path: Path, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give each leaf of *table*, read from *path*, under its dotted name, as the text of an environment variable."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, path, f"{name}.")
        elif isinstance(value, bool):
            yield name, str(value).lower()
        elif isinstance(value, str | int):
            yield name, str(value)
        else:
            raise SettingsError(f"{name} in {path} must be text, a whole number, true or false")


def _value(setting: Setting, text: str, source: str) -> object:
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingsError(f"{source} {error}") from None


def _suggestion(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
