"""Flag before variable before file; nothing unknown, nothing misspelt, no secret in the wrong place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from ostiary.model.quotas import Quotas
from ostiary.settings import SETTINGS, Settings, SettingsError, load

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"


def loaded(folder: Path, text: str = "", flags: dict[str, str] | None = None, **variables: str) -> Settings:
    """Return the settings with *text* as the file in the data folder."""
    (folder / "ostiary.toml").write_text(text)
    return load({"data_dir": str(folder)} | (flags or {}), variables)


def test_nothing_given_is_the_documented_default() -> None:
    settings = load({}, {})
    assert (settings.host, settings.port, settings.region, settings.partition) == (
        "127.0.0.1",
        9400,
        "us-east-1",
        "aws",
    )
    assert settings.quotas == Quotas()
    assert settings.store_url == f"sqlite:///{settings.data_dir}/ostiary.db"
    assert settings.given == frozenset()


def test_a_flag_is_stronger_than_a_variable_and_a_variable_than_the_file(tmp_path: Path) -> None:
    assert loaded(tmp_path, "port = 1").port == 1
    assert loaded(tmp_path, "port = 1", OSTIARY_PORT="2").port == 2
    assert loaded(tmp_path, "port = 1", {"port": "3"}, OSTIARY_PORT="2").port == 3


def test_one_setting_has_the_same_name_in_all_three_places(tmp_path: Path) -> None:
    for settings in (
        loaded(tmp_path, "[quotas]\nusers = 7"),
        loaded(tmp_path, "quotas.users = 7"),
        loaded(tmp_path, OSTIARY_QUOTAS_USERS="7"),
        loaded(tmp_path, flags={"quotas_users": "7"}),
    ):
        assert settings.quotas == Quotas(users=7)
        assert settings.given >= {"quotas_users"}


def test_every_quota_is_a_setting() -> None:
    assert {setting.key for setting in SETTINGS} >= {f"quotas_{quota.name}" for quota in fields(Quotas)}


def test_every_setting_is_a_field_of_the_record_or_says_where_the_file_is() -> None:
    known = {field.name for field in fields(Settings)} | {"config"}
    assert {setting.key for setting in SETTINGS if not setting.key.startswith("quotas_")} <= known


@pytest.mark.parametrize(
    ("text", "variables", "says"),
    [
        ("prot = 1", {}, r"no setting prot .*; did you mean port\?"),
        ("[quotas]\nuser = 1", {}, r"no setting quotas\.user .*; did you mean quotas\.users\?"),
        ("", {"OSTIARY_PROT": "1"}, r"no setting OSTIARY_PROT; did you mean OSTIARY_PORT\?"),
        ("", {"OSTIARY_port": "1"}, "no setting OSTIARY_port"),
        ("config = '/x'", {}, "no setting config"),
    ],
)
def test_an_unknown_name_stops_the_start_and_is_named(
    tmp_path: Path, text: str, variables: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        loaded(tmp_path, text, **variables)


def test_an_unknown_flag_is_named() -> None:
    with pytest.raises(SettingsError, match="no flag --prot"):
        load({"prot": "1"}, {})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OSTIARY_PORT", "65536"),
        ("OSTIARY_PORT", "-1"),
        ("OSTIARY_PORT", "٣"),
        ("OSTIARY_PORT", "http"),
        ("OSTIARY_ROOT_ACCESS_KEY", "ture"),
        ("OSTIARY_ACCOUNT_ID", "12345678901"),
        ("OSTIARY_ACCOUNT_ID", "12345678901٣"),
        ("OSTIARY_ACCOUNT_ALIAS", "-a-"),
        ("OSTIARY_ACCOUNT_ALIAS", "a--b"),
        ("OSTIARY_ACCOUNT_ALIAS", "Ab1"),
        ("OSTIARY_ACCOUNT_ALIAS", "123456789012"),
        ("OSTIARY_ROOT_ACCESS_KEY_ID", "ASIA" + "A" * 16),
        ("OSTIARY_HOST", "a\nb"),
        ("OSTIARY_PARTITION", "a:b"),
        ("OSTIARY_QUOTAS_USERS", "many"),
        ("OSTIARY_HOST", "[]"),
    ],
)
def test_a_value_that_is_none_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable} must"):
        load({}, {variable: value})


NO_QUOTA = [
    "-1",
    "+5",
    "5.0",
    "1e3",
    "0x10",
    "1_000",
    " 5",
    "5 ",
    "٣",
    "ten",
    "none",
    "unlimited",
    "true",
    "1000000001",
]


@pytest.mark.parametrize("quota", [quota.name for quota in fields(Quotas)])
def test_a_quota_is_a_whole_number_and_no_nonsense(quota: str, tmp_path: Path) -> None:
    for text in NO_QUOTA:
        with pytest.raises(SettingsError, match=f"^OSTIARY_QUOTAS_{quota.upper()} must be a whole number"):
            load({}, {f"OSTIARY_QUOTAS_{quota.upper()}": text})
        with pytest.raises(SettingsError, match="must be a whole number"):
            load({f"quotas_{quota}": text}, {})
    for value in ("-1", "true", '"many"', '""', "1.5", "[1]"):
        with pytest.raises(SettingsError):
            loaded(tmp_path, f"[quotas]\n{quota} = {value}")
    assert getattr(load({f"quotas_{quota}": "7"}, {}).quotas, quota) == 7


def test_an_empty_variable_counts_as_not_given() -> None:
    assert load({}, {"OSTIARY_PORT": ""}).given == frozenset()


def test_an_empty_flag_never_stands_for_the_current_folder_or_for_every_address() -> None:
    for key, flag in (("data_dir", "--data-dir"), ("config", "--config"), ("host", "--host")):
        with pytest.raises(SettingsError, match=f"^{flag} must"):
            load({key: ""}, {})


def test_a_host_may_be_written_as_in_a_url() -> None:
    assert load({"host": "[::1]"}, {}).host == "::1"
    assert load({"host": "::1"}, {}).host == "::1"


def test_hosts_and_issuers_are_listed_with_commas(tmp_path: Path) -> None:
    given = loaded(
        tmp_path,
        "[federation]\nprivate_hosts = 'idp.LAN, , kubernetes.default.svc'",
        OSTIARY_FEDERATION_HTTP_ISSUERS="localhost:8080/Realm",
    )
    assert given.federation_private_hosts == {"idp.lan", "kubernetes.default.svc"}
    assert given.federation_http_issuers == {"localhost:8080/Realm"}
    for variable in ("OSTIARY_FEDERATION_PRIVATE_HOSTS", "OSTIARY_FEDERATION_HTTP_ISSUERS"):
        with pytest.raises(SettingsError, match=f"{variable} must be .* with commas"):
            load({}, {variable: "idp.lan,http://other.lan"})


def test_the_public_url_is_a_base_url_in_lower_case(tmp_path: Path) -> None:
    assert load({}, {}).public_url == ""
    assert loaded(tmp_path, "public_url = 'https://IAM.example.com'").public_url == "https://iam.example.com"
    assert load({"public_url": "http://[::1]:9400"}, {}).public_url == "http://[::1]:9400"
    assert load({}, {"OSTIARY_PUBLIC_URL": "https://iam.example.com:8443"}).public_url.endswith(":8443")


@pytest.mark.parametrize(
    "text",
    [
        "iam.example.com",
        "//iam.example.com",
        "ftp://iam.example.com",
        "https://",
        "https://:443",
        "https://iam.example.com/",
        "https://iam.example.com/iam",
        "https://iam.example.com?",
        "https://iam.example.com?a=b",
        "https://iam.example.com#top",
        "https://user@iam.example.com",
        "https://iam.example.com:",
        "https://iam.example.com:0",
        "https://iam.example.com:65536",
        "https://iam.example.com:https",
        "https://iam example.com",
        "https://iam.example.com\\evil",
        "https://b\u00fccher.example",
        "https://[::1",
        " https://iam.example.com",
    ],
)
def test_what_is_no_base_url_is_not_taken_for_the_public_one(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^--public-url must be https:// or http://"):
        load({"public_url": text}, {})


def test_a_file_holds_values_of_the_right_kind_only(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[root]\naccess_key = true").root_access_key
    for text in ("port = 1.5", "port = true", "port = [1]", "port = 2020-01-01"):
        with pytest.raises(SettingsError, match=r"^port in .*/ostiary\.toml must"):
            loaded(tmp_path, text)


def test_a_file_that_says_the_same_thing_twice_in_two_spellings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="twice"):
        loaded(tmp_path, "account_id = '111111111111'\n[account]\nid = '222222222222'")


def test_a_broken_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ostiary\.toml cannot be read"):
        loaded(tmp_path, "port = ")
    with pytest.raises(SettingsError, match="no settings file"):
        load({"config": str(tmp_path / "absent.toml")}, {})
    with pytest.raises(SettingsError, match=f"^The settings file {tmp_path} cannot be read: Is a directory$"):
        load({"config": str(tmp_path)}, {})


def test_a_data_folder_that_is_a_file_is_no_broken_settings_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert load({"data_dir": str(tmp_path / "file")}, {}).data_dir == tmp_path / "file"


def test_the_file_is_the_one_that_was_named_else_the_one_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "ostiary.toml").write_text("port = 1")
    (tmp_path / "other.toml").write_text(f"port = 2\ndata_dir = '{tmp_path}'")
    assert load({"data_dir": str(tmp_path)}, {}).port == 1
    assert load({"config": str(tmp_path / "other.toml")}, {}).port == 2
    assert load({}, {"OSTIARY_CONFIG": str(tmp_path / "other.toml")}).data_dir == tmp_path


def test_a_file_in_the_data_folder_cannot_move_the_data_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot name another one"):
        loaded(tmp_path, "data_dir = '/elsewhere'")


def test_a_secret_comes_by_environment_only(tmp_path: Path) -> None:
    given = loaded(tmp_path, OSTIARY_ROOT_ACCESS_KEY_ID="AKIA" + "A" * 16, OSTIARY_ROOT_SECRET_ACCESS_KEY=STRONG)
    assert given.root_secret_access_key is not None
    assert given.root_secret_access_key.reveal() == STRONG
    with pytest.raises(SettingsError, match="give it as OSTIARY_ROOT_SECRET_ACCESS_KEY"):
        loaded(tmp_path, f"[root]\nsecret_access_key = '{STRONG}'")
    with pytest.raises(SettingsError, match="no flag --root-secret-access-key"):
        loaded(tmp_path, flags={"root_secret_access_key": STRONG})


def test_half_a_root_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="come together"):
        loaded(tmp_path, OSTIARY_ROOT_ACCESS_KEY_ID="AKIA" + "A" * 16)
    with pytest.raises(SettingsError, match="come together"):
        loaded(tmp_path, OSTIARY_ROOT_SECRET_ACCESS_KEY=STRONG)


def test_threat_40_no_secret_shows_when_the_settings_are_printed(tmp_path: Path) -> None:
    given = loaded(
        tmp_path,
        OSTIARY_ROOT_ACCESS_KEY_ID="AKIA" + "A" * 16,
        OSTIARY_ROOT_SECRET_ACCESS_KEY=STRONG,
        OSTIARY_ROOT_PASSWORD="canary-password",
        OSTIARY_DATABASE_URL="postgresql+psycopg://u:canary-password@h/d",
    )
    assert STRONG not in repr(given)
    assert "canary" not in repr(given)


def test_threat_40_a_refused_secret_is_not_repeated_in_the_message() -> None:
    with pytest.raises(SettingsError) as refused:
        load({}, {"OSTIARY_ROOT_PASSWORD": "canary\x01"})
    assert "canary" not in str(refused.value)


# -- TLS and proxies -----------------------------------------------------------------------------------


def test_certificate_and_key_come_together_or_not_at_all() -> None:
    both = load({"data_dir": "/d", "tls_certificate": "/a.pem", "tls_key": "/a.key"}, {})
    assert (both.tls_certificate, both.tls_key) == (Path("/a.pem"), Path("/a.key"))
    for alone in ("tls_certificate", "tls_key"):
        with pytest.raises(SettingsError, match="come together"):
            load({"data_dir": "/d", alone: "/a.pem"}, {})


def test_proxies_are_addresses_and_networks() -> None:
    given = load({"data_dir": "/d", "proxies_addresses": "10.0.0.0/8, ::1,192.0.2.1"}, {})
    assert {str(network) for network in given.proxies_addresses} == {"10.0.0.0/8", "::1/128", "192.0.2.1/32"}
    for wrong in ("proxy.example.com", "10.0.0.1/8", "10.0.0.0/33"):
        with pytest.raises(SettingsError, match="addresses or networks"):
            load({"data_dir": "/d", "proxies_addresses": wrong}, {})


@pytest.mark.parametrize("name", ["host", "Authorization", "x-amz-date", "a b", "", "ü"])
def test_a_certificate_header_is_one_that_nothing_else_uses(name: str) -> None:
    with pytest.raises(SettingsError):
        load({"data_dir": "/d", "proxies_client_certificate_header": name}, {})
