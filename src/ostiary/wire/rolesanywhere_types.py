"""Requests and answers of IAM Roles Anywhere 2018-05-10, under the names of the service model.

Made by tools/generate/models.py (`make generate`): do not edit. Timestamps are seconds since the epoch.
What an operation takes marks its required members; what it only answers may leave members out.
"""

from __future__ import annotations

from typing import Required, TypedDict


class AssumedRoleUser(TypedDict, total=False):
    arn: str
    assumedRoleId: str


class AttributeMapping(TypedDict, total=False):
    certificateField: str
    mappingRules: list[MappingRule]


class CreateProfileRequest(TypedDict, total=False):
    name: Required[str]
    requireInstanceProperties: bool
    sessionPolicy: str
    roleArns: Required[list[str]]
    managedPolicyArns: list[str]
    durationSeconds: int
    enabled: bool
    tags: list[Tag]
    acceptRoleSessionName: bool
    aliasName: str


class CreateSessionRequest(TypedDict, total=False):
    profileArn: Required[str]
    roleArn: Required[str]
    trustAnchorArn: Required[str]
    durationSeconds: int
    instanceProperties: dict[str, str]
    roleSessionName: str


class CreateSessionResponse(TypedDict, total=False):
    credentialSet: list[CredentialResponse]
    subjectArn: str


class CreateTrustAnchorRequest(TypedDict, total=False):
    name: Required[str]
    source: Required[Source]
    enabled: bool
    crlDpRevocationEnabled: bool
    tags: list[Tag]
    notificationSettings: list[NotificationSetting]
    aliasName: str


class CredentialResponse(TypedDict, total=False):
    assumedRoleUser: AssumedRoleUser
    credentials: Credentials
    packedPolicySize: int
    roleArn: str
    sourceIdentity: str


class CredentialSummary(TypedDict, total=False):
    seenAt: int
    serialNumber: str
    issuer: str
    enabled: bool
    x509CertificateData: str
    failed: bool


class Credentials(TypedDict, total=False):
    accessKeyId: str
    expiration: int
    secretAccessKey: str
    sessionToken: str


class CrlDetail(TypedDict, total=False):
    crlId: str
    crlArn: str
    name: str
    enabled: bool
    crlData: bytes
    trustAnchorArn: str
    createdAt: int
    updatedAt: int
    aliasName: str
    aliasArn: str
    previousAliasName: str


class CrlDetailResponse(TypedDict, total=False):
    crl: CrlDetail


class DeleteAttributeMappingRequest(TypedDict, total=False):
    profileId: Required[str]
    certificateField: Required[str]
    specifiers: list[str]


class DeleteAttributeMappingResponse(TypedDict, total=False):
    profile: ProfileDetail


class ImportCrlRequest(TypedDict, total=False):
    name: Required[str]
    crlData: Required[bytes]
    enabled: bool
    tags: list[Tag]
    trustAnchorArn: Required[str]
    aliasName: str


class InstanceProperty(TypedDict, total=False):
    seenAt: int
    properties: dict[str, str]
    failed: bool


class ListCrlsResponse(TypedDict, total=False):
    nextToken: str
    crls: list[CrlDetail]


class ListProfilesResponse(TypedDict, total=False):
    nextToken: str
    profiles: list[ProfileDetail]


class ListRequest(TypedDict, total=False):
    nextToken: str
    pageSize: int


class ListSubjectsResponse(TypedDict, total=False):
    subjects: list[SubjectSummary]
    nextToken: str


class ListTagsForResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]


class ListTagsForResourceResponse(TypedDict, total=False):
    tags: list[Tag]


class ListTrustAnchorsResponse(TypedDict, total=False):
    nextToken: str
    trustAnchors: list[TrustAnchorDetail]


class MappingRule(TypedDict, total=False):
    specifier: Required[str]


class NotificationSetting(TypedDict, total=False):
    enabled: Required[bool]
    event: Required[str]
    threshold: int
    channel: str


class NotificationSettingDetail(TypedDict, total=False):
    enabled: bool
    event: str
    threshold: int
    channel: str
    configuredBy: str


