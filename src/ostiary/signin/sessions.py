"""Console sessions: signed-in browsers. What a browser holds is a secret of 256 bits; a digest of it is kept.

`find` is the one way from a cookie to who is behind it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ostiary.authn import callers, revocations
from ostiary.authn.sealing import Entropy
from ostiary.model.caller import Caller, Session, SessionKind
from ostiary.model.errors import ExpiredTokenError, InvalidClientTokenIdError
from ostiary.model.mint import Credentials, Mint
from ostiary.model.nouns import ConsoleSession
from ostiary.model.secret import Secret
from ostiary.signin.allowance import TooOftenError
from ostiary.signin.who import Known
from ostiary.store import kinds
from ostiary.store.contract import Reader, Transaction

LIFE: Final = 12 * 3_600
"""Seconds for which a user is signed in (console.md 2). No shorter one for want of use: AWS has none."""

CREDENTIALS_LIFE: Final = 900
"""Seconds for which the credentials of a browser are good."""

LIVE_KEYS: Final = 40
"""Credentials that one session may have at a time: all of them are revoked when it ends."""

SWEPT_AT_ONCE: Final = 20
MOST: Final = 100
"""Sessions of one user; a further one ends the one that would end first."""

_SECRET_BYTES: Final = 32
_CSRF: Final = b"ostiary console request"
_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A live console session. `home` is who signed in; `caller` is who it acts as, None when that role session is over,
    revoked, or its role is gone: it can still be left."""

    row: ConsoleSession
    home: Caller
    caller: Caller | None


class EndedError(ExpiredTokenError):
    """The console session is over. `issuer` is the page that a federated one began at, or empty."""

    def __init__(self, issuer: str = "") -> None:
        super().__init__("The console session has ended. Sign in again.")
        self.issuer = issuer


def new_secret(entropy: Entropy) -> Secret:
    """Return what a browser, or somebody with a ticket, shows: 256 bits, good in a URL and in a cookie."""
    return Secret(base64.urlsafe_b64encode(entropy(_SECRET_BYTES)).rstrip(b"=").decode())


def csrf_token(secret: Secret) -> str:
    """Return what a page shows with each of its requests: only who may read the answers of this server knows it, and
    it tells nothing of the cookie that it is made from."""
    return base64.urlsafe_b64encode(hmac.digest(secret.reveal().encode(), _CSRF, "sha256")).rstrip(b"=").decode()


def of_password(known: Known, now: int, mfa_time: int | None, revision: int) -> Session:
    """Return what somebody acts in who signed in with a password."""
    return Session(
        kind=SessionKind.CONSOLE,
        account=known.account,
        entity_id=known.id,
        name=known.name,
        issued=now,
        expires=now + LIFE,
        revision=revision,
        mfa_time=mfa_time,
    )


def begin(tx: Transaction, session: Session, secret: Secret, now: int, issuer: str = "") -> ConsoleSession:
    """Keep a new console session that acts in *session* for as long as that lasts. *secret* is fresh."""
    account, owner = session.account, session.entity_id
    for old in tx.console_sessions.page(account, parent=owner, limit=SWEPT_AT_ONCE).items:
        if old.expires <= now:
            tx.console_sessions.remove(old)
    if session.kind is SessionKind.CONSOLE and tx.console_sessions.count(account, parent=owner) >= MOST:
        end(tx, tx.console_sessions.page(account, parent=owner, limit=1).items[0], now)
    row = ConsoleSession(
        account=account,
        id=secret.digest(),
        owner=owner,
        created=now,
        expires=session.expires,
        session=session,
        issuer=issuer,
    )
    tx.console_sessions.add(row)
    return row


def find(reader: Reader, partition: str, secret: Secret, now: int) -> Signed:
    """Return the live console session of the browser that holds *secret*.

    Raises EndedError when there is none: never was, is over, signed out, revoked, or who signed in is gone.
    """
    return find_row(reader, partition, secret.digest(), now)


