"""The keys that guard secrets at rest (storage.md 7): a root key outside the data, and data keys that it wraps.

Each account has data keys of its own; the empty account holds the installation's token ring (storage.md 6). What was
sealed says which key sealed it, so that keys can be replaced while old ones still open.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

from ostiary.authn import keyfile, sealing
from ostiary.authn.sealing import Entropy, SealBrokenError
from ostiary.model.nouns import DataKey
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction
from ostiary.store.memo import Memo

INSTALLATION: Final = ""
"""The account of keys that belong to no account: the token ring."""

KEY_ID_BYTES: Final = 10
RING_KEYS: Final = 2

RING_LEAD: Final = 600
"""Seconds before a new ring key is used: by then every node has it."""

LONGEST_SESSION: Final = 129_600
"""Seconds that a session can last at most (GetSessionToken: 36 hours)."""

_VERSION: Final = "1"
_WRAP: Final = b"ostiary data key"
_SECRET: Final = b"ostiary secret at rest"
_FILE_FORM: Final = "ostiary-root-key-1 {}\n"
_FILE_BYTES: Final = len(_FILE_FORM.format("=" * 44))
_PAGE: Final = 100


class RootKeyError(Exception):
    """The root key cannot be had or is not safe where it lies; the message says which and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A key of 32 bytes and its name. Never shown, never compared."""

    id: str
    created: int
    material: bytes = field(repr=False)


KeysOf = Callable[[str], Sequence[Key]]
"""Returns the keys of an account, newest first."""


class Wrapping(Protocol):
    """What a provider of the root key does; the key itself may live elsewhere."""

    def wrap(self, account: str, key_id: str, material: bytes, entropy: Entropy) -> str:
        """Return *material* encrypted under the root key, bound to the account and the name of the key."""

    def unwrap(self, key: DataKey) -> bytes:
        """Return what was wrapped. Raises RootKeyError when another root key wrapped it, or it was tampered with."""


class RootKey:
    """A root key that lies in a file of its own, readable by its owner only."""

    def __init__(self, material: bytes) -> None:
        self._material = material

    @classmethod
    def create(cls, path: Path, entropy: Entropy) -> RootKey:
        """Make a key, and the file for it with mode 0600, durably: it is whole or it is not there.

        Raises RootKeyError when something is there already or the file cannot be made.
        """
        material = entropy(sealing.KEY_BYTES)
        try:
            keyfile.write_new(path, _FILE_FORM.format(base64.b64encode(material).decode()).encode())
        except FileExistsError:
            raise RootKeyError(f"There is a root key in {path} already: it is never overwritten") from None
        except OSError as error:
            raise RootKeyError(f"The root key {path} cannot be written: {error.strerror}") from error
        return cls(material)

    @classmethod
    def load(cls, path: Path) -> RootKey:
        """Read the key from its file.

        Raises RootKeyError when it is missing, is no plain file, belongs to somebody else, is open to others, or does
        not hold exactly a key.
        """
        try:
            text = keyfile.read_private(path, _FILE_BYTES).decode("ascii", "replace")
        except keyfile.UnsafeFileError as error:
            raise RootKeyError(f"The root key {path} {error}") from error
        except OSError as error:
            raise RootKeyError(f"The root key {path} cannot be read ({error.strerror}): put its copy back") from error
        word, _, encoded = text.removesuffix("\n").partition(" ")
        try:
            material = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            material = b""
        if word != _FILE_FORM.partition(" ")[0] or len(material) != sealing.KEY_BYTES:
            raise RootKeyError(f"The file {path} does not hold a root key: put its copy back")
        return cls(material)

    def wrap(self, account: str, key_id: str, material: bytes, entropy: Entropy) -> str:
        """As `Wrapping.wrap`."""
        salt = entropy(sealing.SALT_BYTES)
        return _write(salt, sealing.seal(self._material, salt, _WRAP, _about(account, key_id), material))

    def unwrap(self, key: DataKey) -> bytes:
        """As `Wrapping.unwrap`."""
        try:
            salt, sealed = _read(key.wrapped)
            return sealing.unseal(self._material, salt, _WRAP, _about(key.account, key.id), sealed)
        except SealBrokenError:
            raise RootKeyError(
                f"The root key does not open the data key {key.id}: is it of another installation?"
            ) from None


def create_account_keys(tx: Transaction, account: str, root: Wrapping, now: int, entropy: Entropy) -> Key:
    """Give *account* a new data key; from now on its secrets are sealed under this one."""
    id_ = base64.b32encode(entropy(KEY_ID_BYTES)).decode()
    material = entropy(sealing.KEY_BYTES)
    wrapped = root.wrap(account, id_, material, entropy)
    tx.data_keys.add(DataKey(account=account, id=id_, created=now, wrapped=wrapped))
    return Key(id_, now, material)


def create_ring(tx: Transaction, root: Wrapping, now: int, entropy: Entropy) -> None:
    """Make the token ring of a new installation: two keys, so that the second is known everywhere before its use."""
    for _ in range(RING_KEYS):
        create_account_keys(tx, INSTALLATION, root, now, entropy)


def rotate_ring(tx: Transaction, root: Wrapping, now: int, entropy: Entropy) -> Key:
    """Add a key to the token ring, and drop those of which no session can be left (storage.md 6)."""
    key = create_account_keys(tx, INSTALLATION, root, now, entropy)
    stored = sorted(_data_keys(tx, INSTALLATION), key=lambda one: (one.created, one.id), reverse=True)
    for newer, older in list(pairwise(stored))[RING_KEYS - 1 :]:
        if newer.created + RING_LEAD + LONGEST_SESSION <= now:
            tx.data_keys.remove(older)
    return key


def keys_in(reader: Reader, root: Wrapping, account: str) -> tuple[Key, ...]:
    """Return the keys of *account* as *reader* shows them, newest first."""
    keys = [Key(key.id, key.created, root.unwrap(key)) for key in _data_keys(reader, account)]
    return tuple(sorted(keys, key=lambda key: (key.created, key.id), reverse=True))


def remembered_keys(memo: Memo, root: Wrapping) -> KeysOf:
    """Return a `KeysOf` that unwraps each account's keys once, until they change."""

    def keys_of(account: str) -> Sequence[Key]:
        return memo.get(("authn.keys", account), lambda reader: keys_in(reader, root, account)).value

    return keys_of


