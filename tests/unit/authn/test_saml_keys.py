"""Private keys for encrypted assertions: which are usable."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ostiary.authn.saml_keys import LONGEST, is_usable
from ostiary.model.secret import Secret
from tests.support.saml import certificate, elliptic_private_key, private_key


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_an_rsa_key_is_usable_in_both_forms_of_pem(form: PrivateFormat) -> None:
    key = load_pem_private_key(private_key().encode(), None)
    assert is_usable(Secret(key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()))


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        private_key().replace("PRIVATE KEY", "CERTIFICATE"),
        f"-----BEGIN CERTIFICATE-----\n{certificate()}\n-----END CERTIFICATE-----\n",
        private_key(1_024),
        private_key(passphrase="open"),
        elliptic_private_key(),
    ],
)
def test_what_assertions_cannot_be_encrypted_to_is_not(pem: str) -> None:
    assert not is_usable(Secret(pem))


def test_a_text_in_which_a_key_would_be_that_takes_seconds_to_check_is_not_read() -> None:
    padding = "\n" * (LONGEST - len(private_key()))
    assert is_usable(Secret(private_key() + padding))
    assert not is_usable(Secret(private_key() + padding + "\n"))
