"""Requests and answers of Access Analyzer 2019-11-01, under the names of the service model.

Made by tools/generate/models.py (`make generate`): do not edit. Timestamps are seconds since the epoch.
What an operation takes marks its required members; what it only answers may leave members out.
"""

from __future__ import annotations

from typing import Required, TypedDict


class Access(TypedDict, total=False):
    actions: list[str]
    resources: list[str]


class AccessPreview(TypedDict, total=False):
    id: str
    analyzerArn: str
    configurations: dict[str, Configuration]
    createdAt: int
    status: str
    statusReason: AccessPreviewStatusReason


class AccessPreviewFinding(TypedDict, total=False):
    id: str
    existingFindingId: str
    existingFindingStatus: str
    principal: dict[str, str]
    action: list[str]
    condition: dict[str, str]
    resource: str
    isPublic: bool
    resourceType: str
    createdAt: int
    changeType: str
    status: str
    resourceOwnerAccount: str
    error: str
    sources: list[FindingSource]
    resourceControlPolicyRestriction: str


class AccessPreviewStatusReason(TypedDict, total=False):
    code: str


class AccessPreviewSummary(TypedDict, total=False):
    id: str
    analyzerArn: str
    createdAt: int
    status: str
    statusReason: AccessPreviewStatusReason


class AclGrantee(TypedDict, total=False):
    id: str
    uri: str


class AnalysisRule(TypedDict, total=False):
    exclusions: list[AnalysisRuleCriteria]


class AnalysisRuleCriteria(TypedDict, total=False):
    accountIds: list[str]
    resourceTags: list[dict[str, str]]


class AnalyzedResource(TypedDict, total=False):
    resourceArn: str
    resourceType: str
    createdAt: int
    analyzedAt: int
    updatedAt: int
    isPublic: bool
    actions: list[str]
    sharedVia: list[str]
    status: str
    resourceOwnerAccount: str
    error: str


class AnalyzedResourceSummary(TypedDict, total=False):
    resourceArn: str
    resourceOwnerAccount: str
    resourceType: str


class AnalyzerConfiguration(TypedDict, total=False):
    unusedAccess: UnusedAccessConfiguration
    internalAccess: InternalAccessConfiguration


class AnalyzerSummary(TypedDict, total=False):
    arn: str
    name: str
    type: str
    createdAt: int
    lastResourceAnalyzed: str
    lastResourceAnalyzedAt: int
    tags: dict[str, str]
    status: str
    statusReason: StatusReason
    configuration: AnalyzerConfiguration
    managedBy: str


class ApplyArchiveRuleRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    ruleName: Required[str]
    clientToken: str


class ArchiveRuleSummary(TypedDict, total=False):
    ruleName: str
    filter: dict[str, Criterion]
    createdAt: int
    updatedAt: int


class CancelPolicyGenerationRequest(TypedDict, total=False):
    jobId: Required[str]


class CancelPolicyGenerationResponse(TypedDict, total=False):
    pass


class CheckAccessNotGrantedRequest(TypedDict, total=False):
    policyDocument: Required[str]
    access: Required[list[Access]]
    policyType: Required[str]


class CheckAccessNotGrantedResponse(TypedDict, total=False):
    result: str
    message: str
    reasons: list[ReasonSummary]


class CheckNoNewAccessRequest(TypedDict, total=False):
    newPolicyDocument: Required[str]
    existingPolicyDocument: Required[str]
    policyType: Required[str]


class CheckNoNewAccessResponse(TypedDict, total=False):
    result: str
    message: str
    reasons: list[ReasonSummary]


class CheckNoPublicAccessRequest(TypedDict, total=False):
    policyDocument: Required[str]
    resourceType: Required[str]


class CheckNoPublicAccessResponse(TypedDict, total=False):
    result: str
    message: str
    reasons: list[ReasonSummary]


class CloudTrailDetails(TypedDict, total=False):
    trails: Required[list[Trail]]
    accessRole: Required[str]
    startTime: Required[int]
    endTime: int


class CloudTrailProperties(TypedDict, total=False):
    trailProperties: list[TrailProperties]
    startTime: int
    endTime: int