class Sealer:
    """Seals secrets for their rows, under the newest key of the row's account."""

    def __init__(self, keys_of: KeysOf, entropy: Entropy) -> None:
        self._keys_of = keys_of
        self._entropy = entropy

    def seal(self, account: str, row: str, secret: Secret) -> str:
        """Return *secret* as text that only `open` for the same account and row turns back."""
        key = self._keys_of(account)[0]
        salt = self._entropy(sealing.SALT_BYTES)
        sealed = sealing.seal(key.material, salt, _SECRET, _about(account, row), secret.reveal().encode())
        return f"{_VERSION}.{key.id}.{_write(salt, sealed)}"

    def open(self, account: str, row: str, sealed: str) -> Secret:
        """Return the secret that was sealed. Raises SealBrokenError when it was not sealed for this account and row."""
        return open_sealed(self._keys_of(account), account, row, sealed)


def open_sealed(keys: Sequence[Key], account: str, row: str, sealed: str) -> Secret:
    """Return the secret that one of *keys* sealed for *account* and *row*. Raises SealBrokenError."""
    version, _, rest = sealed.partition(".")
    key_id, _, text = rest.partition(".")
    key = next((key for key in keys if key.id == key_id), None)
    if version != _VERSION or key is None:
        raise SealBrokenError
    salt, cipher = _read(text)
    return Secret(sealing.unseal(key.material, salt, _SECRET, _about(account, row), cipher).decode())


def _data_keys(reader: Reader, account: str) -> Iterator[DataKey]:
    after = ""
    while True:
        page = reader.data_keys.page(account, after=after, limit=_PAGE)
        yield from page.items
        if not page.more:
            return
        after = page.items[-1].id


def _about(account: str, row: str) -> bytes:
    """Name a row without ambiguity: an account is digits, or nothing."""
    return f"{account}/{row}".encode()


def _write(salt: bytes, sealed: bytes) -> str:
    return f"{base64.urlsafe_b64encode(salt).decode()}.{base64.urlsafe_b64encode(sealed).decode()}"


def _read(text: str) -> tuple[bytes, bytes]:
    salt, _, sealed = text.partition(".")
    try:
        return base64.urlsafe_b64decode(salt), base64.urlsafe_b64decode(sealed)
    except (binascii.Error, ValueError):
        raise SealBrokenError from None
