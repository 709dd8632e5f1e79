"""Trust anchors: the authorities whose certificates prove workloads.

Who may create or update one decides whose certificates are believed. A new one is disabled unless it is said otherwise.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ostiary.authn import x509_anchors
from ostiary.authn.workloads import lists_of
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Write
from ostiary.model.errors import NotImplementedByOstiaryError, ValidationError
from ostiary.model.nouns import TrustAnchor
from ostiary.rolesanywhere.kept import Answer, Call, Kind, by_region, require_offered, require_room, tagged
from ostiary.store.contract import Transaction
from ostiary.wire import rolesanywhere_types as wire

BUNDLE: Final = "CERTIFICATE_BUNDLE"


def _shape(call: Call, anchor: TrustAnchor) -> wire.TrustAnchorDetail:
    return {
        "trustAnchorId": anchor.id,
        "trustAnchorArn": TRUST_ANCHORS.arn(call, anchor),
        "name": anchor.name,
        "source": {"sourceType": BUNDLE, "sourceData": {"x509CertificateData": anchor.certificates}},
        "enabled": anchor.enabled,
        "createdAt": anchor.created,
        "updatedAt": anchor.updated,
    }


TRUST_ANCHORS: Final = Kind(
    word="trust-anchor",
    member="trustAnchor",
    members="trustAnchors",
    parameter="trustAnchorId",
    title="Trust anchor",
    of=lambda reader: reader.trust_anchors,
    show=_shape,
    page=by_region(lambda reader: reader.trust_anchors),
)


def create_trust_anchor(call: Authorized[wire.CreateTrustAnchorRequest], tx: Transaction) -> Answer:
    """Create a trust anchor of a bundle of certificates.

    Raises ValidationError for a bundle that proves nothing, and beyond the quota; NotImplementedByOstiaryError for
    certificates of AWS Private CA and what else there is inside AWS only.
    """
    require_offered(call)
    params = call.params
    number = tx.trust_anchors.count(call.account, parent=call.region)
    require_room(number, call.quotas.trust_anchors, "trust anchors")
    anchor = TrustAnchor(
        account=call.account,
        id=call.mint.uuid(),
        region=call.region,
        name=params["name"],
        created=call.now,
        updated=call.now,
        certificates=_certificates(params["source"]),
        enabled=params.get("enabled", False),
        tags=tagged(call, {}, params.get("tags", ())),
    )
    tx.trust_anchors.add(anchor)
    return TRUST_ANCHORS.answer(call, anchor)


def update_trust_anchor(call: Authorized[wire.UpdateTrustAnchorRequest], tx: Transaction) -> Answer:
    """Rename a trust anchor, or have it vouch by other certificates from now on.

    Raises as `create_trust_anchor` does, and ValidationError while it has a revocation list that none of the new
    certificates signed: what such a list takes back could no longer be told.
    """
    require_offered(call)
    params = call.params
    values: dict[str, Any] = {"name": params["name"]} if "name" in params else {}  # Any: of the fields
    if "source" in params:
        values["certificates"] = _certificates(params["source"])
        authorities = x509_anchors.bundle(values["certificates"])
        for kept in lists_of(tx, TRUST_ANCHORS.named(call, tx, params["trustAnchorId"])):
            x509_anchors.revocation_list(base64.b64decode(kept.data), authorities)
    return TRUST_ANCHORS.changed(call, tx, **values)


def delete_trust_anchor(call: Authorized[wire.ScalarTrustAnchorRequest], tx: Transaction) -> Answer:
    """Delete a trust anchor with its revocation lists. Sessions that began by it go on until they end."""
    anchor = TRUST_ANCHORS.named(call, tx, call.params["trustAnchorId"])
    for kept in lists_of(tx, anchor):
        tx.revocation_lists.remove(kept)
    tx.trust_anchors.remove(anchor)
    return TRUST_ANCHORS.answer(call, replace(anchor, updated=call.now))


def _certificates(source: wire.Source) -> str:
    """Return the bundle in *source*, which can be used."""
    kind, data = source.get("sourceType", BUNDLE), source.get("sourceData", {})
    if kind != BUNDLE:
        raise NotImplementedByOstiaryError(f"Trust anchors have the sourceType {BUNDLE} here, not {kind}.")
    pem = data.get("x509CertificateData")
    if pem is None:
        raise ValidationError("sourceData.x509CertificateData must hold the bundle.")
    x509_anchors.bundle(pem)
    return pem


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateTrustAnchor": Write(create_trust_anchor),
    "DeleteTrustAnchor": Write(delete_trust_anchor),
    "UpdateTrustAnchor": Write(update_trust_anchor),
    **TRUST_ANCHORS.operations("TrustAnchor"),
}
