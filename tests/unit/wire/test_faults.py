"""Every error that Ostiary knows has a status and somebody to blame."""

from __future__ import annotations

import inspect

import pytest

from ostiary.model import errors
from ostiary.model.errors import OstiaryError
from ostiary.wire.faults import COMMON, UNKNOWN, fault
from ostiary.wire.services import SERVICE_NAMES, service

ERRORS = [
    c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, OstiaryError) and c is not OstiaryError
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_each_error_class_is_known_to_a_model_or_common(error: type[OstiaryError]) -> None:
    assert error.code in COMMON or any(error.code in service(name).faults for name in SERVICE_NAMES)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("NoSuchEntity", 404),
        ("EntityAlreadyExists", 409),
        ("DeleteConflict", 409),
        ("LimitExceeded", 409),
        ("ConcurrentModification", 409),
        ("EntityTemporarilyUnmodifiable", 409),
        ("MalformedPolicyDocument", 400),
        ("InvalidAuthenticationCode", 403),
        ("ServiceFailure", 500),
        ("PolicyEvaluation", 500),
        ("ReportNotPresent", 410),
        ("PackedPolicyTooLarge", 400),
        ("RegionDisabledException", 403),
        ("OrganizationNotFoundException", 400),
        ("AccessDenied", 403),
        ("MalformedQueryString", 404),
        ("NotImplemented", 501),
        ("ServiceUnavailable", 503),
        ("ValidationError", 400),
    ],
)
def test_codes_travel_with_the_status_that_aws_documents(code: str, status: int) -> None:
    found = fault(code)
    assert (found.code, found.status, found.sender) == (code, status, status < 500)


def test_the_model_of_the_answering_service_comes_before_the_common_errors() -> None:
    assert fault("ExpiredTokenException", service("sts")).status == 400
    assert fault("ExpiredToken", service("sts")).status == 403


def test_a_code_that_nobody_knows_is_a_failure_of_ours() -> None:
    assert fault("Bogus") is UNKNOWN
    assert UNKNOWN.status == 500
