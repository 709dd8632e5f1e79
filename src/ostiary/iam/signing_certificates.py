"""Signing certificates of users and of the root user: X.509 certificates that services check signatures with.

The id is made of account and certificate, as AWS makes it of the certificate: whoever has the certificate can tell its
id, and nothing is granted to it. That an account has a certificate already shows by its id.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, statuses, x509
from ostiary.model.errors import (
    DuplicateCertificateError,
    InvalidCertificateError,
    LimitExceededError,
    MalformedCertificateError,
    NoSuchEntityError,
)
from ostiary.model.nouns import Account, SigningCertificate, User
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

ID_BYTES: Final = 20
"""As base32 these are AWS's 32 characters; the service model asks for 24 at least."""


def upload_signing_certificate(
    call: Authorized[iam_types.UploadSigningCertificateRequest], tx: Transaction
) -> iam_types.UploadSigningCertificateResponse:
    """Keep a signing certificate that is valid now, by default for the caller; it is active at once.

    Raises DuplicateCertificateError when anyone in the account has it.
    """
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    body = call.params["CertificateBody"]
    id_ = _id(call.account, _checked(body, call.now))
    if tx.signing_certificates.by_id(id_) is not None:
        raise DuplicateCertificateError("The certificate is already associated with a user in the account.")
    quota = call.quotas.signing_certificates_per_user
    if tx.signing_certificates.count(call.account, parent=owner.id) >= quota:
        raise LimitExceededError(f"Cannot exceed quota for CertificatesPerUser: {quota}")
    certificate = SigningCertificate(account=call.account, id=id_, owner=owner.id, created=call.now, body=body)
    tx.signing_certificates.add(certificate)
    return {"Certificate": _shape(certificate, owner)}


def _checked(body: str, now: int) -> bytes:
    """Return the certificate's bytes.

    One that has expired is malformed by AWS's definition of the code; one whose time has not begun is invalid.
    """
    try:
        certificate = x509.certificate(body)
    except x509.UnreadableError:
        # AWS repeats what was sent. It may be a secret sent by mistake, and messages stand in the audit log.
        raise MalformedCertificateError("The certificate in CertificateBody is malformed.") from None
    if not x509.has_begun(certificate, now):
        raise InvalidCertificateError(x509.NOT_YET_VALID)
    x509.require_current(certificate, now)
    return certificate.public_bytes(Encoding.DER)


def _id(account: str, certificate: bytes) -> str:
    digest = hashlib.sha256(account.encode() + certificate).digest()
    return base64.b32encode(digest[:ID_BYTES]).decode()


def list_signing_certificates(
    call: Authorized[iam_types.ListSigningCertificatesRequest], tx: Reader
) -> iam_types.ListSigningCertificatesResponse:
    """List the signing certificates of a user, by default of the caller, by id."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    page = pages.fill(
        call,
        lambda after, limit: tx.signing_certificates.page(call.account, parent=owner.id, after=after, limit=limit),
        key=lambda certificate: certificate.id,
        filters=(owner.id,),
    )
    return {"Certificates": [_shape(certificate, owner) for certificate in page.items], **page.rest}


def update_signing_certificate(
    call: Authorized[iam_types.UpdateSigningCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Switch a signing certificate on or off."""
    is_active = statuses.is_active(call.params["Status"])
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    certificate = _of(tx, owner, call.account, call.params["CertificateId"])
    tx.signing_certificates.replace(replace(certificate, active=is_active))
    return {}


def delete_signing_certificate(
    call: Authorized[iam_types.DeleteSigningCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a signing certificate."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    tx.signing_certificates.remove(_of(tx, owner, call.account, call.params["CertificateId"]))
    return {}


def _of(tx: Reader, owner: User | Account, account: str, id_: str) -> SigningCertificate:
    """Return the certificate *id_* of *owner*. Raises NoSuchEntityError, also when it is someone else's."""
    if (certificate := tx.signing_certificates.get(account, id_, parent=owner.id)) is None:
        raise NoSuchEntityError(f"The Certificate with id {id_} cannot be found.")
    return certificate


def _shape(certificate: SigningCertificate, owner: User | Account) -> iam_types.SigningCertificate:
    """Return a certificate. The model demands a user name; the root user, which has none, is shown by its account."""
    return {
        "UserName": owner.name if isinstance(owner, User) else owner.id,
        "CertificateId": certificate.id,
        "CertificateBody": certificate.body,
        "Status": statuses.shown(certificate.active),
        "UploadDate": certificate.created,
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "UploadSigningCertificate": Write(upload_signing_certificate),
    "ListSigningCertificates": Read(list_signing_certificates),
    "UpdateSigningCertificate": Write(update_signing_certificate),
    "DeleteSigningCertificate": Write(delete_signing_certificate),
}
