"""The ways to credentials: what each needs, sends, and is remembered by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from ostiary.agent.errors import AgentError
from ostiary.agent.sources import LONGEST_TOKEN, Request, Via, open_source
from ostiary.agent.sts import Sts, Wanted
from tests.support.sts_stub import NOW, ROLE, WANTED, answer_of, credentials, form, profiles, sts

KEY = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hidden"}
DEVICE = {"default": {"mfa_serial": "arn:aws:iam::111122223333:mfa/phone"}}


class Stub:
    """An STS that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(form(request))
        return httpx2.Response(200, text=answer_of(self.asked[-1]["Action"], credentials()))

    @property
    def endpoint(self) -> Sts:
        return sts(self)


def test_a_code_is_asked_for_the_device_of_the_profile_each_time() -> None:
    stub, asked = Stub(), []

    def ask(serial: str) -> str:
        asked.append(serial)
        return " 123456 "

    source = open_source(Via.PROFILE, Request(stub.endpoint, WANTED, profiles(DEVICE, **KEY), ask=ask))
    source.fetch(NOW)
    assert asked == ["arn:aws:iam::111122223333:mfa/phone"]
    assert (stub.asked[0]["SerialNumber"], stub.asked[0]["TokenCode"]) == (asked[0], "123456")


def test_where_nobody_can_be_asked_a_device_is_refused() -> None:
    with pytest.raises(AgentError, match="needs a code of arn:aws:iam::111122223333:mfa/phone"):
        open_source(Via.PROFILE, Request(Stub().endpoint, WANTED, profiles(DEVICE, **KEY)))


def test_the_token_is_read_again_each_time(tmp_path: Path) -> None:
    stub, file = Stub(), tmp_path / "token"
    source = open_source(Via.OIDC_FILE, Request(stub.endpoint, WANTED, profiles(AWS_WEB_IDENTITY_TOKEN_FILE=str(file))))
    for text in ("first", "second\n"):
        file.write_text(text)
        source.fetch(NOW)
    assert [asked["WebIdentityToken"] for asked in stub.asked] == ["first", "second"]
    assert {asked["Action"] for asked in stub.asked} == {"AssumeRoleWithWebIdentity"}


def test_a_file_that_was_given_wins_over_the_one_of_the_environment(tmp_path: Path) -> None:
    stub, file = Stub(), tmp_path / "token"
    file.write_text("given")
    elsewhere = profiles(AWS_WEB_IDENTITY_TOKEN_FILE="/nonexistent")
    open_source(Via.OIDC_FILE, Request(stub.endpoint, WANTED, elsewhere, str(file))).fetch(NOW)
    assert stub.asked[0]["WebIdentityToken"] == "given"


@pytest.mark.parametrize("content", [b"", b"abc", b"x" * (LONGEST_TOKEN + 1), b"\xff\xfe\xff\xfe"])
def test_a_file_that_holds_no_token_is_not_sent(tmp_path: Path, content: bytes) -> None:
    stub, file = Stub(), tmp_path / "token"
    file.write_bytes(content)
    source = open_source(Via.OIDC_FILE, Request(stub.endpoint, WANTED, profiles(), str(file)))
    with pytest.raises(AgentError, match="cannot be read"):
        source.fetch(NOW)
    assert stub.asked == []


def test_what_a_source_needs_is_named(tmp_path: Path) -> None:
    with pytest.raises(AgentError, match="AWS_WEB_IDENTITY_TOKEN_FILE"):
        open_source(Via.OIDC_FILE, Request(Stub().endpoint, WANTED, profiles()))
    with pytest.raises(AgentError, match="no access key"):
        open_source(Via.PROFILE, Request(Stub().endpoint, WANTED, profiles()))
    missing = open_source(Via.OIDC_FILE, Request(Stub().endpoint, WANTED, profiles(), str(tmp_path / "missing")))
    with pytest.raises(AgentError, match="No such file"):
        missing.fetch(NOW)


def test_every_input_has_a_part_in_the_key_and_no_secret_has() -> None:
    request = Request(Stub().endpoint, WANTED, profiles(**KEY))
    requests = [
        request,
        replace(request, wanted=Wanted(ROLE, "elsewhere")),
        replace(request, wanted=Wanted(ROLE, "here", 900)),
        replace(request, wanted=Wanted(ROLE, "here", None, "900")),
        replace(request, wanted=Wanted(replace(ROLE, arn=replace(ROLE.arn, account="999999999999")), "here")),
        replace(request, sts=replace(request.sts, url="https://other.example")),
        replace(request, sts=replace(request.sts, region="eu-north-1")),
        replace(request, profiles=profiles(**KEY | {"AWS_ACCESS_KEY_ID": "AKIAOTHER"})),
        replace(request, profiles=profiles(DEVICE, **KEY), ask=str),
    ]
    keys = [open_source(Via.PROFILE, each).key(each) for each in requests]
    keys += [open_source(Via.OIDC_FILE, each).key(each) for each in (replace(request, web_identity_token_file="/x"),)]
    assert len(set(keys)) == len(requests) + 1
    again = replace(request, profiles=profiles(**KEY | {"AWS_SECRET_ACCESS_KEY": "changed"}))
    assert open_source(Via.PROFILE, again).key(again) == keys[0]
