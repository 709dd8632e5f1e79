"""Our signer and botocore's make the same signature over the same request; and ours is taken by our verifier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ostiary.authn.signing import sign
from ostiary.authn.sigv4 import SigningKeys, read_signature, verify
from ostiary.model.errors import SignatureDoesNotMatchError
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret
from tests.support.botocore_signer import FORM, NOW, Signer

ADDED = {b"x-amz-date", b"x-amz-security-token", b"authorization"}


def bare(http: HttpRequest) -> HttpRequest:
    """Return the request as it was before botocore signed it."""
    return replace(http, headers=tuple((name, value) for name, value in http.headers if name not in ADDED))


def signed(http: HttpRequest, signer: Signer, now: int = NOW) -> HttpRequest:
    token = None if signer.token is None else Secret(signer.token)
    keys = (signer.access_key_id, Secret(signer.secret), token)
    return sign(http, *keys, service=signer.service, region=signer.region, now=now)


@pytest.mark.parametrize("token", [None, "a/session+token=="])
@pytest.mark.parametrize("target", ["/", "/a%20path/./x//", "/?b=2&a=1&a=", "/path?x=%2F~"])
@pytest.mark.parametrize("body", [b"", "Action=AssumeRole&RoleSessionName=Jürgen".encode()])
def test_the_signature_is_botocores(token: str | None, target: str, body: bytes) -> None:
    signer = Signer(token=token, service="sts", region="eu-west-1")
    theirs = signer.sign("POST", target, body=body, headers=[FORM, ("X-Custom", "a   b ")])
    ours = signed(bare(theirs), signer)
    assert dict(ours.headers) == dict(theirs.headers)


def test_the_verifier_takes_it_and_nothing_that_was_changed() -> None:
    signer = Signer(token="token", service="sts")
    call = signed(bare(signer.sign(body=b"Action=GetCallerIdentity", headers=[FORM])), signer)
    signature = read_signature(call, NOW, "sts")
    verify(call, signature, Secret(signer.secret), SigningKeys())
    for changed in (replace(call, body=b"Action=AssumeRole"), replace(call, path=b"/other")):
        with pytest.raises(SignatureDoesNotMatchError):
            verify(changed, signature, Secret(signer.secret), SigningKeys())


def test_another_moment_makes_another_signature() -> None:
    call, signer = bare(Signer(service="sts").sign()), Signer(service="sts")
    assert signed(call, signer).header(b"authorization") != signed(call, signer, NOW + 1).header(b"authorization")
