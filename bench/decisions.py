"""`make bench-decisions`: what decisions cost, in Python and compiled, beside other engines, in one run.

All of it is CPU time. The compiled form is measured when `make compiled` has built it, the other engines when
`make bench-peers` has installed them. Compare ratios before absolute figures: they travel from one machine to another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any, Final

from bench.workload import files

ROOT: Final = Path(__file__).parent.parent
COMPILED: Final = ROOT / "build" / "compiled"
WORKLOADS: Final = ROOT / ".tools" / "workloads"
PEERS: Final = ROOT / ".tools" / "bench"
READY: Final = ".ready"
"""The file in a folder that its make target writes last."""

Figures = Mapping[str, Mapping[str, float]]
"""By workload and name."""

NOT_BUILT: Final = "not built"
NOT_INSTALLED: Final = "not installed"


@dataclass(frozen=True, slots=True)
class Column:
    """One form of the engine; `figures` is None where it is not built. *cedar* are cedarpy's p50 by workload."""

    figures: Figures | None
    cedar: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `show` is None where a part is missing that the figure needs."""

    name: str
    to_reach: tuple[str, str]
    show: Callable[[Column, Figures], str]

    def cell(self, column: Column) -> str:
        """Return what a column says here."""
        return NOT_BUILT if column.figures is None else self.show(column, column.figures)


def _micros(workload: str, figure: str) -> Callable[[Column, Figures], str]:
    return lambda _, figures: f"{figures[workload][figure]:,.1f} µs"


def _rate(workload: str, figure: str) -> Callable[[Column, Figures], str]:
    return lambda _, figures: f"{figures[workload][figure]:,.0f}/s"


def _times(workload: str, figure: str) -> Callable[[Column, Figures], str]:
    return lambda _, figures: f"{figures[workload][figure]:.1f}×"


def _against_cedar(workload: str) -> Callable[[Column, Figures], str]:
    def show(column: Column, figures: Figures) -> str:
        return f"{column.cedar[workload] / figures[workload]['p50']:.1f}×" if column.cedar else NOT_INSTALLED

    return show


def _agreement(_: Column, figures: Figures) -> str:
    asked, wrong = (sum(one[figure] for one in figures.values()) for figure in ("asked", "wrong"))
    return f"{wrong:,.0f} of {asked:,.0f} wrong"


def _evaluated(figure: str) -> Callable[[Column, Figures], str]:
    return lambda _, figures: " · ".join(f"{one[figure]:,.0f}/s" for one in figures.values())


ROWS: Final = (
    Row("warm decision p50: W2", ("≤ 25 µs", "≤ 10 µs"), _micros("W2", "p50")),
    Row("warm, with the making of the request: W2", ("≥ 30,000/s", "≥ 80,000/s"), _rate("W2", "rate")),
    Row("warm decision p50: W1", ("≤ 8 µs", "≤ 3 µs"), _micros("W1", "p50")),
    Row("warm decision p50: W3", ("≤ 8 µs", "≤ 3 µs"), _micros("W3", "p50")),
    Row("first decision of a principal and action: W2", ("≤ 300 µs", "≤ 100 µs"), _micros("W2", "first")),
    Row("first decision of a principal and action: W3", ("≤ 2 ms", "≤ 500 µs"), _micros("W3", "first")),
    Row("the same from the documents' text: W2", ("", ""), _micros("W2", "first from text")),
    Row("the same from the documents' text: W3", ("", ""), _micros("W3", "first from text")),
    Row(
        "500 policies and 1,200 principals compiled",
        ("≤ 2 s", "≤ 1 s"),
        lambda _, figures: f"{figures['W2']['compiling']:.2f} s",
    ),
    Row("and held in memory", ("", ""), lambda _, figures: f"{figures['W2']['memory'] / 2**20:.1f} MiB"),
    Row("cedarpy's p50 by this p50: W2", ("≥ 10×", "≥ 25×"), _against_cedar("W2")),
    Row("agreement with what is right", ("none", "none"), _agreement),
    Row("explained in full, by a warm decision: W1", ("≤ 3×", "≤ 3×"), _times("W1", "explained")),
    Row("explained in full, by a warm decision: W2", ("≤ 3×", "≤ 3×"), _times("W2", "explained")),
    Row("bundles whose documents were seen: W1 · W2 · W3", ("", ""), _evaluated("bundles seen")),
    Row("bundles whose documents are new: W1 · W2 · W3", ("", ""), _evaluated("bundles new")),
)


def main() -> None:
    """Measure everything, one after another, and print the tables."""
    workloads = [str(path) for path in files(WORKLOADS).values()]
    peers: Mapping[str, Figures] = (
        _run("bench.peers", workloads, python=str(PEERS / "bin" / "python")) if (PEERS / READY).exists() else {}
    )
    cedar = {name: figures["p50"] for name, figures in peers.get("cedarpy", {}).items()}
    pure = _engine(workloads, ROOT / "src", "pure")
    compiled = _engine(workloads, COMPILED, "compiled") if (COMPILED / READY).exists() else None
    print("\nDecisions: CPU time on one core, callable from Python")
    _table(Column(pure, cedar), Column(compiled, cedar))
    if compiled is not None and _is_stale():
        print("\n  The compiled engine is OLDER than the sources, and so another one: `make compiled`, then again.")
    sizes = " · ".join(f"{figures['bundle bytes'] / 1_000:,.1f} kB" for figures in pure.values())
    print(f"\n  A bundle of `ostiary evaluate` has on average {sizes}; bundles are answered in one process.")
    _others(peers, Column(pure, cedar), Column(compiled, cedar))


def _engine(workloads: Sequence[str], where: Path, form: str) -> Figures:
    """Return the engine's figures in the form that lies in *where*; another form than that ends the benchmark."""
    found = _run("bench.engine", workloads, path=where)
    if found["form"] != form:
        raise SystemExit(f"{where} holds an engine that is {found['form']}, not {form}")
    figures: Figures = found["figures"]
    return figures