class NotificationSettingKey(TypedDict, total=False):
    event: Required[str]
    channel: str


class ProfileDetail(TypedDict, total=False):
    profileId: str
    profileArn: str
    name: str
    requireInstanceProperties: bool
    enabled: bool
    createdBy: str
    sessionPolicy: str
    roleArns: list[str]
    managedPolicyArns: list[str]
    createdAt: int
    updatedAt: int
    durationSeconds: int
    acceptRoleSessionName: bool
    attributeMappings: list[AttributeMapping]
    aliasName: str
    aliasArn: str
    previousAliasName: str


class ProfileDetailResponse(TypedDict, total=False):
    profile: ProfileDetail


class PutAttributeMappingRequest(TypedDict, total=False):
    profileId: Required[str]
    certificateField: Required[str]
    mappingRules: Required[list[MappingRule]]


class PutAttributeMappingResponse(TypedDict, total=False):
    profile: ProfileDetail


class PutNotificationSettingsRequest(TypedDict, total=False):
    trustAnchorId: Required[str]
    notificationSettings: Required[list[NotificationSetting]]


class PutNotificationSettingsResponse(TypedDict, total=False):
    trustAnchor: TrustAnchorDetail


class ResetNotificationSettingsRequest(TypedDict, total=False):
    trustAnchorId: Required[str]
    notificationSettingKeys: Required[list[NotificationSettingKey]]


class ResetNotificationSettingsResponse(TypedDict, total=False):
    trustAnchor: TrustAnchorDetail


class ScalarCrlRequest(TypedDict, total=False):
    crlId: Required[str]


class ScalarProfileRequest(TypedDict, total=False):
    profileId: Required[str]


class ScalarSubjectRequest(TypedDict, total=False):
    subjectId: Required[str]


class ScalarTrustAnchorRequest(TypedDict, total=False):
    trustAnchorId: Required[str]


class Source(TypedDict, total=False):
    sourceType: str
    sourceData: SourceData


class SourceData(TypedDict, total=False):
    x509CertificateData: str
    acmPcaArn: str


class SubjectDetail(TypedDict, total=False):
    subjectArn: str
    subjectId: str
    enabled: bool
    x509Subject: str
    lastSeenAt: int
    createdAt: int
    updatedAt: int
    credentials: list[CredentialSummary]
    instanceProperties: list[InstanceProperty]


class SubjectDetailResponse(TypedDict, total=False):
    subject: SubjectDetail


class SubjectSummary(TypedDict, total=False):
    subjectArn: str
    subjectId: str
    enabled: bool
    x509Subject: str
    lastSeenAt: int
    createdAt: int
    updatedAt: int


class Tag(TypedDict, total=False):
    key: Required[str]
    value: Required[str]


class TagResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]
    tags: Required[list[Tag]]


class TagResourceResponse(TypedDict, total=False):
    pass


class TrustAnchorDetail(TypedDict, total=False):
    trustAnchorId: str
    trustAnchorArn: str
    name: str
    source: Source
    enabled: bool
    crlDpRevocationEnabled: bool
    createdAt: int
    updatedAt: int
    notificationSettings: list[NotificationSettingDetail]
    aliasName: str
    aliasArn: str
    previousAliasName: str


class TrustAnchorDetailResponse(TypedDict, total=False):
    trustAnchor: TrustAnchorDetail


class UntagResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]
    tagKeys: Required[list[str]]


class UntagResourceResponse(TypedDict, total=False):
    pass


class UpdateCrlRequest(TypedDict, total=False):
    crlId: Required[str]
    name: str
    crlData: bytes
    aliasName: str


class UpdateProfileRequest(TypedDict, total=False):
    profileId: Required[str]
    name: str
    sessionPolicy: str
    roleArns: list[str]
    managedPolicyArns: list[str]
    durationSeconds: int
    acceptRoleSessionName: bool
    aliasName: str


class UpdateTrustAnchorRequest(TypedDict, total=False):
    trustAnchorId: Required[str]
    name: str
    source: Source
    crlDpRevocationEnabled: bool
    aliasName: str
