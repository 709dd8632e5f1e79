"""The commands: what they print, how they end, and that they say what is wrong in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ostiary import __version__, settings
from ostiary.cli import flags
from ostiary.cli.main import main
from ostiary.engine.form import FORM
from ostiary.settings import Settings

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"
OWN_ID = "AKIAQ2W3E4R5T6Y7U2I3"
EXPORT = re.compile(r"^export ([A-Z_]+)=(\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for setting in settings.SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out == f"ostiary {__version__} ({FORM})\n"


def test_help_names_every_command_and_every_setting_that_is_a_flag(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in ("serve", "init", "env", "accounts", "version") if name not in shown] == []
    assert main(["serve", "--help"]) == 0
    shown = capsys.readouterr().out
    assert [s.flag for s in settings.SETTINGS if (s.flag in shown) == s.secret] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sreve"], "serve"),
        (["serve", "--prot", "1"], "--port"),
        (["serve", "--port"], "--port"),
        (["serve", "surplus"], "surplus"),
        (["serve", "--root-secret-access-key", STRONG], "--root-secret-access-key"),
        (["serve", "--root-password", "p"], "--root-password"),
    ],
)
def test_what_is_no_command_ends_with_2_and_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("ostiary: ")
    assert captured.err.count("\n") == 1
    assert says in captured.err


def test_a_wrong_setting_ends_with_1_and_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["serve", "--port", "http"]) == 1
    assert capsys.readouterr().err == "ostiary: --port must be a whole number from 0 to 65535\n"
    monkeypatch.setenv("OSTIARY_PROT", "1")
    assert main(["env"]) == 1
    assert capsys.readouterr().err == "ostiary: There is no setting OSTIARY_PROT; did you mean OSTIARY_PORT?\n"


def test_flags_become_settings_beside_the_arguments_of_the_command(data: str) -> None:
    seen: list[tuple[Settings, str]] = []

    def command(settings: Settings, *, name: str = "") -> None:
        seen.append((settings, name))

    flags.with_settings(command, flags.EVERY)(name="x", data_dir=data, port="1", root_access_key=True)
    ((made, name),) = seen
    assert (made.port, made.root_access_key, str(made.data_dir), name) == (1, True, data, "x")
    assert made.given == {"port", "root_access_key", "data_dir"}


def test_init_makes_the_account_once(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data, "--root-access-key", "--account-alias", "own"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^Made account \d{12}, alias own with its root user\.$", printed, re.MULTILINE)
    exports = dict(EXPORT.findall(printed))
    assert exports.keys() == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
    assert main(["init", "--data-dir", data]) == 1
    assert "prepared already" in capsys.readouterr().err


def test_init_without_a_key_makes_none_and_says_what_that_means(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data]) == 0
    printed = capsys.readouterr().out
    assert "AWS_" not in printed
    assert "It has no access key, so nobody can act in it yet: `ostiary accounts root-access-key --id" in printed
    assert main(["accounts", "create", "--data-dir", data]) == 0
    assert "It has no access key" in capsys.readouterr().out
    assert main(["accounts", "create", "--data-dir", data, "--root-access-key"]) == 0
    assert "It has no access key" not in capsys.readouterr().out


def test_the_greeting_says_where_the_data_are(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data]) == 0
    assert capsys.readouterr().out.startswith(f"Ostiary {__version__}, data in {data}\n")


def test_a_root_key_that_was_given_is_not_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    monkeypatch.setenv("OSTIARY_ROOT_ACCESS_KEY_ID", OWN_ID)
    monkeypatch.setenv("OSTIARY_ROOT_SECRET_ACCESS_KEY", STRONG)
    assert main(["init", "--data-dir", data]) == 0
    printed = capsys.readouterr()
    assert STRONG not in printed.out + printed.err
    assert OWN_ID in printed.out


def test_threat_27_a_published_root_key_stops_the_start_and_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    monkeypatch.setenv("OSTIARY_ROOT_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("OSTIARY_ROOT_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    assert main(["init", "--data-dir", data]) == 1
    assert "published" in capsys.readouterr().err
    monkeypatch.delenv("OSTIARY_ROOT_ACCESS_KEY_ID")
    monkeypatch.delenv("OSTIARY_ROOT_SECRET_ACCESS_KEY")
    assert main(["init", "--data-dir", data]) == 0


def test_threat_27_two_installations_share_no_secret(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found: list[dict[str, str]] = []
    for name in ("a", "b"):
        assert main(["init", "--data-dir", str(tmp_path / name), "--root-access-key"]) == 0
        found.append(dict(EXPORT.findall(capsys.readouterr().out)))
    a, b = found
    assert a["AWS_ACCESS_KEY_ID"] != b["AWS_ACCESS_KEY_ID"]
    assert a["AWS_SECRET_ACCESS_KEY"] != b["AWS_SECRET_ACCESS_KEY"]
    keys = [(tmp_path / name / "root.key").read_bytes() for name in ("a", "b")]
    assert keys[0] != keys[1]


def test_accounts_are_made_and_listed_without_a_server(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data, "--account-id", "111111111111", "--root-email", "a@example.org"]) == 0
    capsys.readouterr()
    more = ["--id", "222222222222", "--alias", "second", "--root-access-key"]
    assert main(["accounts", "create", "--data-dir", data, *more]) == 0
    assert dict(EXPORT.findall(capsys.readouterr().out)).keys() == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert main(["accounts", "list", "--data-dir", data]) == 0
    assert capsys.readouterr().out == "111111111111  -  a@example.org\n222222222222  second  -\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--id", "111111111111"], "already exists"),
        (["--alias", "own"], "alias own is taken"),
        (["--id", "1"], "--id must be 12 digits"),
        (["--alias", "No"], "--alias must be"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused(
    capsys: pytest.CaptureFixture[str], data: str, more: list[str], says: str
) -> None:
    assert main(["init", "--data-dir", data, "--account-id", "111111111111", "--account-alias", "own"]) == 0
    assert main(["accounts", "create", "--data-dir", data, *more]) == 1
    assert says in capsys.readouterr().err
    assert main(["accounts", "list", "--data-dir", data]) == 0
    assert capsys.readouterr().out == "111111111111  own  -\n"


def test_a_command_makes_no_installation_where_there_is_none(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["accounts", "list", "--data-dir", data]) == 1
    assert "There is no installation in" in capsys.readouterr().err
    assert not Path(data).exists()


def test_a_command_without_the_root_key_does_not_offer_a_new_installation(
    capsys: pytest.CaptureFixture[str], data: str
) -> None:
    assert main(["init", "--data-dir", data]) == 0
    (Path(data) / "root.key").unlink()
    assert main(["accounts", "list", "--data-dir", data]) == 1
    assert "root.key cannot be read" in capsys.readouterr().err


def test_env_prints_where_the_clients_go(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["env", "--data-dir", data, "--host", "0.0.0.0", "--port", "1"]) == 0
    assert dict(EXPORT.findall(capsys.readouterr().out)) == {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_ACCESSANALYZER": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_CLOUDTRAIL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_ROLESANYWHERE": "http://127.0.0.1:1",
    }


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:canary@h/d", "sqlite:///"),
        ("canary", "not an address"),
        ("postgresql+psycopg://u:canary@127.0.0.1:1/d?connect_timeout=1", 'server at "127.0.0.1", port 1 failed'),
        ("postgresql+psycopg://u:p@127.0.0.1:1/canary@h/d?connect_timeout=1", "is written %40"),
        ("postgresql+psycopg://u:canary@127.0.0.1:http/d", "not an address"),
        ("postgresql+psycopg://u:canary@127.0.0.1:1/d?nonsense=1", 'invalid connection option "nonsense"'),
    ],
)
def test_threat_40_a_database_that_cannot_be_used_is_said_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: str, url: str, says: str
) -> None:
    monkeypatch.setenv("OSTIARY_DATABASE_URL", url)
    assert main(["init", "--data-dir", data]) == 1
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.err.count("\n") == 1
    assert "canary" not in captured.out + captured.err


def test_a_lost_root_key_is_said(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data]) == 0
    key = Path(data) / "root.key"
    content = key.read_bytes()
    key.unlink()
    assert main(["init", "--data-dir", data]) == 1
    assert "root key" in capsys.readouterr().err
    key.write_bytes(content)
    key.chmod(0o644)
    assert main(["init", "--data-dir", data]) == 1
    assert "open to others" in capsys.readouterr().err


def test_a_database_that_is_damaged_or_out_of_reach_is_named_with_the_reason(
    capsys: pytest.CaptureFixture[str], data: str
) -> None:
    assert main(["init", "--data-dir", data]) == 0
    database = Path(data) / "ostiary.db"
    database.write_bytes(b"no database" * 1000)
    assert main(["accounts", "list", "--data-dir", data]) == 1
    assert capsys.readouterr().err == f"ostiary: The database cannot be used: {database}: file is not a database\n"
    database.unlink()
    database.mkdir()
    assert main(["accounts", "list", "--data-dir", data]) == 1
    assert capsys.readouterr().err == f"ostiary: The database cannot be used: {database}: Is a directory\n"


def test_an_audit_log_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data]) == 0
    events = Path(data) / "audit" / "events.jsonl"
    events.unlink()
    events.mkdir()
    assert main(["accounts", "list", "--data-dir", data]) == 1
    assert capsys.readouterr().err == f"ostiary: The audit log {events} cannot be used: Is a directory\n"


def test_a_root_key_can_be_made_later_up_to_two(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert main(["init", "--data-dir", data, "--account-id", "111111111111"]) == 0
    more = ["accounts", "root-access-key", "--data-dir", data, "--id"]
    capsys.readouterr()
    for _ in range(2):
        assert main([*more, "111111111111"]) == 0
        assert EXPORT.findall(capsys.readouterr().out)[0][1].startswith("AKIA")
    assert main([*more, "111111111111"]) == 1
    assert "has 2 access keys" in capsys.readouterr().err
    assert main([*more, "222222222222"]) == 1
    assert capsys.readouterr().err == "ostiary: There is no account 222222222222\n"


def test_threat_40_a_password_in_a_flag_is_refused(capsys: pytest.CaptureFixture[str], data: str) -> None:
    for url in ("postgresql://ostiary:canary@127.0.0.1/o", "postgresql://127.0.0.1/o?password=canary"):
        assert main(["serve", "--data-dir", data, "--database-url", url]) == 1
        said = capsys.readouterr().err
        assert "--database-url must not hold a password" in said
        assert "canary" not in said


def test_what_stands_in_its_place_reaches_a_command_that_has_settings(
    capsys: pytest.CaptureFixture[str], data: str, tmp_path: Path
) -> None:
    where, name = ["--data-dir", data], "backup.example.com"
    account = "111122223333"
    assert main(["init", "--account-id", account, *where]) == 0
    assert main(["services", "register", name, "--account", account, *where]) == 0
    capsys.readouterr()
    assert main(["services", "list", *where]) == 0
    assert name in capsys.readouterr().out
    assert main(["services", "remove", name, *where]) == 0
    assert main(["services", "list", *where]) == 0
    assert name not in capsys.readouterr().out
    devices = tmp_path / "devices"
    devices.write_text("GAHT12345678,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n")
    assert main(["mfa", "import", str(devices), "--account", account, *where]) == 0
    assert capsys.readouterr().out == "Imported 1 devices.\n"
