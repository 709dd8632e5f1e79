"""Service-specific credentials: a name and a password, or an API key, with which a user reaches one service.

The secret leaves in the answer that makes it and never again; its digest is kept. Two credentials of one name can
exist (`jane+1` is also a user's name): what tells them apart is the secret.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, islice
from typing import Final, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, statuses
from ostiary.model.errors import LimitExceededError, NoSuchEntityError, ValidationError
from ostiary.model.mint import Mint
from ostiary.model.nouns import Account, ServiceCredential, User, fold
from ostiary.model.secret import Secret
from ostiary.store.contract import Page, Reader, Transaction
from ostiary.wire import iam_types

N = TypeVar("N")

PASSWORD: Final = ""
SERVICES: Final[Mapping[str, str]] = {
    "codecommit.amazonaws.com": PASSWORD,
    "cassandra.amazonaws.com": PASSWORD,
    # IAM guide, "API keys for AWS services". How their keys begin is seen in public transcripts.
    "bedrock.amazonaws.com": "ABSK",
    "aws-external-anthropic.amazonaws.com": "AEAA",
    "cloudwatch.amazonaws.com": "APIAACWM",
    "logs.amazonaws.com": "ACWL",
}
"""The services of AWS that take such credentials → how an API key for them begins; `PASSWORD`: name and password."""

DAY: Final = 86_400
CHUNK: Final = 200


def create_service_specific_credential(
    call: Authorized[iam_types.CreateServiceSpecificCredentialRequest], tx: Transaction
) -> iam_types.CreateServiceSpecificCredentialResponse:
    """Make a credential for a user and a service; this answer and that of a reset are the only ones with the secret.

    An API key can be given a time; no policy is attached to the user on the side.
    """
    user = find.user(tx, call.account, call.params["UserName"])
    service = _supported(call.params["ServiceName"])
    days = call.params.get("CredentialAgeDays")
    if days is not None and SERVICES[service] == PASSWORD:
        raise ValidationError(f"CredentialAgeDays is not supported for service {service}")
    present = [credential for credential in _of_user(tx, user) if credential.service == service]
    quota = call.quotas.service_credentials_per_user
    if len(present) >= quota:
        raise LimitExceededError(f"Cannot exceed quota for ServiceSpecificCredentialsPerUser: {quota}")
    name = _name(user, {credential.name for credential in present})
    secret = _secret(call.mint, service, name)
    credential = ServiceCredential(
        account=call.account,
        id=call.mint.unique_id("ACCA"),
        owner=user.id,
        created=call.now,
        service=service,
        name=name,
        hash=secret.digest(),
        expires=None if days is None else call.now + days * DAY,
    )
    tx.service_credentials.add(credential)
    return {"ServiceSpecificCredential": _with_secret(call, credential, user, secret)}


def list_service_specific_credentials(
    call: Authorized[iam_types.ListServiceSpecificCredentialsRequest], tx: Reader
) -> iam_types.ListServiceSpecificCredentialsResponse:
    """List the credentials of a user, by default of the caller, or of all users; for one service or for all."""
    params = call.params
    user_name, everyone = params.get("UserName"), params.get("AllUsers", False)
    if everyone and user_name is not None:
        raise ValidationError("UserName cannot be specified together with AllUsers")
    owner = None if everyone else find.named_or_own_user(call, tx, user_name)
    service = _supported(params["ServiceName"]) if "ServiceName" in params else ""
    key = _name_and_id if owner is None else _id
    page = pages.fill(
        call,
        lambda after, limit: _page(_owned(tx, _users(tx, call.account, owner, after), service), key, after, limit),
        key=key,
        filters=(service, "" if owner is None else owner.id),
    )
    return {"ServiceSpecificCredentials": [_without_secret(call, *pair) for pair in page.items], **page.rest}


def update_service_specific_credential(
    call: Authorized[iam_types.UpdateServiceSpecificCredentialRequest], tx: Transaction
) -> Mapping[str, object]:
    """Switch a credential on or off. One that has expired stays expired."""
    is_active = statuses.is_active(call.params["Status"])
    credential, _ = _named(call, tx, call.params)
    tx.service_credentials.replace(replace(credential, active=is_active))
    return {}


def reset_service_specific_credential(
    call: Authorized[iam_types.ResetServiceSpecificCredentialRequest], tx: Transaction
) -> iam_types.ResetServiceSpecificCredentialResponse:
    """Give a credential a new secret; the old one is worth nothing from now on. All else stays as it is."""
    credential, user = _named(call, tx, call.params)
    secret = _secret(call.mint, credential.service, credential.name)
    renewed = replace(credential, hash=secret.digest())
    tx.service_credentials.replace(renewed)
    return {"ServiceSpecificCredential": _with_secret(call, renewed, user, secret)}


def delete_service_specific_credential(
    call: Authorized[iam_types.DeleteServiceSpecificCredentialRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a credential."""
    credential, _ = _named(call, tx, call.params)
    tx.service_credentials.remove(credential)
    return {}


# -- what is there -------------------------------------------------------------------------------------

Owned = tuple[ServiceCredential, User]


