"""MFA devices through boto3: their seed and its picture, two codes in a row, whose they are, pages and tags."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from pyotp import TOTP

from ostiary.server.accounts import AccountWanted
from ostiary.server.errors import CommandError
from tests.support.accounts import complaint
from tests.support.mfa import Device, enabled
from tests.support.server import ServerInThread, server_in_thread


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("mfa")) as running:
        running.client("iam").create_user(UserName="alice")
        yield running


def enable(iam: Any, device: Device, first: str, second: str, user: str = "alice") -> None:
    iam.enable_mfa_device(
        UserName=user, SerialNumber=device.serial, AuthenticationCode1=first, AuthenticationCode2=second
    )


def test_the_thirty_8_the_seed_is_base32_and_the_picture_is_that_of_its_uri(server: ServerInThread) -> None:
    device = Device(server.client("iam"), "phone")
    assert device.serial == f"arn:aws:iam::{server.account}:mfa/phone"
    assert len(device.seed) == 64
    assert set(device.seed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    uri = TOTP(device.seed).provisioning_uri(name=f"phone@{server.account}", issuer_name="Ostiary")
    assert parse_qs(urlsplit(uri).query)["secret"] == [device.seed]
    expected = io.BytesIO()
    segno.make_qr(uri, error="m").save(expected, kind="png", scale=5)
    assert device.made["QRCodePNG"] == expected.getvalue()
    assert device.made["QRCodePNG"].startswith(b"\x89PNG\r\n")


def test_the_thirty_7_codes_that_do_not_belong_to_the_seed_are_refused(server: ServerInThread) -> None:
    iam = server.client("iam")
    device, other = Device(iam, "phone"), Device(iam, "other")
    first, second, third = device.codes(3)
    wrong = [(second, first), (first, first), (first, third), tuple(other.codes()), ("000000", "000001")]
    revision = server.revision
    for codes in wrong:
        code = complaint(
            iam.enable_mfa_device,
            UserName="alice",
            SerialNumber=device.serial,
            AuthenticationCode1=codes[0],
            AuthenticationCode2=codes[1],
        )
        assert code == ("InvalidAuthenticationCode", "Authentication code for device is not valid."), codes
    assert server.revision == revision
    enable(iam, device, first, second)
    [shown] = iam.list_mfa_devices(UserName="alice")["MFADevices"]
    assert (shown["UserName"], shown["SerialNumber"]) == ("alice", device.serial)


def test_a_code_counts_once_also_after_the_device_was_given_back(server: ServerInThread) -> None:
    iam = server.client("iam")
    device = Device(iam, "phone")
    first, second, third, fourth = device.codes(4)
    enable(iam, device, first, second)
    iam.deactivate_mfa_device(UserName="alice", SerialNumber=device.serial)
    again = {"UserName": "alice", "SerialNumber": device.serial}
    assert complaint(iam.enable_mfa_device, **again, AuthenticationCode1=first, AuthenticationCode2=second)[0] == (
        "InvalidAuthenticationCode"
    )
    enable(iam, device, third, fourth)


def test_a_device_whose_clock_is_off_is_followed(server: ServerInThread) -> None:
    iam = server.client("iam")
    device = Device(iam, "phone")
    enable(iam, device, *device.codes(ahead=-9))
    first, second = device.codes(ahead=8)
    iam.resync_mfa_device(
        UserName="alice", SerialNumber=device.serial, AuthenticationCode1=first, AuthenticationCode2=second
    )
    far = dict(zip(("AuthenticationCode1", "AuthenticationCode2"), device.codes(ahead=40), strict=True))
    assert complaint(iam.resync_mfa_device, UserName="alice", SerialNumber=device.serial, **far)[0] == (
        "InvalidAuthenticationCode"
    )


def test_the_thirty_12_a_ninth_device_is_refused(server: ServerInThread) -> None:
    iam = server.client("iam")
    for number in range(8):
        enabled(iam, "alice", f"device-{number}")
    ninth = Device(iam, "ninth")
    first, second = ninth.codes()
    assert complaint(
        iam.enable_mfa_device,
        UserName="alice",
        SerialNumber=ninth.serial,
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    ) == ("LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8")
    summary = iam.get_account_summary()["SummaryMap"]
    assert (summary["MFADevices"], summary["MFADevicesInUse"], summary["AccountMFAEnabled"]) == (9, 8, 0)


def test_a_device_is_its_owners_until_it_is_given_back(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_user(UserName="bob")
    device = enabled(iam, "alice", "phone")
    first, second = device.codes(ahead=3)
    codes = {"AuthenticationCode1": first, "AuthenticationCode2": second}
    revision = server.revision
    assert complaint(iam.enable_mfa_device, UserName="bob", SerialNumber=device.serial, **codes) == (
        "EntityAlreadyExists",
        "MFA Device is already in use.",
    )
    for call in (iam.deactivate_mfa_device, iam.get_mfa_device):
        assert complaint(call, UserName="bob", SerialNumber=device.serial)[0] == "NoSuchEntity"
    assert complaint(iam.resync_mfa_device, UserName="bob", SerialNumber=device.serial, **codes)[0] == "NoSuchEntity"
    assert complaint(iam.delete_virtual_mfa_device, SerialNumber=device.serial) == (
        "DeleteConflict",
        "MFA VirtualDevice in use. Must deactivate first.",
    )
    assert complaint(iam.delete_user, UserName="alice") == (
        "DeleteConflict",
        "Cannot delete entity, must delete MFA device first.",
    )
    assert server.revision == revision
    found = iam.get_mfa_device(UserName="alice", SerialNumber=device.serial)
    assert (found["UserName"], found["SerialNumber"]) == ("alice", device.serial)
    iam.deactivate_mfa_device(UserName="alice", SerialNumber=device.serial)
    iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    iam.delete_user(UserName="alice")


def test_root_has_devices_of_its_own(server: ServerInThread) -> None:
    iam = server.client("iam")
    device = enabled(iam, server.account, "root-phone")
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 1
    [shown] = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert shown["User"]["Arn"] == f"arn:aws:iam::{server.account}:root"
    [own] = iam.list_mfa_devices()["MFADevices"]
    assert own["SerialNumber"] == device.serial
    iam.deactivate_mfa_device(UserName=server.account, SerialNumber=device.serial)
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0


def test_devices_are_listed_in_pages_by_use(server: ServerInThread) -> None:
    iam = server.client("iam")
    for number in range(5):
        enabled(iam, "alice", f"device-{number}")
    Device(iam, "free", Path="/long/" + "p" * 100 + "/")
    serials: list[str] = []
    for page in iam.get_paginator("list_mfa_devices").paginate(UserName="alice", PaginationConfig={"PageSize": 2}):
        assert len(page["MFADevices"]) <= 2
        serials += [device["SerialNumber"] for device in page["MFADevices"]]
    assert serials == sorted(set(serials))
    assert len(serials) == 5
    paginator = iam.get_paginator("list_virtual_mfa_devices")
    for status, count in (("Any", 6), ("Assigned", 5), ("Unassigned", 1)):
        pages = paginator.paginate(AssignmentStatus=status, PaginationConfig={"PageSize": 1})
        found = [device for page in pages for device in page["VirtualMFADevices"]]
        assert len({device["SerialNumber"] for device in found}) == len(found) == count
        assert all(("User" in device) == (device["SerialNumber"] in serials) for device in found)
        assert all("Base32StringSeed" not in device for device in found)


def test_devices_have_tags_that_policies_see(server: ServerInThread) -> None:
    iam = server.client("iam")
    device = Device(iam, "phone", Tags=[{"Key": "team", "Value": "red"}])
    iam.tag_mfa_device(SerialNumber=device.serial, Tags=[{"Key": "floor", "Value": "2"}])
    pages = iam.get_paginator("list_mfa_device_tags").paginate(
        SerialNumber=device.serial, PaginationConfig={"PageSize": 1}
    )
    assert [tag for page in pages for tag in page["Tags"]] == [
        {"Key": "floor", "Value": "2"},
        {"Key": "team", "Value": "red"},
    ]
    statement = {
        "Effect": "Allow",
        "Action": "iam:DeleteVirtualMFADevice",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=document)
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    alice = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert complaint(alice.delete_virtual_mfa_device, SerialNumber=device.serial)[0] == "AccessDenied"
    iam.tag_mfa_device(SerialNumber=device.serial, Tags=[{"Key": "team", "Value": "blue"}])
    alice.delete_virtual_mfa_device(SerialNumber=device.serial)
    assert complaint(iam.list_mfa_device_tags, SerialNumber=device.serial)[0] == "NoSuchEntity"


def test_a_seed_is_shown_once_and_kept_sealed(server: ServerInThread) -> None:
    device = Device(server.client("iam"), "phone")
    with server.running._installation.store.read() as view:
        kept = view.mfa_devices.by_id(device.serial)
    assert kept is not None
    assert device.seed not in kept.sealed
    assert all(
        device.seed not in path.read_text(errors="replace") for path in server.data_dir.rglob("*") if path.is_file()
    )


def test_what_cannot_be_made_is_refused(server: ServerInThread) -> None:
    iam = server.client("iam")
    Device(iam, "phone")
    revision = server.revision
    assert complaint(iam.create_virtual_mfa_device, VirtualMFADeviceName="phone") == (
        "EntityAlreadyExists",
        "MFADevice entity at the same path and name already exists.",
    )
    assert (
        complaint(iam.create_virtual_mfa_device, VirtualMFADeviceName="x" * 226, Path="/pppp/")[0] == "ValidationError"
    )
    missing = f"arn:aws:iam::{server.account}:mfa/absent"
    assert complaint(iam.delete_virtual_mfa_device, SerialNumber=missing)[0] == "NoSuchEntity"
    assert server.revision == revision


# -- hardware ------------------------------------------------------------------------------------------


def test_hardware_is_enabled_by_its_serial_number_once_its_seed_is_here(server: ServerInThread) -> None:
    iam, serial, seed = server.client("iam"), "GAHT12345678", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    iam.create_user(UserName="holder")
    installation = server.running._installation
    step = int(server.clock()) // 30
    first, second = (TOTP(seed).generate_otp(step + number) for number in range(2))
    codes = {"AuthenticationCode1": first, "AuthenticationCode2": second}
    assert complaint(iam.enable_mfa_device, UserName="holder", SerialNumber=serial, **codes)[0] == "NoSuchEntity"
    lines = f"{serial},{seed.lower()}\nGAHT00000001,{seed}\n"
    assert installation.devices.import_(server.account, lines, installation.now).count == 2
    iam.enable_mfa_device(UserName="holder", SerialNumber=serial, **codes)
    listed = iam.list_mfa_devices(UserName="holder")["MFADevices"]
    assert [device["SerialNumber"] for device in listed] == [serial]
    virtual = [device["SerialNumber"] for device in iam.list_virtual_mfa_devices()["VirtualMFADevices"]]
    assert not {serial, "GAHT00000001"} & set(virtual)
    assert complaint(iam.delete_virtual_mfa_device, SerialNumber="GAHT00000001")[0] == "NoSuchEntity"


def test_pages_go_on_from_hardware_and_from_virtual_devices(server: ServerInThread) -> None:
    iam, installation = server.client("iam"), server.running._installation
    iam.create_user(UserName="both")
    seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    installation.devices.import_(server.account, f"AB1234567,{seed}\nzz1234567,{seed}", installation.now)
    step = int(server.clock()) // 30
    first, second = (TOTP(seed).generate_otp(step + number) for number in range(2))
    for serial in ("AB1234567", "zz1234567"):
        iam.enable_mfa_device(
            UserName="both", SerialNumber=serial, AuthenticationCode1=first, AuthenticationCode2=second
        )
    enabled(iam, "both", "both-phone")
    pages = iam.get_paginator("list_mfa_devices").paginate(UserName="both", PaginationConfig={"PageSize": 1})
    found = [device["SerialNumber"] for page in pages for device in page["MFADevices"]]
    assert found == ["AB1234567", f"arn:aws:iam::{server.account}:mfa/both-phone", "zz1234567"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "From 1 to"),
        ("GAHT12345678", "Line 1"),
        ("short,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Line 1"),
        ("/slash12345,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Line 1"),
        ("arn:aws:iam::1:mfa/x,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Line 1"),
        ("\nGAHT99999999,JBSWY3DPEHPK3PXP", "seed in line 2"),
        ("GAHT99999999,not base32 at all!!!!!!!!!!!!!!", "seed in line 1"),
        ("GAHT99999999,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\nGAHT99999999,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Line 2"),
    ],
)
def test_a_list_with_a_mistake_imports_nothing_and_shows_no_seed(server: ServerInThread, lines: str, says: str) -> None:
    installation = server.running._installation
    revision = server.revision
    with pytest.raises(CommandError, match=says) as raised:
        installation.devices.import_(server.account, lines, installation.now)
    assert "JBSW" not in str(raised.value)
    assert server.revision == revision


def test_a_device_that_is_known_already_is_refused(server: ServerInThread) -> None:
    installation = server.running._installation
    line = "GAHT55555555,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    installation.devices.import_(server.account, line, installation.now)
    with pytest.raises(CommandError, match="GAHT55555555 is known already"):
        installation.devices.import_(server.account, f"GAHT66666666,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n{line}", 1)
    with pytest.raises(CommandError, match="no account"):
        installation.devices.import_("999999999999", line, 1)


def test_a_device_belongs_to_one_account_of_the_installation(server: ServerInThread) -> None:
    installation = server.running._installation
    line = "GAHT77777777,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    installation.devices.import_(server.account, line, installation.now)
    other = installation.accounts.create(AccountWanted(), installation.now).id
    with pytest.raises(CommandError, match="GAHT77777777 is known already"):
        installation.devices.import_(other, line, installation.now)
    with installation.store.read() as view:
        assert view.mfa_devices.count(other) == 0
