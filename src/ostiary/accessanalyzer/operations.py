"""The operations of Access Analyzer that Ostiary carries out; every other one of its model is answered with 501."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.accessanalyzer.validate_policy import validate_policy
from ostiary.authz.handler import Handler, Read

OPERATIONS: Final[Mapping[str, Handler]] = {
    "ValidatePolicy": Read(validate_policy, heavy=True),
}
