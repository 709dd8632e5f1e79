"""Who credentials speak for: the caller that a user, a role or an account becomes (policy-evaluation.md 6.1)."""

from __future__ import annotations

from dataclasses import replace

from ostiary.model.arn import iam_arn, sts_arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.nouns import AccessKey, Account, Role, ServicePrincipal, User, fold
from ostiary.store.contract import Reader

Entity = User | Role | Account
"""What stands behind temporary credentials; an account stands for its root user."""

Owner = User | Account | ServicePrincipal
"""What stands behind long-term keys."""


def owner(reader: Reader, account: str, entity_id: str) -> User | Account | None:
    """Return the user of *account* with that unique id, or the account itself when it is the account number."""
    if entity_id == account:
        return reader.accounts.by_id(account)
    user = reader.users.by_id(entity_id)
    return user if user is not None and user.account == account else None


def key_owner(reader: Reader, key: AccessKey) -> Owner | None:
    """Return whose *key* is: of a user, of root, or of a service."""
    return owner(reader, key.account, key.owner) or reader.service_principals.by_id(key.owner)


def entity_of(reader: Reader, session: Session) -> Entity | None:
    """Return what *session* is a session of, if it is still there: a name made again has another id."""
    if session.kind is not SessionKind.ASSUMED_ROLE:
        return owner(reader, session.account, session.entity_id)
    role = reader.roles.by_id(session.entity_id)
    return role if role is not None and role.account == session.account else None


def long_term_caller(partition: str, entity: Owner, access_key_id: str) -> Caller:
    """Return the caller that signs with a long-term access key of *entity*."""
    if isinstance(entity, ServicePrincipal):
        return Caller(
            kind=CallerKind.SERVICE,
            account=entity.account,
            arn=entity.name,
            entity_arn="",
            entity_id=fold(entity.name),
            user_id="",
            access_key_id=access_key_id,
        )
    if isinstance(entity, Account):
        arn = iam_arn(partition, entity.id, "root")
        return Caller(
            kind=CallerKind.ROOT,
            account=entity.id,
            arn=arn,
            entity_arn=arn,
            entity_id=entity.id,
            user_id=entity.id,
            access_key_id=access_key_id,
        )
    arn = iam_arn(partition, entity.account, f"user{entity.path}{entity.name}")
    return Caller(
        kind=CallerKind.USER,
        account=entity.account,
        arn=arn,
        entity_arn=arn,
        entity_id=entity.id,
        user_id=entity.id,
        access_key_id=access_key_id,
        user_name=entity.name,
    )


def session_caller(partition: str, entity: Entity, session: Session, access_key_id: str) -> Caller:
    """Return the caller that acts in *session*; *entity* is what `entity_of` found for it."""
    if isinstance(entity, Role):
        return _role_session(partition, entity, session, access_key_id)
    caller = replace(long_term_caller(partition, entity, access_key_id), session=session)
    if session.kind is not SessionKind.FEDERATION_TOKEN:
        return caller
    arn = sts_arn(partition, session.account, f"federated-user/{session.name}")
    return replace(
        caller,
        kind=CallerKind.FEDERATED_USER,
        arn=arn,
        entity_arn=arn,
        user_id=f"{session.account}:{session.name}",
        user_name="",
    )


def _role_session(partition: str, role: Role, session: Session, access_key_id: str) -> Caller:
    return Caller(
        kind=CallerKind.ROLE_SESSION,
        account=role.account,
        arn=sts_arn(partition, role.account, f"assumed-role/{role.name}/{session.name}"),
        entity_arn=iam_arn(partition, role.account, f"role{role.path}{role.name}"),
        entity_id=role.id,
        user_id=f"{role.id}:{session.name}",
        access_key_id=access_key_id,
        session=session,
        provider=session.provider,
    )
