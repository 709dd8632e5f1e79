"""Nouns for tests of the store: made with one word, everything else plain."""

from __future__ import annotations

from typing import Any

from ostiary.model.nouns import (
    AccessKey,
    Account,
    DataKey,
    Group,
    InlinePolicy,
    InstanceProfile,
    Policy,
    PolicyVersion,
    Role,
    User,
)

ACCOUNT = "111122223333"
OTHER = "444455556666"


def an_account(id: str = ACCOUNT, **rest: Any) -> Account:
    return Account(**{"id": id, "created": 1} | rest)


def a_user(name: str, **rest: Any) -> User:
    return User(**{"account": ACCOUNT, "id": f"AIDA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_group(name: str, **rest: Any) -> Group:
    return Group(**{"account": ACCOUNT, "id": f"AGPA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_role(name: str, **rest: Any) -> Role:
    fields = {"account": ACCOUNT, "id": f"AROA{name}", "name": name, "path": "/", "created": 1, "trust": "{}"}
    return Role(**fields | rest)


def a_policy(name: str, **rest: Any) -> Policy:
    fields = {"account": ACCOUNT, "id": f"ANPA{name}", "name": name, "path": "/", "created": 1, "updated": 1}
    return Policy(**fields | rest)


def a_version(policy: str, version: str, **rest: Any) -> PolicyVersion:
    fields = {"account": ACCOUNT, "policy": policy, "version": version, "created": 1, "document": "{}"}
    return PolicyVersion(**fields | rest)


def an_inline_policy(owner: str, name: str, **rest: Any) -> InlinePolicy:
    return InlinePolicy(**{"account": ACCOUNT, "owner": owner, "name": name, "document": "{}"} | rest)


def a_profile(name: str, **rest: Any) -> InstanceProfile:
    return InstanceProfile(**{"account": ACCOUNT, "id": f"AIPA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_key(id: str, owner: str, **rest: Any) -> AccessKey:
    return AccessKey(**{"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "sealed": "s"} | rest)


def a_data_key(id: str, **rest: Any) -> DataKey:
    return DataKey(**{"account": ACCOUNT, "id": id, "created": 1, "wrapped": "w"} | rest)


def arn(policy: Policy) -> str:
    return f"arn:aws:iam::{policy.account}:policy{policy.path}{policy.name}"
