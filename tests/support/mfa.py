"""Devices that make one-time codes, as the people who have them do."""

from __future__ import annotations

import time
from typing import Any

from pyotp import TOTP


class Device:
    """A virtual device made through the API. `codes` are those that it shows, from the time step of *now* on."""

    def __init__(self, iam: Any, name: str, **more: Any) -> None:  # Any: boto3 makes its clients at run time
        self.made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name, **more)["VirtualMFADevice"]
        self.serial: str = self.made["SerialNumber"]
        self.seed: str = self.made["Base32StringSeed"].decode()

    def codes(self, count: int = 2, now: float | None = None, ahead: int = 0) -> list[str]:
        """Return *count* codes in a row; *ahead* is by how many steps the device's clock is ahead."""
        step = int(time.time() if now is None else now) // 30 + ahead
        return [TOTP(self.seed).generate_otp(step + number) for number in range(count)]


def enabled(iam: Any, user: str, name: str) -> Device:
    """Return a device that is enabled for *user*."""
    device = Device(iam, name)
    enable(iam, user, device)
    return device


def enable(iam: Any, user: str, device: Device, ahead: int = 0) -> None:
    """Enable *device* for *user* by two codes in a row."""
    first, second = device.codes(ahead=ahead)
    iam.enable_mfa_device(
        UserName=user, SerialNumber=device.serial, AuthenticationCode1=first, AuthenticationCode2=second
    )
