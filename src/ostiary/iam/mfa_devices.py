"""Devices that make one-time codes: made here with a seed, enabled for a user or root by two codes in a row.

A seed leaves in the answer that creates the device and never again; it is kept sealed. Of a piece of hardware its maker
knows the seed: it can be enabled once the operator of the installation has imported it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import segno
from pyotp import TOTP

from ostiary.authn import one_time
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages, shapes, tags
from ostiary.model.arn import iam_arn
from ostiary.model.caller import CallerKind
from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidAuthenticationCodeError,
    LimitExceededError,
    NoSuchEntityError,
    ValidationError,
)
from ostiary.model.nouns import Account, MfaDevice, User
from ostiary.model.secret import Secret
from ostiary.store.contract import Page, Reader, Relation, Transaction
from ostiary.wire import iam_types

KIND: Final = "MFADevice"
"""AWS's word for devices in the names of quotas."""

LONGEST_SERIAL: Final = 256
"""Characters by which a call can name a device (the service model)."""

ISSUER: Final = "Ostiary"
SCALE: Final = 5
"""Pixels of a module of the QR code."""

CHUNK: Final = 100


def create_virtual_mfa_device(
    call: Authorized[iam_types.CreateVirtualMFADeviceRequest], tx: Transaction
) -> iam_types.CreateVirtualMFADeviceResponse:
    """Create a virtual device; the one answer that shows its seed, as text and as a QR code for an app to scan.

    Raises EntityAlreadyExistsError, LimitExceededError beyond the quota (as many as users), ValidationError for path
    and name that together are longer than any call could name.
    """
    name = call.params["VirtualMFADeviceName"]
    serial = iam_arn(call.partition, call.account, f"mfa{call.params.get('Path', '/')}{name}")
    if len(serial) > LONGEST_SERIAL:
        raise ValidationError(f"The serial number of the device would be longer than {LONGEST_SERIAL} characters.")
    if tx.mfa_devices.get(call.account, serial) is not None:
        raise EntityAlreadyExistsError("MFADevice entity at the same path and name already exists.")
    if tx.mfa_devices.count(call.account) >= call.quotas.users:
        raise LimitExceededError(f"Cannot exceed quota for VirtualMFADevicesPerAccount: {call.quotas.users}")
    seed = call.mint.device_seed()
    device = MfaDevice(
        account=call.account,
        serial=serial,
        created=call.now,
        sealed=call.mint.seal(call.account, serial, seed),
        tags=tags.given(call, call.params.get("Tags", ()), KIND),
    )
    tx.mfa_devices.add(device)
    shape: iam_types.VirtualMFADevice = {
        "SerialNumber": serial,
        "Base32StringSeed": seed.reveal().encode(),
        "QRCodePNG": _qr_code(seed, f"{name}@{find.account(tx, call.account).alias or call.account}"),
    }
    if device.tags:
        shape["Tags"] = tags.wire(device.tags)
    return {"VirtualMFADevice": shape}


def _qr_code(seed: Secret, label: str) -> bytes:
    """Return the picture that an app scans (IAM API, VirtualMFADevice: `otpauth://totp/NAME@ACCOUNT?secret=…`)."""
    picture = io.BytesIO()
    uri = TOTP(seed.reveal()).provisioning_uri(name=label, issuer_name=ISSUER)
    segno.make_qr(uri, error="m").save(picture, kind="png", scale=SCALE)
    return picture.getvalue()


def enable_mfa_device(call: Authorized[iam_types.EnableMFADeviceRequest], tx: Transaction) -> Mapping[str, object]:
    """Enable a device for a user, or for root when root asks, by two of its codes in a row.

    Raises NoSuchEntityError, EntityAlreadyExistsError for one that is in use, LimitExceededError beyond the quota of
    devices, InvalidAuthenticationCodeError.
    """
    owner = _owner(call, tx, call.params["UserName"])
    device = _device(tx, call.account, call.params["SerialNumber"])
    if device.owner:
        raise EntityAlreadyExistsError("MFA Device is already in use.")
    quota = call.quotas.mfa_devices_per_user
    if tx.links.count_sources(call.account, Relation.DEVICE_OWNER, owner.id) >= quota:
        raise LimitExceededError(f"Cannot exceed quota for MFADevicesPerUser: {quota}")
    tx.mfa_devices.replace(replace(_synchronized(call, device), owner=owner.id, enabled=call.now))
    return {}


def resync_mfa_device(call: Authorized[iam_types.ResyncMFADeviceRequest], tx: Transaction) -> Mapping[str, object]:
    """Follow the clock of a device, by two of its codes in a row. Raises as `enable_mfa_device` does."""
    device = _device_of(call, tx, call.params["UserName"], call.params["SerialNumber"])
    tx.mfa_devices.replace(_synchronized(call, device))
    return {}


