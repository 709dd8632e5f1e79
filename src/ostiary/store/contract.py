"""What a store promises. The conformance suite (`tests/conformance`) proves it for every backend.

A store keeps nouns (frozen records of `ostiary.model.nouns`) in collections, and links between ids. Every write
happens in a transaction that holds the one counter row, so writes are serial and each has a revision of its own,
total and gapless (storage.md 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as SizedCollection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ostiary.model.nouns import (
    AccessJob,
    AccessKey,
    AccessKeyUse,
    AccessUse,
    Account,
    Attempts,
    ConsoleSession,
    CredentialReport,
    DataKey,
    DeletionTask,
    Group,
    InlinePolicy,
    InstanceProfile,
    IssuerKey,
    LoginProfile,
    MfaDevice,
    OidcProvider,
    PasswordPolicy,
    Policy,
    PolicyVersion,
    Revocation,
    RevocationList,
    Role,
    SamlProvider,
    ServerCertificate,
    ServiceCredential,
    ServicePrincipal,
    SigningCertificate,
    SshPublicKey,
    Ticket,
    TrustAnchor,
    User,
    WorkloadProfile,
)
from ostiary.store import kinds
from ostiary.store.kinds import Kind
from ostiary.store.relation import Relation as Relation  # noqa: PLC0414  # a word of the contract

N = TypeVar("N")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Token = tuple[str, ...]
"""Names one thing that a read depends on and a write touches (`store.memo`): a key, an id, a parent, a link's end."""

Touched = SizedCollection[Token]
"""What a revision changed, as tokens: the same ones that tracked reads record."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a finding rests on: the oldest revision that was read for it, and the tokens of everything that was read.

    A write compares them inside its own transaction and has the call decided again when one was touched since
    (ADR 0005).
    """

    revision: int
    tokens: frozenset[Token]


class StoreRefusedError(Exception):
    """The store cannot be opened as it is; the message says what to do. Raised at start only, never to a caller."""


class StoreInUseError(StoreRefusedError):
    """Another process holds the database: one server writes to it at a time."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some items in order, and whether more follow. The key to go on from is that of the last item."""

    items: tuple[T_co, ...]
    more: bool


class Collection(Protocol[N]):
    """The nouns of one kind. Each has a unique id within the installation and a folded key within its parent.

    `key` arguments are given as the user gave them; the collection folds them where its kind compares without
    case (users, groups, roles, policies, instance profiles) and takes them as they are elsewhere. `parent` is the
    id that the noun belongs to: the policy of a version, the owner of an inline policy or access key; empty for
    nouns that belong to the account itself.
    """

    def add(self, noun: N) -> None:
        """Keep a new noun. Raises EntityAlreadyExistsError when its id or key is taken."""

    def get(self, account: str, key: str, *, parent: str = "") -> N | None:
        """Return the noun of that key, or None."""

    def by_id(self, id: str) -> N | None:  # noqa: A002  # the field's word
        """Return the noun of that unique id, in whichever account, or None."""

    def replace(self, noun: N) -> None:
        """Put *noun* in the place of the one with its id; the key may change (a rename).

        Raises NoSuchEntityError when there is none, EntityAlreadyExistsError when the new key is taken.
        """

    def remove(self, noun: N) -> None:
        """Forget the noun with that id and every link that names its id. Raises NoSuchEntityError when there is none.

        Links name a managed policy by its ARN: those stay, and who removes a policy has seen that there are none.
        """

    def page(self, account: str, *, parent: str = "", path_prefix: str = "/", after: str = "", limit: int) -> Page[N]:
        """Return up to *limit* nouns of one parent in key order, after the key *after*, under *path_prefix*."""

    def linked(
        self,
        account: str,
        relation: Relation,
        *,
        source: str = "",
        target: str = "",
        path_prefix: str = "/",
        after: str = "",
        limit: int,
    ) -> Page[N]:
        """Return, in key order, the nouns at the other end of the links from *source* or to *target*
        (exactly one of the two is given)."""

    def count(self, account: str, *, parent: str = "") -> int:
        """Return how many there are; constant time for nouns that belong to the account itself."""


