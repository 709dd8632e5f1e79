"""The signatures of a SAML response: which ones are taken, and what they vouch for.

What signatures are wrapped with (threat 32) lives on the difference between what was verified and what is read. Hence
one profile, narrower than XML Signature (SAML V2.0 Core, 5.4): a signature is the child of what it signs and refers to
it by its ID, no ID is there twice, nothing is transformed but by the two that SAML names, and what is returned is
parsed from the very bytes that the digest was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cryptography import x509
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from ostiary.authn import saml_xml
from ostiary.authn.saml_xml import Element

ASSERTION: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"

_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE: Final = f"{_DS}Signature"
_INCLUSIVE_NAMESPACES: Final = "{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces"

ID: Final = "ID"
_IDS: Final = frozenset({"id", "assertionid", "responseid"})
"""What attributes that identify an element are called, in lower case and whatever their namespace (`xml:id`)."""

METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
"""No HMAC, whose secret would be the public key, and no SHA-1 (threat 33)."""

_METHODS: Final = frozenset(method.value for method in METHODS)
_DIGESTS: Final = frozenset(digest.value for digest in DIGESTS)
_CANONICAL: Final = frozenset(
    {
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0.value,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0_WITH_COMMENTS.value,  # there are none
    }
)
_ENVELOPED: Final = SignatureConstructionMethod.enveloped.value

_SIGNATURE_PARTS: Final = ([f"{_DS}SignedInfo", f"{_DS}SignatureValue"], [f"{_DS}KeyInfo"])
"""What a signature consists of, and what it may have besides: no `Object`, in which something could be hidden."""
_SIGNED_INFO: Final = [f"{_DS}CanonicalizationMethod", f"{_DS}SignatureMethod", f"{_DS}Reference"]
_REFERENCE: Final = [f"{_DS}Transforms", f"{_DS}DigestMethod", f"{_DS}DigestValue"]

_BROKEN: Final = (SignXMLException, etree.LxmlError, ValueError, TypeError, LookupError, AttributeError)
"""What signxml may raise for a signature that it cannot verify: its own, and what parts it does not expect lead to."""


class SignatureError(Exception):
    """The response is not signed as it must be; the message says what is wrong with it."""


def verified(response: Element, certificates: Iterable[bytes]) -> Element:
    """Return the assertion of *response* as it was signed by one of *certificates* (DER); nothing else may be read.

    Signed is the assertion, or the response that holds it; where both are, both signatures must be good. Nobody asks
    when a certificate expires: it stands for its key, and is vouched for by the metadata that it is in (SAML V2.0
    Metadata Interoperability Profile, 2.6.1). Raises SignatureError.
    """
    assertions = [element for element in response.iter() if _local(element.tag) == "Assertion"]
    if len(assertions) != 1 or [*response.findall(ASSERTION)] != assertions:
        raise SignatureError("it does not hold exactly one assertion")
    _require_unique_ids(response)
    signed = [(holder, found) for holder in (response, assertions[0]) if (found := holder.findall(SIGNATURE))]
    if sum(len(found) for _, found in signed) != sum(_local(element.tag) == "Signature" for element in response.iter()):
        raise SignatureError("a signature is where none belongs")
    if not signed:
        raise SignatureError("neither the assertion nor the response is signed")
    for holder, found in signed:
        _require_profile(holder, found)
    keys = [x509.load_der_x509_certificate(certificate) for certificate in certificates]
    contents = [_content(response, holder, keys) for holder, _ in signed]
    content = contents[-1]  # the assertion's own, if there is one
    return content if content.tag == ASSERTION else _only(content.findall(ASSERTION))


def _only(assertions: list[Element]) -> Element:
    if len(assertions) != 1:
        raise SignatureError("what is signed does not hold exactly one assertion")
    return assertions[0]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _require_unique_ids(response: Element) -> None:
    ids = [value for element in response.iter() for name, value in element.attrib.items() if _is_id(name)]
    if len(set(ids)) < len(ids):
        raise SignatureError("an ID is there twice")


def _is_id(name: str) -> bool:
    return _local(name).lower() in _IDS


# -- the profile ---------------------------------------------------------------------------------------


def _require_profile(holder: Element, signatures: list[Element]) -> None:
    """Raise SignatureError unless *holder* has one signature, which is over itself, and of the form that is taken."""
    if len(signatures) != 1:
        raise SignatureError("something is signed twice")
    required, optional = _SIGNATURE_PARTS
    if _tags(signatures[0]) not in (required, required + optional):
        raise SignatureError("a signature has other parts than SignedInfo, SignatureValue and KeyInfo")
    signed_info = next(iter(signatures[0]))
    if _tags(signed_info) != _SIGNED_INFO:
        raise SignatureError("a signature does not have exactly one reference")
    canonicalization, method, reference = signed_info
    if not _is_canonicalization(canonicalization):
        raise SignatureError("a signature is not canonicalized exclusively")
    if method.get("Algorithm") not in _METHODS or len(method):
        raise SignatureError("a signature is not made by RSA or ECDSA with SHA-256 or better")
    if not holder.get(ID) or reference.get("URI") != f"#{holder.get(ID)}":
        raise SignatureError("a signature is not over what it stands in")
    if _tags(reference) != _REFERENCE:
        raise SignatureError("a reference has other parts than its transforms and its digest")
    transforms, digest, _ = reference
    if digest.get("Algorithm") not in _DIGESTS or len(digest):
        raise SignatureError("a digest is not made by SHA-256 or better")
    _require_transforms(list(transforms))


def _require_transforms(transforms: list[Element]) -> None:
    if any(transform.tag != f"{_DS}Transform" for transform in transforms) or len(transforms) != 2:
        raise SignatureError("what is signed is transformed in other ways than SAML's two")
    enveloped, canonical = transforms
    if enveloped.get("Algorithm") != _ENVELOPED or len(enveloped) or not _is_canonicalization(canonical):
        raise SignatureError("what is signed is transformed in other ways than SAML's two")


def _is_canonicalization(element: Element) -> bool:
    return element.get("Algorithm") in _CANONICAL and _tags(element) in ([], [_INCLUSIVE_NAMESPACES])


def _tags(element: Element) -> list[str]:
    return [child.tag for child in element]


# -- the mathematics -----------------------------------------------------------------------------------


def _content(response: Element, holder: Element, keys: list[x509.Certificate]) -> Element:
    """Return *holder* as one of *keys* signed it, parsed from the bytes whose digest was signed."""
    location = "./" if holder is response else f"./{ASSERTION}/"
    for result in _results(response, location, keys):
        content: Element | None = result.signed_xml
        if not result.signed_data or content is None:
            raise SignatureError("what is signed is empty")
        if (content.tag, content.get(ID)) != (holder.tag, holder.get(ID)):
            raise SignatureError("a signature is not over what it stands in")
        return content
    raise SignatureError("a signature was not made by a certificate of the provider, or what it signed was changed")


def _results(response: Element, location: str, keys: list[x509.Certificate]) -> Iterator[VerifyResult]:
    """Yield what comes of the signature at *location* for each of *keys* that made it."""
    for key in keys:
        config = SignatureConfiguration(
            location=location,
            signature_methods=METHODS,
            digest_algorithms=DIGESTS,
            ignore_ambiguous_key_info=True,  # KeyInfo is the signer's word, and not read at all
            verification_time=key.not_valid_before_utc,
        )
        try:
            result = XMLVerifier().verify(
                response, x509_cert=key, id_attribute=ID, parser=saml_xml.parser(), expect_config=config
            )
        except _BROKEN:
            continue
        assert isinstance(result, VerifyResult)  # of several only if several references are asked for
        yield result
