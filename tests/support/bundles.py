"""Evaluation bundles for tests: one that is allowed, to be changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

A = "100000000001"
MIRA = f"arn:aws:iam::{A}:user/mira"
OBJECT = "arn:aws:s3:::vault/key"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: object, version: str = "2012-10-17") -> dict[str, Any]:
    """Return a document of these statements."""
    return {"Version": version, "Statement": list(statements)}


def named(*statements: object, name: str = "p") -> dict[str, Any]:
    """Return a policy as a bundle lists it."""
    return {"name": name, "document": policy(*statements)}


def bundle(id_: str = "b", *, request: Mapping[str, object] | None = None, **policies: object) -> dict[str, Any]:
    """Return a bundle: mira reads an object, by an identity policy that allows everything unless one is given."""
    asked = {"principal": MIRA, "action": "s3:GetObject", "resource": OBJECT, "context": {}}
    return {
        "id": id_,
        "request": {**asked, **(request or {})},
        "policies": {"identity": [named(EVERYTHING)], **policies},
    }


def line(value: object) -> bytes:
    """Return *value* as a line of the input."""
    return json.dumps(value).encode() + b"\n"
