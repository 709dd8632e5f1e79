"""What signing in leaves in the audit log: events in the form of CloudTrail's `signin.amazonaws.com`.

How a step went stands in `responseElements` (`{"ConsoleLogin": "Failure"}`) and, in words that tell a reader of the log
what the person at the page was not told, in `errorMessage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from ostiary.audit import event
from ostiary.audit.record import Recorder
from ostiary.audit.strangers import Strangers
from ostiary.model.caller import Caller
from ostiary.model.errors import OstiaryError
from ostiary.model.http import HttpRequest
from ostiary.store.contract import Transaction

SERVICE: Final = "signin"
SUCCESS: Final = "Success"
FAILURE: Final = "Failure"
FAILED: Final = "Failed authentication"
"""CloudTrail's words for a wrong password, and for a name of nobody."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a browser."""

    http: HttpRequest
    now: int
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was tried, and by whom. `account` is whose log it belongs to where nobody is known; `about` is further data
    of the event."""

    name: str
    caller: Caller | None = None
    account: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    request: Mapping[str, Any] | None = None  # Any: likewise
    read_only: bool = False


class Events:
    """Keeps the events of signing in. Thread-safe."""

    def __init__(
        self, recorder: Recorder, strangers: Strangers, new_id: Callable[[], str], *, region: str, base_url: str
    ) -> None:
        self._recorder = recorder
        self._strangers = strangers
        self._new_id = new_id
        self._region = region
        self._base_url = base_url

    def visit(self, http: HttpRequest, now: int) -> Visit:
        """Return *http* with an id of its own."""
        return Visit(http, now, self._new_id())

    def done(self, tx: Transaction, visit: Visit, step: Step, **response: str) -> None:
        """Have the event of a step that succeeds become durable with what it changes."""
        id_, body = self._event(visit, step, SUCCESS, "", response)
        tx.emit(id_, body)

    def failed(self, visit: Visit, step: Step, message: str, *, is_stranger: bool = True) -> None:
        """Keep the event of a step that was refused. Those of strangers have an allowance (ADR 0008).

        Raises ServiceUnavailableError when it cannot be kept.
        """
        if not is_stranger or self._strangers.admit(visit.now, step.name):
            self._recorder.append(self._event(visit, step, FAILURE, message, {})[1])

    @contextmanager
    def telling(self, visit: Visit, step: Step, *, is_stranger: bool = True) -> Iterator[None]:
        """Keep the event of what is refused within, as `failed` does."""
        try:
            yield
        except OstiaryError as error:
            self.failed(visit, step, error.message, is_stranger=is_stranger)
            raise

    def _event(
        self, visit: Visit, step: Step, result: str, message: str, response: Mapping[str, str]
    ) -> tuple[str, bytes]:
        id_, http = self._new_id(), visit.http
        body = event.encode(
            event.Event(
                id=id_,
                request_id=visit.request_id,
                time=visit.now,
                service=SERVICE,
                operation=step.name,
                caller=step.caller,
                account=step.account,
                region=self._region,
                peer=http.peer,
                user_agent=(http.header(b"user-agent") or b"").decode("latin-1"),
                read_only=step.read_only,
                request=step.request,
                response={step.name: result, **response},
                message=message,
                additional={"LoginTo": self._base_url, **step.about},
            )
        )
        return id_, body
