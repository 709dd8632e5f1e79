"""Access keys of users and of the root user.

A key belongs to its owner by unique id: a user's, or the account number for root. The secret leaves in the answer that
creates the key and never again; it is kept sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, shapes, statuses
from ostiary.model.errors import AccessDeniedError, LimitExceededError, NoSuchEntityError
from ostiary.model.nouns import AccessKey, Account, User
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

NEVER_USED: Final[iam_types.AccessKeyLastUsed] = {"ServiceName": "N/A", "Region": "N/A"}


def create_access_key(
    call: Authorized[iam_types.CreateAccessKeyRequest], tx: Transaction
) -> iam_types.CreateAccessKeyResponse:
    """Create an access key, by default for the caller; the one answer that shows its secret."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    if tx.access_keys.count(call.account, parent=owner.id) >= call.quotas.access_keys_per_user:
        raise LimitExceededError(f"Cannot exceed quota for AccessKeysPerUser: {call.quotas.access_keys_per_user}")
    key_id, secret = call.mint.access_key_id(call.account), call.mint.secret_access_key()
    sealed = call.mint.seal(call.account, key_id, secret)
    key = AccessKey(account=call.account, id=key_id, owner=owner.id, created=call.now, sealed=sealed)
    tx.access_keys.add(key)
    return {"AccessKey": {**shapes.access_key(key, _name(owner)), "SecretAccessKey": secret.reveal()}}


def list_access_keys(call: Authorized[iam_types.ListAccessKeysRequest], tx: Reader) -> iam_types.ListAccessKeysResponse:
    """List the access keys of a user, by default of the caller, by id."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    page = pages.fill(
        call,
        lambda after, limit: tx.access_keys.page(call.account, parent=owner.id, after=after, limit=limit),
        key=lambda key: key.id,
        filters=(owner.id,),
    )
    return {"AccessKeyMetadata": [shapes.access_key(key, _name(owner)) for key in page.items], **page.rest}


def update_access_key(call: Authorized[iam_types.UpdateAccessKeyRequest], tx: Transaction) -> Mapping[str, object]:
    """Switch an access key on or off."""
    is_active = statuses.is_active(call.params["Status"])
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    key = _key(tx, owner, call.account, call.params["AccessKeyId"])
    tx.access_keys.replace(replace(key, active=is_active))
    return {}


def delete_access_key(call: Authorized[iam_types.DeleteAccessKeyRequest], tx: Transaction) -> Mapping[str, object]:
    """Delete an access key, also the one that signed the call."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    tx.access_keys.remove(_key(tx, owner, call.account, call.params["AccessKeyId"]))
    return {}


def get_access_key_last_used(
    call: Authorized[iam_types.GetAccessKeyLastUsedRequest], tx: Reader
) -> iam_types.GetAccessKeyLastUsedResponse:
    """Return when and for what a key of the account was last used, and whose it is.

    Raises AccessDeniedError for any other key: AWS does not tell a stranger's key from one that never was.
    """
    key_id = call.params["AccessKeyId"]
    key = tx.access_keys.by_id(key_id)
    if key is None or key.account != call.account:
        raise AccessDeniedError(
            f"User: {call.caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {key_id}"
        )
    answer: iam_types.GetAccessKeyLastUsedResponse = {"AccessKeyLastUsed": _last_used(tx, key)}
    if (owner := tx.users.by_id(key.owner)) is not None:
        answer["UserName"] = owner.name
    return answer


def _last_used(tx: Reader, key: AccessKey) -> iam_types.AccessKeyLastUsed:
    use = tx.key_use(key.id)
    if use is None:
        return NEVER_USED
    return {"LastUsedDate": use.time, "ServiceName": use.service, "Region": use.region}


def _key(tx: Reader, owner: User | Account, account: str, key_id: str) -> AccessKey:
    """Return the key *key_id* of *owner*. Raises NoSuchEntityError, also when it is someone else's."""
    if (key := tx.access_keys.get(account, key_id, parent=owner.id)) is None:
        raise NoSuchEntityError(f"The Access Key with id {key_id} cannot be found.")
    return key


def _name(owner: User | Account) -> str | None:
    return owner.name if isinstance(owner, User) else None


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateAccessKey": Write(create_access_key),
    "ListAccessKeys": Read(list_access_keys),
    "UpdateAccessKey": Write(update_access_key),
    "DeleteAccessKey": Write(delete_access_key),
    "GetAccessKeyLastUsed": Read(get_access_key_last_used),
}
