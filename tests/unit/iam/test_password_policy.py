"""The password policy of an account: what it asks of a password, each rule by itself, and how it is set."""

from __future__ import annotations

import itertools

import pytest

from ostiary.iam import password_policy
from ostiary.model.errors import NoSuchEntityError, PasswordPolicyViolationError
from ostiary.model.nouns import Account, PasswordPolicy
from ostiary.model.secret import Secret
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, root

OWNER = Account(id=ACCOUNT, created=NOW, alias="Acme-tools-1", email="Root.1@acme.example")
UPPER, LOWER, SYMBOL, NUMBER = "uppercase letter", "lowercase letter", "symbol", "number"
OF_CLASS = {UPPER: "QQ", LOWER: "qq", SYMBOL: "--", NUMBER: "77"}
SYMBOLS = "!@#$%^&*()_+-=[]{}|'"


def refusal(password: str, policy: PasswordPolicy | None) -> str:
    """Return in which words the policy refuses *password*; empty: it does not."""
    try:
        password_policy.require(Secret(password), OWNER, policy)
    except PasswordPolicyViolationError as error:
        return error.message
    return ""


def told(*classes: str) -> str:
    return ", ".join(f"Password should have at least one {name}" for name in classes)


# -- lengths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [6, 14, 128])
def test_a_password_has_at_least_as_many_characters_as_the_policy_says(length: int) -> None:
    policy = PasswordPolicy(account=ACCOUNT, minimum_length=length)
    assert refusal("q" * (length - 1), policy) == f"Password should have a minimum length of {length}"
    assert refusal("q" * length, policy) == ""


def test_without_a_policy_eight_characters_are_asked_for() -> None:
    assert refusal("Qq-7890", None) == "Password should have a minimum length of 8"
    assert refusal("Qq-78901", None) == ""


def test_a_policy_may_ask_for_less_than_is_asked_for_without_one() -> None:
    assert refusal("qqqqqq", PasswordPolicy(account=ACCOUNT)) == ""


# -- classes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        (PasswordPolicy(account=ACCOUNT, require_uppercase=True), UPPER),
        (PasswordPolicy(account=ACCOUNT, require_lowercase=True), LOWER),
        (PasswordPolicy(account=ACCOUNT, require_symbols=True), SYMBOL),
        (PasswordPolicy(account=ACCOUNT, require_numbers=True), NUMBER),
    ],
)
def test_each_class_is_asked_for_by_its_own_switch(policy: PasswordPolicy, name: str) -> None:
    others = "".join(text for other, text in OF_CLASS.items() if other != name)
    assert refusal(others, policy) == told(name)
    assert refusal(others + OF_CLASS[name][0], policy) == ""


def test_all_classes_that_are_missing_are_told_at_once() -> None:
    policy = PasswordPolicy(
        account=ACCOUNT, require_uppercase=True, require_lowercase=True, require_symbols=True, require_numbers=True
    )
    assert refusal("~~~~~~~~", policy) == told(UPPER, LOWER, SYMBOL, NUMBER)
    assert refusal("qqqqqqq7", policy) == told(UPPER, SYMBOL)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_symbol_that_aws_lists_is_one(symbol: str) -> None:
    assert refusal(f"qqqqqq{symbol}", PasswordPolicy(account=ACCOUNT, require_symbols=True)) == ""


@pytest.mark.parametrize("other", '~`"<>,./?;:\\ \u00a7')
def test_no_other_character_is_a_symbol(other: str) -> None:
    policy = PasswordPolicy(account=ACCOUNT, require_symbols=True)
    assert refusal(f"qqqqqq{other}", policy) == told(SYMBOL)


def test_letters_and_numbers_are_those_of_ascii() -> None:
    policy = PasswordPolicy(account=ACCOUNT, require_uppercase=True, require_lowercase=True, require_numbers=True)
    assert refusal("\u00c4\u00e4\u00b2\u00c4\u00e4\u00b2", policy) == told(UPPER, LOWER, NUMBER)


@pytest.mark.parametrize("present", list(itertools.combinations(OF_CLASS, 3)))
def test_without_a_policy_any_three_classes_will_do(present: tuple[str, ...]) -> None:
    assert refusal("".join(OF_CLASS[name] for name in present).ljust(8, OF_CLASS[present[0]][0]), None) == ""


@pytest.mark.parametrize("present", list(itertools.combinations(OF_CLASS, 2)))
def test_without_a_policy_two_classes_will_not_do(present: tuple[str, ...]) -> None:
    missing = [name for name in OF_CLASS if name not in present]
    words = f"Password should meet 1 more of the following requirements: {told(*missing)}"
    assert refusal("".join(OF_CLASS[name] for name in present) * 2, None) == words


@pytest.mark.parametrize("name", ["Acme-tools-1", "aCME-TOOLS-1", "root.1@ACME.example"])
def test_without_a_policy_the_account_s_own_names_are_no_passwords(name: str) -> None:
    assert refusal(name, None) == "Password should not be the name or e-mail address of the account"
    assert refusal(f"{name}!", None) == ""


# -- setting it ----------------------------------------------------------------------------------------


def test_threat_16_the_policy_of_one_account_is_not_that_of_another(domain: Domain) -> None:
    domain.call("UpdateAccountPasswordPolicy", {"MinimumPasswordLength": 20})
    elsewhere = root(OTHER_ACCOUNT)
    domain.refuses(
        "GetAccountPasswordPolicy",
        {},
        NoSuchEntityError,
        f"The Password Policy with domain name {OTHER_ACCOUNT} cannot be found.",
        elsewhere,
    )
    domain.refuses(
        "DeleteAccountPasswordPolicy",
        {},
        NoSuchEntityError,
        "The account policy with name PasswordPolicy cannot be found.",
        elsewhere,
    )
    domain.call("CreateUser", {"UserName": "mira"}, elsewhere)
    domain.call("CreateLoginProfile", {"UserName": "mira", "Password": "Qq-78901"}, elsewhere)
    assert domain.call("GetAccountPasswordPolicy")["PasswordPolicy"]["MinimumPasswordLength"] == 20


def test_a_policy_that_was_deleted_asks_for_nothing_any_more(domain: Domain) -> None:
    domain.users("mira")
    domain.call("UpdateAccountPasswordPolicy", {"MinimumPasswordLength": 20})
    password = {"UserName": "mira", "Password": "Qq-78901"}
    domain.refuses(
        "CreateLoginProfile", password, PasswordPolicyViolationError, "Password should have a minimum length of 20"
    )
    domain.call("DeleteAccountPasswordPolicy")
    domain.call("CreateLoginProfile", password)
