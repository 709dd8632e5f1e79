"""Private keys that encrypted SAML assertions are decrypted with."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ostiary.model.secret import Secret

LEAST_BITS: Final = 2_048
LONGEST: Final = 4_096
"""Characters: an RSA key of 4,096 bits takes 3,300. To check one twice as long takes seconds; nobody writes then."""


def is_usable(pem: Secret) -> bool:
    """Return whether *pem* is an RSA key in PEM without a passphrase: what a session key can be encrypted to.

    AWS says no more than that it is "a .pem file"; how short or long a key it takes is not documented.
    """
    if len(pem.reveal()) > LONGEST:
        return False
    try:
        key = load_pem_private_key(pem.reveal().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # a TypeError asks for the passphrase
        return False
    return isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_BITS