class Configuration(TypedDict, total=False):
    ebsSnapshot: EbsSnapshotConfiguration
    ecrRepository: EcrRepositoryConfiguration
    iamRole: IamRoleConfiguration
    efsFileSystem: EfsFileSystemConfiguration
    kmsKey: KmsKeyConfiguration
    rdsDbClusterSnapshot: RdsDbClusterSnapshotConfiguration
    rdsDbSnapshot: RdsDbSnapshotConfiguration
    secretsManagerSecret: SecretsManagerSecretConfiguration
    s3Bucket: S3BucketConfiguration
    snsTopic: SnsTopicConfiguration
    sqsQueue: SqsQueueConfiguration
    s3ExpressDirectoryBucket: S3ExpressDirectoryBucketConfiguration
    dynamodbStream: DynamodbStreamConfiguration
    dynamodbTable: DynamodbTableConfiguration


class CreateAccessPreviewRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    configurations: Required[dict[str, Configuration]]
    clientToken: str


class CreateAccessPreviewResponse(TypedDict, total=False):
    id: str


class CreateAnalyzerRequest(TypedDict, total=False):
    analyzerName: Required[str]
    type: Required[str]
    archiveRules: list[InlineArchiveRule]
    tags: dict[str, str]
    clientToken: str
    configuration: AnalyzerConfiguration


class CreateAnalyzerResponse(TypedDict, total=False):
    arn: str


class CreateArchiveRuleRequest(TypedDict, total=False):
    analyzerName: Required[str]
    ruleName: Required[str]
    filter: Required[dict[str, Criterion]]
    clientToken: str


class CreateServiceLinkedAnalyzerRequest(TypedDict, total=False):
    type: Required[str]
    archiveRules: list[InlineArchiveRule]
    clientToken: str
    configuration: AnalyzerConfiguration


class CreateServiceLinkedAnalyzerResponse(TypedDict, total=False):
    arn: str


class Criterion(TypedDict, total=False):
    eq: list[str]
    neq: list[str]
    contains: list[str]
    exists: bool


class DeleteAnalyzerRequest(TypedDict, total=False):
    analyzerName: Required[str]
    clientToken: str


class DeleteArchiveRuleRequest(TypedDict, total=False):
    analyzerName: Required[str]
    ruleName: Required[str]
    clientToken: str


class DeleteServiceLinkedAnalyzerRequest(TypedDict, total=False):
    analyzerName: Required[str]
    clientToken: str


class DynamodbStreamConfiguration(TypedDict, total=False):
    streamPolicy: str


class DynamodbTableConfiguration(TypedDict, total=False):
    tablePolicy: str


class EbsSnapshotConfiguration(TypedDict, total=False):
    userIds: list[str]
    groups: list[str]
    kmsKeyId: str


class EcrRepositoryConfiguration(TypedDict, total=False):
    repositoryPolicy: str


class EfsFileSystemConfiguration(TypedDict, total=False):
    fileSystemPolicy: str


class ExplainDecisionRequest(TypedDict, total=False):
    principalArn: Required[str]
    action: Required[str]
    resourceArn: str
    contextEntries: dict[str, list[str]]
    sessionPolicies: list[str]
    resourcePolicy: str


class ExplainDecisionResponse(TypedDict, total=False):
    decision: ToldDecision
    absentKeys: list[str]
    contextKeys: list[ToldContextKey]


class ExternalAccessDetails(TypedDict, total=False):
    action: list[str]
    condition: dict[str, str]
    isPublic: bool
    principal: dict[str, str]
    sources: list[FindingSource]
    resourceControlPolicyRestriction: str


class ExternalAccessFindingsStatistics(TypedDict, total=False):
    resourceTypeStatistics: dict[str, ResourceTypeDetails]
    totalActiveFindings: int
    totalArchivedFindings: int
    totalResolvedFindings: int


class Finding(TypedDict, total=False):
    id: str
    principal: dict[str, str]
    action: list[str]
    resource: str
    isPublic: bool
    resourceType: str
    condition: dict[str, str]
    createdAt: int
    analyzedAt: int
    updatedAt: int
    status: str
    resourceOwnerAccount: str
    error: str
    sources: list[FindingSource]
    resourceControlPolicyRestriction: str


class FindingAggregationAccountDetails(TypedDict, total=False):
    account: str
    numberOfActiveFindings: int
    details: dict[str, int]


