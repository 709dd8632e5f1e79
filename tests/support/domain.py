"""An account to call IAM's handlers in: a store, a clock, a mint that counts, and callers made by hand.

alice = domain.call("CreateUser", {"UserName": "alice"})["User"]
domain.refuses("CreateUser", {"UserName": "Alice"}, EntityAlreadyExistsError, "User with name Alice already exists.")
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

import pytest

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Prepared, Read
from ostiary.iam.operations import OPERATIONS
from ostiary.model.arn import iam_arn, sts_arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import OstiaryError
from ostiary.model.mint import Credentials
from ostiary.model.nouns import Account, Policy, PolicyVersion
from ostiary.model.quotas import Quotas
from ostiary.model.secret import Secret
from ostiary.store.contract import Grounds, Reader, Store, Transaction

T = TypeVar("T")

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"
NOW = 1_700_000_000

ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
TRUST_EC2 = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},'
    '"Action":"sts:AssumeRole"}]}'
)


class CountingMint:
    """Makes ids and secrets that are unique and the same in every run."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _next(self, prefix: str, length: int) -> str:
        return prefix + str(next(self._numbers)).rjust(length - len(prefix), "A")

    def unique_id(self, prefix: str) -> str:
        return self._next(prefix, 21)

    def uuid(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._numbers):012}"

    def access_key_id(self, account: str) -> str:
        del account
        return self._next("AKIA", 20)

    def secret_access_key(self) -> Secret:
        return Secret(self._next("secret", 40))

    def seal(self, account: str, row: str, secret: Secret) -> str:
        return f"sealed:{account}:{row}:{secret.reveal()[::-1]}"

    def unseal(self, account: str, row: str, sealed: str) -> Secret:
        assert sealed.startswith(f"sealed:{account}:{row}:")
        return Secret(sealed.removeprefix(f"sealed:{account}:{row}:")[::-1])

    def device_seed(self) -> Secret:
        return Secret(self._next("SEED", 64).translate(str.maketrans("0189", "ABCD")))

    def hash_password(self, password: Secret) -> str:
        return f"hash:{password.reveal()[::-1]}"

    def is_password(self, password: Secret, hashed: str) -> bool:
        return hashed == self.hash_password(password)

    def credentials(self, session: Session) -> Credentials:
        return Credentials(self._next("ASIA", 20), self.secret_access_key(), Secret(session.name), session.expires)

    def packed_share(self, session: Session) -> int:
        return len(session.policies)

    def signing_key(self, algorithm: str) -> tuple[str, Secret]:
        return json.dumps({"kty": algorithm}), self.secret_access_key()

    def sign_token(self, algorithm: str, key_id: str, private: Secret, claims: Mapping[str, object]) -> Secret:
        return Secret(json.dumps([algorithm, key_id, private.reveal(), claims]))

    def open_authorization_message(self, account: str, encoded: str, now: int) -> str:
        return json.dumps({"account": account, "encoded": encoded, "now": now})


def root(account: str = ACCOUNT) -> Caller:
    """Return the root user of *account* as a caller."""
    arn = iam_arn("aws", account, "root")
    return Caller(
        kind=CallerKind.ROOT,
        account=account,
        arn=arn,
        entity_arn=arn,
        entity_id=account,
        user_id=account,
        access_key_id="AKIAROOTROOTROOTROOT",
    )


def as_user(user: Mapping[str, Any], session: Session | None = None) -> Caller:
    """Return the user of that shape as a caller, or a session of it."""
    return Caller(
        kind=CallerKind.USER,
        account=user["Arn"].split(":")[4],
        arn=user["Arn"],
        entity_arn=user["Arn"],
        entity_id=user["UserId"],
        user_id=user["UserId"],
        access_key_id="AKIAUSERUSERUSERUSER",
        user_name=user["UserName"],
        session=session,
    )


