"""Vendor the service models that Ostiary speaks, and write the types of their requests and answers.

    python tools/generate/models.py            write what the installed botocore publishes
    python tools/generate/models.py --check    only say whether the checked-in files are what would be written

Reads botocore (requirements/generate.txt pins it); writes `src/ostiary/wire/data/*.json.gz` with their provenance, and
`src/ostiary/wire/*_types.py`. AWS's documentation prose is left out: names, types, constraints and errors are facts.
The same botocore gives the same files.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.metadata
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import botocore

WIRE: Final = Path(__file__).resolve().parents[2] / "src" / "ostiary" / "wire"
MODELS: Final = {
    "iam": "2010-05-08",
    "sts": "2011-06-15",
    "accessanalyzer": "2019-11-01",
    "cloudtrail": "2013-11-01",
    "rolesanywhere": "2018-05-10",
}
"""Services that are vendored, with the version of the API that each speaks."""

ONLY: Final = {"cloudtrail": ("LookupEvents",)}
"""Operations of services of which the others are about something that Ostiary is not: trails and lakes of events."""

ADDED: Final = {
    "accessanalyzer": Path(__file__).with_name("own_operations.json"),
    "rolesanywhere": Path(__file__).with_name("create_session.json"),
}
"""What a service has and botocore does not publish, in botocore's form: CreateSession is described by the user guide of
IAM Roles Anywhere ("CreateSession API"), because certificates sign it and no SDK does; those of Access Analyzer are
Ostiary's own (ADR 0013)."""

PROSE: Final = frozenset({"documentation", "deprecatedMessage", "documentationUrl"})
"""Keys whose text is AWS's description and not part of the interface."""

SCALARS: Final = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "boolean": "bool",
    "timestamp": "int",
    "blob": "bytes",
    "double": "float",
    "float": "float",
}

Json = dict[str, Any]  # Any: service models are JSON whose form botocore defines


@dataclass(frozen=True)
class Model:
    """One service as botocore publishes it, without prose."""

    name: str
    document: Json

    @property
    def shapes(self) -> Mapping[str, Json]:
        """Shapes by name."""
        shapes: Mapping[str, Json] = self.document["shapes"]
        return shapes

    def reached_from(self, side: str) -> set[str]:
        """Return the names of all shapes that the `input`s or the `output`s of the operations lead to."""
        found: set[str] = set()
        waiting = [o[side]["shape"] for o in self.document["operations"].values() if side in o]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(_references(self.shapes[name]))
        return found

    def errors(self) -> set[str]:
        """Return the names of the shapes of the errors that the operations declare, and of what is in them."""
        found = {e["shape"] for o in self.document["operations"].values() for e in o.get("errors", ())}
        return found | {inner for name in found for inner in _references(self.shapes[name])}


def _kept(name: str, by_operation: Json) -> Json:
    return {key: value for key, value in by_operation.items() if key in ONLY.get(name, by_operation)}


def _references(shape: Json) -> Iterator[str]:
    parts = (shape[key] for key in ("member", "key", "value") if key in shape)
    for reference in (*shape.get("members", {}).values(), *parts):
        yield reference["shape"]


# -- reading botocore ----------------------------------------------------------------------------------


def read_model(name: str, version: str) -> Model:
    """Return the installed model of the service *name* with its paginators and waiters."""
    folder = Path(botocore.__file__).parent / "data" / name / version
    source = _load(folder, "service-2")
    if name in ADDED:
        for part, added in json.loads(ADDED[name].read_text(encoding="utf-8")).items():
            source[part] |= added
    operations = source["operations"]
    if name in ONLY:
        source["operations"] = {key: operations[key] for key in ONLY[name]}
        model = Model(name, source)
        reached = model.reached_from("input") | model.reached_from("output") | model.errors()
        source["shapes"] = {key: shape for key, shape in source["shapes"].items() if key in reached}
    return Model(
        name,
        {
            "version": source["version"],
            "metadata": source["metadata"],
            "operations": {key: _without_prose(value) for key, value in source["operations"].items()},
            "shapes": {key: _shape(value) for key, value in source["shapes"].items()},
            "pagination": _kept(name, _load(folder, "paginators-1").get("pagination", {})),
            "waiters": _load(folder, "waiters-2").get("waiters", {}),
        },
    )


def _load(folder: Path, stem: str) -> Json:
    packed, plain = folder / f"{stem}.json.gz", folder / f"{stem}.json"
    if packed.exists():
        text = gzip.decompress(packed.read_bytes()).decode()
    elif plain.exists():
        text = plain.read_text(encoding="utf-8")
    else:
        text = "{}"
    loaded: Json = json.loads(text)
    return loaded


def _without_prose(value: Any) -> Any:  # Any: whatever JSON holds
    if isinstance(value, dict):
        return {key: _without_prose(item) for key, item in value.items() if key not in PROSE}
    if isinstance(value, list):
        return [_without_prose(item) for item in value]
    return value