class FindingDetails(TypedDict, total=False):
    internalAccessDetails: InternalAccessDetails
    externalAccessDetails: ExternalAccessDetails
    unusedPermissionDetails: UnusedPermissionDetails
    unusedIamUserAccessKeyDetails: UnusedIamUserAccessKeyDetails
    unusedIamRoleDetails: UnusedIamRoleDetails
    unusedIamUserPasswordDetails: UnusedIamUserPasswordDetails


class FindingSource(TypedDict, total=False):
    type: str
    detail: FindingSourceDetail


class FindingSourceDetail(TypedDict, total=False):
    accessPointArn: str
    accessPointAccount: str


class FindingSummary(TypedDict, total=False):
    id: str
    principal: dict[str, str]
    action: list[str]
    resource: str
    isPublic: bool
    resourceType: str
    condition: dict[str, str]
    createdAt: int
    analyzedAt: int
    updatedAt: int
    status: str
    resourceOwnerAccount: str
    error: str
    sources: list[FindingSource]
    resourceControlPolicyRestriction: str


class FindingSummaryV2(TypedDict, total=False):
    analyzedAt: int
    createdAt: int
    error: str
    id: str
    resource: str
    resourceType: str
    resourceOwnerAccount: str
    status: str
    updatedAt: int
    findingType: str


class FindingsStatistics(TypedDict, total=False):
    externalAccessFindingsStatistics: ExternalAccessFindingsStatistics
    internalAccessFindingsStatistics: InternalAccessFindingsStatistics
    unusedAccessFindingsStatistics: UnusedAccessFindingsStatistics


class GenerateFindingRecommendationRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    id: Required[str]


class GeneratedPolicy(TypedDict, total=False):
    policy: str


class GeneratedPolicyProperties(TypedDict, total=False):
    isComplete: bool
    principalArn: str
    cloudTrailProperties: CloudTrailProperties


class GeneratedPolicyResult(TypedDict, total=False):
    properties: GeneratedPolicyProperties
    generatedPolicies: list[GeneratedPolicy]


class GetAccessPreviewRequest(TypedDict, total=False):
    accessPreviewId: Required[str]
    analyzerArn: Required[str]


class GetAccessPreviewResponse(TypedDict, total=False):
    accessPreview: AccessPreview


class GetAnalyzedResourceRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    resourceArn: Required[str]


class GetAnalyzedResourceResponse(TypedDict, total=False):
    resource: AnalyzedResource


class GetAnalyzerRequest(TypedDict, total=False):
    analyzerName: Required[str]


class GetAnalyzerResponse(TypedDict, total=False):
    analyzer: AnalyzerSummary


class GetArchiveRuleRequest(TypedDict, total=False):
    analyzerName: Required[str]
    ruleName: Required[str]


class GetArchiveRuleResponse(TypedDict, total=False):
    archiveRule: ArchiveRuleSummary


class GetFindingRecommendationRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    id: Required[str]
    maxResults: int
    nextToken: str


class GetFindingRecommendationResponse(TypedDict, total=False):
    startedAt: int
    completedAt: int
    nextToken: str
    error: RecommendationError
    resourceArn: str
    recommendedSteps: list[RecommendedStep]
    recommendationType: str
    status: str


class GetFindingRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    id: Required[str]


class GetFindingResponse(TypedDict, total=False):
    finding: Finding


class GetFindingV2Request(TypedDict, total=False):
    analyzerArn: Required[str]
    id: Required[str]
    maxResults: int
    nextToken: str


class GetFindingV2Response(TypedDict, total=False):
    analyzedAt: int
    createdAt: int
    error: str
    id: str
    nextToken: str
    resource: str
    resourceType: str
    resourceOwnerAccount: str
    status: str
    updatedAt: int
    findingDetails: list[FindingDetails]
    findingType: str


class GetFindingsStatisticsRequest(TypedDict, total=False):
    analyzerArn: Required[str]


class GetFindingsStatisticsResponse(TypedDict, total=False):
    findingsStatistics: list[FindingsStatistics]
    lastUpdatedAt: int


class GetGeneratedPolicyRequest(TypedDict, total=False):
    jobId: Required[str]
    includeResourcePlaceholders: bool
    includeServiceLevelTemplate: bool


