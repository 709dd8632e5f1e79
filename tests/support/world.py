"""Two accounts with users, roles and policies in a store in memory, and calls of the API that are decided on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ostiary.authz.authorized import Authorized
from ostiary.authz.enforce import Enforcer, RequestFacts
from ostiary.model.arn import iam_arn, sts_arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import AccessDeniedError
from ostiary.model.nouns import Group, InlinePolicy, Policy, PolicyVersion, Role, User
from ostiary.store.contract import Relation
from tests.support.memory_store import MemoryMemo, MemoryStore, MemoryTransaction

A = "100000000001"
B = "200000000002"
NOW = 1_700_000_000

Statement = Mapping[str, Any]  # Any: JSON of a policy
FACTS = RequestFacts(peer_ip="192.0.2.7", secure=True, region="eu-west-1")


def policy(*statements: Statement) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: Any) -> Statement:  # Any: JSON
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: Any) -> Statement:  # Any: JSON
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trusting(principal: str | Sequence[str], *actions: str, **more: Any) -> str:  # Any: JSON
    """Return a trust policy that lets *principal* assume the role."""
    principals = {"AWS": principal}
    return policy({"Effect": "Allow", "Principal": principals, "Action": actions or "sts:AssumeRole", **more})


@dataclass
class World:
    """Everything that a decision looks at. `require` decides, `is_allowed` says how."""

    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.memo = MemoryMemo(self.store)
        self.enforcer = Enforcer(self.memo)  # type: ignore[arg-type]  # it has the one method that is called

    def write(self, work: Callable[[MemoryTransaction], object]) -> None:
        self.store.write(work, actor="test", now=NOW)

    # -- nouns -----------------------------------------------------------------------------------------

    def user(
        self, name: str, *statements: Statement, account: str = A, path: str = "/", **more: Any
    ) -> Caller:  # Any: fields
        """Add a user with one inline policy, if *statements* are given; return it as a caller."""
        user = User(account=account, id=f"AIDA{name.upper()}", name=name, path=path, created=1, **more)
        self.write(lambda tx: tx.users.add(user))
        if statements:
            self.inline(user.id, "inline", *statements, account=account)
        return as_user(user)

    def role(
        self, name: str, *statements: Statement, account: str = A, path: str = "/", **more: Any
    ) -> Role:  # Any: fields
        """Add a role with one inline policy, if *statements* are given."""
        fields = {"trust": trusting("*")} | more
        role = Role(account=account, id=f"AROA{name.upper()}", name=name, path=path, created=1, **fields)
        self.write(lambda tx: tx.roles.add(role))
        if statements:
            self.inline(role.id, "inline", *statements, account=account)
        return role

    def inline(self, owner: str, name: str, *statements: Statement, account: str = A) -> None:
        document = policy(*statements)
        self.write(
            lambda tx: tx.inline_policies.add(InlinePolicy(account=account, owner=owner, name=name, document=document))
        )

    def group(self, name: str, *statements: Statement, members: Sequence[Caller] = ()) -> Group:
        group = Group(account=A, id=f"AGPA{name.upper()}", name=name, path="/", created=1)
        self.write(lambda tx: tx.groups.add(group))
        if statements:
            self.inline(group.id, "inline", *statements)
        for member in members:
            self.link(Relation.MEMBER, group.id, member.entity_id)
        return group

    def managed(self, name: str, *statements: Statement, path: str = "/", **more: Any) -> str:  # Any: fields
        """Add a customer managed policy; return its ARN."""
        made = Policy(account=A, id=f"ANPA{name.upper()}", name=name, path=path, created=1, updated=1, **more)
        text = policy(*statements)
        version = PolicyVersion(account=A, policy=made.id, version="v1", created=1, document=text)
        self.write(lambda tx: tx.policies.add(made))
        self.write(lambda tx: tx.policy_versions.add(version))
        return iam_arn("aws", A, f"policy{path}{name}")

    def attach(self, entity: str, arn: str) -> None:
        self.link(Relation.ATTACHMENT, entity, arn)

    def link(self, relation: Relation, source: str, target: str) -> None:
        self.write(lambda tx: tx.links.add(A, relation, source, target))

    # -- decisions -------------------------------------------------------------------------------------

    def require(
        self, caller: Caller, operation: str, *, facts: RequestFacts = FACTS, now: int = NOW, **params: Any
    ) -> Authorized[Any]:  # Any: each operation has its own request
        service, _, name = operation.partition(":")
        return self.enforcer.require(caller, service, name, params, facts, now, mint=NoMint())

    def is_allowed(self, caller: Caller, operation: str, **params: Any) -> bool:  # Any: as above
        try:
            self.require(caller, operation, **params)
        except AccessDeniedError:
            return False
        return True


class NoMint:
    """Deciding makes nothing."""

    def __getattr__(self, name: str) -> Any:  # Any: every method of a Mint
        raise AssertionError(f"{name} was called while deciding")


# -- callers -------------------------------------------------------------------------------------------


def as_user(user: User, session: Session | None = None) -> Caller:
    arn = iam_arn("aws", user.account, f"user{user.path}{user.name}")
    return Caller(
        kind=CallerKind.USER,
        account=user.account,
        arn=arn,
        entity_arn=arn,
        entity_id=user.id,
        user_id=user.id,
        access_key_id="AKIAEXAMPLE",
        user_name=user.name,
        session=session,
    )


def as_root(account: str = A, session: Session | None = None) -> Caller:
    arn = iam_arn("aws", account, "root")
    return Caller(
        kind=CallerKind.ROOT,
        account=account,
        arn=arn,
        entity_arn=arn,
        entity_id=account,
        user_id=account,
        access_key_id="AKIAROOT",
        session=session,
    )


def as_role(role: Role, name: str = "work", **session: Any) -> Caller:  # Any: fields of the session
    """Return a session of *role* as a caller."""
    return Caller(
        kind=CallerKind.ROLE_SESSION,
        account=role.account,
        arn=sts_arn("aws", role.account, f"assumed-role/{role.name}/{name}"),
        entity_arn=iam_arn("aws", role.account, f"role{role.path}{role.name}"),
        entity_id=role.id,
        user_id=f"{role.id}:{name}",
        access_key_id="ASIAEXAMPLE",
        session=a_session(SessionKind.ASSUMED_ROLE, account=role.account, entity_id=role.id, name=name, **session),
    )


def as_federated(user: Caller, name: str = "guest", **session: Any) -> Caller:  # Any: fields of the session
    """Return a `GetFederationToken` session that *user* made."""
    return Caller(
        kind=CallerKind.FEDERATED_USER,
        account=user.account,
        arn=sts_arn("aws", user.account, f"federated-user/{name}"),
        entity_arn=user.entity_arn,
        entity_id=user.entity_id,
        user_id=f"{user.account}:{name}",
        access_key_id="ASIAGUEST",
        session=a_session(
            SessionKind.FEDERATION_TOKEN, account=user.account, entity_id=user.entity_id, name=name, **session
        ),
    )


def a_session(kind: SessionKind, *, account: str = A, entity_id: str = "", name: str = "", **more: Any) -> Session:
    times = {"issued": NOW - 60, "expires": NOW + 3_600}
    return Session(kind=kind, account=account, entity_id=entity_id, name=name, **(times | more))
