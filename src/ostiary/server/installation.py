"""An installation, opened: its data folder held, its store, its keys; at the first start, its account made."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ostiary.audit.record import Recorder
from ostiary.authn import ids, keys
from ostiary.authn.authorization_messages import AuthorizationMessages
from ostiary.authn.keys import RootKey, RootKeyError, Sealer
from ostiary.authn.mint import SecureMint
from ostiary.authn.sealing import Entropy
from ostiary.authn.tokens import SessionTokens
from ostiary.model.errors import OstiaryError, ServiceUnavailableError
from ostiary.server import settings_notes
from ostiary.server.accounts import AccountMade, Accounts, AccountWanted, RootKeyWanted
from ostiary.server.devices import Devices
from ostiary.server.errors import StartError, reason
from ostiary.server.folder import DataFolder
from ostiary.server.services import Services
from ostiary.server.sessions import Sessions
from ostiary.server.strength import require_strong
from ostiary.settings import Settings
from ostiary.store.contract import Store, StoreRefusedError
from ostiary.store.memo import Memo
from ostiary.store.sql import open_store

Clock = Callable[[], float]

ROOT_KEY_NAME: Final = "root.key"
DATABASE_NAME: Final = "ostiary.db"
EVENTS_NAME: Final = Path("audit") / "events.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What a server and an offline command both stand on. Use as a context manager, or `close` it."""

    settings: Settings
    folder: DataFolder
    store: Store
    memo: Memo
    root_key: RootKey
    tokens: SessionTokens
    messages: AuthorizationMessages
    mint: SecureMint
    accounts: Accounts
    sessions: Sessions
    services: Services
    devices: Devices
    recorder: Recorder
    entropy: Entropy
    clock: Clock
    new_id: Callable[[], str]
    is_new: bool

    @property
    def now(self) -> int:
        """The current second."""
        return int(self.clock())

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines for the operator about settings that do nothing."""
        return tuple(settings_notes.lines(self.settings, is_first_start=self.is_new))

    def begin(self) -> AccountMade | None:
        """Make the account of a new installation, and return what is to be shown once; None when it is not new.

        Called when nothing can fail any more: a key that was made and never shown would be lost. Raises StartError.
        """
        return _create_first(self.accounts, self.settings, self.now) if self.is_new else None

    def close(self) -> None:
        """Move the last events, and let go of everything."""
        with contextlib.ExitStack() as last:
            last.callback(self.folder.release)
            last.callback(self.store.close)
            last.callback(self.recorder.close)
            last.callback(self._move_events)

    def _move_events(self) -> None:
        with contextlib.suppress(ServiceUnavailableError):  # the events wait in the database for the next start
            self.recorder.move(self.store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_installation(settings: Settings, *, clock: Clock, entropy: Entropy, may_be_new: bool = True) -> Installation:
    """Open the installation in the data folder that *settings* name.

    Raises StartError: the folder is in use or open to others, the database, the root key or the audit log cannot be
    used, or there is no account yet and *may_be_new* is not set.
    """
    if not may_be_new and not any((settings.data_dir / name).exists() for name in (ROOT_KEY_NAME, DATABASE_NAME)):
        raise _nothing_there(settings)
    with contextlib.ExitStack() as undo:
        folder = undo.enter_context(DataFolder(settings.data_dir))
        store = _open_store(settings)
        undo.callback(store.close)
        is_new = store.revision == 0
        if is_new and _has_history(settings.data_dir / EVENTS_NAME):
            raise StartError(
                f"{settings.data_dir} belongs to an installation whose database is not there: put it back, or correct "
                "the database URL. A new installation needs a folder of its own"
            )
        if is_new and not may_be_new:  # the first start failed; what is done now would be done without a key ring
            raise _nothing_there(settings)
        root_key = _root_key(settings.data_dir / ROOT_KEY_NAME, store, entropy, is_new=is_new)
        recorder = _open_recorder(settings.data_dir / EVENTS_NAME)
        undo.pop_all()
    memo = Memo(store)
    keys_of = keys.remembered_keys(memo, root_key)
    tokens = SessionTokens(keys_of, entropy)
    messages = AuthorizationMessages(keys_of, entropy)
    mint = SecureMint(entropy, Sealer(keys_of, entropy), tokens, messages)

    def new_id() -> str:
        return ids.random_uuid(entropy)

    return Installation(
        settings=settings,
        folder=folder,
        store=store,
        memo=memo,
        root_key=root_key,
        tokens=tokens,
        messages=messages,
        mint=mint,
        accounts=Accounts(store, root_key, mint, entropy, new_id),
        sessions=Sessions(store, root_key, entropy, new_id),
        devices=Devices(store, root_key, entropy, new_id),
        services=Services(store, root_key, mint, entropy, new_id),
        recorder=recorder,
        entropy=entropy,
        clock=clock,
        new_id=new_id,
        is_new=is_new,
    )


def _has_history(events: Path) -> bool:
    """Return whether something was ever recorded here; a first start that failed has recorded nothing."""
    try:
        return events.stat().st_size > 0
    except OSError:
        return False


def _nothing_there(settings: Settings) -> StartError:
    return StartError(f"There is no installation in {settings.data_dir}: `ostiary init` or `ostiary serve` makes it")


def _open_store(settings: Settings) -> Store:
    try:
        return open_store(settings.store_url)
    except StoreRefusedError as error:
        raise StartError(str(error)) from error
    except (ArgumentError, ValueError):  # not chained: a password may be in them
        raise StartError("OSTIARY_DATABASE_URL is not an address of a database") from None
    except (ServiceUnavailableError, SQLAlchemyError, OSError) as error:
        raise StartError(f"The database cannot be used: {_reason(error, settings)}") from error


def _reason(error: BaseException, settings: Settings) -> str:
    """Return what the system or the database says of *error*, on which `open_store` has only one word."""
    if settings.database_url.count("@") > 1:  # what the driver takes for the host would then be a part of the password
        return "in OSTIARY_DATABASE_URL, an @ that belongs to the user or the password is written %40"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    said = reason(error)
    return said if settings.database_url else f"{settings.data_dir / DATABASE_NAME}: {said}"


def _open_recorder(path: Path) -> Recorder:
    try:
        return Recorder(path)
    except OSError as error:
        raise StartError(f"The audit log {path} cannot be used: {error.strerror}") from error


def _root_key(path: Path, store: Store, entropy: Entropy, *, is_new: bool) -> RootKey:
    """Return the root key, made for a new installation; an older one's must open what it has wrapped."""
    try:
        root_key = RootKey.create(path, entropy) if is_new and not path.exists() else RootKey.load(path)
        if not is_new:
            with store.read() as reader:
                if not keys.keys_in(reader, root_key, keys.INSTALLATION):
                    raise StartError("The database has lost its key ring; restore a backup.")
    except RootKeyError as error:
        raise StartError(str(error)) from error
    return root_key


def _create_first(accounts: Accounts, settings: Settings, now: int) -> AccountMade:
    root_key = None
    if settings.root_secret_access_key is not None:
        require_strong(settings.root_access_key_id, settings.root_secret_access_key)
        root_key = RootKeyWanted(access_key_id=settings.root_access_key_id, secret=settings.root_secret_access_key)
    elif settings.root_access_key:
        root_key = RootKeyWanted()
    if settings.root_password is not None and not settings.root_email:
        raise StartError("OSTIARY_ROOT_PASSWORD needs --root-email: the root user signs in with its e-mail address")
    wanted = AccountWanted(
        id=settings.account_id,
        alias=settings.account_alias,
        email=settings.root_email,
        root_key=root_key,
        root_password=settings.root_password,
    )
    try:
        return accounts.create_first(wanted, now)
    except OstiaryError as error:
        raise StartError(f"The account cannot be made: {error}") from error