class GetGeneratedPolicyResponse(TypedDict, total=False):
    jobDetails: JobDetails
    generatedPolicyResult: GeneratedPolicyResult


class IamRoleConfiguration(TypedDict, total=False):
    trustPolicy: str


class InlineArchiveRule(TypedDict, total=False):
    ruleName: Required[str]
    filter: Required[dict[str, Criterion]]


class InternalAccessAnalysisRule(TypedDict, total=False):
    inclusions: list[InternalAccessAnalysisRuleCriteria]


class InternalAccessAnalysisRuleCriteria(TypedDict, total=False):
    accountIds: list[str]
    resourceTypes: list[str]
    resourceArns: list[str]


class InternalAccessConfiguration(TypedDict, total=False):
    analysisRule: InternalAccessAnalysisRule


class InternalAccessDetails(TypedDict, total=False):
    action: list[str]
    condition: dict[str, str]
    principal: dict[str, str]
    principalOwnerAccount: str
    accessType: str
    principalType: str
    sources: list[FindingSource]
    resourceControlPolicyRestriction: str
    serviceControlPolicyRestriction: str


class InternalAccessFindingsStatistics(TypedDict, total=False):
    resourceTypeStatistics: dict[str, InternalAccessResourceTypeDetails]
    totalActiveFindings: int
    totalArchivedFindings: int
    totalResolvedFindings: int


class InternalAccessResourceTypeDetails(TypedDict, total=False):
    totalActiveFindings: int
    totalResolvedFindings: int
    totalArchivedFindings: int


class InternetConfiguration(TypedDict, total=False):
    pass


class JobDetails(TypedDict, total=False):
    jobId: str
    status: str
    startedOn: int
    completedOn: int
    jobError: JobError


class JobError(TypedDict, total=False):
    code: str
    message: str


class KmsGrantConfiguration(TypedDict, total=False):
    operations: Required[list[str]]
    granteePrincipal: Required[str]
    retiringPrincipal: str
    constraints: KmsGrantConstraints
    issuingAccount: Required[str]


class KmsGrantConstraints(TypedDict, total=False):
    encryptionContextEquals: dict[str, str]
    encryptionContextSubset: dict[str, str]


class KmsKeyConfiguration(TypedDict, total=False):
    keyPolicies: dict[str, str]
    grants: list[KmsGrantConfiguration]


class ListAccessPreviewFindingsRequest(TypedDict, total=False):
    accessPreviewId: Required[str]
    analyzerArn: Required[str]
    filter: dict[str, Criterion]
    nextToken: str
    maxResults: int


class ListAccessPreviewFindingsResponse(TypedDict, total=False):
    findings: list[AccessPreviewFinding]
    nextToken: str


class ListAccessPreviewsRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    nextToken: str
    maxResults: int


class ListAccessPreviewsResponse(TypedDict, total=False):
    accessPreviews: list[AccessPreviewSummary]
    nextToken: str


class ListAnalyzedResourcesRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    resourceType: str
    nextToken: str
    maxResults: int


class ListAnalyzedResourcesResponse(TypedDict, total=False):
    analyzedResources: list[AnalyzedResourceSummary]
    nextToken: str


class ListAnalyzersRequest(TypedDict, total=False):
    nextToken: str
    maxResults: int
    type: str


class ListAnalyzersResponse(TypedDict, total=False):
    analyzers: list[AnalyzerSummary]
    nextToken: str


class ListArchiveRulesRequest(TypedDict, total=False):
    analyzerName: Required[str]
    nextToken: str
    maxResults: int


class ListArchiveRulesResponse(TypedDict, total=False):
    archiveRules: list[ArchiveRuleSummary]
    nextToken: str


class ListFindingsRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    filter: dict[str, Criterion]
    sort: SortCriteria
    nextToken: str
    maxResults: int


class ListFindingsResponse(TypedDict, total=False):
    findings: list[FindingSummary]
    nextToken: str


class ListFindingsV2Request(TypedDict, total=False):
    analyzerArn: Required[str]
    filter: dict[str, Criterion]
    maxResults: int
    nextToken: str
    sort: SortCriteria


class ListFindingsV2Response(TypedDict, total=False):
    findings: list[FindingSummaryV2]
    nextToken: str


