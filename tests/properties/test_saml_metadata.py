"""SAML metadata, damaged: it is read or refused, and nothing else happens."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.authn import saml_metadata
from ostiary.authn.saml_metadata import Metadata, MetadataError
from tests.support.saml import certificate, entity, metadata, role, signing

DOCUMENT = metadata(["one", "rsa-1024"], attributes=' validUntil="2031-05-01T00:00:00Z"')
DER = base64.b64decode(certificate("rsa-1024"))

PIECES = st.sampled_from(
    ["", "<", ">", '"', "&", "&#0;", "<!--", "-->", "<![CDATA[", "]]>", "\ufeff", "9", "md:", "\0"]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return the document with some pieces cut out, and others put in their place."""
    text = DOCUMENT
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(PIECES | st.text(max_size=4)) + text[start + draw(st.integers(0, 40)) :]
    return text


def read(text: str) -> Metadata | None:
    with suppress(MetadataError):
        return saml_metadata.read(text)
    return None


@given(damaged() | st.text())
@settings(max_examples=400)
def test_threat_35_a_damaged_document_is_read_or_refused(text: str) -> None:
    if (found := read(text)) is not None:
        assert found.providers
        assert all(provider.entity_id and provider.certificates for provider in found.providers)


# The library announces that it will refuse certificates that have a serial number of 0 or less.
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@given(st.integers(0, len(DER) - 1), st.integers(1, 255), st.integers(0, 4))
@settings(max_examples=400)
def test_threat_35_a_damaged_certificate_is_read_or_refused(place: int, change: int, cut: int) -> None:
    der = DER[:place] + bytes([DER[place] ^ change]) + DER[place + 1 + cut :]
    found = read(entity(role(signing(base64.b64encode(der).decode()))))
    assert found is None or found.providers[0].certificates == (der,)
