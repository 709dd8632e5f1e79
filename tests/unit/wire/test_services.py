"""The models as they are vendored, and the types that are made from them."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import types
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ostiary.wire import accessanalyzer_types, cloudtrail_types, iam_types, rolesanywhere_types, sts_types
from ostiary.wire.irregular import LONGEST
from ostiary.wire.services import (
    JSON_NAMES,
    QUERY_NAMES,
    REST_JSON_NAMES,
    SERVICE_NAMES,
    ModelError,
    ServiceName,
    build,
    service,
)
from tests.support import rest_example
from tests.support.wire_example import MODEL
from tests.support.wire_values import model
from tools.generate import models

ROOT = Path(__file__).parents[3]
TYPES: dict[ServiceName, types.ModuleType] = {
    "iam": iam_types,
    "sts": sts_types,
    "accessanalyzer": accessanalyzer_types,
    "cloudtrail": cloudtrail_types,
    "rolesanywhere": rolesanywhere_types,
}


def test_iam_has_180_operations_and_sts_11() -> None:
    assert len(service("iam").operations) == 180
    assert len(service("sts").operations) == 11


def test_access_analyzer_has_39_operations_and_two_of_ours() -> None:
    assert len(service("accessanalyzer").operations.keys() - {"ExplainDecision", "TestToken"}) == 39


def test_of_cloudtrail_there_is_what_looks_events_up() -> None:
    assert service("cloudtrail").operations.keys() == {"LookupEvents"}
    assert service("cloudtrail").target == "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"


def test_a_service_is_read_once() -> None:
    assert service("iam") is service("iam")


def test_every_service_speaks_the_protocol_that_it_is_listed_under() -> None:
    assert {service(name).protocol for name in QUERY_NAMES} == {"query"}
    assert {service(name).protocol for name in REST_JSON_NAMES} == {"rest-json"}
    assert {service(name).protocol for name in JSON_NAMES} == {"json"}
    assert service("accessanalyzer").signing_name == "access-analyzer"


@pytest.mark.parametrize("name", QUERY_NAMES)
def test_a_service_says_how_it_is_named(name: ServiceName) -> None:
    found = service(name)
    assert found.signing_name == name
    assert found.namespace == f"https://{name}.amazonaws.com/doc/{found.api_version}/"
    assert all(operation.service is found for operation in found.operations.values())


def test_only_the_operations_that_carry_a_token_or_a_certificate_are_unsigned() -> None:
    unsigned = {o.name for name in SERVICE_NAMES for o in service(name).operations.values() if o.unsigned}
    assert unsigned == {"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "CreateSession"}


def test_an_operation_names_the_errors_that_it_declares() -> None:
    declared = {fault.code: fault.status for fault in service("iam").operations["DeleteUser"].errors}
    assert declared["NoSuchEntity"] == 404
    assert declared["DeleteConflict"] == 409
    own = {fault.code: (fault.status, fault.sender) for fault in build("example", MODEL).operations["Do"].errors}
    assert own == {"IsFull": (507, False), "Nameless": (400, True)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Inner": {"type": "structure", "members": {"Name": {"shape": "Inners"}}}}, "holds itself"),
        ({"Text": {"type": "double"}}, "kind that is not known here: double"),
        ({"Everything": {"type": "string"}}, "Everything is not a structure"),
        ({"Pairs": {"type": "map", "key": {"shape": "Count"}, "value": {"shape": "Count"}}}, "keys that are not text"),
    ],
)
def test_a_model_that_cannot_be_read_and_written_is_refused_when_it_is_loaded(
    change: dict[str, Any], message: str
) -> None:
    changed = copy.deepcopy(MODEL)
    changed["shapes"] |= change
    with pytest.raises(ModelError, match=message):
        build("example", changed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Stamp": {"type": "timestamp", "timestampFormat": "rfc822"}}, "written in a way that is not known here"),
        ({"Flag": {"type": "timestamp"}}, "flag stands where nothing of its kind is read here: querystring"),
        ({"Texts": {"type": "list", "member": {"shape": "Inner"}}}, "keys stands where nothing of its kind"),
        ({"Answer": {"type": "structure", "members": {}, "payload": "x"}}, "a member that is the whole body"),
        (
            {"Answer": {"type": "structure", "members": {"x": {"shape": "Count", "location": "statusCode"}}}},
            "x stands where nothing of its kind is read here: statusCode",
        ),
        (
            {"Answer": {"type": "structure", "members": {"x": {"shape": "Texts", "location": "header"}}}},
            "x stands where nothing of its kind is read here: header",
        ),
    ],
)
def test_a_rest_model_that_cannot_be_read_and_written_is_refused_when_it_is_loaded(
    change: dict[str, Any], message: str
) -> None:
    changed = copy.deepcopy(rest_example.MODEL)
    changed["shapes"] |= change
    with pytest.raises(ModelError, match=message):
        build("example", changed)


def test_bounds_of_ours_are_for_texts_that_have_none_in_the_models() -> None:
    for name in SERVICE_NAMES:
        for shape in LONGEST.get(name, {}):
            assert model(name)["shapes"][shape] == {"type": "string"}
    assert LONGEST.keys() <= set(SERVICE_NAMES)


# -- vendored data and generated types -----------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_the_vendored_model_is_the_one_that_its_provenance_names(name: ServiceName) -> None:
    provenance = json.loads(files("ostiary.wire").joinpath("data", "provenance.json").read_text("utf-8"))
    facts = provenance["files"][f"{name}.json.gz"]
    text = json.dumps(model(name), separators=(",", ":")).encode()
    assert facts["sha256_of_the_text"] == hashlib.sha256(text).hexdigest()
    assert facts["counts"]["operations"] == len(service(name).operations)
    pinned = (ROOT / "requirements" / "generate.in").read_text("utf-8")
    assert f"botocore=={provenance['version']}" in pinned


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_no_prose_of_aws_is_vendored(name: ServiceName) -> None:
    text = json.dumps(model(name))
    assert '"documentation"' not in text
    assert not re.search(r"<(p|code|a|note)\b", text)


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_the_types_are_those_of_the_vendored_model(name: ServiceName) -> None:
    source = Path(str(TYPES[name].__file__)).read_text("utf-8")
    assert source == models.types_module(models.Model(name, model(name)))


def test_prose_is_stripped_and_members_of_the_same_name_are_kept() -> None:
    shape = {
        "type": "structure",
        "documentation": "<p>prose</p>",
        "members": {"documentation": {"shape": "Text", "documentation": "<p>prose</p>", "deprecatedMessage": "prose"}},
    }
    assert models._shape(shape) == {"type": "structure", "members": {"documentation": {"shape": "Text"}}}
