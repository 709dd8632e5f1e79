"""Long-term keys and settings where AWS's tools keep them: the environment and the two shared files.

Names and order of strength are those of the SDKs (AWS SDKs and Tools reference guide, "Shared config and credentials
files"): a profile that was asked for wins over the environment, and the environment over a profile that was not.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ostiary.agent.errors import AgentError
from ostiary.model.secret import Secret

_FILES: Final = (
    ("AWS_CONFIG_FILE", "~/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
)
"""Read in this order: the credentials file wins."""

_MOST: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Keys:
    """What requests are signed with."""

    access_key_id: str
    secret: Secret
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Profiles:
    """The environment, and what the shared files say. `chosen` is the profile that was asked for, or empty."""

    environment: Mapping[str, str] = field(repr=False)
    sections: Mapping[str, Mapping[str, str]] = field(repr=False)
    services: Mapping[str, Mapping[str, str]]
    chosen: str = ""

    @property
    def name(self) -> str:
        """The profile that counts."""
        return self.chosen or self.environment.get("AWS_PROFILE", "") or "default"

    @property
    def profile(self) -> Mapping[str, str]:
        """What the profile that counts says. Raises AgentError when one was named that is not there."""
        found = self.sections.get(self.name)
        if found is None and self.name != "default":
            raise AgentError(f"There is no profile {self.name} in the shared configuration files")
        return found or {}

    def setting(self, variable: str, key: str) -> str:
        """Return what the environment, else the profile, says; empty when neither does."""
        return self.environment.get(variable, "") or self.profile.get(key, "")

    def keys(self) -> Keys:
        """Return the keys of the caller.

        Raises AgentError when there are none, and for a profile whose source is itself a role: to assume one role
        on the way to another is not done in silence.
        """
        names: tuple[str, ...] = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        if not self.chosen and (keys := _keys(self.environment, names, "the environment")):
            return keys
        names = tuple(map(str.lower, names))
        if keys := _keys(self.profile, names, f"profile {self.name}"):
            return keys
        source = self.profile.get("source_profile", "")
        if source and (keys := _keys(self.sections.get(source, {}), names, f"profile {source}")):
            return keys
        where = f"profile {self.name}" + (f" nor in its source_profile {source}" if source else "")
        raise AgentError(f"There is no access key in the environment nor in {where}")

    def endpoint(self, service: str = "sts") -> str:
        """Return the address of *service* that somebody chose, in the order of the SDKs; empty when nobody did."""
        services = self.services.get(self.profile.get("services", ""), {})
        return (
            self.environment.get(f"AWS_ENDPOINT_URL_{service.upper()}", "")
            or self.environment.get("AWS_ENDPOINT_URL", "")
            or services.get(service, "")
            or self.profile.get("endpoint_url", "")
        )


def load(environment: Mapping[str, str], chosen: str = "") -> Profiles:
    """Read the shared files that *environment* names, or the usual ones; what is not there says nothing.

    Raises AgentError for a file that cannot be read.
    """
    sections: dict[str, dict[str, str]] = {}
    services: dict[str, dict[str, str]] = {}
    for variable, usual in _FILES:
        path = Path(environment.get(variable) or usual).expanduser()
        for title, pairs in _read(path).items():
            kind, _, name = title.partition(" ")
            if kind == "services":
                services[name.strip()] = {key: _nested(value).get("endpoint_url", "") for key, value in pairs.items()}
            else:
                sections.setdefault(name.strip() if kind == "profile" and name else title, {}).update(pairs)
    return Profiles(environment, sections, services, chosen)


def _read(path: Path) -> Mapping[str, Mapping[str, str]]:
    parser = configparser.RawConfigParser(default_section="", delimiters=("=",))
    try:
        with path.open("rb") as file:
            parser.read_string(file.read(_MOST).decode())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AgentError(f"{path} cannot be read: {error.strerror}") from error
    except (configparser.Error, UnicodeDecodeError):  # their messages quote lines, which may hold a secret
        raise AgentError(f"{path} cannot be read: it is not a file of AWS profiles") from None
    return {title: dict(parser.items(title)) for title in parser.sections()}


def _nested(value: str) -> dict[str, str]:
    """Return the indented `key = value` lines below a key of a `services` section."""
    pairs = (line.partition("=")[::2] for line in value.splitlines() if "=" in line)
    return {key.strip(): text.strip() for key, text in pairs}


def _keys(values: Mapping[str, str], names: tuple[str, ...], where: str) -> Keys | None:
    id_, secret, token = (values.get(name, "") for name in names)
    if not id_ and not secret:
        return None
    if not (id_ and secret):
        raise AgentError(f"Of an access key only one half is in {where}")
    return Keys(id_, Secret(secret), Secret(token) if token else None)