def deactivate_mfa_device(
    call: Authorized[iam_types.DeactivateMFADeviceRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take a device from its owner. Codes that were used stay used; a passkey is nobody else's, and goes."""
    device = _device_of(call, tx, call.params.get("UserName"), call.params["SerialNumber"])
    if device.passkey is not None:
        tx.mfa_devices.remove(device)
        return {}
    tx.mfa_devices.replace(replace(device, owner="", enabled=None, drift=0))
    return {}


def delete_virtual_mfa_device(
    call: Authorized[iam_types.DeleteVirtualMFADeviceRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a device that nobody uses. Raises DeleteConflictError for one that is enabled, NoSuchEntityError."""
    device = _device(tx, call.account, call.params["SerialNumber"])
    if not _is_virtual(call, device.serial):
        raise _no_device(device.serial)
    if device.owner:
        raise DeleteConflictError("MFA VirtualDevice in use. Must deactivate first.")
    tx.mfa_devices.remove(device)
    return {}


def list_mfa_devices(call: Authorized[iam_types.ListMFADevicesRequest], tx: Reader) -> iam_types.ListMFADevicesResponse:
    """List the devices of a user, by default of the caller, by serial number."""
    owner = find.named_or_own_user(call, tx, call.params.get("UserName"))
    page = pages.fill(
        call,
        _after(
            call,
            lambda after, limit: tx.mfa_devices.linked(
                call.account, Relation.DEVICE_OWNER, target=owner.id, after=after, limit=limit
            ),
        ),
        key=_key(call),
        filters=(owner.id,),
    )
    name = owner.name if isinstance(owner, User) else owner.id
    listed: list[iam_types.MFADevice] = [
        {"UserName": name, "SerialNumber": device.serial, "EnableDate": device.enabled or device.created}
        for device in page.items
    ]
    return {"MFADevices": listed, **page.rest}


def list_virtual_mfa_devices(
    call: Authorized[iam_types.ListVirtualMFADevicesRequest], tx: Reader
) -> iam_types.ListVirtualMFADevicesResponse:
    """List the virtual devices of the account by serial number, all or those that are, or are not, in use."""
    status = call.params.get("AssignmentStatus", "Any")
    page = pages.fill(
        call, _after(call, lambda after, limit: _virtual(call, tx, status, after, limit)), _key(call), filters=(status,)
    )
    return {"VirtualMFADevices": [_virtual_shape(call, tx, device) for device in page.items], **page.rest}


WANTED: Final[Mapping[str, Callable[[MfaDevice], bool]]] = {
    "Any": lambda _: True,
    "Assigned": lambda device: bool(device.owner),
    "Unassigned": lambda device: not device.owner,
}


def _virtual(call: Authorized[object], tx: Reader, status: str, after: str, limit: int) -> Page[MfaDevice]:
    """Return up to *limit* devices of that status after a serial number."""
    found: list[MfaDevice] = []
    more = True
    while more and len(found) <= limit:
        page = tx.mfa_devices.page(call.account, after=after, limit=CHUNK)
        found += [device for device in page.items if _is_virtual(call, device.serial) and WANTED[status](device)]
        more = page.more
        after = page.items[-1].serial if page.items else after
    return Page(tuple(found[:limit]), more=len(found) > limit)


def _virtual_shape(call: Authorized[object], tx: Reader, device: MfaDevice) -> iam_types.VirtualMFADevice:
    shape: iam_types.VirtualMFADevice = {"SerialNumber": device.serial}
    if device.enabled is not None:
        shape["EnableDate"] = device.enabled
    if device.owner == call.account:
        root = find.account(tx, call.account)
        shape["User"] = {
            "UserId": root.id,
            "Arn": iam_arn(call.partition, call.account, "root"),
            "CreateDate": root.created,
        }
    elif (user := tx.users.by_id(device.owner)) is not None:
        shape["User"] = shapes.user(call, user)
    return shape


def get_mfa_device(call: Authorized[iam_types.GetMFADeviceRequest], tx: Reader) -> iam_types.GetMFADeviceResponse:
    """Return a device of a user, by default of the caller. Raises NoSuchEntityError, also for anybody else's."""
    device = _device_of(call, tx, call.params.get("UserName"), call.params["SerialNumber"])
    answer: iam_types.GetMFADeviceResponse = {"SerialNumber": device.serial}
    if device.enabled is not None:
        answer["EnableDate"] = device.enabled
    if (user := tx.users.by_id(device.owner)) is not None:
        answer["UserName"] = user.name
    return answer


# -- tags ----------------------------------------------------------------------------------------------


def tag_mfa_device(call: Authorized[iam_types.TagMFADeviceRequest], tx: Transaction) -> Mapping[str, object]:
    """Set tags of a device."""
    device = _device(tx, call.account, call.params["SerialNumber"])
    changed = tags.merged(call, device.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.mfa_devices.replace(replace(device, tags=changed))
    return {}


def untag_mfa_device(call: Authorized[iam_types.UntagMFADeviceRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove tags from a device; keys that it does not have are passed over."""
    device = _device(tx, call.account, call.params["SerialNumber"])
    tx.mfa_devices.replace(replace(device, tags=tags.without(device.tags, call.params["TagKeys"], tags.EXACTLY)))
    return {}


def list_mfa_device_tags(call: Authorized[iam_types.ListMFADeviceTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of a device, by key."""
    device = _device(tx, call.account, call.params["SerialNumber"])
    return tags.listed(call, device.tags, device.serial)


# -- devices and owners --------------------------------------------------------------------------------


def _owner(call: Authorized[object], tx: Reader, name: str | None) -> User | Account:
    """Return whom *name* means: a user, the caller when it is left out, or root, which its account number stands for
    when root itself calls (AWS's own word for it, `AWS ROOT USER`, is no user name)."""
    if name == call.account and call.caller.kind is CallerKind.ROOT:
        return find.account(tx, call.account)
    return find.named_or_own_user(call, tx, name)


def _device(tx: Reader, account: str, serial: str) -> MfaDevice:
    if (device := tx.mfa_devices.get(account, serial)) is None:
        raise _no_device(serial)
    return device


def _no_device(serial: str) -> NoSuchEntityError:
    return NoSuchEntityError(f"VirtualMFADevice with serial number {serial} does not exist.")


def _is_virtual(call: Authorized[object], serial: str) -> bool:
    """Return whether the serial number is the ARN of a device that this API makes; hardware has one of its own."""
    return serial.startswith(_prefix(call))


def _device_of(call: Authorized[object], tx: Reader, name: str | None, serial: str) -> MfaDevice:
    """Return the device *serial* when it is that of the user called *name*. Raises NoSuchEntityError."""
    owner = _owner(call, tx, name)
    device = _device(tx, call.account, serial)
    if device.owner != owner.id:
        raise NoSuchEntityError("MFA Device invalid for user.")
    return device


Codes = Authorized[iam_types.EnableMFADeviceRequest] | Authorized[iam_types.ResyncMFADeviceRequest]


def _synchronized(call: Codes, device: MfaDevice) -> MfaDevice:
    """Return the device in step with the two codes of the request. Raises InvalidAuthenticationCodeError, also for a
    passkey, which makes none."""
    if device.passkey is not None:
        raise InvalidAuthenticationCodeError("Authentication code for device is not valid.")
    seed = call.mint.unseal(device.account, device.serial, device.sealed)
    first, second = call.params["AuthenticationCode1"], call.params["AuthenticationCode2"]
    step = one_time.synchronized(seed, first, second, call.now, after=device.last_step)
    if step is None:
        raise InvalidAuthenticationCodeError("Authentication code for device is not valid.")
    return replace(device, last_step=step, drift=step - one_time.step_at(call.now))


def _prefix(call: Authorized[object]) -> str:
    return iam_arn(call.partition, call.account, "mfa")


def _key(call: Authorized[object]) -> Callable[[MfaDevice], str]:
    """Return the key of markers: a serial number without what all virtual ones have, or it would not always find room
    there. What is left begins with a slash, and no serial number of hardware does."""
    prefix = _prefix(call)
    return lambda device: device.serial.removeprefix(prefix)


def _after(call: Authorized[object], fetch: pages.Fetch[MfaDevice]) -> pages.Fetch[MfaDevice]:
    prefix = _prefix(call)
    return lambda after, limit: fetch(prefix + after if after.startswith("/") else after, limit)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateVirtualMFADevice": Write(create_virtual_mfa_device),
    "EnableMFADevice": Write(enable_mfa_device),
    "ResyncMFADevice": Write(resync_mfa_device),
    "DeactivateMFADevice": Write(deactivate_mfa_device),
    "DeleteVirtualMFADevice": Write(delete_virtual_mfa_device),
    "ListMFADevices": Read(list_mfa_devices),
    "ListVirtualMFADevices": Read(list_virtual_mfa_devices),
    "GetMFADevice": Read(get_mfa_device),
    "TagMFADevice": Write(tag_mfa_device),
    "UntagMFADevice": Write(untag_mfa_device),
    "ListMFADeviceTags": Read(list_mfa_device_tags),
}
