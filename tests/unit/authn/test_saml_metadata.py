"""SAML metadata: what is taken from it, and what is refused."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from ostiary.authn import saml_metadata
from ostiary.authn.saml_metadata import MetadataError
from tests.support.saml import (
    ENTITY_ID,
    certificate,
    entities,
    entity,
    metadata,
    role,
    signing,
)


def refused(text: str) -> str:
    """Return why *text* is refused."""
    with pytest.raises(MetadataError) as raised:
        saml_metadata.read(text)
    return str(raised.value)


def der(name: str = "one") -> bytes:
    return base64.b64decode(certificate(name))


def seconds(*fields: int) -> int:
    return int(datetime(*fields, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]  # year, month, day …


def test_it_says_who_signs_with_which_certificates() -> None:
    read = saml_metadata.read(metadata(["one", "two", "one"]))
    (provider,) = read.providers
    assert (provider.entity_id, provider.certificates) == (ENTITY_ID, (der("one"), der("two")))
    assert (read.keys, read.valid_until) == (2, None)


def test_certificates_are_those_for_signing_and_those_for_every_use() -> None:
    keys = signing(certificate("one"), "") + signing(certificate("two"), ' use="encryption"')
    (provider,) = saml_metadata.read(entity(role(keys))).providers
    assert provider.certificates == (der("one"),)


def test_a_document_may_hold_several_identity_providers_and_other_entities() -> None:
    service = entity('<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>', "sp")
    named = {"urn:a": "one", "urn:b": "two", "urn:c": "one"}
    listed = "".join(entity(role(signing(certificate(key))), name) for name, key in named.items())
    read = saml_metadata.read(entities(f"{service}{entities(listed)}"))
    assert [provider.entity_id for provider in read.providers] == ["urn:a", "urn:b", "urn:c"]
    assert read.keys == 2


def test_a_certificate_that_has_expired_is_taken_as_aws_does() -> None:
    expired = certificate("one", timedelta(days=1))
    assert saml_metadata.read(entity(role(signing(expired)))).providers[0].certificates == (base64.b64decode(expired),)


@pytest.mark.parametrize("name", ["rsa-1024", "rsa-2048"])
def test_rsa_keys_of_the_length_that_aws_takes_are_taken(name: str) -> None:
    assert saml_metadata.read(metadata([name])).keys == 1


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2031-05-01T07:08:09Z", (2031, 5, 1, 7, 8, 9)),
        ("2031-05-01T07:08:09", (2031, 5, 1, 7, 8, 9)),
        ("2031-05-01T07:08:09.25Z", (2031, 5, 1, 7, 8, 9)),
        ("2031-05-01T07:08:09+02:00", (2031, 5, 1, 5, 8, 9)),
        ("1999-01-01T00:00:00Z", (1999, 1, 1)),
    ],
)
def test_it_is_valid_until_the_time_that_it_says(until: str, expected: tuple[int, ...]) -> None:
    read = saml_metadata.read(metadata(attributes=f' validUntil="{until}"'))
    assert read.valid_until == seconds(*expected)


def test_of_several_ends_the_first_counts() -> None:
    keys = signing(certificate())
    early = entity(role(keys, attributes=' validUntil="2030-01-01T00:00:00Z"'), "urn:a")
    late = entity(role(keys), "urn:b", ' validUntil="2031-01-01T00:00:00Z"')
    document = entities(early + late, ' validUntil="2032-01-01T00:00:00Z"')
    assert saml_metadata.read(document).valid_until == seconds(2030, 1, 1)
    assert saml_metadata.read(entities(late, ' validUntil="2029-01-01T00:00:00Z"')).valid_until == seconds(2029, 1, 1)


@pytest.mark.parametrize("until", ["", "tomorrow", "2031-05-01", "2031-13-01T00:00:00Z", "2031-W10-1T00:00:00Z"])
def test_an_end_that_is_no_time_is_refused(until: str) -> None:
    assert refused(metadata(attributes=f' validUntil="{until}"')) == "a validUntil is not a time"


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01"])
def test_an_end_that_no_answer_could_show_in_utc_is_refused(until: str) -> None:
    assert refused(metadata(attributes=f' validUntil="{until}"')) == "a validUntil is not a time"


# -- what is no metadata -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "metadata", "<a>", "<a/><b/>", "<a b='1' b='2'/>", "<p:a/>", "<a>\0</a>", "<a>&amp</a>", "\ud800<a/>"]
)
def test_what_is_not_well_formed_is_refused(text: str) -> None:
    assert refused(text) == "it is not well-formed XML"


def test_a_byte_order_mark_is_refused_as_aws_does() -> None:
    assert refused("\ufeff" + metadata()) == "it begins with a byte order mark"


@pytest.mark.parametrize("root", ["<a/>", '<EntityDescriptor entityID="x"/>', role(signing(certificate()))])
def test_another_root_is_refused(root: str) -> None:
    text = root.replace(
        "<md:IDPSSODescriptor ", '<md:IDPSSODescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
    )
    assert refused(text) == "the root is neither an EntityDescriptor nor an EntitiesDescriptor"


@pytest.mark.parametrize(
    "content",
    [
        "",
        role("", "urn:oasis:names:tc:SAML:1.1:protocol"),
        f"<md:Extensions>{role(signing(certificate()))}</md:Extensions>",
    ],
)
def test_a_document_without_an_identity_provider_is_refused(content: str) -> None:
    assert refused(entity(content)) == "it holds no IDPSSODescriptor for SAML 2.0"


@pytest.mark.parametrize("entity_id", ["", "x" * 1_025])
def test_an_identity_provider_needs_an_entity_id(entity_id: str) -> None:
    message = "an identity provider has no entityID of 1 to 1024 characters"
    assert refused(metadata(entity_id=entity_id)) == message
    assert refused(metadata().replace("entityID=", "id=")) == message


@pytest.mark.parametrize("keys", ["", signing(certificate(), ' use="encryption"')])
def test_an_identity_provider_needs_a_certificate_for_signing(keys: str) -> None:
    assert refused(entity(role(keys))) == "an identity provider has no certificate for signing"


def test_a_key_without_a_certificate_is_none() -> None:
    named = metadata().replace("X509Certificate", "X509SubjectName")
    assert refused(named) == "an identity provider has no certificate for signing"


def test_one_entity_id_for_two_identity_providers_is_refused() -> None:
    assert refused(entities(metadata_of("one") + metadata_of("two"))) == (
        "two identity providers have the same entityID"
    )


def metadata_of(name: str) -> str:
    return entity(role(signing(certificate(name))))


@pytest.mark.parametrize("text", ["", "?", "AAAA", "-----BEGIN CERTIFICATE-----", certificate()[:-8]])
def test_a_certificate_that_cannot_be_read_is_refused(text: str) -> None:
    assert refused(entity(role(signing(certificate()) + signing(text)))) == "a certificate cannot be read"


def test_an_extension_that_is_there_twice_is_refused_as_aws_does() -> None:
    found = x509.load_der_x509_certificate(der())
    extension = found.extensions[0]
    assert extension.oid == x509.ExtensionOID.BASIC_CONSTRAINTS
    raw = der()
    start = raw.index(bytes([0x30, 0x0C, 0x06, 0x03, 0x55, 0x1D, 0x13]))  # SEQUENCE { OID basicConstraints …
    twice = with_bytes_inserted(raw, start, raw[start : start + 14])
    with pytest.raises(x509.DuplicateExtension):
        assert x509.load_der_x509_certificate(twice).extensions
    assert refused(entity(role(signing(base64.b64encode(twice).decode())))) == "a certificate cannot be read"


def with_bytes_inserted(raw: bytes, at: int, more: bytes) -> bytes:
    """Return DER with *more* inserted at *at*; the lengths of all that holds the place are made right."""

    def lengthened(start: int, end: int) -> bytes:
        """Return the elements in raw[start:end]."""
        out = b""
        while start < end:
            header, length = read_header(raw, start)
            content, stop = start + header, start + header + length
            if content <= at < stop and raw[start] & 0x20:
                inside = lengthened(content, stop)
                out += raw[start : start + 1] + der_length(len(inside)) + inside
            elif start == at:
                out += more + raw[start:stop]
            else:
                out += raw[start:stop]
            start = stop
        return out

    return lengthened(0, len(raw))


def read_header(raw: bytes, start: int) -> tuple[int, int]:
    first = raw[start + 1]
    if first < 0x80:
        return 2, first
    size = first & 0x7F
    return 2 + size, int.from_bytes(raw[start + 2 : start + 2 + size])


def der_length(length: int) -> bytes:
    if length < 0x80:
        return bytes([length])
    size = (length.bit_length() + 7) // 8
    return bytes([0x80 | size]) + length.to_bytes(size)


def test_a_kind_of_key_that_signatures_are_not_verified_with_is_refused() -> None:
    assert refused(metadata(["ed25519"])) == "a certificate has a key that is neither RSA nor elliptic-curve"


# -- hostile documents ---------------------------------------------------------------------------------

BOMB = '<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">%s]>\n'
LAYERS = "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("bcdefgh", "cdefghi", strict=True))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE md:EntityDescriptor>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/dtd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>',
        BOMB % LAYERS,
    ],
)
@pytest.mark.parametrize("entity_id", [ENTITY_ID, "&i;"])
def test_threat_35_a_document_type_is_refused_before_anything_is_expanded(doctype: str, entity_id: str) -> None:
    text = metadata(entity_id=entity_id).replace("?>\n", f"?>\n{doctype}", 1)
    assert refused(text) == "it has a document type"


def test_threat_35_entities_that_nobody_declared_are_refused() -> None:
    assert refused(metadata(entity_id="&i;")) == "it is not well-formed XML"


def test_threat_35_a_document_type_in_another_encoding_is_no_way_around() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE a+AD4-<a/>'
    assert refused(hidden) == "it is not well-formed XML"


def test_threat_35_depth_is_bounded() -> None:
    assert refused("<a>" * 100_000 + "</a>" * 100_000) == "it is not well-formed XML"


def test_threat_35_nothing_else_is_included() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    text = metadata().replace("\n</ds:X509Certificate>", f"{include}</ds:X509Certificate>")
    assert saml_metadata.read(text) == saml_metadata.read(metadata())


def test_threat_32_a_comment_does_not_cut_text_short() -> None:
    half = len(certificate()) // 2
    split = f"{certificate()[:half]}<!-- -->{certificate()[half:]}"
    assert saml_metadata.read(entity(role(signing(split)))).providers[0].certificates == (der(),)
