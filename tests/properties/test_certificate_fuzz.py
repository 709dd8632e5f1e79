"""Certificates and keys with bytes changed, added and taken out: they are refused in AWS's words, or they are good."""

from __future__ import annotations

import base64
import contextlib
import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.iam import ssh_public_keys, x509
from ostiary.model.errors import InvalidPublicKeyError, KeyPairMismatchError, MalformedCertificateError
from tests.support.certificates import authority, issued, public_pem, rsa_key, ssh_text

NOW = 1_700_000_000
ROOT = authority("Root", now=NOW)
LEAF = issued("www.example.com", ROOT, now=NOW)
OWN = issued("rsa.example.com", now=NOW, key=rsa_key())

Changes = list[tuple[str, int, int]]


def changes() -> st.SearchStrategy[Changes]:
    """Each is what is done, where, and a byte."""
    kinds = st.sampled_from(["change", "take out", "put in", "cut"])
    return st.lists(st.tuples(kinds, st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=3)


def changed(content: bytes, made: Changes) -> bytes:
    raw = bytearray(content)
    for kind, place, byte in made:
        at = place % len(raw) if raw else 0
        if kind == "cut":
            del raw[at:]
        else:
            raw[at : at + (kind != "put in")] = b"" if kind == "take out" else bytes([byte])
    return bytes(raw)


def changed_pem(text: str, made: Changes) -> str:
    """Return PEM in good form around the changed content."""
    first, *lines, last = text.strip().splitlines()
    content = base64.b64encode(changed(base64.b64decode("".join(lines)), made)).decode()
    return "\n".join([first, *textwrap.wrap(content, 64), last])


@given(changes())
@settings(deadline=None)
def test_a_changed_certificate_is_unreadable_or_judged(made: Changes) -> None:
    for issued_ in (LEAF, OWN, ROOT):
        try:
            certificate = x509.certificate(changed_pem(issued_.pem, made))
        except x509.UnreadableError:
            continue
        for judge in (
            lambda certificate=certificate: x509.require_current(certificate, NOW),
            lambda certificate=certificate: x509.require_chain(certificate, [ROOT.certificate], NOW),
            lambda certificate=certificate: x509.require_chain(LEAF.certificate, [certificate], NOW),
        ):
            with contextlib.suppress(MalformedCertificateError):
                judge()


@given(changes())
@settings(deadline=None, max_examples=50)
def test_a_changed_private_key_is_none_or_anothers_or_still_the_same(made: Changes) -> None:
    for issued_ in (LEAF, OWN):
        with contextlib.suppress(MalformedCertificateError, KeyPairMismatchError):
            x509.require_private_key(issued_.certificate, changed_pem(issued_.private_key, made))


@given(changes())
@settings(deadline=None)
def test_a_changed_public_key_is_invalid_or_has_both_encodings(made: Changes) -> None:
    kind, content = ssh_text(rsa_key()).split()
    ssh = f"{kind} {base64.b64encode(changed(base64.b64decode(content), made)).decode() or 'AAAA'}"
    for text in (ssh, changed_pem(public_pem(rsa_key()), made)):
        try:
            key = ssh_public_keys.read(text)
        except InvalidPublicKeyError:
            continue
        for encode in ssh_public_keys.ENCODINGS.values():
            assert ssh_public_keys.read(encode(key)) == key
