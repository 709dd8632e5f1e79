"""What strangers may guess, as far as it is kept in memory: by the address they come from, and for names of nobody.

Both are bounded: whoever sends from ever new addresses, or tries ever new names, takes no more memory for it.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from typing import Final

from ostiary.authn import guesses
from ostiary.model.errors import ThrottlingError
from ostiary.model.nouns import Attempts

BURST: Final = 200
"""Wrong passwords in a row from one address: an office, on the morning after its passwords expired, needs some."""

SECONDS_EACH: Final = 5
"""Seconds after which an address may make a further mistake."""

REMEMBERED: Final = 10_000

_IPV6_SITE: Final = 64
"""Bits of an IPv6 address that are one customer's."""


class TooOftenError(ThrottlingError):
    """Too many guesses; `retry_after` is in seconds."""

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__("Rate exceeded")
        self.retry_after = retry_after


class Addresses:
    """How many mistakes each address has left. Thread-safe; the time is given.

    Addresses of this machine are not counted: they are those of a proxy, which speaks for everybody.
    """

    def __init__(self, *, burst: int = BURST, remembered: int = REMEMBERED) -> None:
        self._burst = burst
        self._remembered = remembered
        self._full_at: OrderedDict[str, int] = OrderedDict()
        """Address → the second at which all of its allowance is back."""
        self._lock = threading.Lock()

    def take(self, peer: str, now: int) -> None:
        """Take one guess of the allowance of *peer*. Raises TooOftenError when there is none."""
        place = site(peer)
        if place is None:
            return
        with self._lock:
            full_at = max(now, self._full_at.get(place, now)) + SECONDS_EACH
            if full_at - now > self._burst * SECONDS_EACH:
                raise TooOftenError(full_at - now - self._burst * SECONDS_EACH)
            self._keep(place, full_at)

    def give_back(self, peer: str) -> None:
        """Give back what was taken: it was no mistake."""
        place = site(peer)
        with self._lock:
            if place is not None and place in self._full_at:
                self._full_at[place] -= SECONDS_EACH

    def _keep(self, place: str, full_at: int) -> None:
        self._full_at[place] = full_at
        self._full_at.move_to_end(place)
        if len(self._full_at) > self._remembered:
            self._full_at.popitem(last=False)


def site(peer: str) -> str | None:
    """Return what counts as one address, or None for one of this machine."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))


class Nobodies:
    """Guesses at names of nobody: they are locked as those of users are, so that a lock does not tell who there is.

    Thread-safe. Kept in memory, the longest untouched are forgotten first: nothing depends on them.
    """

    def __init__(self, *, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: str, now: int) -> int | None:
        """Count a guess, and return until when it is not looked at, or None."""
        with self._lock:
            before = self._attempts.get(key) or Attempts(account="", owner=key, factor=guesses.PASSWORD, failures=0)
            self._attempts[key] = guesses.counted(before, now)
            self._attempts.move_to_end(key)
            if len(self._attempts) > self._remembered:
                self._attempts.popitem(last=False)
            return before.locked_until if now < before.locked_until else None

    def give_back(self, key: str) -> None:
        """Take one guess from the count that was not looked at, for a reason of ours."""
        with self._lock:
            if key in self._attempts:
                self._attempts[key] = guesses.uncounted(self._attempts[key])
