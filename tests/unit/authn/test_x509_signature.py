"""Signatures by the key of a certificate, made by another signer, and whatever should be refused."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ostiary.authn.x509_signature import LONGEST, SKEW, verified
from ostiary.model.errors import (
    AccessDeniedError,
    IncompleteSignatureError,
    MissingAuthenticationTokenError,
    OstiaryError,
    SignatureDoesNotMatchError,
)
from ostiary.model.http import HttpRequest
from tests.support.certificates import Issued, rsa_key
from tests.support.workload import NOW, authority, certificate, rewritten, signed, workload

CA = authority("CA")
BETWEEN = authority("Between", CA)
EC = workload("web", BETWEEN)
EC_384 = workload("web", BETWEEN, key=ec.generate_private_key(ec.SECP384R1()))
RSA = workload("web", BETWEEN, key=rsa_key())


def header(http: HttpRequest, name: bytes, change: Callable[[bytes], bytes]) -> HttpRequest:
    headers = tuple((key, change(value) if key == name else value) for key, value in http.headers)
    assert headers != http.headers
    return replace(http, headers=headers)


def with_a_name_of_bits(text: bytes) -> bytes:
    der = base64.b64decode(text)
    return base64.b64encode(der.replace(b"\x0c\x03web", b"\x03\x03\x00eb"))


def without(http: HttpRequest, name: bytes) -> HttpRequest:
    return replace(http, headers=tuple(pair for pair in http.headers if pair[0] != name))


@pytest.mark.parametrize("leaf", [EC, EC_384, RSA], ids=["P-256", "P-384", "RSA"])
def test_the_key_of_the_certificate_signs(leaf: Issued) -> None:
    shown = verified(signed(leaf, chain=[BETWEEN]), NOW)
    assert (shown.leaf, shown.intermediates) == (leaf.certificate, (BETWEEN.certificate,))
    assert shown.region == "us-east-1"


@pytest.mark.parametrize("late", [-SKEW, SKEW])
def test_a_clock_may_be_five_minutes_off(late: int) -> None:
    assert verified(signed(EC, time=NOW + late), NOW).leaf == EC.certificate


LONG = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), bytes(LONGEST))

REFUSED: dict[str, tuple[HttpRequest, type[OstiaryError]]] = {
    "weak key": (signed(workload("web", CA, key=rsa_key(3, 1024))), AccessDeniedError),
    "no signature": (without(signed(EC), b"authorization"), MissingAuthenticationTokenError),
    "no certificate": (without(signed(EC), b"x-amz-x509"), IncompleteSignatureError),
    "too old": (signed(EC, time=NOW - SKEW - 1), SignatureDoesNotMatchError),
    "from the future": (signed(EC, time=NOW + SKEW + 1), SignatureDoesNotMatchError),
    "another serial": (signed(EC, serial="7"), SignatureDoesNotMatchError),
    "serial in hex": (signed(EC, serial=f"{EC.certificate.serial_number:x}"), SignatureDoesNotMatchError),
    "another key": (signed(EC, key=CA.key), SignatureDoesNotMatchError),
    "another algorithm": (signed(EC, algorithm="AWS4-X509-RSA-SHA256"), SignatureDoesNotMatchError),
    "secret key algorithm": (signed(EC, algorithm="AWS4-HMAC-SHA256"), IncompleteSignatureError),
    "another service": (signed(EC, service="iam"), SignatureDoesNotMatchError),
    "altered body": (replace(signed(EC), body=b'{"durationSeconds":43200}'), SignatureDoesNotMatchError),
    "altered role": (
        replace(signed(EC), query=signed(EC).query.replace(b"role%2Fweb", b"role%2Fadm")),
        SignatureDoesNotMatchError,
    ),
    "another certificate": (
        header(signed(EC), b"x-amz-x509", lambda _: dict(signed(RSA).headers)[b"x-amz-x509"]),
        SignatureDoesNotMatchError,
    ),
    "unsigned certificate": (signed(EC, unsigned=["x-amz-x509"]), AccessDeniedError),
    "unsigned chain": (signed(EC, chain=[BETWEEN], unsigned=["x-amz-x509-chain"]), AccessDeniedError),
    "unsigned host": (signed(EC, unsigned=["host"]), SignatureDoesNotMatchError),
    "certificate twice": (
        replace(signed(EC), headers=(*signed(EC).headers, (b"x-amz-x509", b"AAAA"))),
        IncompleteSignatureError,
    ),
    "not base64": (header(signed(EC), b"x-amz-x509", lambda value: b"!" + value), AccessDeniedError),
    "not a certificate": (header(signed(EC), b"x-amz-x509", lambda _: b"AAAA"), AccessDeniedError),
    "a name of bits": (header(signed(EC), b"x-amz-x509", with_a_name_of_bits), AccessDeniedError),
    "too large": (signed(workload("web", CA, (LONG, False))), AccessDeniedError),
    "too many authorities": (signed(EC, chain=[BETWEEN] * 6), AccessDeniedError),
    "signature not in hex": (
        header(signed(EC), b"authorization", lambda value: value.replace(b"Signature=30", b"Signature=zz")),
        SignatureDoesNotMatchError,
    ),
    "presigned": (
        replace(signed(EC), query=signed(EC).query + b"&X-Amz-Expires=60"),
        IncompleteSignatureError,
    ),
}


@pytest.mark.parametrize(("http", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_what_the_key_did_not_sign_just_now_is_refused(http: HttpRequest, error: type[OstiaryError]) -> None:
    with pytest.raises(OstiaryError) as refusal:
        verified(http, NOW)
    assert type(refusal.value) is error


def test_threat_19_a_serial_number_of_any_length_is_not_read() -> None:
    by = certificate("CA", key=rsa_key(2))
    leaf = workload("long", by, key=rsa_key(), serial=0x1F71C5)
    again = rewritten(leaf, rsa_key(2), "02031f71c5", "0228" + "01" * 40, hashes.SHA256())
    with pytest.raises(AccessDeniedError, match="It cannot be read"):
        verified(signed(again, serial="1"), NOW)
