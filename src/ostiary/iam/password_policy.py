"""The password policy of an account, and what it asks of a password (aws-facts 9)."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.model.errors import NoSuchEntityError, PasswordPolicyViolationError
from ostiary.model.nouns import Account, PasswordPolicy, fold
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

SYMBOLS: Final = frozenset("!@#$%^&*()_+-=[]{}|'")

BUILT_IN_LENGTH: Final = 8
BUILT_IN_CLASSES: Final = 3
"""What is asked where an account has set no policy: of the four classes at least three."""


def update_account_password_policy(
    call: Authorized[iam_types.UpdateAccountPasswordPolicyRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set the policy. There is no partial update: what is not given is what it is without a policy of one's own."""
    params = call.params
    policy = PasswordPolicy(
        account=call.account,
        minimum_length=params.get("MinimumPasswordLength", 6),
        require_symbols=params.get("RequireSymbols", False),
        require_numbers=params.get("RequireNumbers", False),
        require_uppercase=params.get("RequireUppercaseCharacters", False),
        require_lowercase=params.get("RequireLowercaseCharacters", False),
        users_may_change=params.get("AllowUsersToChangePassword", False),
        max_age=params.get("MaxPasswordAge", 0),
        reuse_prevention=params.get("PasswordReusePrevention", 0),
        hard_expiry=params.get("HardExpiry", False),
    )
    if tx.password_policies.by_id(call.account) is None:
        tx.password_policies.add(policy)
    else:
        tx.password_policies.replace(policy)
    return {}


def get_account_password_policy(call: Authorized[object], tx: Reader) -> iam_types.GetAccountPasswordPolicyResponse:
    """Return the policy. Raises NoSuchEntityError when the account has set none."""
    if (policy := tx.password_policies.by_id(call.account)) is None:
        raise NoSuchEntityError(f"The Password Policy with domain name {call.account} cannot be found.")
    shape: iam_types.PasswordPolicy = {
        "MinimumPasswordLength": policy.minimum_length,
        "RequireSymbols": policy.require_symbols,
        "RequireNumbers": policy.require_numbers,
        "RequireUppercaseCharacters": policy.require_uppercase,
        "RequireLowercaseCharacters": policy.require_lowercase,
        "AllowUsersToChangePassword": policy.users_may_change,
        "ExpirePasswords": policy.max_age > 0,
        "HardExpiry": policy.hard_expiry,
    }
    if policy.max_age:
        shape["MaxPasswordAge"] = policy.max_age
    if policy.reuse_prevention:
        shape["PasswordReusePrevention"] = policy.reuse_prevention
    return {"PasswordPolicy": shape}


def delete_account_password_policy(call: Authorized[object], tx: Transaction) -> Mapping[str, object]:
    """Take the policy away; the built-in one holds again. Raises NoSuchEntityError when there is none."""
    if (policy := tx.password_policies.by_id(call.account)) is None:
        raise NoSuchEntityError("The account policy with name PasswordPolicy cannot be found.")
    tx.password_policies.remove(policy)
    return {}


# -- what is asked of a password -----------------------------------------------------------------------

CLASSES: Final[tuple[tuple[str, Callable[[str], bool], Callable[[PasswordPolicy], bool]], ...]] = (
    ("one uppercase letter", string.ascii_uppercase.__contains__, lambda policy: policy.require_uppercase),
    ("one lowercase letter", string.ascii_lowercase.__contains__, lambda policy: policy.require_lowercase),
    ("one symbol", SYMBOLS.__contains__, lambda policy: policy.require_symbols),
    ("one number", string.digits.__contains__, lambda policy: policy.require_numbers),
)
"""The classes of characters: AWS's words, which characters are of it, whether a policy asks for it."""


def require(password: Secret, account: Account, policy: PasswordPolicy | None) -> None:
    """Raise PasswordPolicyViolationError, in AWS's words, unless *password* is what the account's policy asks for.

    None: the account has set no policy, and the built-in one holds.
    """
    text = password.reveal()
    shortest = BUILT_IN_LENGTH if policy is None else policy.minimum_length
    if len(text) < shortest:
        raise PasswordPolicyViolationError(f"Password should have a minimum length of {shortest}")
    lacking = [words for words, is_of, _ in CLASSES if not any(map(is_of, text))]
    if policy is None:
        _require_built_in(text, account, lacking)
        return
    asked = [words for words, _, is_asked in CLASSES if is_asked(policy) and words in lacking]
    if asked:
        raise PasswordPolicyViolationError(_told(asked))


def _require_built_in(text: str, account: Account, lacking: list[str]) -> None:
    missing = BUILT_IN_CLASSES - (len(CLASSES) - len(lacking))
    if missing > 0:
        raise PasswordPolicyViolationError(
            f"Password should meet {missing} more of the following requirements: {_told(lacking)}"
        )
    if fold(text) in {fold(name) for name in (account.id, account.alias, account.email) if name}:
        raise PasswordPolicyViolationError("Password should not be the name or e-mail address of the account")


def _told(classes: list[str]) -> str:
    return ", ".join(f"Password should have at least {words}" for words in classes)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "UpdateAccountPasswordPolicy": Write(update_account_password_policy),
    "GetAccountPasswordPolicy": Read(get_account_password_policy),
    "DeleteAccountPasswordPolicy": Write(delete_account_password_policy),
}