def find_row(reader: Reader, partition: str, id_: str, now: int) -> Signed:
    """Return the live console session with that id, as it is by now. Raises EndedError as `find` does."""
    row = reader.console_sessions.by_id(id_)
    if row is None:
        raise EndedError
    home = caller_of(reader, partition, row.home or row.session, now)
    if row.expires <= now or home is None:
        raise EndedError(row.issuer)
    acting = home if row.home is None else caller_of(reader, partition, row.session, now)
    return Signed(row=row, home=home, caller=acting)


def caller_of(reader: Reader, partition: str, session: Session, now: int) -> Caller | None:
    """Return who acts in *session*, unless it is over or revoked, or they are gone."""
    entity = callers.entity_of(reader, session)
    if entity is None or session.expires <= now:
        return None
    if revocations.is_revoked(revocations.marks(reader, session.account), session, ""):
        return None
    return callers.session_caller(partition, entity, session, "")


def give_credentials(tx: Transaction, mint: Mint, signed: Signed, now: int) -> Credentials:
    """Return short-lived credentials of who the session acts as, and note them, so that they end with the session.

    Raises InvalidClientTokenIdError when the role that it switched to is no longer there for it, TooOftenError.
    """
    row = signed.row
    if signed.caller is None:
        raise InvalidClientTokenIdError("The session of the role has ended. Switch back, or switch to it again.")
    live = {key: expires for key, expires in row.keys.items() if expires > now}
    if len(live) >= LIVE_KEYS:
        raise TooOftenError(max(1, min(live.values()) - now))
    expires = min(now + CREDENTIALS_LIFE, row.expires, row.session.expires)
    made = mint.credentials(replace(row.session, expires=expires))
    tx.console_sessions.replace(replace(row, keys={**live, made.access_key_id: expires}))
    return made


def end(tx: Transaction, row: ConsoleSession, now: int) -> None:
    """End a console session, and the credentials that it was given."""
    _revoke(tx, row, now)
    tx.console_sessions.remove(row)


def switch(tx: Transaction, row: ConsoleSession, session: Session, display_name: str, now: int) -> ConsoleSession:
    """Have the console session act in *session*; the credentials of what it acted as before are revoked."""
    _revoke(tx, row, now)
    changed = replace(row, session=session, home=row.home or row.session, keys={}, display_name=display_name)
    tx.console_sessions.replace(changed)
    return changed


def switch_back(tx: Transaction, row: ConsoleSession, now: int) -> ConsoleSession:
    """Have the console session act again as who signed in."""
    _revoke(tx, row, now)
    changed = replace(row, session=row.home or row.session, home=None, keys={}, display_name="")
    tx.console_sessions.replace(changed)
    return changed


def end_all(tx: Transaction, row: ConsoleSession, now: int) -> int:
    """End every console session of whoever signed in to *row*, and return how many there were.

    Sessions of one role under other names are somebody else's.
    """
    rows = [each for each in _of_owner(tx, row) if _who(each) == _who(row)]
    for each in rows:
        end(tx, each, now)
    return len(rows)


def _who(row: ConsoleSession) -> tuple[SessionKind, str]:
    home = row.home or row.session
    return home.kind, home.name


def _of_owner(reader: Reader, row: ConsoleSession) -> Iterator[ConsoleSession]:
    after, more = "", True
    while more:
        page = reader.console_sessions.page(row.account, parent=row.owner, after=after, limit=_PAGE)
        yield from page.items
        more = page.more
        after = kinds.CONSOLE_SESSIONS.place(page.items[-1]).key if page.items else after


def _revoke(tx: Transaction, row: ConsoleSession, now: int) -> None:
    """Revoke the credentials of *row* that are still good. A role's are kept with the account of the role."""
    for key, expires in row.keys.items():
        if expires > now:
            revocations.revoke_one(tx, row.session.account, key, now, expires)
