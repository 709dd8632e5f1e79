"""GetAccessKeyInfo: which account an access key belongs to."""

from __future__ import annotations

from ostiary.authn import ids
from ostiary.authz.authorized import Authorized
from ostiary.model.errors import ValidationError
from ostiary.store.contract import Reader
from ostiary.wire import sts_types


def get_access_key_info(
    call: Authorized[sts_types.GetAccessKeyInfoRequest], tx: Reader
) -> sts_types.GetAccessKeyInfoResponse:
    """Tell the account of an access key, whether it is active or not, or was deleted (API reference).

    A key that is kept here has the account that it is kept in; else its id says it, for the key of a session, too.
    Raises ValidationError for an id that says nothing, or names an account that is not here.
    """
    id_ = call.params["AccessKeyId"]
    key = tx.access_keys.by_id(id_)
    account = ids.account_of(id_) if key is None else key.account
    if account is None or tx.accounts.by_id(account) is None:
        raise ValidationError(f"The access key ID {id_} is of no account here.")
    return {"Account": account}
