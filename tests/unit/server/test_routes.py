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
    assert route.answer is routes.ROUTES[b"/"].answer
    assert route.max_body == routes.ROUTES[b"/"].max_body
    assert route.blocks


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
