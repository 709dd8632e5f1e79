"""The library beside a server, on every database: it sees what is written, writes nothing and is in nobody's way."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import make_url

from ostiary import StoreAuthorizer
from ostiary.model.errors import NoSuchEntityError
from ostiary.store.contract import StoreRefusedError, Transaction
from ostiary.store.sql import SqlStore, open_store
from tests.support.nouns import ACCOUNT, a_user, an_inline_policy
from tests.support.postgres import Server

Do = Callable[[Callable[[Transaction], object]], int]

MIRA = f"arn:aws:iam::{ACCOUNT}:user/mira"
EVERYTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def allows(authorizer: StoreAuthorizer) -> bool:
    return authorizer.decide(principal=MIRA, action="s3:GetObject", resource="arn:aws:s3:::b/k").allowed


def test_it_sees_every_write_of_the_server(address: str, store: SqlStore, do: Do) -> None:
    with StoreAuthorizer(address) as authorizer:
        with pytest.raises(NoSuchEntityError):
            allows(authorizer)
        do(lambda tx: tx.users.add(a_user("mira")))
        assert not allows(authorizer)
        granted = an_inline_policy("AIDAmira", "p", document=EVERYTHING)
        do(lambda tx: tx.inline_policies.add(granted))
        assert allows(authorizer)
        do(lambda tx: tx.inline_policies.remove(granted))
        assert not allows(authorizer)


def test_it_is_no_second_server(address: str) -> None:
    open_store(address).close()
    with StoreAuthorizer(address) as authorizer:
        store = open_store(address)
        store.write(lambda tx: tx.users.add(a_user("mira")), actor="tester", now=1)
        assert not allows(authorizer)
        store.close()
        assert not allows(authorizer)
        open_store(address).close()


def test_a_database_without_an_installation_is_refused(address: str) -> None:
    with pytest.raises(StoreRefusedError):
        StoreAuthorizer(address)


def test_on_postgresql_a_role_that_may_only_select_is_enough(postgres: Server) -> None:
    address = make_url(postgres.database())
    store = open_store(address.render_as_string(hide_password=False))
    store.write(lambda tx: tx.users.add(a_user("mira")), actor="tester", now=1)
    with psycopg.connect(postgres.address(str(address.database)), autocommit=True) as connection:
        connection.execute("CREATE ROLE onlooker LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    with StoreAuthorizer(address.set(username="onlooker").render_as_string(hide_password=False)) as authorizer:
        assert not allows(authorizer)
    store.close()
