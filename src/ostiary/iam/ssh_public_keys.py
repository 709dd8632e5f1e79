"""SSH public keys of users: RSA, in the form of `ssh-rsa` or PEM, and given back in either."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, statuses
from ostiary.model.errors import (
    DuplicateSshPublicKeyError,
    InvalidPublicKeyError,
    LimitExceededError,
    NoSuchEntityError,
    UnrecognizedPublicKeyEncodingError,
)
from ostiary.model.nouns import SshPublicKey, User
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

SMALLEST: Final = 2_048
"""Bits (API reference, UploadSSHPublicKey)."""


def upload_ssh_public_key(
    call: Authorized[iam_types.UploadSSHPublicKeyRequest], tx: Transaction
) -> iam_types.UploadSSHPublicKeyResponse:
    """Keep a public key for a user; it is active at once. A user has each key once, in whichever encoding."""
    user = find.user(tx, call.account, call.params["UserName"])
    body = call.params["SSHPublicKeyBody"]
    public = read(body)
    quota = call.quotas.ssh_public_keys_per_user
    present = tx.ssh_public_keys.page(call.account, parent=user.id, limit=quota).items
    if any(read(key.body) == public for key in present):
        raise DuplicateSshPublicKeyError("The SSH public key is already associated with the user.")
    if len(present) >= quota:
        raise LimitExceededError(f"Cannot exceed quota for SSHPublicKeysPerUser: {quota}")
    key = SshPublicKey(
        account=call.account,
        id=call.mint.unique_id("APKA"),
        owner=user.id,
        created=call.now,
        body=body,
        fingerprint=fingerprint(public),
    )
    tx.ssh_public_keys.add(key)
    return {"SSHPublicKey": _shape(key, user, body)}


def get_ssh_public_key(
    call: Authorized[iam_types.GetSSHPublicKeyRequest], tx: Reader
) -> iam_types.GetSSHPublicKeyResponse:
    """Return a public key in the encoding asked for, whichever it was sent in."""
    user = find.user(tx, call.account, call.params["UserName"])
    key = _of(tx, user, call.params["SSHPublicKeyId"])
    return {"SSHPublicKey": _shape(key, user, ENCODINGS[call.params["Encoding"]](read(key.body)))}


def list_ssh_public_keys(
    call: Authorized[iam_types.ListSSHPublicKeysRequest], tx: Reader
) -> iam_types.ListSSHPublicKeysResponse:
    """List the public keys of a user, by default of the caller, by id and without the keys. The root user has none."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    page = pages.fill(
        call,
        lambda after, limit: tx.ssh_public_keys.page(call.account, parent=owner.id, after=after, limit=limit),
        key=lambda key: key.id,
        filters=(owner.id,),
    )
    keys = [_metadata(key, owner) for key in page.items if isinstance(owner, User)]
    return {"SSHPublicKeys": keys, **page.rest}


def update_ssh_public_key(
    call: Authorized[iam_types.UpdateSSHPublicKeyRequest], tx: Transaction
) -> Mapping[str, object]:
    """Switch a public key on or off."""
    is_active = statuses.is_active(call.params["Status"])
    key = _of(tx, find.user(tx, call.account, call.params["UserName"]), call.params["SSHPublicKeyId"])
    tx.ssh_public_keys.replace(replace(key, active=is_active))
    return {}


def delete_ssh_public_key(
    call: Authorized[iam_types.DeleteSSHPublicKeyRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a public key."""
    key = _of(tx, find.user(tx, call.account, call.params["UserName"]), call.params["SSHPublicKeyId"])
    tx.ssh_public_keys.remove(key)
    return {}


def _of(tx: Reader, user: User, id_: str) -> SshPublicKey:
    """Return the key *id_* of *user*. Raises NoSuchEntityError, also when it is someone else's."""
    if (key := tx.ssh_public_keys.get(user.account, id_, parent=user.id)) is None:
        raise NoSuchEntityError(f"The Public Key with id {id_} cannot be found.")
    return key


def _metadata(key: SshPublicKey, user: User) -> iam_types.SSHPublicKeyMetadata:
    return {
        "UserName": user.name,
        "SSHPublicKeyId": key.id,
        "Status": statuses.shown(key.active),
        "UploadDate": key.created,
    }


def _shape(key: SshPublicKey, user: User, body: str) -> iam_types.SSHPublicKey:
    return {
        "UserName": user.name,
        "SSHPublicKeyId": key.id,
        "Fingerprint": key.fingerprint,
        "SSHPublicKeyBody": body,
        "Status": statuses.shown(key.active),
        "UploadDate": key.created,
    }


# -- the keys themselves -------------------------------------------------------------------------------


def read(body: str) -> RSAPublicKey:
    """Return the RSA key that *body* holds.

    Raises UnrecognizedPublicKeyEncodingError when it begins like neither form, InvalidPublicKeyError when it is broken,
    of another kind or shorter than 2,048 bits. The codes are AWS's, no transcript shows its words.
    """
    text = body.strip()
    load = next((load for beginning, load in _READERS.items() if text.startswith(beginning)), None)
    if load is None:
        raise UnrecognizedPublicKeyEncodingError("The public key must be encoded in ssh-rsa format or PEM format.")
    try:
        key = load(_alone(text).encode())
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidPublicKeyError("The public key is malformed.") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST:
        raise InvalidPublicKeyError(f"The public key must be an RSA key of at least {SMALLEST} bits.")
    return key


def _alone(text: str) -> str:
    """Return *text*. Raises ValueError unless it is one line, or one PEM block: the library ignores what follows."""
    is_pem = text.startswith("-----")
    if not (text.count("-----") == 4 and text.endswith("-----") if is_pem else len(text.splitlines()) == 1):
        raise ValueError
    return text


_READERS: Final[Mapping[str, Callable[[bytes], object]]] = {
    "ssh-rsa ": serialization.load_ssh_public_key,
    "-----BEGIN PUBLIC KEY-----": serialization.load_pem_public_key,
    "-----BEGIN RSA PUBLIC KEY-----": serialization.load_pem_public_key,
}
"""How a key begins → what reads it."""


def _ssh(key: RSAPublicKey) -> str:
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def _pem(key: RSAPublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


ENCODINGS: Final[Mapping[str, Callable[[RSAPublicKey], str]]] = {"SSH": _ssh, "PEM": _pem}


def fingerprint(key: RSAPublicKey) -> str:
    """Return MD5 of the key in pairs of digits, as `ssh-keygen -l -E md5` shows it. It names the key, nothing else."""
    blob = base64.b64decode(_ssh(key).split()[1])
    return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")


OPERATIONS: Final[Mapping[str, Handler]] = {
    "UploadSSHPublicKey": Write(upload_ssh_public_key),
    "GetSSHPublicKey": Read(get_ssh_public_key),
    "ListSSHPublicKeys": Read(list_ssh_public_keys),
    "UpdateSSHPublicKey": Write(update_ssh_public_key),
    "DeleteSSHPublicKey": Write(delete_ssh_public_key),
}
