"""Server certificates and their tags: kept for whoever terminates TLS.

The private key goes in sealed and never comes out of the API. Names are unique within the account whatever the path;
a path below `/cloudfront/` has no meaning here but the one that policies give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import pages, shapes, tags, x509
from ostiary.model.arn import iam_arn
from ostiary.model.errors import LimitExceededError, MalformedCertificateError, NoSuchEntityError
from ostiary.model.nouns import ServerCertificate
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

KIND: Final = "ServerCertificate"
"""AWS's word for server certificates in the names of quotas."""


def upload_server_certificate(
    call: Authorized[iam_types.UploadServerCertificateRequest], tx: Transaction
) -> iam_types.UploadServerCertificateResponse:
    """Keep a certificate that is valid now, with its private key and, if one is given, the chain of its signers.

    Raises MalformedCertificateError and KeyPairMismatchError as `ostiary.iam.x509` says.
    """
    params = call.params
    if tx.server_certificates.count(call.account) >= call.quotas.server_certificates:
        raise LimitExceededError(
            f"Cannot exceed quota for ServerCertificatesPerAccount: {call.quotas.server_certificates}"
        )
    body, chain = params["CertificateBody"].strip(), params.get("CertificateChain", "").strip()
    id_ = call.mint.unique_id("ASCA")
    certificate = ServerCertificate(
        account=call.account,
        id=id_,
        name=params["ServerCertificateName"],
        path=params.get("Path", "/"),
        created=call.now,
        expires=_checked(body, chain, params["PrivateKey"], call.now),
        body=body,
        sealed=call.mint.seal(call.account, id_, Secret(params["PrivateKey"])),
        chain=chain,
        tags=tags.merged(call, {}, params.get("Tags", ()), KIND, tags.EXACTLY),
    )
    tx.server_certificates.add(certificate)  # or EntityAlreadyExistsError
    answer: iam_types.UploadServerCertificateResponse = {"ServerCertificateMetadata": _metadata(call, certificate)}
    if certificate.tags:
        answer["Tags"] = tags.wire(certificate.tags)
    return answer


def _checked(body: str, chain: str, private_key: str, now: int) -> int:
    """Return when the certificate expires, once all three texts hold together."""
    try:
        certificate, signers = x509.certificate(body), x509.certificates(chain)
    except x509.UnreadableError:
        raise MalformedCertificateError(x509.UNREADABLE) from None
    x509.require_current(certificate, now)
    x509.require_private_key(certificate, private_key)
    x509.require_chain(certificate, signers, now)
    return x509.expires(certificate)


def get_server_certificate(
    call: Authorized[iam_types.GetServerCertificateRequest], tx: Reader
) -> iam_types.GetServerCertificateResponse:
    """Return a certificate and its chain, without the private key."""
    certificate = _named(call, tx, call.params["ServerCertificateName"])
    shape: iam_types.ServerCertificate = {
        "ServerCertificateMetadata": _metadata(call, certificate),
        "CertificateBody": certificate.body,
        "Tags": tags.wire(certificate.tags),  # recorded from AWS: there also when there are none
    }
    if certificate.chain:
        shape["CertificateChain"] = certificate.chain
    return {"ServerCertificate": shape}


def list_server_certificates(
    call: Authorized[iam_types.ListServerCertificatesRequest], tx: Reader
) -> iam_types.ListServerCertificatesResponse:
    """List what is known of the certificates under a path prefix, by name."""
    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.server_certificates.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {"ServerCertificateMetadataList": [_metadata(call, found) for found in page.items], **page.rest}


def update_server_certificate(
    call: Authorized[iam_types.UpdateServerCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Rename a certificate or move it to another path; it stays the same one, with the same unique id."""
    certificate = _named(call, tx, call.params["ServerCertificateName"])
    name = call.params.get("NewServerCertificateName", certificate.name)
    path = call.params.get("NewPath", certificate.path)
    tx.server_certificates.replace(replace(certificate, name=name, path=path))  # or EntityAlreadyExistsError
    return {}


def delete_server_certificate(
    call: Authorized[iam_types.DeleteServerCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a certificate together with its private key. Nobody here knows who still serves it."""
    tx.server_certificates.remove(_named(call, tx, call.params["ServerCertificateName"]))
    return {}


def _named(call: shapes.Call, tx: Reader, name: str) -> ServerCertificate:
    """Return the certificate of that name. Raises NoSuchEntityError."""
    if (found := tx.server_certificates.get(call.account, name)) is None:
        raise NoSuchEntityError(f"The Server Certificate with name {name} cannot be found.")
    return found


def _metadata(call: shapes.Call, certificate: ServerCertificate) -> iam_types.ServerCertificateMetadata:
    resource = f"server-certificate{certificate.path}{certificate.name}"
    return {
        "Path": certificate.path,
        "ServerCertificateName": certificate.name,
        "ServerCertificateId": certificate.id,
        "Arn": iam_arn(call.partition, certificate.account, resource),
        "UploadDate": certificate.created,
        "Expiration": certificate.expires,
    }


# -- tags ----------------------------------------------------------------------------------------------


def tag_server_certificate(
    call: Authorized[iam_types.TagServerCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set tags of a server certificate."""
    certificate = _named(call, tx, call.params["ServerCertificateName"])
    merged = tags.merged(call, certificate.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.server_certificates.replace(replace(certificate, tags=merged))
    return {}


def untag_server_certificate(
    call: Authorized[iam_types.UntagServerCertificateRequest], tx: Transaction
) -> Mapping[str, object]:
    """Remove tags from a server certificate."""
    certificate = _named(call, tx, call.params["ServerCertificateName"])
    remaining = tags.without(certificate.tags, call.params["TagKeys"], tags.EXACTLY)
    tx.server_certificates.replace(replace(certificate, tags=remaining))
    return {}


def list_server_certificate_tags(
    call: Authorized[iam_types.ListServerCertificateTagsRequest], tx: Reader
) -> tags.TagPage:
    """List the tags of a server certificate, by key."""
    certificate = _named(call, tx, call.params["ServerCertificateName"])
    return tags.listed(call, certificate.tags, certificate.id)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "UploadServerCertificate": Write(upload_server_certificate),
    "GetServerCertificate": Read(get_server_certificate),
    "ListServerCertificates": Read(list_server_certificates),
    "UpdateServerCertificate": Write(update_server_certificate),
    "DeleteServerCertificate": Write(delete_server_certificate),
    "TagServerCertificate": Write(tag_server_certificate),
    "UntagServerCertificate": Write(untag_server_certificate),
    "ListServerCertificateTags": Read(list_server_certificate_tags),
}