class Links(Protocol):
    """Links between ids of one account. Nouns are there before they are linked; only ARNs may name what is not kept.

    BOUNDARY, PROFILE_ROLE and DEVICE_OWNER follow from the nouns: adding or removing one raises TypeError.
    """

    def add(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """Make the link; return False when it was there."""

    def remove(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """Drop the link; return False when it was not there."""

    def has(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """Return whether the link is there."""

    def targets(self, account: str, relation: Relation, source: str) -> tuple[str, ...]:
        """Return all targets of *source*, sorted. For relations whose fan-out a quota bounds."""

    def count_sources(self, account: str, relation: Relation, target: str) -> int:
        """Return how many sources link to *target*."""

    def counts(self, account: str, relation: Relation, targets: Sequence[str]) -> Mapping[str, int]:
        """Return for each of *targets* how many sources link to it; 0 is left out."""

    def count(self, account: str, relation: Relation) -> int:
        """Return how many links of the relation there are."""

    def all_targets(self, account: str, relation: Relation, *, prefix: str = "") -> tuple[str, ...]:
        """Return every target that begins with *prefix* and has a source, sorted, without repeats.

        It takes as long as there are such targets, however many sources they have.
        """


class Reader(Protocol):
    """A consistent view of the store at one revision. Who implements it says `of`, and has a name for each kind."""

    __slots__ = ()

    @property
    def revision(self) -> int:
        """The revision that this view shows."""

    @property
    def aliases(self) -> Aliases:
        """Account aliases, unique in the installation."""

    @property
    def links(self) -> Links: ...

    def key_use(self, key: str) -> AccessKeyUse | None:
        """Return when the access key *key* was last used, as far as it was flushed."""

    def last_uses(self, principals: Sequence[str]) -> Mapping[str, AccessUse]:
        """Return the last use of anything by each of *principals* (some hundreds at most), as far as it was flushed."""

    def access_uses(self, principals: Sequence[str], *, actions: bool = False) -> Sequence[AccessUse]:
        """Return the last use of each service, or with *actions* of each action, by each of *principals*, likewise."""

    def of(self, kind: Kind[N]) -> Collection[N]:
        """Return the nouns of that kind."""

    @property
    def accounts(self) -> Collection[Account]:
        """Key: the account number. `account` arguments are the account number as well."""
        return self.of(kinds.ACCOUNTS)

    @property
    def users(self) -> Collection[User]:
        """Key: the name; likewise where nothing else is said."""
        return self.of(kinds.USERS)

    @property
    def groups(self) -> Collection[Group]:
        return self.of(kinds.GROUPS)

    @property
    def roles(self) -> Collection[Role]:
        return self.of(kinds.ROLES)

    @property
    def policies(self) -> Collection[Policy]:
        return self.of(kinds.POLICIES)

    @property
    def policy_versions(self) -> Collection[PolicyVersion]:
        """Parent: the policy's id; key: the version; in order of number (`v2` before `v10`)."""
        return self.of(kinds.POLICY_VERSIONS)

    @property
    def inline_policies(self) -> Collection[InlinePolicy]:
        """Parent: the owner's id; key: the name, case kept."""
        return self.of(kinds.INLINE_POLICIES)

    @property
    def instance_profiles(self) -> Collection[InstanceProfile]:
        return self.of(kinds.INSTANCE_PROFILES)

    @property
    def access_keys(self) -> Collection[AccessKey]:
        """Parent: the owner's id; key and id: the access key id, case kept."""
        return self.of(kinds.ACCESS_KEYS)

    @property
    def data_keys(self) -> Collection[DataKey]:
        """Key and id: the data key's id."""
        return self.of(kinds.DATA_KEYS)

    @property
    def login_profiles(self) -> Collection[LoginProfile]:
        """Key and id: the owner's id."""
        return self.of(kinds.LOGIN_PROFILES)

    @property
    def password_policies(self) -> Collection[PasswordPolicy]:
        """Key and id: the account number."""
        return self.of(kinds.PASSWORD_POLICIES)

    @property
    def mfa_devices(self) -> Collection[MfaDevice]:
        """Key: the serial, case kept; also the id, but that of a passkey is made of its credential."""
        return self.of(kinds.MFA_DEVICES)

    @property
    def saml_providers(self) -> Collection[SamlProvider]:
        """Key: the name, case kept."""
        return self.of(kinds.SAML_PROVIDERS)

    @property
    def oidc_providers(self) -> Collection[OidcProvider]:
        """Key: the issuer without `https://`."""
        return self.of(kinds.OIDC_PROVIDERS)

    @property
    def server_certificates(self) -> Collection[ServerCertificate]:
        return self.of(kinds.SERVER_CERTIFICATES)

    @property
    def signing_certificates(self) -> Collection[SigningCertificate]:
        """Parent: the owner's id; key and id: the certificate's id; likewise the next two."""
        return self.of(kinds.SIGNING_CERTIFICATES)

    @property
    def ssh_public_keys(self) -> Collection[SshPublicKey]:
        return self.of(kinds.SSH_PUBLIC_KEYS)

    @property
    def service_credentials(self) -> Collection[ServiceCredential]:
        return self.of(kinds.SERVICE_CREDENTIALS)

    @property
    def deletion_tasks(self) -> Collection[DeletionTask]:
        """Key: the task's id."""
        return self.of(kinds.DELETION_TASKS)

    @property
    def credential_reports(self) -> Collection[CredentialReport]:
        """Key and id: the account number."""
        return self.of(kinds.CREDENTIAL_REPORTS)

    @property
    def access_jobs(self) -> Collection[AccessJob]:
        """Id: the job's id; in order of time, so that the oldest come first."""
        return self.of(kinds.ACCESS_JOBS)

    @property
    def attempts(self) -> Collection[Attempts]:
        """Key and id: `OWNER/FACTOR`."""
        return self.of(kinds.ATTEMPTS)

    @property
    def revocations(self) -> Collection[Revocation]:
        """Key and id: the subject."""
        return self.of(kinds.REVOCATIONS)

    @property
    def tickets(self) -> Collection[Ticket]:
        """Parent: the purpose; id: the ticket's id; in order of expiry, so that those to be forgotten come first."""
        return self.of(kinds.TICKETS)

    @property
    def console_sessions(self) -> Collection[ConsoleSession]:
        """Parent: who signed in; id: the session's id; in order of expiry."""
        return self.of(kinds.CONSOLE_SESSIONS)

    @property
    def issuer_keys(self) -> Collection[IssuerKey]:
        """Id: the key's id; in order of time."""
        return self.of(kinds.ISSUER_KEYS)

    @property
    def service_principals(self) -> Collection[ServicePrincipal]:
        """Key: the name; id: the name in lower case, so that it is unique in the installation."""
        return self.of(kinds.SERVICE_PRINCIPALS)

    @property
    def trust_anchors(self) -> Collection[TrustAnchor]:
        """Parent: the region; key and id: the id."""
        return self.of(kinds.TRUST_ANCHORS)

    @property
    def workload_profiles(self) -> Collection[WorkloadProfile]:
        """Parent: the region; key and id: the id."""
        return self.of(kinds.WORKLOAD_PROFILES)

    @property
    def revocation_lists(self) -> Collection[RevocationList]:
        """Parent: the trust anchor's id; key and id: the id."""
        return self.of(kinds.REVOCATION_LISTS)


class Aliases(Protocol):
    """The accounts by their alias."""

    def get(self, alias: str) -> str | None:
        """Return the number of the account that has the alias, or None."""


class Transaction(Reader, Protocol):
    """A reader that may also write. Collections and links of a `Reader` refuse to (TypeError)."""

    __slots__ = ()

    def changed(self, tokens: SizedCollection[Token], since: int) -> bool:
        """Return whether any of *tokens* was touched after the revision *since*.

        Writes that share this database transaction count, this write itself does not. True when *since* lies further
        back than the store remembers: the caller then decides again.
        """

    def emit(self, event_id: str, body: bytes) -> None:
        """Put an audit event into the outbox; it is durable exactly when the transaction is (storage.md 8)."""


@dataclass(frozen=True, slots=True)
class Committed(Generic[T_co]):
    """What the work of a write returned, and the revision under which it is durable.

    A write that touched nothing takes no revision: `revision` is then the one it saw.
    """

    value: T_co
    revision: int


class Store(Protocol):
    """The one door to what is kept."""

    def read(self) -> AbstractContextManager[Reader]:
        """Open a consistent view, which its first read fixes.

        Raises ServiceUnavailableError, here or at a read, when the database is out of reach.
        """

    def write(self, work: Callable[[Transaction], T], *, actor: str, now: int) -> Committed[T]:
        """Run *work* in a transaction and return once it is durable.

        Calls that wait at the same time share one database transaction: each is a savepoint with a revision of
        its own, and all are answered after the common commit (group commit). An exception of *work* undoes just
        its own writes and is raised here. Listeners have heard of the revision before this returns.

        *work* may run in the thread of another caller, and must not write to the store in any other way (RuntimeError).
        Raises ServiceUnavailableError when the database failed: then nothing was changed, unless its message says that
        this is not known.
        """

    def listen(self, listener: Callable[[int, Touched], None]) -> None:
        """Call *listener* with each new revision and what it touched, in order, before its write is answered.

        It must neither raise nor write. When another process wrote meanwhile, the store cannot say what changed and
        says `tokens.EVERYTHING`.
        """

    @property
    def revision(self) -> int:
        """The newest revision that this node has applied."""

    def account_numbers(self) -> Sequence[str]:
        """Return the numbers of all accounts, in order: for the operator of the installation, for no decision."""

    def changed(self, tokens: SizedCollection[Token], since: int) -> bool:
        """Return whether any of *tokens* was touched after the revision *since*, as far as this node has applied.

        True when *since* lies further back than the store remembers.
        """

    def flush_key_uses(self, uses: Sequence[AccessKeyUse]) -> None:
        """Keep last-used data of access keys; takes no revision, never moves a time backwards."""

    def flush_access_uses(self, uses: Sequence[AccessUse]) -> None:
        """Keep when users and roles last used actions, as `flush_key_uses` does; nothing of those that are gone."""

    def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
        """Return the oldest events that `outbox_done` has not taken, in commit order."""

    def outbox_done(self, event_ids: Sequence[str]) -> None:
        """Forget events that reached the audit file. Durable with a later commit: after a crash some may come again."""

    def close(self) -> None:
        """Finish what is under way, then let go of the database."""
