"""Switching to a role: decided as AssumeRole is, for who signed in, whatever the session acts as.

IAM guide, "Switch from a user to an IAM role (console)": the console always uses the original credentials to authorize.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from ostiary.authn.tokens import SessionTokens
from ostiary.authz.context import RequestFacts
from ostiary.authz.handler import Read
from ostiary.model.arn import iam_arn
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import ConcurrentModificationError
from ostiary.model.nouns import ConsoleSession
from ostiary.model.secret import Secret
from ostiary.signin import sessions
from ostiary.signin.events import Step, Visit
from ostiary.signin.sessions import Signed
from ostiary.signin.steps import Doors
from ostiary.store.contract import Grounds, Reader, Transaction
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import service

SWITCH: Final = "SwitchRole"
EXIT: Final = "ExitRole"

CHAINED: Final = 3_600
"""Seconds that a role session may last which another one began (policy-evaluation.md 8.2)."""

LONGEST_NAME: Final = 64
"""Characters of a display name."""

_SHORTEST_SESSION_NAME: Final = 2
_ASSUME_ROLE: Final = service("sts").operations["AssumeRole"].input


class Roles:
    """Switches console sessions to roles and back. Thread-safe."""

    def __init__(self, doors: Doors, assume_role: Read, tokens: SessionTokens) -> None:
        """*assume_role* is the operation of STS."""
        self._doors = doors
        self._assume_role = assume_role
        self._tokens = tokens

    def switch(self, visit: Visit, signed: Signed, account: str, role: str, display_name: str) -> ConsoleSession:
        """Have the session act in a session of *role* (path and name) of *account* (number or alias).

        It lasts as long as the role lets it and no longer than the console session, and tells of the same second
        factor. Raises AccessDeniedError, also for a role that is not there; root switches to none.
        """
        doors, home = self._doors, signed.home
        number = doors.directory.account(account)
        arn = iam_arn(doors.partition, number, f"role/{role.removeprefix('/')}")
        about = {"SwitchTo": arn if number else role, "DisplayName": display_name[:LONGEST_NAME]}
        step = Step(name=SWITCH, caller=home, about=about)
        with doors.events.telling(visit, step, is_stranger=False):
            session, grounds = self._assumed(visit, signed, number, arn)

        def work(tx: Transaction) -> ConsoleSession:
            if tx.changed(grounds.tokens, grounds.revision):
                raise ConcurrentModificationError("What the switch rests on has just changed; try again.")
            row = sessions.find_row(tx, self._doors.partition, signed.row.id, visit.now).row
            doors.events.done(tx, visit, step)
            return sessions.switch(tx, row, session, display_name[:LONGEST_NAME], visit.now)

        return doors.store.write(work, actor=home.arn, now=visit.now).value

    def switch_back(self, visit: Visit, signed: Signed) -> ConsoleSession:
        """Have the session act as who signed in again; nothing changes where it does already."""

        def work(tx: Transaction) -> ConsoleSession:
            row = sessions.find_row(tx, self._doors.partition, signed.row.id, visit.now).row
            if row.home is None:
                return row
            self._doors.events.done(tx, visit, Step(name=EXIT, caller=signed.caller or signed.home))
            return sessions.switch_back(tx, row, visit.now)

        return self._doors.store.write(work, actor=signed.home.arn, now=visit.now).value

    def _assumed(self, visit: Visit, signed: Signed, number: str, arn: str) -> tuple[Session, Grounds]:
        """Return the session that AssumeRole grants, and what that rests on. Its credentials are given to nobody."""
        doors, home = self._doors, signed.home
        session = home.session
        assert session is not None, "a console session acts in a session"
        params: dict[str, Any] = {"RoleArn": arn, "RoleSessionName": session.name.ljust(_SHORTEST_SESSION_NAME, "-")}
        assert _ASSUME_ROLE is not None
        require_valid(_ASSUME_ROLE, params, echo=False)
        with doors.store.read() as view:
            params["DurationSeconds"] = _duration(view, signed, number, arn, visit.now)
            facts = RequestFacts.of(visit.http, doors.region)
            call = doors.enforcer.require(home, "sts", "AssumeRole", params, facts, visit.now, doors.mint)
            made = self._assume_role.function(call, view)["Credentials"]
        granted, _ = self._tokens.open(Secret(made["SessionToken"]), made["AccessKeyId"])
        return replace(granted, mfa_time=session.mfa_time), call.grounds


def _duration(view: Reader, signed: Signed, number: str, arn: str, now: int) -> int:
    """Return the most that the role session may last. A role that is not there AssumeRole refuses, telling nothing."""
    role = view.roles.get(number, arn.rpartition("/")[2]) if number else None
    limits = [signed.row.expires - now, CHAINED if role is None else role.max_session]
    if signed.home.session is not None and signed.home.session.kind is SessionKind.ASSUMED_ROLE:
        limits.append(CHAINED)
    return min(limits)
