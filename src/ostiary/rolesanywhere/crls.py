"""Certificate revocation lists of trust anchors, as an administrator imports them.

Nothing is fetched from where certificates point to. A list that is out of date still revokes what it names.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from ostiary.authn import x509_anchors
from ostiary.authn.workloads import lists_of
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Write
from ostiary.iam import pages
from ostiary.model.arn import rolesanywhere_arn
from ostiary.model.errors import ResourceNotFoundError, ValidationError
from ostiary.model.nouns import RevocationList
from ostiary.rolesanywhere.kept import Answer, Call, Kind, require_offered, require_room, tagged
from ostiary.rolesanywhere.trust_anchors import TRUST_ANCHORS
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import rolesanywhere_types as wire


def _shape(call: Call, crl: RevocationList) -> wire.CrlDetail:
    return {
        "crlId": crl.id,
        "crlArn": CRLS.arn(call, crl),
        "name": crl.name,
        "enabled": crl.enabled,
        "crlData": base64.b64decode(crl.data),
        "trustAnchorArn": rolesanywhere_arn(call.partition, crl.region, crl.account, f"trust-anchor/{crl.anchor}"),
        "createdAt": crl.created,
        "updatedAt": crl.updated,
    }


def _page(call: Call, reader: Reader) -> pages.Fetch[RevocationList]:
    """Lists are kept by their anchor, of which there are few."""
    anchors = pages.every(TRUST_ANCHORS.page(call, reader), key=lambda anchor: anchor.id)
    lists = [crl for anchor in anchors for crl in lists_of(reader, anchor)]
    return pages.sliced(lists, key=lambda crl: crl.id)


CRLS: Final = Kind(
    word="crl",
    member="crl",
    members="crls",
    parameter="crlId",
    title="CRL",
    of=lambda reader: reader.revocation_lists,
    show=_shape,
    page=_page,
)


def import_crl(call: Authorized[wire.ImportCrlRequest], tx: Transaction) -> Answer:
    """Keep a revocation list that a certificate of the trust anchor signed.

    Raises ValidationError for an anchor that is not there, a list that cannot be used, and beyond a quota.
    """
    require_offered(call)
    params = call.params
    try:
        anchor = TRUST_ANCHORS.named(call, tx, params["trustAnchorArn"])
    except ResourceNotFoundError as error:  # which the service model does not declare here
        raise ValidationError(error.message) from None
    number = tx.revocation_lists.count(call.account, parent=anchor.id)
    require_room(number, call.quotas.crls_per_trust_anchor, "CRLs of a trust anchor")
    x509_anchors.revocation_list(params["crlData"], x509_anchors.bundle(anchor.certificates))
    crl = RevocationList(
        account=call.account,
        id=call.mint.uuid(),
        region=call.region,
        name=params["name"],
        created=call.now,
        updated=call.now,
        anchor=anchor.id,
        data=base64.b64encode(params["crlData"]).decode(),
        enabled=params.get("enabled", False),
        tags=tagged(call, {}, params.get("tags", ())),
    )
    tx.revocation_lists.add(crl)
    return CRLS.answer(call, crl)


def update_crl(call: Authorized[wire.UpdateCrlRequest], tx: Transaction) -> Answer:
    """Rename a revocation list, or put a newer one in its place. Raises ValidationError for one that cannot be used."""
    require_offered(call)
    params = call.params
    values: dict[str, Any] = {"name": params["name"]} if "name" in params else {}  # Any: of the fields
    if "crlData" in params:
        crl = CRLS.named(call, tx, params["crlId"])
        anchor = tx.trust_anchors.by_id(crl.anchor)
        assert anchor is not None, "an anchor goes with its lists"
        x509_anchors.revocation_list(params["crlData"], x509_anchors.bundle(anchor.certificates))
        values["data"] = base64.b64encode(params["crlData"]).decode()
    return CRLS.changed(call, tx, **values)


def delete_crl(call: Authorized[wire.ScalarCrlRequest], tx: Transaction) -> Answer:
    """Delete a revocation list: what only it revoked is good again."""
    crl = CRLS.named(call, tx, call.params["crlId"])
    tx.revocation_lists.remove(crl)
    return CRLS.answer(call, crl)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "DeleteCrl": Write(delete_crl),
    "ImportCrl": Write(import_crl),
    "UpdateCrl": Write(update_crl),
    **CRLS.operations("Crl"),
}
