"""The kinds of link, apart: both the contract and the table of kinds are written in them."""

from __future__ import annotations

from enum import Enum


class Relation(Enum):
    """The kinds of link between two ids of one account."""

    MEMBER = "member"
    """group id → user id"""
    ATTACHMENT = "attachment"
    """id of a user, group or role → ARN of a managed policy (AWS's own policies have no id of ours)"""
    BOUNDARY = "boundary"
    """id of a user or role → ARN of a managed policy; kept by the store from `User.boundary`, `Role.boundary`"""
    PROFILE_ROLE = "profile-role"
    """instance profile id → role id; kept by the store from `InstanceProfile.role`"""
    DEVICE_OWNER = "device-owner"
    """id of an MFA device → user id, or account id for root; kept by the store from `MfaDevice.owner`"""