def _shape(shape: Json) -> Json:
    """Return *shape* without prose. The keys of `members` are names of the API: they are never taken for prose."""
    kept: Json = {key: _without_prose(value) for key, value in shape.items() if key not in PROSE and key != "members"}
    if "members" in shape:
        kept["members"] = {name: _without_prose(reference) for name, reference in shape["members"].items()}
    return kept


# -- writing -------------------------------------------------------------------------------------------


def files() -> dict[Path, bytes]:
    """Return every file that this generator owns with the content it should have."""
    made: dict[Path, bytes] = {}
    provenance: Json = {
        "generator": "tools/generate/models.py",
        "package": "botocore",
        "version": importlib.metadata.version("botocore"),
        "licence": "Apache-2.0",
        "changes": "documentation prose removed; paginators and waiters joined to the service model; of some services "
        "only some operations; CreateSession of Roles Anywhere added from its user guide, and Ostiary's own "
        "operations to Access Analyzer",
        "files": {},
    }
    for name, version in MODELS.items():
        model = read_model(name, version)
        text = json.dumps(model.document, separators=(",", ":"), ensure_ascii=True).encode()
        made[WIRE / "data" / f"{name}.json.gz"] = gzip.compress(text, mtime=0)
        made[WIRE / f"{name}_types.py"] = types_module(model).encode()
        provenance["files"][f"{name}.json.gz"] = _facts(model, text)
    made[WIRE / "data" / "provenance.json"] = (json.dumps(provenance, indent=2) + "\n").encode()
    return made


def _facts(model: Model, text: bytes) -> Json:
    shapes = model.shapes.values()
    kinds = Counter(shape["type"] for shape in shapes)
    return {
        "source": f"botocore/data/{model.name}/{MODELS[model.name]}",
        "api_version": model.document["metadata"]["apiVersion"],
        "sha256_of_the_text": hashlib.sha256(text).hexdigest(),
        "counts": {
            "operations": len(model.document["operations"]),
            "shapes": dict(sorted(kinds.items())),
            "errors": sum("exception" in shape for shape in shapes),
            "patterns": sum("pattern" in shape for shape in shapes),
            "maxima": sum("max" in shape for shape in shapes),
            "minima": sum("min" in shape for shape in shapes),
            "enums": sum("enum" in shape for shape in shapes),
            "sensitive": sum("sensitive" in shape for shape in shapes),
            "paginators": len(model.document["pagination"]),
            "waiters": len(model.document["waiters"]),
        },
    }


def types_module(model: Model) -> str:
    """Return the module of typed dictionaries, one for each structure that an operation takes or answers."""
    asked, answered = model.reached_from("input"), model.reached_from("output")
    classes = [
        _typed_dict(model, name, shape, asked=name in asked)
        for name, shape in sorted(model.shapes.items())
        if shape["type"] == "structure" and name in asked | answered
    ]
    metadata = model.document["metadata"]
    title = metadata.get("serviceAbbreviation", metadata["serviceFullName"])
    body = "\n\n".join(classes)
    imports = "Required, TypedDict" if "Required[" in body else "TypedDict"
    return (
        f'"""Requests and answers of {title.removeprefix("AWS ")} {MODELS[model.name]}, '
        "under the names of the service model.\n\n"
        "Made by tools/generate/models.py (`make generate`): do not edit. Timestamps are seconds since the epoch.\n"
        "What an operation takes marks its required members; what it only answers may leave members out.\n"
        f'"""\n\nfrom __future__ import annotations\n\nfrom typing import {imports}\n\n\n{body}'
    )


def _typed_dict(model: Model, name: str, shape: Json, *, asked: bool) -> str:
    required = shape.get("required", ()) if asked else ()
    lines = list(_members(model, shape, required)) or ["pass"]
    return "\n".join((f"class {name}(TypedDict, total=False):", *(f"    {line}" for line in lines), ""))


def _members(model: Model, shape: Json, required: Iterable[str]) -> Iterator[str]:
    for member, reference in shape["members"].items():
        type_name = _type_of(model, reference["shape"])
        yield f"{member}: Required[{type_name}]" if member in required else f"{member}: {type_name}"


def _type_of(model: Model, name: str) -> str:
    shape = model.shapes[name]
    match shape["type"]:
        case "structure":
            return name
        case "list":
            return f"list[{_type_of(model, shape['member']['shape'])}]"
        case "map":
            return f"dict[{_type_of(model, shape['key']['shape'])}, {_type_of(model, shape['value']['shape'])}]"
        case scalar:
            return SCALARS[scalar]


# -- the command ---------------------------------------------------------------------------------------


def _content(path: Path) -> bytes | None:
    """Return what *path* holds, unpacked: compressed bytes may differ between builds of zlib, their content not."""
    if not path.exists():
        return None
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def main() -> int:
    """Write the files, or with `--check` report those that would change; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a checked-in file would change")
    check = parser.parse_args().check
    drifted = 0
    for path, data in files().items():
        wanted = gzip.decompress(data) if path.suffix == ".gz" else data
        if _content(path) == wanted:
            continue
        drifted += 1
        print(f"{'would change' if check else 'written'}: {path.relative_to(WIRE.parents[2])}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return 1 if check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
