"""Keys and settings are found where, and in the order in which, AWS's tools find them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ostiary.agent import profiles
from ostiary.agent.errors import AgentError

CONFIG = """
[default]
region = eu-west-1

[profile work]
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/phone
services = mine
endpoint_url = https://profile.example

[profile base]
aws_access_key_id = AKIACONFIG
aws_secret_access_key = in config

[profile chained]
role_arn = arn:aws:iam::111122223333:role/other
source_profile = work

[services mine]
sts =
  endpoint_url = https://services.example
iam =
  endpoint_url = https://iam.example
"""
CREDENTIALS = """
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = 100%default
aws_session_token = token

[base]
aws_access_key_id = AKIABASE
aws_secret_access_key = base
"""
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "env"}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the variables that name the two files."""
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }


def test_the_environment_wins_over_a_profile_that_was_not_asked_for(files: dict[str, str]) -> None:
    assert profiles.load(files | ENVIRONMENT).keys().access_key_id == "AKIAENV"
    assert profiles.load(files | ENVIRONMENT | {"AWS_PROFILE": "base"}).keys().access_key_id == "AKIAENV"
    assert profiles.load(files | ENVIRONMENT, "base").keys().access_key_id == "AKIABASE"


def test_the_default_profile_and_the_one_of_aws_profile_are_taken(files: dict[str, str]) -> None:
    keys = profiles.load(files).keys()
    assert (keys.access_key_id, keys.secret.reveal()) == ("AKIADEFAULT", "100%default")
    assert keys.token is not None
    assert keys.token.reveal() == "token"
    assert profiles.load(files | {"AWS_PROFILE": "base"}).keys().access_key_id == "AKIABASE"


def test_a_source_profile_has_the_keys_and_its_own_profile_the_device(files: dict[str, str]) -> None:
    work = profiles.load(files, "work")
    assert work.keys().access_key_id == "AKIABASE"
    assert work.profile["mfa_serial"] == "arn:aws:iam::111122223333:mfa/phone"


def test_no_role_is_skipped_on_the_way_to_a_key(files: dict[str, str]) -> None:
    with pytest.raises(AgentError, match="nor in its source_profile work"):
        profiles.load(files, "chained").keys()


def test_an_endpoint_is_found_in_the_order_of_the_sdks(files: dict[str, str]) -> None:
    services = {"AWS_ENDPOINT_URL": "https://all.example"}
    sts = services | {"AWS_ENDPOINT_URL_STS": "https://sts.example"}
    assert profiles.load(files, "base").endpoint() == ""
    assert profiles.load(files, "work").endpoint() == "https://services.example"
    assert profiles.load(files | services, "work").endpoint() == "https://all.example"
    assert profiles.load(files | sts, "work").endpoint() == "https://sts.example"


def test_a_setting_of_the_environment_wins_over_the_profiles(files: dict[str, str]) -> None:
    assert profiles.load(files).setting("AWS_DEFAULT_REGION", "region") == "eu-west-1"
    assert profiles.load(files | {"AWS_DEFAULT_REGION": "x"}).setting("AWS_DEFAULT_REGION", "region") == "x"


def test_files_that_are_not_there_say_nothing() -> None:
    nowhere = {"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}
    with pytest.raises(AgentError, match="no access key in the environment nor in profile default"):
        profiles.load(nowhere).keys()
    with pytest.raises(AgentError, match="no profile missing"):
        profiles.load(nowhere, "missing").keys()


def test_half_a_key_is_none(files: dict[str, str]) -> None:
    with pytest.raises(AgentError, match="one half is in the environment"):
        profiles.load(files | {"AWS_ACCESS_KEY_ID": "AKIAENV"}).keys()


@pytest.mark.parametrize("text", ["secret without a section", "[default]\n[default]\n", "[default]\nkey = \xff"])
def test_a_file_that_makes_no_sense_is_named_and_not_shown(files: dict[str, str], text: str) -> None:
    Path(files["AWS_CONFIG_FILE"]).write_text(text, encoding="latin-1")
    with pytest.raises(AgentError) as raised:
        profiles.load(files)
    assert str(raised.value) == f"{files['AWS_CONFIG_FILE']} cannot be read: it is not a file of AWS profiles"


def test_what_it_holds_does_not_show_in_its_form(files: dict[str, str]) -> None:
    assert "100%default" not in repr(profiles.load(files))
