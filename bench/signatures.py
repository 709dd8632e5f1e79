"""What verifying one signature costs, with the signing key cached."""

from __future__ import annotations

import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ostiary.authn import sigv4
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

KEY = ("AKIABENCHBENCHBENCH2", "a-secret-that-only-this-benchmark-uses-0")
ROUNDS = 5_000


def signed_request() -> HttpRequest:
    """Return a GetUser request as botocore signs it, as the verifier sees it."""
    body = b"Action=GetUser&Version=2010-05-08&UserName=alice"
    request = AWSRequest(
        "POST",
        "http://127.0.0.1:9400/",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Host": "127.0.0.1:9400"},
    )
    SigV4Auth(Credentials(*KEY), "iam", "us-east-1").add_auth(request)
    headers = tuple((name.lower().encode(), value.encode()) for name, value in request.headers.items())
    return HttpRequest("POST", b"/", b"", headers, body, "127.0.0.1", secure=False)


def verification() -> float:
    """Return the CPU µs of reading and verifying one signature."""
    http, secret, now = signed_request(), Secret(KEY[1]), int(time.time())
    keys = sigv4.SigningKeys()
    sigv4.verify(http, sigv4.read_signature(http, now, "iam"), secret, keys)
    start = time.process_time()
    for _ in range(ROUNDS):
        sigv4.verify(http, sigv4.read_signature(http, now, "iam"), secret, keys)
    return (time.process_time() - start) / ROUNDS * 1e6
