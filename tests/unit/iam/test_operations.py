"""The table of operations, and the table of what their answers leave out, against the service model."""

from __future__ import annotations

import pytest

from ostiary.iam import shapes
from ostiary.iam.operations import FAMILIES, OPERATIONS
from ostiary.wire import iam_types
from ostiary.wire.services import service


def test_every_operation_belongs_to_one_family_and_to_the_service_model() -> None:
    assert len(OPERATIONS) == sum(map(len, FAMILIES))
    assert OPERATIONS.keys() <= service("iam").operations.keys()


@pytest.mark.parametrize(("operation", "shape"), shapes.LEFT_OUT)
def test_what_an_answer_leaves_out_is_known_to_the_model(operation: str, shape: str) -> None:
    assert operation in OPERATIONS
    assert shapes.LEFT_OUT[operation, shape] <= getattr(iam_types, shape).__annotations__.keys()
