"""Proofs of possession: each part that must be right, one at a time (RFC 9449, 4.3)."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from ostiary.authn import dpop
from ostiary.model.errors import ValidationError
from tests.support.terminal import proof

NOW = 1_750_000_000
URL = "https://iam.example.org/v1/token"
KEY = ECKey.generate_key("P-256")
OTHER = ECKey.generate_key("P-256")


def read(text: str) -> dpop.Proof:
    return dpop.read([text.encode()], "POST", URL, NOW)


def test_a_proof_tells_the_thumbprint_of_its_key() -> None:
    assert read(proof(KEY, URL, NOW, "one")) == dpop.Proof(KEY.thumbprint(), "one")


@pytest.mark.parametrize("off", [-dpop.WINDOW, dpop.WINDOW])
def test_clocks_may_differ_by_five_minutes(off: int) -> None:
    assert read(proof(KEY, URL, NOW + off, "one")).id == "one"


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": "GET"},
        {"htm": "post"},
        {"htu": URL + "/"},
        {"htu": URL + "?x=y"},
        {"htu": "http://iam.example.org/v1/token"},
        {"iat": NOW - dpop.WINDOW - 1},
        {"iat": NOW + dpop.WINDOW + 1},
        {"iat": str(NOW)},
        {"iat": True},
        {"iat": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * (dpop.LONGEST_ID + 1)},
    ],
)
def test_threat_34_a_proof_is_for_one_request_of_this_time(claims: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(proof(KEY, URL, NOW, "one", **claims))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"kid": "x"},
        {"jwk": {**KEY.as_dict(private=True)}},
        {"jwk": {**OTHER.as_dict(private=False)}},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
    ],
)
def test_threat_33_the_header_chooses_neither_type_nor_kind_of_key(header: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(proof(KEY, URL, NOW, "one", header))


def test_threat_33_a_proof_by_another_key_than_it_shows_is_refused() -> None:
    shown = {name: value for name, value in OTHER.as_dict(private=False).items() if name in {"kty", "crv", "x", "y"}}
    with pytest.raises(ValidationError, match="signature"):
        read(proof(KEY, URL, NOW, "one", {"jwk": shown}))


def test_threat_33_a_shared_secret_proves_nothing() -> None:
    text = jws.serialize_compact({"typ": "dpop+jwt", "alg": "HS256"}, b"{}", OctKey.import_key("k" * 32))
    with pytest.raises(ValidationError, match="header"):
        read(text)


@pytest.mark.parametrize(
    "values", [[], [b"a.b.c", b"a.b.c"], [b"a.b"], [b"x" * 5_000], [b"\xff.\xff.\xff"], [b"W10.W10.W10"]]
)
def test_what_is_no_single_proof_is_refused(values: list[bytes]) -> None:
    with pytest.raises(ValidationError):
        dpop.read(values, "POST", URL, NOW)