def _is_stale() -> bool:
    """Return whether a file of the engine was changed after it was compiled."""
    built = (COMPILED / READY).stat().st_mtime
    return any(path.stat().st_mtime > built for path in (ROOT / "src" / "ostiary" / "engine").glob("*.py"))


def _run(module: str, arguments: Sequence[str], *, python: str = sys.executable, path: Path | None = None) -> Any:
    environment = dict(os.environ) | ({} if path is None else {"PYTHONPATH": str(path)})
    command = [python, "-m", module, *arguments]
    output = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


def _table(pure: Column, compiled: Column) -> None:
    print(f"  {'':<50}{'Python':<34}{'to reach':<13}{'compiled':<34}to reach")
    for row in ROWS:
        print(f"  {row.name:<50}{row.cell(pure):<34}{row.to_reach[0]:<13}{row.cell(compiled):<34}{row.to_reach[1]}")


def _others(peers: Mapping[str, Figures], pure: Column, compiled: Column) -> None:
    if not peers:
        print("\n  No other engine is installed: `make bench-peers`.")
        return
    print("\n  The same warm decisions by other engines: CPU µs p50, and in brackets how many of them are right")
    print(f"  {'':<20}{'W1':>20}{'W2':>20}{'W3':>20}")
    ours = {"Ostiary": pure.figures, "Ostiary, compiled": compiled.figures}
    for name, figures in {**ours, **peers}.items():
        if figures is not None:
            print(f"  {name:<20}{''.join(map(_other, figures.values()))}")
    first = {name: one["first"] for name, one in peers.get("cedarpy", {}).items() if "first" in one}
    if first:
        shown = ", ".join(f"{name} {value:,.0f} µs" for name, value in first.items())
        print(f"  cedarpy, first decision from the text of translated policies: {shown}")
    print("  What each of them is given is written in bench/peers.py.")


def _other(figures: Mapping[str, float]) -> str:
    right = floor(1_000 * (1 - figures["wrong"] / figures["asked"])) / 10
    return f"{figures['p50']:>11,.1f} ({right:>5} %)"


if __name__ == "__main__":
    main()
