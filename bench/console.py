"""`make bench-console`: how long the lists of the console take in a browser, of a large account beside one of 100.

A list is loaded cold, the whole application with it, until its first row is there; then somebody types into its filter,
and the longest time from a key to the paint that follows it counts. Both accounts are measured in one run, in turn.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench.scale import QUOTAS, Size, fill, row
from tests.support.console import Stage, stage_in

SMALL: Final = Size(users=100, groups=100, roles=100, policies=100)
LARGE: Final = Size(users=10_000, groups=300, roles=1_000, policies=1_600)

LISTS: Final = ("users", "roles", "policies")
TO_REACH: Final = {"rows": 1_500.0, "key": 100.0}
TITLES: Final = {"rows": "first row", "key": "longest key"}


@contextmanager
def filled(size: Size) -> Iterator[Stage]:
    """Start a server whose account has that many of everything."""
    flags = dict(zip((flag.removeprefix("--").replace("-", "_") for flag in QUOTAS[::2]), QUOTAS[1::2], strict=True))
    with tempfile.TemporaryDirectory() as folder, stage_in(Path(folder), **flags) as stage:
        stage.administrator()
        fill(stage.store, stage.server.account, size)
        yield stage


def main() -> None:
    """Print the table: milliseconds, the median of the rounds."""
    with ExitStack() as stack:
        stages = [stack.enter_context(filled(size)) for size in (SMALL, LARGE)]
        told = [stage.play("lists/measure", everywhere=False, pages=",".join(LISTS)) for stage in stages]
    print(
        "\nLists in a browser, ms: a cold load until the first row; from a key in the filter until its paint; medians"
    )
    row("", ("100", "large", "ratio"), "to reach")
    for name in LISTS:
        for figure, most in TO_REACH.items():
            small, large = (statistics.median(each[figure] for each in one[name]) for one in told)
            figures = (f"{small:.0f}", f"{large:.0f}", f"{large / small:.2f}")
            row(f"{name}, {TITLES[figure]}", figures, f"≤ {most:,.0f}", reached=large <= most)


if __name__ == "__main__":
    main()
