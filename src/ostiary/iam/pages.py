"""Pages of list calls: `MaxItems`, `Marker`, `IsTruncated`.

A marker is the key of the last entry shown, together with a digest of what the list was of: operation, account and
filters. It is not a secret and grants nothing (every page is decided anew); it is opaque so that nobody builds on it.
Because it names a key and no position, the next page is right whatever was added or removed in between, the entry
that it names included. AWS may answer short pages; Ostiary fills them.

    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.users.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {"Users": [shapes.user(call, user) for user in page.items], **page.rest}
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypedDict, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.model.errors import ValidationError
from ostiary.store.contract import Page

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

DEFAULT_ITEMS: Final = 100
LONGEST_KEY: Final = 192
"""Bytes of a key that a marker can carry: AWS's clients refuse markers of more than 320 characters."""

VERSION: Final = b"\x01"
BINDING_SIZE: Final = 12


class Rest(TypedDict, total=False):
    """What a list call answers beside its items."""

    IsTruncated: bool
    Marker: str


class Named(Protocol):
    """A noun that is listed by its name."""

    @property
    def name(self) -> str:
        """The name, as given; the store orders it folded."""


@dataclass(frozen=True, slots=True)
class Filled(Generic[T_co]):
    """One page: its items, and the members that tell whether and where the list goes on."""

    items: tuple[T_co, ...]
    rest: Rest


Fetch = Callable[[str, int], Page[T]]
"""Returns up to so many entries after a key, in key order."""


def name(noun: Named) -> str:
    """The key of users, groups, roles, policies and instance profiles."""
    return noun.name


def fill(
    call: Authorized[Mapping[str, object]],
    fetch: Fetch[T],
    key: Callable[[T], str],
    filters: tuple[str, ...] = (),
) -> Filled[T]:
    """Return the page that *call* asks for with `MaxItems` and `Marker`.

    *filters* is all that tells this list from others of the same operation: path prefix, scope, the **unique id** of
    the parent. Raises ValidationError when the marker is broken or comes from another list.
    """
    binding = _binding(call, filters)
    limit, marker = call.params.get("MaxItems", DEFAULT_ITEMS), call.params.get("Marker", "")
    assert isinstance(limit, int)
    assert isinstance(marker, str)
    page = fetch(_read(marker, binding) if marker else "", limit)
    if not page.more:
        return Filled(page.items, {"IsTruncated": False})
    return Filled(page.items, {"IsTruncated": True, "Marker": _write(key(page.items[-1]), binding)})


def every(fetch: Fetch[T], key: Callable[[T], str]) -> Iterator[T]:
    """Yield all entries of a list that AWS answers whole."""
    after, more = "", True
    while more:
        page = fetch(after, DEFAULT_ITEMS)
        yield from page.items
        more = page.more
        after = key(page.items[-1]) if page.items else after


def sliced(items: Iterable[T], key: Callable[[T], str]) -> Fetch[T]:
    """Return a `Fetch` over entries that are all at hand (tags, attached policies), in the order of `bounded(key)`.

    Give `fill` the same key, as `key=lambda item: pages.bounded(key(item))`; `fill_sliced` does both.
    """
    ordered = sorted(((bounded(key(item)), item) for item in items), key=lambda pair: pair[0])

    def fetch(after: str, limit: int) -> Page[T]:
        following = [item for order, item in ordered if order > after]
        return Page(tuple(following[:limit]), more=len(following) > limit)

    return fetch


def fill_sliced(
    call: Authorized[Mapping[str, object]],
    items: Iterable[T],
    key: Callable[[T], str],
    filters: tuple[str, ...] = (),
) -> Filled[T]:
    """Return the page that *call* asks for of entries that are all at hand; *key* tells them apart and orders them."""
    return fill(call, sliced(items, key), lambda item: bounded(key(item)), filters)


def bounded(key: str) -> str:
    """Return *key*, or for one too long for a marker its beginning with a digest of the whole behind it."""
    raw = key.encode()
    if len(raw) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(raw).hexdigest()[:32]
    return raw[: LONGEST_KEY - len(digest)].decode(errors="ignore") + digest


def _binding(call: Authorized[object], filters: tuple[str, ...]) -> bytes:
    """Return the digest of the list that a marker belongs to. No part holds NUL, so parts cannot run together."""
    parts = (call.operation, call.account, *filters)
    return hashlib.sha256("\0".join(parts).encode()).digest()[:BINDING_SIZE]


def _write(key: str, binding: bytes) -> str:
    return base64.urlsafe_b64encode(VERSION + binding + key.encode()).decode()


def _read(marker: str, binding: bytes) -> str:
    """Return the key in *marker*. Raises ValidationError unless `_write` could have made it for this list."""
    try:
        raw = base64.b64decode(marker, altchars=b"-_", validate=True)
        key = raw[len(VERSION) + BINDING_SIZE :].decode()
    except (binascii.Error, ValueError) as error:
        raise ValidationError("Invalid Marker.") from error
    # No key has control characters; some databases do not even take them.
    if raw[: len(VERSION) + BINDING_SIZE] != VERSION + binding or not key or min(key) < " ":
        raise ValidationError("Invalid Marker.")
    return key
