"""STS over the account of `tests.support.domain`: calls of its handlers, and the sessions that they made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Read
from ostiary.model.arn import Arn, sts_arn
from ostiary.model.caller import Caller, CallerKind, Session
from ostiary.model.errors import OstiaryError
from ostiary.model.mint import Credentials
from ostiary.model.nouns import Role
from ostiary.store.contract import Grounds
from ostiary.sts.operations import OPERATIONS
from tests.support.domain import ACCOUNT, CountingMint, Domain, as_user, root

TRUST_ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)


class RecordingMint(CountingMint):
    """Keeps every session that credentials were made for."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[Session] = []

    def credentials(self, session: Session) -> Credentials:
        self.sessions.append(session)
        return super().credentials(session)

    def packed_share(self, session: Session) -> int:
        return 7 * (len(session.policies) + len(session.policy_arns) + len(session.tags))


@dataclass
class Sts:
    """Calls STS's handlers as the server does, without wire and permissions. Everyone may assume `Deploy`."""

    domain: Domain
    mint: RecordingMint = field(default_factory=RecordingMint)

    def alice(self) -> Caller:
        """Return a new user `alice` as a caller."""
        return as_user(self.domain.call("CreateUser", {"UserName": "alice"})["User"])

    def role(self, name: str = "Deploy", caller: Caller | None = None, **params: object) -> dict[str, Any]:
        """Create a role that trusts everyone."""
        role: dict[str, Any] = self.domain.call(
            "CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": TRUST_ALL, **params}, caller
        )["Role"]
        return role

    def call(
        self,
        operation: str,
        params: Mapping[str, Any] | None = None,
        caller: Caller | None = None,
        resource: Role | None = None,
    ) -> Any:
        """Carry out one call that was allowed on *resource*, by default the role that it names; return its answer."""
        handler = OPERATIONS[operation]
        assert isinstance(handler, Read)
        call: Authorized[Any] = Authorized(
            caller=caller or root(),
            operation=operation,
            params=dict(params or {}),
            now=self.domain.now,
            partition="aws",
            quotas=self.domain.quotas,
            mint=self.mint,
            grounds=Grounds(self.domain.store.revision, frozenset()),
            resource=resource or self._resource(params or {}),
        )
        return self.domain.read(lambda tx: handler.function(call, tx))

    def _resource(self, params: Mapping[str, Any]) -> Role | None:
        """Return the role that the request names, as the decision on it would have found it."""
        arn = Arn.parse(str(params.get("RoleArn", "")))
        if arn is None:
            return None
        return self.domain.read(lambda tx: tx.roles.get(arn.account, arn.resource.rpartition("/")[2]))

    def assume(self, caller: Caller, role: str = "Deploy", resource: Role | None = None, **params: Any) -> Any:
        """Assume a role of the account under the session name `work`."""
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        return self.call("AssumeRole", {"RoleArn": arn, "RoleSessionName": "work", **params}, caller, resource)

    def session(self) -> Session:
        """Return the session that was made last."""
        return self.mint.sessions[-1]

    def refuses(self, caller: Caller, error: type[OstiaryError], message: str, **params: Any) -> None:
        """Assert that assuming `Deploy` is refused with just this error, and that no credentials were made."""
        before = len(self.mint.sessions)
        with pytest.raises(error) as raised:
            self.assume(caller, **params)
        assert raised.value.message == message
        assert len(self.mint.sessions) == before

    def as_session(self) -> Caller:
        """Return the session that was made last as a caller."""
        session = self.session()
        role = self.domain.read(lambda tx: tx.roles.by_id(session.entity_id))
        assert role is not None
        return Caller(
            kind=CallerKind.ROLE_SESSION,
            account=session.account,
            arn=sts_arn("aws", session.account, f"assumed-role/{role.name}/{session.name}"),
            entity_arn=f"arn:aws:iam::{session.account}:role{role.path}{role.name}",
            entity_id=role.id,
            user_id=f"{role.id}:{session.name}",
            access_key_id="ASIASESSIONSESSIONSE",
            session=session,
        )
