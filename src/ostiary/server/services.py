"""Service principals as the operator of an installation sees them: services that may assume the roles that trust them.

A service is known by its name in every account, as AWS's own are: who registers `backup.example.com` lets it into every
role that trusts that name. So it is nobody's API.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ostiary.audit import event
from ostiary.authn import keys
from ostiary.authn.keys import Sealer, Wrapping
from ostiary.authn.sealing import Entropy
from ostiary.model.mint import Mint
from ostiary.model.nouns import AccessKey, ServicePrincipal, fold
from ostiary.server.errors import CommandError
from ostiary.store.contract import Reader, Store, Transaction

_OPERATOR = "operator"
MOST_KEYS = 2
"""Keys of one service: one in use, and the next one."""
_PAGE = 1_000
_LONGEST_NAME = 128


class ServiceKey(msgspec.Struct, frozen=True, kw_only=True):
    """An access key of a service that was just made. Its secret is shown once."""

    name: str
    access_key_id: str
    secret_access_key: str

    def __repr__(self) -> str:
        return f"ServiceKey({self.name!r})"


class ServiceShown(msgspec.Struct, frozen=True, kw_only=True):
    """A service in a list."""

    name: str
    account: str
    keys: tuple[str, ...]


class Services:
    """The service principals of an installation."""

    def __init__(
        self, store: Store, wrapping: Wrapping, mint: Mint, entropy: Entropy, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._wrapping = wrapping
        self._mint = mint
        self._entropy = entropy
        self._new_id = new_id

    def register(self, name: str, account: str, now: int) -> ServiceKey:
        """Register a service, whose keys are kept in *account*, or give one that is registered a further key.

        Raises CommandError: no name of a service, no such account, registered in another one, keys enough.
        """
        require_name(name)

        def work(tx: Transaction) -> ServiceKey:
            service = tx.service_principals.by_id(fold(name))
            if tx.accounts.get(account, account) is None:
                raise CommandError(f"There is no account {account}")
            if service is None:
                service = ServicePrincipal(account=account, name=name, created=now)
                tx.service_principals.add(service)
            if service.account != account:
                raise CommandError(f"{name} is registered in the account {service.account}")
            return self._add_key(tx, service, now)

        return self._store.write(work, actor=_OPERATOR, now=now).value

    def list(self) -> list[ServiceShown]:
        """Return every service, by account and name."""
        numbers = self._store.account_numbers()
        with self._store.read() as reader:
            return [
                ServiceShown(name=service.name, account=number, keys=tuple(key.id for key in _keys(reader, service)))
                for number in numbers
                for service in reader.service_principals.page(number, limit=_PAGE).items
            ]

    def remove(self, name: str, now: int, access_key_id: str = "") -> None:
        """Forget a service and its keys, or only the key *access_key_id*; sessions that it began go on.

        Raises CommandError when there is no such service, or it has no such key.
        """

        def work(tx: Transaction) -> None:
            service = _service(tx, name)
            doomed = [key for key in _keys(tx, service) if access_key_id in {"", key.id}]
            if access_key_id and not doomed:
                raise CommandError(f"{service.name} has no access key {access_key_id}")
            for key in doomed:
                tx.access_keys.remove(key)
            if not access_key_id:
                tx.service_principals.remove(service)
            self._emit(tx, "RemoveService", {"service": service.name, "accessKeyId": access_key_id}, now)

        self._store.write(work, actor=_OPERATOR, now=now)

    def _add_key(self, tx: Transaction, service: ServicePrincipal, now: int) -> ServiceKey:
        owner, account = fold(service.name), service.account
        if tx.access_keys.count(account, parent=owner) >= MOST_KEYS:
            raise CommandError(f"{service.name} has {MOST_KEYS} access keys: remove one first")
        id_, secret = self._mint.access_key_id(account), self._mint.secret_access_key()
        sealer = Sealer(lambda number: keys.keys_in(tx, self._wrapping, number), self._entropy)
        sealed = sealer.seal(account, id_, secret)
        tx.access_keys.add(AccessKey(account=account, id=id_, owner=owner, created=now, sealed=sealed))
        self._emit(tx, "RegisterService", {"service": service.name, "accessKeyId": id_}, now)
        return ServiceKey(name=service.name, access_key_id=id_, secret_access_key=secret.reveal())

    def _emit(self, tx: Transaction, operation: str, told: dict[str, str], now: int) -> None:
        id_ = self._new_id()
        tx.emit(id_, event.encode(event.by_operator(id_, operation, now, told, {})))


def require_name(name: str) -> None:
    """Raise CommandError unless *name* has the form of a service principal: labels with dots between them."""
    labels = name.split(".")
    well_formed = all(
        label.isascii() and label.replace("-", "").isalnum() and not label.startswith("-") and not label.endswith("-")
        for label in labels
    )
    if not well_formed or len(labels) < 2 or len(name) > _LONGEST_NAME:
        raise CommandError(f"{name!r} is not the name of a service: backup.example.com, ec2.amazonaws.com")


def _service(reader: Reader, name: str) -> ServicePrincipal:
    if (service := reader.service_principals.by_id(fold(name))) is None:
        raise CommandError(f"There is no service {name}")
    return service


def _keys(reader: Reader, service: ServicePrincipal) -> tuple[AccessKey, ...]:
    return reader.access_keys.page(service.account, parent=fold(service.name), limit=_PAGE).items
