"""The log: JSON lines on standard error, for people and machines. No secret ever reaches it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from ostiary.model.errors import OstiaryError

_LONGEST_CHAIN: Final = 5

_OURS: Final[list[Processor]] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _tell_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the exception into *event* as its types and the lines it passed through.

    Its text is told only where it cannot hold what a caller sent: an error of the operating system, or a refusal of
    our own. Variables are never shown.
    """
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else sys.exc_info()[1] if info else None
    if error is not None:
        event["exception"] = [_tell(link) for link in _chain(error)]
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _tell(error: BaseException) -> dict[str, object]:
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    told: dict[str, object] = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "frames": frames}
    if isinstance(error, OSError | OstiaryError):
        told["text"] = str(error)
    return told


def configure(stream: TextIO | None = None) -> None:
    """Send every log line of this process to *stream* (standard error) as JSON: ours, and the libraries' warnings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_OURS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _tell_exception,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for chatty in ("alembic", "sqlalchemy", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            *_OURS,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
