"""Which protocol a request speaks, and what each protocol does with a call: the one table of protocols."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ostiary.model.errors import OstiaryError
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.wire import json_target, query, rest_json
from ostiary.wire.services import Operation, Service

Params = dict[str, Any]  # Any: each operation has its own shape


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for. Its parameters are read later: first it is found out who asks."""

    operation: Operation
    read_params: Callable[[], Params]


@dataclass(frozen=True, slots=True)
class Protocol:
    """How calls and answers become bytes. The functions promise and raise what those of the modules do."""

    read: Callable[[HttpRequest], Asked]
    write: Callable[[Operation, Mapping[str, Any], str], HttpResponse]  # Any: likewise
    write_fault: Callable[[Service | None, OstiaryError, str], HttpResponse]


def _read_query(http: HttpRequest) -> Asked:
    form = query.read_form(http)
    operation = query.name_operation(form)
    return Asked(operation, partial(query.read_params, operation, form))


def _read_rest_json(http: HttpRequest) -> Asked:
    operation = rest_json.name_operation(http)
    return Asked(operation, partial(rest_json.read_params, operation, http))


def _read_json(http: HttpRequest) -> Asked:
    operation = json_target.name_operation(http)
    return Asked(operation, partial(json_target.read_params, operation, http))


QUERY: Final = Protocol(_read_query, query.write, query.write_fault)
REST_JSON: Final = Protocol(_read_rest_json, rest_json.write, rest_json.write_fault)
JSON: Final = Protocol(_read_json, json_target.write, json_target.write_fault)

BY_PATH: Final[Mapping[bytes, Protocol]] = {b"/": QUERY}
"""Protocols that have all their operations under one path; the paths of rest-json name its operations.

JSON 1.1 shares the path of the query protocol, and is told by its header.
"""


def spoken_by(http: HttpRequest) -> Protocol:
    """Return the protocol of *http*. Its service is settled only by the operation, whose name signatures must bear."""
    found = BY_PATH.get(http.path, REST_JSON)
    return JSON if found is QUERY and http.header(json_target.TARGET) is not None else found