class ListPolicyGenerationsRequest(TypedDict, total=False):
    principalArn: str
    maxResults: int
    nextToken: str


class ListPolicyGenerationsResponse(TypedDict, total=False):
    policyGenerations: list[PolicyGeneration]
    nextToken: str


class ListTagsForResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]


class ListTagsForResourceResponse(TypedDict, total=False):
    tags: dict[str, str]


class Location(TypedDict, total=False):
    path: list[PathElement]
    span: Span


class NetworkOriginConfiguration(TypedDict, total=False):
    vpcConfiguration: VpcConfiguration
    internetConfiguration: InternetConfiguration


class PathElement(TypedDict, total=False):
    index: int
    key: str
    substring: Substring
    value: str


class PolicyGeneration(TypedDict, total=False):
    jobId: str
    principalArn: str
    status: str
    startedOn: int
    completedOn: int


class PolicyGenerationDetails(TypedDict, total=False):
    principalArn: Required[str]


class Position(TypedDict, total=False):
    line: int
    column: int
    offset: int


class RdsDbClusterSnapshotAttributeValue(TypedDict, total=False):
    accountIds: list[str]


class RdsDbClusterSnapshotConfiguration(TypedDict, total=False):
    attributes: dict[str, RdsDbClusterSnapshotAttributeValue]
    kmsKeyId: str


class RdsDbSnapshotAttributeValue(TypedDict, total=False):
    accountIds: list[str]


class RdsDbSnapshotConfiguration(TypedDict, total=False):
    attributes: dict[str, RdsDbSnapshotAttributeValue]
    kmsKeyId: str


class ReasonSummary(TypedDict, total=False):
    description: str
    statementIndex: int
    statementId: str


class RecommendationError(TypedDict, total=False):
    code: str
    message: str


class RecommendedStep(TypedDict, total=False):
    unusedPermissionsRecommendedStep: UnusedPermissionsRecommendedStep


class ResourceTypeDetails(TypedDict, total=False):
    totalActivePublic: int
    totalActiveCrossAccount: int
    totalActiveErrors: int


class S3AccessPointConfiguration(TypedDict, total=False):
    accessPointPolicy: str
    publicAccessBlock: S3PublicAccessBlockConfiguration
    networkOrigin: NetworkOriginConfiguration


class S3BucketAclGrantConfiguration(TypedDict, total=False):
    permission: Required[str]
    grantee: Required[AclGrantee]


class S3BucketConfiguration(TypedDict, total=False):
    bucketPolicy: str
    bucketAclGrants: list[S3BucketAclGrantConfiguration]
    bucketPublicAccessBlock: S3PublicAccessBlockConfiguration
    accessPoints: dict[str, S3AccessPointConfiguration]


class S3ExpressDirectoryAccessPointConfiguration(TypedDict, total=False):
    accessPointPolicy: str
    networkOrigin: NetworkOriginConfiguration


class S3ExpressDirectoryBucketConfiguration(TypedDict, total=False):
    bucketPolicy: str
    accessPoints: dict[str, S3ExpressDirectoryAccessPointConfiguration]


class S3PublicAccessBlockConfiguration(TypedDict, total=False):
    ignorePublicAcls: Required[bool]
    restrictPublicBuckets: Required[bool]


class SecretsManagerSecretConfiguration(TypedDict, total=False):
    kmsKeyId: str
    secretPolicy: str


class SnsTopicConfiguration(TypedDict, total=False):
    topicPolicy: str


class SortCriteria(TypedDict, total=False):
    attributeName: str
    orderBy: str


class Span(TypedDict, total=False):
    start: Position
    end: Position


class SqsQueueConfiguration(TypedDict, total=False):
    queuePolicy: str


class StartPolicyGenerationRequest(TypedDict, total=False):
    policyGenerationDetails: Required[PolicyGenerationDetails]
    cloudTrailDetails: CloudTrailDetails
    clientToken: str


class StartPolicyGenerationResponse(TypedDict, total=False):
    jobId: str


class StartResourceScanRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    resourceArn: Required[str]
    resourceOwnerAccount: str


class StatusReason(TypedDict, total=False):
    code: str


class Substring(TypedDict, total=False):
    start: int
    length: int


class TagResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]
    tags: Required[dict[str, str]]


