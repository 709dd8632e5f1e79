"""The console's files as the server gives them out: which, with which headers, and nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import console
from ostiary.server.console import Console

SCRIPT = b"export const answer = 42;" * 40
FILES = {
    "index.html": b"<!doctype html><title>Console</title>",
    "signin.html": b"<!doctype html><title>Sign in</title>",
    "assets/index-5f3a.js": SCRIPT,
    "assets/font-9c1b.woff2": b"wOF2",
    "third-party-licenses.txt": b"Everybody's.",
}
PACKED = {"assets/index-5f3a.js"}

STRICT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)


@pytest.fixture
def built(tmp_path: Path) -> Console:
    """A console of a few files, and others beside it that the build did not list."""
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
        if name in PACKED:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    (folder / "assets" / "left-over.js").write_bytes(b"of an earlier build")
    (tmp_path / "secret.txt").write_bytes(b"of the operator")
    (folder / "files.json").write_text(json.dumps({name: {"gzip": name in PACKED} for name in FILES}))
    return Console(folder)


def ask(path: str, method: str = "GET", query: bytes = b"", **headers: str) -> HttpRequest:
    given = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())
    return HttpRequest(method, path.encode(), query, given, b"", "127.0.0.1", secure=False)


def header(answer: HttpResponse, name: bytes) -> bytes | None:
    values = [value for key, value in answer.headers if key == name]
    assert len(values) <= 1
    return values[0] if values else None


@pytest.mark.parametrize("path", ["/console", "/console/", "/console/users", "/console/users/alice", "/console/a/b.c"])
def test_every_place_of_the_console_is_its_one_page(built: Console, path: str) -> None:
    answer = built.answer(ask(path))
    assert (answer.status, answer.body) == (200, FILES["index.html"])
    assert header(answer, b"content-type") == b"text/html; charset=utf-8"
    assert header(answer, b"cache-control") == b"no-cache"


def test_the_sign_in_page_is_another(built: Console) -> None:
    assert built.answer(ask("/signin", query=b"destination=%2Fconsole")).body == FILES["signin.html"]


def test_a_file_whose_name_holds_its_hash_is_kept_for_ever(built: Console) -> None:
    answer = built.answer(ask("/console/assets/index-5f3a.js"))
    assert (answer.status, answer.body) == (200, SCRIPT)
    assert header(answer, b"content-type") == b"text/javascript; charset=utf-8"
    assert header(answer, b"cache-control") == b"public, max-age=31536000, immutable"
    assert header(answer, b"vary") == b"accept-encoding"
    assert header(answer, b"content-encoding") is None


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "deflate, GZIP;q=0.5, *;q=0"])
def test_who_takes_gzip_gets_the_packed_copy(built: Console, accepted: str) -> None:
    answer = built.answer(ask("/console/assets/index-5f3a.js", accept_encoding=accepted))
    assert header(answer, b"content-encoding") == b"gzip"
    assert gzip.decompress(answer.body) == SCRIPT


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"])
def test_who_does_not_gets_the_plain_one(built: Console, accepted: str) -> None:
    assert built.answer(ask("/console/assets/index-5f3a.js", accept_encoding=accepted)).body == SCRIPT


def test_a_file_without_a_packed_copy_is_sent_as_it_is(built: Console) -> None:
    answer = built.answer(ask("/console/assets/font-9c1b.woff2", accept_encoding="gzip"))
    assert (answer.body, header(answer, b"content-encoding")) == (b"wOF2", None)


def test_what_the_browser_has_is_not_sent_again(built: Console) -> None:
    first = built.answer(ask("/console"))
    etag = (header(first, b"etag") or b"").decode()
    again = built.answer(ask("/console", if_none_match=f'"other", {etag}'))
    assert (again.status, again.body, header(again, b"etag")) == (304, b"", etag.encode())
    assert built.answer(ask("/console", if_none_match='"other"')).status == 200
    assert header(built.answer(ask("/signin")), b"etag") != etag.encode()


@pytest.mark.parametrize(
    "path",
    [
        "/console/assets/../../secret.txt",
        "/console/assets/..%2f..%2fsecret.txt",
        "/console/assets//index-5f3a.js",
        "/console/assets/left-over.js",
        "/console/assets/index-5f3a.js.gz",
        "/console/assets/index-5f3a.js%00",
        "/console/assets/",
        "/console/assets/INDEX-5f3a.js",
    ],
)
def test_only_what_the_build_listed_is_served(built: Console, path: str) -> None:
    answer = built.answer(ask(path))
    assert (answer.status, answer.body) == (404, b"There is no such file.\n")


@pytest.mark.parametrize("path", ["/console/../secret.txt", "/console/files.json", "/console/..%2fsecret.txt"])
def test_what_is_no_file_is_a_place_of_the_console_and_no_way_out_of_it(built: Console, path: str) -> None:
    assert built.answer(ask(path)).body == FILES["index.html"]


@pytest.mark.parametrize(
    "path",
    ["/console", "/signin", "/console/assets/index-5f3a.js", "/console/assets/no", "/switchrole", "/acme/console"],
)
@pytest.mark.parametrize("is_built", [True, False])
def test_threat_38_every_answer_keeps_itself_to_this_server(
    built: Console, tmp_path: Path, path: str, is_built: bool
) -> None:
    answer = (built if is_built else Console(tmp_path / "nothing")).answer(ask(path))
    assert header(answer, b"content-security-policy") == STRICT.encode()
    assert b"unsafe" not in (header(answer, b"content-security-policy") or b"")
    assert header(answer, b"x-content-type-options") == b"nosniff"
    assert header(answer, b"x-frame-options") == b"DENY"
    assert header(answer, b"referrer-policy") == b"no-referrer"
    assert header(answer, b"cross-origin-opener-policy") == b"same-origin"
    assert header(answer, b"cross-origin-resource-policy") == b"same-origin"
    assert b"camera=()" in (header(answer, b"permissions-policy") or b"")


@pytest.mark.parametrize("path", ["/console", "/console/users", "/console/assets/index-5f3a.js", "/signin"])
def test_without_a_build_one_line_says_how_to_make_one(tmp_path: Path, path: str) -> None:
    answer = Console(tmp_path / "nothing").answer(ask(path))
    assert (answer.status, header(answer, b"content-type")) == (503, b"text/plain; charset=utf-8")
    assert answer.body.count(b"\n") == 1
    assert b"make console" in answer.body


def test_the_address_of_an_account_leads_to_its_sign_in_page(built: Console) -> None:
    answer = built.answer(ask("/acme-dev/console"))
    assert (answer.status, header(answer, b"location")) == (302, b"/signin?account=acme-dev")


def test_a_link_that_switches_roles_leads_to_the_filled_in_form(built: Console) -> None:
    answer = built.answer(ask("/switchrole", query=b"account=acme&roleName=ops/deploy"))
    assert header(answer, b"location") == b"/console/switch-role?account=acme&roleName=ops/deploy"


@pytest.mark.parametrize(
    ("path", "account"),
    [
        (b"/111122223333/console", b"111122223333"),
        (b"/acme/console", b"acme"),
        (b"/console", None),
        (b"//console", None),
        (b"/a/b/console", None),
        (b"/acme/console/", None),
        (b"/ac%2fme/console", None),
        (b"/acme\r\nx/console", None),
        (b"/" + b"a" * 64 + b"/console", None),
        (b"acme/console", None),
    ],
)
def test_the_account_is_read_from_the_path_alone(path: bytes, account: bytes | None) -> None:
    assert console.account_of(path) == account


@pytest.mark.parametrize(
    ("http", "is_so"),
    [
        (ask("/", accept="text/html,application/xhtml+xml"), True),
        (ask("/", accept="*/*"), False),
        (ask("/"), False),
        (ask("/", query=b"Action=ListUsers&Version=2010-05-08", accept="text/html"), False),
        (ask("/", "POST", accept="text/html"), False),
    ],
)
def test_a_browser_at_the_front_door_is_told_from_a_call(http: HttpRequest, is_so: bool) -> None:
    assert console.is_for_a_browser(http) is is_so


def test_a_browser_at_the_front_door_is_sent_to_the_console() -> None:
    answer = console.to_the_console()
    assert (answer.status, header(answer, b"location")) == (302, b"/console")
