"""What the container endpoint and the metadata service answer, and to whom."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from ostiary.agent import container, metadata
from ostiary.agent.container import container_door, token_file
from ostiary.agent.credentials import RoleCredentials
from ostiary.agent.doors import in_front_of
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.metadata import MOST_TOKENS, instance_of, metadata_door
from ostiary.agent.rotation import Rotation
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.secret import Secret
from tests.support.sts_stub import NOW, ROLE, credentials

TOKEN = "t" * 32
CREDENTIALS = "/latest/meta-data/iam/security-credentials/"
EXTENDED = "/latest/meta-data/iam/security-credentials-extended/"


class Scene:
    """An agent with both doors, a clock, and an STS that fails when `error` says so."""

    def __init__(self) -> None:
        self.now = NOW
        self.error: AgentError | None = None
        self.rotation = Rotation(self._fetch, lambda: self.now, lambda _: None)
        instance = instance_of(ROLE, "eu-west-1", "host")
        doors = (
            container_door(self.rotation, Secret(TOKEN)),
            metadata_door(self.rotation, instance, lambda: self.now),
        )
        self._answer = in_front_of(doors)

    def _fetch(self, now: int) -> RoleCredentials:
        if self.error is not None:
            raise self.error
        return credentials(issued=now)

    def ask(self, method: str, path: str, **headers: str) -> HttpResponse:
        pairs = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())
        return self._answer(HttpRequest(method, path.encode(), b"", pairs, b"", "127.0.0.1", secure=False))

    def token(self, ttl: str = "60") -> str:
        return self.ask("PUT", "/latest/api/token", x_aws_ec2_metadata_token_ttl_seconds=ttl).body.decode()

    def page(self, path: str) -> HttpResponse:
        return self.ask("GET", path, x_aws_ec2_metadata_token=self.token())

    def json(self, path: str) -> Any:  # Any: JSON
        answer = self.page(path)
        assert answer.status == 200
        return json.loads(answer.body)


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.rotation.step()
    return scene


# -- container -----------------------------------------------------------------------------------------


def test_whoever_has_the_token_gets_the_credentials(scene: Scene) -> None:
    answer = scene.ask("GET", "/v1/credentials", authorization=TOKEN)
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "AccessKeyId": "ASIA0000000000000001",
        "SecretAccessKey": "secret-1",
        "Token": "token-1",
        "Expiration": "2026-01-02T04:04:05Z",
        "AccountId": "111122223333",
        "RoleArn": "arn:aws:iam::111122223333:role/team/app",
    }


@pytest.mark.parametrize(
    "given", [{}, {"authorization": ""}, {"authorization": f"Bearer {TOKEN}"}, {"authorization": "é"}]
)
def test_without_the_token_there_is_nothing(scene: Scene, given: dict[str, str]) -> None:
    answer = scene.ask("GET", "/v1/credentials", **given)
    assert (answer.status, json.loads(answer.body)["code"]) == (401, "Unauthorized")
    assert b"secret-1" not in answer.body


def test_other_methods_and_paths_are_not_there(scene: Scene) -> None:
    assert scene.ask("POST", "/v1/credentials", authorization=TOKEN).status == 405
    assert scene.ask("GET", "/v1/credentials/", authorization=TOKEN).status == 404
    assert scene.ask("GET", "/", authorization=TOKEN).status == 404


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(RefusedError("AccessDenied", "no"), 400, "AccessDenied"), (UnavailableError("down"), 503, "ServiceUnavailable")],
)
def test_a_failure_says_whether_to_try_again(error: AgentError, status: int, code: str) -> None:
    scene = Scene()
    scene.error = error
    scene.rotation.step()
    answer = scene.ask("GET", "/v1/credentials", authorization=TOKEN)
    assert (answer.status, json.loads(answer.body)) == (status, {"code": code, "message": str(error)})


def test_a_token_is_made_for_the_owner_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "token"
    with token_file(path) as made:
        assert made.matches(path.read_text())
        assert len(path.read_text()) >= container.LEAST_TOKEN
        assert [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path)] == [0o700, 0o600]
    assert not path.exists()


def test_a_token_that_is_there_is_taken_and_left(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(0o600)
    with token_file(path) as found:
        assert found.matches(TOKEN)
    assert path.read_text() == TOKEN


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (TOKEN, 0o644, "open to others"),
        (TOKEN[1:], 0o600, "32 visible"),
        (f"{TOKEN}\n", 0o600, "no line end"),
        (f"{TOKEN}é", 0o600, "visible ASCII"),
    ],
)
def test_a_token_that_others_know_or_can_guess_or_sdks_cannot_send_is_refused(
    tmp_path: Path, text: str, mode: int, reason: str
) -> None:
    path = tmp_path / "token"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(AgentError, match=reason), token_file(path):
        pass
    assert path.read_text() == text


# -- metadata ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ttl", ["1", "21600"])
def test_a_token_tells_how_long_it_is_good(scene: Scene, ttl: str) -> None:
    answer = scene.ask("PUT", "/latest/api/token", x_aws_ec2_metadata_token_ttl_seconds=ttl)
    assert answer.status == 200
    assert (b"x-aws-ec2-metadata-token-ttl-seconds", ttl.encode()) in answer.headers


@pytest.mark.parametrize("ttl", ["0", "21601", "-1", "", "1.5", "1e3", "٣", "9" * 5000])
def test_a_token_for_another_time_is_refused(scene: Scene, ttl: str) -> None:
    assert scene.ask("PUT", "/latest/api/token", x_aws_ec2_metadata_token_ttl_seconds=ttl).status == 400


def test_a_token_without_a_time_is_refused_and_only_put_makes_one(scene: Scene) -> None:
    assert scene.ask("PUT", "/latest/api/token").status == 400
    for method in ("GET", "POST"):
        assert scene.ask(method, "/latest/api/token", x_aws_ec2_metadata_token_ttl_seconds="60").status == 405


@pytest.mark.parametrize("path", [CREDENTIALS, f"{CREDENTIALS}app", "/latest/meta-data/placement/region", "/latest/x"])
def test_version_1_and_wrong_or_ended_tokens_get_401(scene: Scene, path: str) -> None:
    token = scene.token("60")
    assert scene.ask("GET", path).status == 401
    assert scene.ask("GET", path, x_aws_ec2_metadata_token="wrong").status == 401
    assert scene.ask("GET", path, x_aws_ec2_metadata_token=token).status != 401
    scene.now += 60
    assert scene.ask("GET", path, x_aws_ec2_metadata_token=token).status == 401


def test_a_request_through_a_proxy_is_refused_with_400_everywhere(scene: Scene) -> None:
    forwarded = {"x_forwarded_for": "192.0.2.1"}
    assert scene.ask("PUT", "/latest/api/token", x_aws_ec2_metadata_token_ttl_seconds="60", **forwarded).status == 400
    assert scene.ask("GET", CREDENTIALS, x_aws_ec2_metadata_token=scene.token(), **forwarded).status == 400
    assert scene.ask("GET", "/v1/credentials", authorization=TOKEN, **forwarded).status == 400


def test_tokens_are_bounded_in_number(scene: Scene) -> None:
    first, second = scene.token(), scene.token("1")
    for _ in range(MOST_TOKENS - 2):
        scene.token()
    scene.now += 1
    scene.token()  # takes the place of the one that has ended
    assert scene.ask("GET", CREDENTIALS, x_aws_ec2_metadata_token=first).status == 200
    assert scene.ask("GET", CREDENTIALS, x_aws_ec2_metadata_token=second).status == 401
    newest = scene.token()  # takes the place of the oldest
    assert scene.ask("GET", CREDENTIALS, x_aws_ec2_metadata_token=first).status == 401
    assert scene.ask("GET", CREDENTIALS, x_aws_ec2_metadata_token=newest).status == 200


@pytest.mark.parametrize("path", [CREDENTIALS, CREDENTIALS[:-1], EXTENDED])
def test_the_role_is_listed_by_its_name(scene: Scene, path: str) -> None:
    assert scene.page(path).body == b"app"


def test_the_credentials_have_the_form_of_metadata(scene: Scene) -> None:
    expected = {
        "Code": "Success",
        "LastUpdated": "2026-01-02T03:04:05Z",
        "Type": "AWS-HMAC",
        "AccessKeyId": "ASIA0000000000000001",
        "SecretAccessKey": "secret-1",
        "Token": "token-1",
        "Expiration": "2026-01-02T04:04:05Z",
    }
    assert scene.json(f"{CREDENTIALS}app") == expected
    assert scene.json(f"{EXTENDED}app") == expected | {"AccountId": "111122223333"}
    assert scene.page(f"{CREDENTIALS}other").status == 404


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RefusedError("AccessDenied", "no"), "AssumeRoleUnauthorizedAccess"),
        (UnavailableError("down"), "CredentialsUnavailable"),
    ],
)
@pytest.mark.parametrize("path", [f"{CREDENTIALS}app", f"{EXTENDED}app", "/latest/meta-data/iam/info"])
def test_a_failure_is_a_page_with_its_code(error: AgentError, code: str, path: str) -> None:
    scene = Scene()
    scene.error = error
    scene.rotation.step()
    assert scene.json(path) == {"Code": code, "Message": str(error), "LastUpdated": "2026-01-02T03:04:05Z"}


def test_what_is_known_of_the_machine_is_told(scene: Scene) -> None:
    document = scene.json("/latest/dynamic/instance-identity/document")
    assert (document["accountId"], document["region"]) == ("111122223333", "eu-west-1")
    assert document["instanceId"] == scene.page("/latest/meta-data/instance-id").body.decode()
    assert document["instanceId"] != metadata.instance_of(ROLE, "eu-west-1", "another host").id
    assert scene.page("/latest/meta-data/placement/region").body == b"eu-west-1"
    assert scene.page("/latest/meta-data/placement/availability-zone").body == b"eu-west-1a"
    assert scene.json("/latest/meta-data/iam/info") == {
        "Code": "Success",
        "LastUpdated": "2026-01-02T03:04:05Z",
        "InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/app",
        "InstanceProfileId": "AROAEXAMPLE",
    }


def test_other_methods_are_refused(scene: Scene) -> None:
    assert scene.ask("POST", CREDENTIALS, x_aws_ec2_metadata_token=scene.token()).status == 405