def _supported(service: str) -> str:
    """Return *service*. Raises NoSuchEntityError, as recorded from AWS, where the model has NotSupportedService."""
    if service not in SERVICES:
        raise NoSuchEntityError(f"No such service {service} is supported for Service Specific Credentials")
    return service


def _named(
    call: Authorized[object],
    tx: Reader,
    params: iam_types.DeleteServiceSpecificCredentialRequest
    | iam_types.ResetServiceSpecificCredentialRequest
    | iam_types.UpdateServiceSpecificCredentialRequest,
) -> Owned:
    """Return the credential that *params* name and its user. Raises NoSuchEntityError, also when it is another's."""
    id_ = params["ServiceSpecificCredentialId"]
    owner = find.named_or_own_user(call, tx, params.get("UserName"))
    credential = tx.service_credentials.get(call.account, id_, parent=owner.id)
    if credential is None or isinstance(owner, Account):
        raise NoSuchEntityError(f"No such credential {id_} exists")
    return credential, owner


def _of_user(tx: Reader, user: User) -> Iterator[ServiceCredential]:
    return _every(
        lambda after: tx.service_credentials.page(user.account, parent=user.id, after=after, limit=CHUNK),
        lambda credential: credential.id,
    )


def _id(owned: Owned) -> str:
    """The place of a credential in the list of one user, who may get another name meanwhile."""
    return owned[0].id


def _name_and_id(owned: Owned) -> str:
    """The place of a credential in the list of all users. A space comes before whatever a name can have."""
    credential, user = owned
    return f"{fold(user.name)} {credential.id}"


def _owned(tx: Reader, users: Iterable[User], service: str) -> Iterator[Owned]:
    """Yield the credentials of *users* in their order, for *service* or, when that is empty, for all."""
    for user in users:
        yield from ((found, user) for found in _of_user(tx, user) if service in {"", found.service})


def _page(found: Iterator[Owned], key: Callable[[Owned], str], after: str, limit: int) -> Page[Owned]:
    items = tuple(islice((owned for owned in found if key(owned) > after), limit + 1))
    return Page(items[:limit], more=len(items) > limit)


def _users(tx: Reader, account: str, owner: User | Account | None, after: str) -> Iterable[User]:
    """Return whose credentials are listed behind the key *after*: all users without *owner*; the root user has none."""
    if owner is not None:
        return (owner,) if isinstance(owner, User) else ()
    name = after.partition(" ")[0]
    first = tx.users.get(account, name) if name else None
    behind = _every(lambda after: tx.users.page(account, after=after, limit=CHUNK), lambda user: user.name, name)
    return chain(() if first is None else (first,), behind)


def _every(page: Callable[[str], Page[N]], key: Callable[[N], str], after: str = "") -> Iterator[N]:
    more = True
    while more:
        found = page(after)
        yield from found.items
        more = found.more
        after = key(found.items[-1]) if found.items else after


# -- what is made, and shown ---------------------------------------------------------------------------


def _name(user: User, taken: set[str]) -> str:
    """Return `jane-at-123456789012`, or `jane+1-at-…` when *taken* has that one."""
    numbers = chain(("",), (f"+{number}" for number in count(1)))
    return next(name for name in (f"{user.name}{number}-at-{user.account}" for number in numbers) if name not in taken)


def _secret(mint: Mint, service: str, name: str) -> Secret:
    """Return a new password, or an API key: a beginning that tells the service, then name and secret in base64."""
    secret = mint.secret_access_key()
    if (beginning := SERVICES[service]) == PASSWORD:
        return secret
    return Secret(beginning + base64.b64encode(f"{name}:{secret.reveal()}".encode()).decode())


def _with_secret(
    call: Authorized[object], credential: ServiceCredential, user: User, secret: Secret
) -> iam_types.ServiceSpecificCredential:
    shape = _without_secret(call, credential, user)
    shape["ServicePassword" if SERVICES[credential.service] == PASSWORD else "ServiceCredentialSecret"] = (
        secret.reveal()
    )
    return shape


def _without_secret(
    call: Authorized[object], credential: ServiceCredential, user: User
) -> iam_types.ServiceSpecificCredential:
    expired = credential.expires is not None and credential.expires <= call.now
    shape: iam_types.ServiceSpecificCredential = {
        "UserName": user.name,
        "Status": "Expired" if expired else statuses.shown(credential.active),
        "CreateDate": credential.created,
        "ServiceSpecificCredentialId": credential.id,
        "ServiceName": credential.service,
    }
    shape["ServiceUserName" if SERVICES[credential.service] == PASSWORD else "ServiceCredentialAlias"] = credential.name
    if credential.expires is not None:
        shape["ExpirationDate"] = credential.expires
    return shape


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateServiceSpecificCredential": Write(create_service_specific_credential),
    "ListServiceSpecificCredentials": Read(list_service_specific_credentials),
    "UpdateServiceSpecificCredential": Write(update_service_specific_credential),
    "ResetServiceSpecificCredential": Write(reset_service_specific_credential),
    "DeleteServiceSpecificCredential": Write(delete_service_specific_credential),
}
