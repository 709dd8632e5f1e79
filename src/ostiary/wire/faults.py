"""Error code → HTTP status and fault: from the service models, then from AWS's table of common errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.wire.services import SERVICE_NAMES, Fault, Service, service

COMMON: Final[Mapping[str, Fault]] = {
    code: Fault(code, status, sender=status < 500)
    for code, status in (
        # "Common errors" of the IAM and STS API references
        ("AccessDenied", 403),
        ("AccessDeniedException", 403),
        ("ExpiredToken", 403),
        ("IncompleteSignature", 400),
        ("InternalFailure", 500),
        ("InvalidAction", 400),
        ("InvalidClientTokenId", 403),
        ("InvalidParameterCombination", 400),
        ("InvalidParameterValue", 400),
        ("MalformedQueryString", 404),
        ("MissingAction", 400),
        ("MissingAuthenticationToken", 403),
        ("MissingParameter", 400),
        ("OptInRequired", 403),
        ("RequestExpired", 400),
        ("ServiceUnavailable", 503),
        ("Throttling", 400),
        ("ValidationError", 400),
        # not on those pages: what SigV4 clients see
        ("SignatureDoesNotMatch", 403),
        # what they see under the names of rest-json
        ("ExpiredTokenException", 403),
        ("IncompleteSignatureException", 400),
        ("InvalidSignatureException", 403),
        ("MissingAuthenticationTokenException", 403),
        ("SerializationException", 400),
        ("ServiceUnavailableException", 503),
        ("UnknownOperationException", 404),
        ("UnrecognizedClientException", 403),
        # Ostiary's own: AWS has the operation and this version has not
        ("NotImplemented", 501),
    )
}

REST_JSON_NAMES: Final[Mapping[str, str]] = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InternalFailure": "InternalServerException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "MalformedQueryString": "SerializationException",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "ServiceUnavailable": "ServiceUnavailableException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "Throttling": "ThrottlingException",
    "ValidationError": "ValidationException",
}
"""What rest-json calls errors that the query protocol has under other codes."""

UNKNOWN: Final = COMMON["InternalFailure"]
"""How a code without a row travels: as a failure of ours, which it is."""


def fault(code: str, by: Service | None = None) -> Fault:
    """Return how *code* travels when the service *by* answers it (None: before a service was known).

    The service's own model comes first (STS declares ExpiredTokenException with a status of its own), then the common
    errors, then the other models.
    """
    if by is not None and code in by.faults:
        return by.faults[code]
    if code in COMMON:
        return COMMON[code]
    return next((s.faults[code] for s in map(service, SERVICE_NAMES) if code in s.faults), UNKNOWN)
