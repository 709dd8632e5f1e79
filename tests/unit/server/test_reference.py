"""The catalogue of AWS's services as the server gives it to the console."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ostiary.catalogue import services
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import reference, routes

WITHOUT_TYPE = {"kms:RecipientAttestation:PCR8:ServiceName"}
"""What AWS names for an action, and publishes no type of."""


def ask(name: str, **headers: str) -> HttpResponse:
    given = tuple((key.replace("_", "-").encode(), value.encode()) for key, value in headers.items())
    path = reference.FOLDER + name.encode()
    return reference.answer(HttpRequest("GET", path, b"", given, b"", "127.0.0.1", secure=False))


def read(name: str) -> Any:  # whatever the JSON holds
    answer = ask(name)
    assert answer.status == 200
    assert (b"content-type", b"application/json") in answer.headers
    return json.loads(answer.body)


def test_every_service_is_listed_with_the_number_of_its_actions() -> None:
    listed = {each["prefix"]: each for each in read("services.json")}
    assert list(listed) == list(services.services())
    iam = services.service("iam")
    assert iam is not None
    assert listed["iam"] == {"prefix": "iam", "name": services.services()["iam"], "actions": len(iam.actions)}


def test_a_service_tells_of_its_actions_and_of_what_they_are_done_to() -> None:
    s3 = read("s3.json")
    actions = {each["name"]: each for each in s3["actions"]}
    assert actions["GetObject"]["level"] == "Read"
    assert {use["name"] for use in actions["GetObject"]["resources"]} >= {"object"}
    assert actions["ListAllMyBuckets"]["resources"] == []
    types = {each["name"]: each["arn"] for each in s3["resources"]}
    assert types["bucket"] == "arn:${Partition}:s3:::${BucketName}"
    assert s3["keys"]["s3:prefix"] == {"type": "String", "multi": False}
    assert s3["keys"]["aws:TagKeys"] == {"type": "String", "multi": True}


@pytest.mark.parametrize("prefix", services.services())
def test_every_condition_key_of_a_service_has_its_type(prefix: str) -> None:
    service = read(f"{prefix}.json")
    uses = [use for action in service["actions"] for use in action["resources"]]
    named = {key for owner in (*service["actions"], *service["resources"], *uses) for key in owner["keys"]}
    assert named - set(service["keys"]) <= WITHOUT_TYPE


def test_the_keys_of_every_request_are_a_file_of_their_own() -> None:
    keys = read("global.json")
    assert keys["aws:SourceIp"] == {"type": "IPAddress", "multi": False}
    assert keys["aws:CalledVia"] == {"type": "String", "multi": True}
    assert set(keys) == set(services.GLOBAL_KEYS)


def test_no_service_has_the_name_of_a_list() -> None:
    assert services.services().keys().isdisjoint({"services", "global"})


def test_it_is_sent_compressed_and_only_once() -> None:
    packed = ask("ec2.json", accept_encoding="gzip")
    assert (b"content-encoding", b"gzip") in packed.headers
    assert gzip.decompress(packed.body) == ask("ec2.json").body
    (etag,) = [value for name, value in packed.headers if name == b"etag"]
    again = ask("ec2.json", if_none_match=etag.decode())
    assert (again.status, again.body) == (304, b"")
    assert (b"cache-control", b"no-cache") in again.headers


@pytest.mark.parametrize(
    "name", ["", ".json", "iam", "IAM.json", "nowhere.json", "iam.json.json", "../iam.json", "iam.json/", "iam%2ejson"]
)
def test_only_exact_names_are_answered(name: str) -> None:
    assert ask(name).status == 404


def test_what_the_server_does_not_have_is_not_remembered() -> None:
    before = reference._file.cache_info().currsize
    ask("nowhere.json")
    assert reference._file.cache_info().currsize == before


def test_its_route_goes_before_the_places_of_the_console_and_runs_in_a_thread() -> None:
    route = routes.find(b"/console/catalogue/iam.json")
    assert route is not None
    assert route.answer is routes._reference
    assert route.blocks
    assert routes.find(b"/console/catalogue") is routes.ROUTES[b"/console"]


def test_every_answer_keeps_itself_to_this_server() -> None:
    for answer in (ask("iam.json"), ask("nowhere.json")):
        assert any(name == b"content-security-policy" for name, _ in answer.headers)