def as_role_session(role_name: str = "Deploy") -> Caller:
    """Return a session of a role as a caller."""
    session = Session(
        kind=SessionKind.ASSUMED_ROLE, account=ACCOUNT, entity_id="AROA1", name="s", issued=NOW, expires=NOW + 3600
    )
    return Caller(
        kind=CallerKind.ROLE_SESSION,
        account=ACCOUNT,
        arn=sts_arn("aws", ACCOUNT, f"assumed-role/{role_name}/s"),
        entity_arn=iam_arn("aws", ACCOUNT, f"role/{role_name}"),
        entity_id="AROA1",
        user_id="AROA1:s",
        access_key_id="ASIAROLEROLEROLEROLE",
        session=session,
    )


@dataclass
class Domain:
    """Calls handlers as the server does, without wire and permissions."""

    store: Store
    quotas: Quotas = field(default_factory=Quotas)
    now: int = NOW
    mint: CountingMint = field(default_factory=CountingMint)

    def call(self, operation: str, params: Mapping[str, Any] | None = None, caller: Caller | None = None) -> Any:
        """Carry out one allowed call, by default of the root user, and return its answer."""
        handler = OPERATIONS[operation]
        call: Authorized[Any] = Authorized(
            caller=caller or root(),
            operation=operation,
            params=dict(params or {}),
            now=self.now,
            partition="aws",
            quotas=self.quotas,
            mint=self.mint,
            grounds=Grounds(0, frozenset()),
        )
        if isinstance(handler, Read):
            return self.read(lambda tx: handler.function(call, tx))
        change = handler.prepare(call, self.store.read) if isinstance(handler, Prepared) else handler.function
        return self.write(lambda tx: change(call, tx))

    def refuses(
        self,
        operation: str,
        params: Mapping[str, Any],
        error: type[OstiaryError],
        message: str,
        caller: Caller | None = None,
    ) -> None:
        """Assert that the call is refused with just this error, and that nothing was changed."""
        before = self.store.revision
        with pytest.raises(error) as raised:
            self.call(operation, params, caller)
        assert raised.value.message == message
        assert self.store.revision == before

    def pages(self, operation: str, member: str, params: Mapping[str, Any], size: int) -> list[list[Any]]:
        """Return *member* of every page of a list call, *size* entries each, following the markers."""
        pages: list[list[Any]] = []
        marker: dict[str, str] = {}
        while True:
            answer = self.call(operation, {**params, "MaxItems": size, **marker})
            pages.append(answer[member])
            assert answer["IsTruncated"] == ("Marker" in answer)
            if not answer["IsTruncated"]:
                return pages
            marker = {"Marker": answer["Marker"]}

    def read(self, look: Callable[[Reader], T]) -> T:
        """Return what *look* finds in the store."""
        with self.store.read() as reader:
            return look(reader)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Change the store directly."""
        return self.store.write(work, actor="test", now=self.now).value

    def policy(self, name: str = "Limits", path: str = "/") -> str:
        """Keep a managed policy and return its ARN."""
        policy = Policy(
            account=ACCOUNT, id=self.mint.unique_id("ANPA"), name=name, path=path, created=self.now, updated=self.now
        )
        version = PolicyVersion(account=ACCOUNT, policy=policy.id, version="v1", created=self.now, document=ALLOW_ALL)

        def add(tx: Transaction) -> None:
            tx.policies.add(policy)
            tx.policy_versions.add(version)

        self.write(add)
        return iam_arn("aws", ACCOUNT, f"policy{path}{name}")

    def users(self, *names: str) -> None:
        """Create users of those names."""
        for name in names:
            self.call("CreateUser", {"UserName": name})


def start(store: Store) -> Iterator[Domain]:
    """Yield a domain in *store*, which holds two accounts that are empty."""
    domain = Domain(store)

    def add(tx: Transaction) -> None:
        for number in (ACCOUNT, OTHER_ACCOUNT):
            tx.accounts.add(Account(id=number, created=NOW - 1000))

    domain.write(add)
    yield domain
    store.close()
