"""Write the table of docs/reference/operations.md: every operation of the vendored models, with what Ostiary does.

    python tools/generate/operations.py            write the table
    python tools/generate/operations.py --check    only say whether the page has the table that would be written

Runs with Ostiary installed: the table is what the server has.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ostiary.accessanalyzer.operations import operations as access_analyzer
from ostiary.audit.lookup import EventLog
from ostiary.authz.handler import Handler, Read, Refused, Write
from ostiary.cloudtrail.operations import operations as cloudtrail
from ostiary.iam.operations import OPERATIONS as IAM
from ostiary.rolesanywhere.operations import OPERATIONS as ROLES_ANYWHERE
from ostiary.sts.operations import OPERATIONS as STS
from ostiary.wire.services import service

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "operations.md"
BEGIN: Final = "<!-- The table is written by tools/generate/operations.py. -->\n"
END: Final = "<!-- End of the table. -->\n"

SERVICES: Final[Mapping[str, tuple[str, Mapping[str, Handler]]]] = {
    "IAM": ("iam", IAM),
    "STS": ("sts", STS),
    "IAM Access Analyzer": ("accessanalyzer", access_analyzer(lambda _call, _tx: {})),
    "CloudTrail": ("cloudtrail", cloudtrail(EventLog(PAGE))),
    "IAM Roles Anywhere": ("rolesanywhere", ROLES_ANYWHERE),
}


def status(handler: Handler | None) -> str:
    """Return what Ostiary does with an operation, in a word."""
    match handler:
        case Read():
            return "reads"
        case Write():
            return "writes"
        case Refused(reason):
            return f"refused: {reason}"
        case None:
            return "not yet"


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| Operation | |\n|---|---|\n"
    for title, (name, handlers) in SERVICES.items():
        operations = service(name).operations
        carried_out = sum(isinstance(handler, Read | Write) for handler in handlers.values())
        yield f"| **{title}**, {carried_out} of {len(operations)} | |\n"
        yield from (f"| `{operation}` | {status(handlers.get(operation))} |\n" for operation in sorted(operations))


def main() -> int:
    """Write the page, or with `--check` compare it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    wanted = f"{before}{BEGIN}{''.join(table())}{END}{after}"
    if check:
        if wanted != text:
            print(f"{PAGE} is not what {Path(__file__).name} writes", file=sys.stderr)
        return int(wanted != text)
    PAGE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
