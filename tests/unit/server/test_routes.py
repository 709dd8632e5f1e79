"""Which paths are answered: the table, and what the service models name."""

from __future__ import annotations

import pytest

from ostiary.server import routes
from ostiary.wire.services import REST_JSON_NAMES, service


def test_the_rows_of_the_table_come_first() -> None:
    for path, route in routes.ROUTES.items():
        assert routes.find(path) is route


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (b"/policy/validation", {"POST"}),
        (b"/analyzer/a", {"GET", "PUT", "DELETE"}),
        (b"/tags/arn%3Aaws%3Aaccess-analyzer", {"GET", "POST", "DELETE"}),
    ],
)
def test_a_path_of_the_models_is_answered_for_the_methods_that_it_has_there(path: bytes, methods: set[str]) -> None:
    route = routes.find(path)
    assert route is not None
    assert route.methods == methods
    assert route.answer is routes._call
    assert route.max_body == routes.ROUTES[b"/"].max_body
    assert route.blocks


@pytest.mark.parametrize("path", [b"/console/users/alice", b"/console/assets/a.js", b"/111122223333/console"])
def test_the_console_answers_below_its_path_and_for_every_account(path: bytes) -> None:
    assert routes.find(path) is routes.ROUTES[b"/console"]


def test_a_call_goes_before_an_account_of_the_same_name() -> None:
    route = routes.find(b"/analyzer/console")
    assert route is not None
    assert route.answer is routes._call


@pytest.mark.parametrize(
    "path", [b"", b"//", b"/nowhere", b"/health", b"/policy", b"/analyzer/", b"/analyzer/..", b"x"]
)
def test_nothing_else_is_answered(path: bytes) -> None:
    assert routes.find(path) is None


def test_every_operation_of_rest_json_has_a_route_that_no_row_of_the_table_takes() -> None:
    for name in REST_JSON_NAMES:
        for operation in service(name).operations.values():
            path = operation.path.replace("{", "").replace("}", "").encode()
            route = routes.find(path)
            assert path not in routes.ROUTES
            assert route is not None
            assert operation.method in route.methods
