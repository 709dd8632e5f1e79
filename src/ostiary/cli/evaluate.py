"""`ostiary evaluate` and `ostiary explain`: the engine as a filter of JSON Lines, and one decision for a person."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final

from cyclopts import Parameter

from ostiary.cli import say
from ostiary.evaluation import bundles
from ostiary.server.errors import CommandError

COLLECT_RARELY: Final = (50_000, 20, 100)
"""For the garbage collector: compiled policies are many objects without cycles, and going through them took a third of
the time."""

BundleFile = Annotated[
    str,
    Parameter(help="File of evaluation bundles, one a line as JSON; - is standard input.", allow_leading_hyphen=True),
]
Derive = Annotated[
    bool,
    Parameter(help="Add what follows from principal and clock to the context.", show_default=False, negative=()),
]


def evaluate(
    *,
    bundle: BundleFile,
    explain: Annotated[
        bool, Parameter(help="Show every statement and what of it failed.", show_default=False, negative=())
    ] = False,
    derive: Derive = False,
) -> None:
    """Decide evaluation bundles, without a server: one result for each line, in order."""
    gc.freeze()
    gc.set_threshold(*COLLECT_RARELY)
    failed = decided = 0
    with _opened(bundle) as stream:
        for line in bundles.lines(stream):
            answer = bundles.answer(line, _now(derive=derive), explain=explain)
            sys.stdout.buffer.write(answer.line)
            sys.stdout.buffer.flush()  # whoever asks line by line waits for this one
            failed += answer.failed
            decided += not answer.failed
    if failed:
        raise CommandError(f"{failed} of {failed + decided} bundles could not be evaluated: their results say why")


def explain(
    *,
    bundle: Annotated[
        str, Parameter(help="File of one evaluation bundle; - is standard input.", allow_leading_hyphen=True)
    ],
    json: Annotated[
        bool, Parameter(help="Print what evaluate --explain prints.", show_default=False, negative=())
    ] = False,
    derive: Derive = False,
) -> None:
    """Explain the decision on one evaluation bundle: which layer, which statement, what would have to change."""
    with _opened(bundle) as stream:
        text = stream.read(bundles.MAX_LINE + 1)
    if not json:
        print(bundles.tell(text, _now(derive=derive), say.painter()))
        return
    answer = bundles.answer(text, _now(derive=derive), explain=True)
    sys.stdout.buffer.write(answer.line)
    if answer.failed:
        raise CommandError("the bundle could not be evaluated: its result says why")


def _now(*, derive: bool) -> int | None:
    return int(time.time()) if derive else None


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115  # closed below; an error while it is read is another one
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from error
    with stream:
        yield stream
