"""The caller that a principal's ARN stands for, when nobody has signed anything (policy-evaluation.md 6.1).

A bundle knows ARNs and no unique ids, so that an entity's ARN serves as its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from ostiary.engine.literals import is_digits
from ostiary.model.arn import Arn, iam_arn, sts_arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import InvalidInputError

ANONYMOUS: Final = Caller(
    kind=CallerKind.ANONYMOUS,
    account="anonymous",
    arn="anonymous",
    entity_arn="",
    entity_id="",
    user_id="anonymous",
    access_key_id="",
)

ACCOUNT_DIGITS: Final = 12
KEPT: Final = 4_096
"""How many callers are remembered; questions come in runs about the same few."""


class Named(NamedTuple):
    """A principal's ARN, the `/`-separated fields of its resource, and the entity that was given beside it."""

    text: str
    arn: Arn
    fields: list[str]
    entity: str


@lru_cache(maxsize=KEPT)
def caller_of(principal: str, role: str = "", user: str = "") -> Caller:
    """Return the caller that *principal* names.

    *principal* is the ARN of a user, a role (a session of it whose name nobody knows), a role session, a federated
    user's session or an account's root, a service's name, or `*` for a request that nobody signed. *role* is the
    role of a role session when it has a path, *user* the user behind a federated user's session.

    Raises InvalidInputError when it is none of these, or when *role* or *user* do not fit it.
    """
    if not principal.startswith("arn:"):
        if role or user:
            raise InvalidInputError("request.role goes with a role session, request.user with a federated user")
        return _nobody(principal)
    arn = Arn.parse(principal)
    if arn is None or not arn.partition or arn.region or not is_account(arn.account):
        raise _unknown(principal)
    fields = arn.resource.split("/")
    read = READERS.get((arn.service, fields[0]))
    if read is None or not all(fields):
        raise _unknown(principal)
    if (role and fields[0] != "assumed-role") or (user and fields[0] != "federated-user"):
        raise InvalidInputError("request.role goes with a role session, request.user with a federated user")
    return read(Named(principal, arn, fields, role or user))


def is_account(text: str) -> bool:
    """Return whether *text* is an account's number."""
    return len(text) == ACCOUNT_DIGITS and is_digits(text)


def _unknown(principal: str) -> InvalidInputError:
    return InvalidInputError(
        f"{principal!r} is no principal: the ARN of a user, role, role session, federated user or root, "
        "a service such as lambda.amazonaws.com, or *"
    )


SERVICE_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")


def _nobody(principal: str) -> Caller:
    """Return who has no ARN: everybody, or a service."""
    if principal == "*":
        return ANONYMOUS
    labels = principal.split(".")
    if len(labels) < 2 or not all(labels) or not SERVICE_CHARACTERS.issuperset(principal):
        raise _unknown(principal)
    return Caller(
        kind=CallerKind.SERVICE, account="", arn=principal, entity_arn="", entity_id="", user_id="", access_key_id=""
    )


def _root(named: Named) -> Caller:
    if len(named.fields) != 1:
        raise _unknown(named.text)
    return _caller(CallerKind.ROOT, named, named.text, user_id=named.arn.account)


def _user(named: Named) -> Caller:
    if len(named.fields) < 2:
        raise _unknown(named.text)
    return _caller(CallerKind.USER, named, named.text, user_name=named.fields[-1])


def _role(named: Named) -> Caller:
    """A session of the role. No policy can name it: the session's name is empty."""
    if len(named.fields) < 2:
        raise _unknown(named.text)
    arn = sts_arn(named.arn.partition, named.arn.account, f"assumed-role/{named.fields[-1]}/")
    return _caller(CallerKind.ROLE_SESSION, named, named.text, arn=arn, session=SessionKind.ASSUMED_ROLE)


def _role_session(named: Named) -> Caller:
    """A session ARN has no path; the role it fits without one is meant unless another is given."""
    if len(named.fields) != 3:
        raise _unknown(named.text)
    name = named.fields[1]
    role = named.entity or iam_arn(named.arn.partition, named.arn.account, f"role/{name}")
    if not _fits(role, named.arn, "role/") or role.rpartition("/")[2] != name:
        raise InvalidInputError(f"request.role is {role!r}, which is not the role of {named.text}")
    return _caller(CallerKind.ROLE_SESSION, named, role, arn=named.text, session=SessionKind.ASSUMED_ROLE)


def _federated_user(named: Named) -> Caller:
    if len(named.fields) != 2:
        raise _unknown(named.text)
    if named.entity and not _fits(named.entity, named.arn, ("user/", "root")):
        raise InvalidInputError(f"request.user is {named.entity!r}, which cannot have made {named.text}")
    return _caller(
        CallerKind.FEDERATED_USER,
        named,
        named.entity or named.text,
        arn=named.text,
        user_id=f"{named.arn.account}:{named.fields[1]}",
        session=SessionKind.FEDERATION_TOKEN,
    )


READERS: Final[Mapping[tuple[str, str], Callable[[Named], Caller]]] = {
    ("iam", "root"): _root,
    ("iam", "user"): _user,
    ("iam", "role"): _role,
    ("sts", "assumed-role"): _role_session,
    ("sts", "federated-user"): _federated_user,
}
"""By the service of the ARN and the first word of its resource."""


def _fits(entity: str, session: Arn, kinds: str | tuple[str, ...]) -> bool:
    """Return whether *entity* is an ARN of one of these kinds in the session's account."""
    arn = Arn.parse(entity)
    return (
        arn is not None
        and (arn.partition, arn.service, arn.region, arn.account) == (session.partition, "iam", "", session.account)
        and arn.resource.startswith(kinds)
    )


def _caller(
    kind: CallerKind,
    named: Named,
    entity_arn: str,
    *,
    arn: str = "",
    user_id: str = "",
    user_name: str = "",
    session: SessionKind | None = None,
) -> Caller:
    account = named.arn.account
    return Caller(
        kind=kind,
        account=account,
        arn=arn or entity_arn,
        entity_arn=entity_arn,
        entity_id=entity_arn,
        user_id=user_id,
        access_key_id="",
        user_name=user_name,
        session=None
        if session is None
        else Session(kind=session, account=account, entity_id=entity_arn, name=named.fields[-1], issued=0, expires=0),
    )
