"""Outbound federation: whether the account signs web identity tokens for its principals, and as which issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ostiary.authn import issuing
from ostiary.authn.issuing import ALGORITHMS
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Change, Handler, Prepared, Read, Views, Write
from ostiary.iam import find
from ostiary.model.errors import FeatureDisabledError, FeatureEnabledError
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

Call = Authorized[Any]  # Any: none of the three has parameters

OFF: Final = "Outbound web identity federation is not enabled for the account."


def enable(call: Call, views: Views) -> Change:
    """Have the account sign tokens, with the keys that it has from before or else new ones, which take long to make.

    Raises FeatureEnabledError.
    """
    with views() as view:
        account = find.account(view, call.account)
        if account.issues_tokens:
            raise FeatureEnabledError("Outbound web identity federation is enabled for the account already.")
        has_keys = bool(issuing.keys_of(view, call.account))
    made = (
        [] if has_keys else [issuing.make_key(call.mint, call.account, algorithm, call.now) for algorithm in ALGORITHMS]
    )

    def change(authorized: Call, tx: Transaction) -> Mapping[str, Any]:  # Any: as every result
        for key in made:
            tx.issuer_keys.add(key)
        tx.accounts.replace(replace(find.account(tx, authorized.account), issues_tokens=True))
        return {"IssuerIdentifier": issuing.issuer_url(authorized.base_url, authorized.account)}

    return change


def disable(call: Call, tx: Transaction) -> Mapping[str, Any]:  # Any: as every result
    """Have the account sign no more tokens; those that it signed can be verified for as long as they live.

    Raises FeatureDisabledError.
    """
    account = find.account(tx, call.account)
    if not account.issues_tokens:
        raise FeatureDisabledError(OFF)
    tx.accounts.replace(replace(account, issues_tokens=False))
    return {}


def info(call: Call, tx: Reader) -> iam_types.GetOutboundWebIdentityFederationInfoResponse:
    """Tell as which issuer the account signs, and whether it does now.

    Raises FeatureDisabledError when it never did: then it is no issuer yet.
    """
    if not issuing.keys_of(tx, call.account):
        raise FeatureDisabledError(OFF)
    return {
        "IssuerIdentifier": issuing.issuer_url(call.base_url, call.account),
        "JwtVendingEnabled": find.account(tx, call.account).issues_tokens,
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "EnableOutboundWebIdentityFederation": Prepared(enable),
    "DisableOutboundWebIdentityFederation": Write(disable),
    "GetOutboundWebIdentityFederationInfo": Read(info),
}
