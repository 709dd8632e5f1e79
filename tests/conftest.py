"""What holds for every test: the form of the engine, no network but this machine's own, the same examples every run."""

from __future__ import annotations

import ipaddress
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from ostiary.engine.form import FORM

# What fell back in silence would be tested twice in one form and never in the other. The name does not begin as those
# of settings do: a server that a test starts would refuse it.
if (expected := os.environ.get("ENGINE_FORM", "pure")) != FORM:
    raise pytest.UsageError(f"the engine is {FORM}, and ENGINE_FORM says {expected}: see docs/how-to/compiled.md")

LOCAL_NAMES = {"localhost", "", None}


def _is_local(host: object) -> bool:
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False


def _close_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection and look-up that would leave this machine; unix sockets are on it."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise RuntimeError(f"a test tried to reach {address[0]}: only loopback is open")
    elif event == "socket.getaddrinfo" and not _is_local(arguments[0]):
        raise RuntimeError(f"a test tried to look up {arguments[0]!r}: only loopback is open")


sys.addaudithook(_close_the_network)

# No deadline: the machine is shared, and a slow example is not a wrong one.
settings.register_profile("every-run", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("OSTIARY_TEST_PROFILE", "every-run"))

# The AWS clients must not find anybody's real configuration, nor ask this machine's metadata address.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