class TagResourceResponse(TypedDict, total=False):
    pass


class TestTokenRequest(TypedDict, total=False):
    webIdentityToken: str
    samlAssertion: str
    principalArn: str
    roleArns: list[str]
    roleSessionName: str
    sourceIp: str


class TestTokenResponse(TypedDict, total=False):
    isValid: bool
    error: TokenError
    provider: str
    issuer: str
    subject: str
    audience: str
    contextKeys: list[ToldContextKey]
    sessionTags: dict[str, str]
    transitiveTagKeys: list[str]
    sourceIdentity: str
    sessionName: str
    roles: list[TestedRole]
    isTruncated: bool


class TestedRole(TypedDict, total=False):
    roleArn: str
    isAllowed: bool
    reason: str
    decisions: list[ToldDecision]


class TokenError(TypedDict, total=False):
    code: str
    message: str


class ToldContextKey(TypedDict, total=False):
    key: str
    values: list[str]


class ToldDecision(TypedDict, total=False):
    action: str
    resource: str
    layer: str
    decision: str
    explanation: str
    statements: list[ToldStatement]


class ToldStatement(TypedDict, total=False):
    layer: str
    policy: str
    policyType: str
    statementIndex: int
    statementId: str
    effect: str
    applies: bool
    part: str
    reason: str


class Trail(TypedDict, total=False):
    cloudTrailArn: Required[str]
    regions: list[str]
    allRegions: bool


class TrailProperties(TypedDict, total=False):
    cloudTrailArn: str
    regions: list[str]
    allRegions: bool


class UntagResourceRequest(TypedDict, total=False):
    resourceArn: Required[str]
    tagKeys: Required[list[str]]


class UntagResourceResponse(TypedDict, total=False):
    pass


class UnusedAccessConfiguration(TypedDict, total=False):
    unusedAccessAge: int
    analysisRule: AnalysisRule


class UnusedAccessFindingsStatistics(TypedDict, total=False):
    unusedAccessTypeStatistics: list[UnusedAccessTypeStatistics]
    topAccounts: list[FindingAggregationAccountDetails]
    totalActiveFindings: int
    totalArchivedFindings: int
    totalResolvedFindings: int


class UnusedAccessTypeStatistics(TypedDict, total=False):
    unusedAccessType: str
    total: int


class UnusedAction(TypedDict, total=False):
    action: str
    lastAccessed: int


class UnusedIamRoleDetails(TypedDict, total=False):
    lastAccessed: int


class UnusedIamUserAccessKeyDetails(TypedDict, total=False):
    accessKeyId: str
    lastAccessed: int


class UnusedIamUserPasswordDetails(TypedDict, total=False):
    lastAccessed: int


class UnusedPermissionDetails(TypedDict, total=False):
    actions: list[UnusedAction]
    serviceNamespace: str
    lastAccessed: int


class UnusedPermissionsRecommendedStep(TypedDict, total=False):
    policyUpdatedAt: int
    recommendedAction: str
    recommendedPolicy: str
    existingPolicyId: str


class UpdateAnalyzerRequest(TypedDict, total=False):
    analyzerName: Required[str]
    configuration: AnalyzerConfiguration


class UpdateAnalyzerResponse(TypedDict, total=False):
    configuration: AnalyzerConfiguration


class UpdateArchiveRuleRequest(TypedDict, total=False):
    analyzerName: Required[str]
    ruleName: Required[str]
    filter: Required[dict[str, Criterion]]
    clientToken: str


class UpdateFindingsRequest(TypedDict, total=False):
    analyzerArn: Required[str]
    status: Required[str]
    ids: list[str]
    resourceArn: str
    clientToken: str


class ValidatePolicyFinding(TypedDict, total=False):
    findingDetails: str
    findingType: str
    issueCode: str
    learnMoreLink: str
    locations: list[Location]


class ValidatePolicyRequest(TypedDict, total=False):
    locale: str
    maxResults: int
    nextToken: str
    policyDocument: Required[str]
    policyType: Required[str]
    validatePolicyResourceType: str


class ValidatePolicyResponse(TypedDict, total=False):
    findings: list[ValidatePolicyFinding]
    nextToken: str


class VpcConfiguration(TypedDict, total=False):
    vpcId: Required[str]
