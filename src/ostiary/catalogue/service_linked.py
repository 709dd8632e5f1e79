"""The templates of service-linked roles: which role a service of AWS makes for itself, and with which policy.

Names only. AWS publishes no list; each row was recorded from AWS by the integration tests of an open project
(localstack/localstack, Apache-2.0, commit 8b9a79f) and its policy is one of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.model.arn import iam_arn

PATH: Final = "/aws-service-role/"
"""Where all of them stand, each below the name of its service."""

ROLE_PREFIX: Final = "AWSServiceRoleFor"


@dataclass(frozen=True, slots=True)
class Template:
    """The role of one service. `takes_suffix` says that an account may have several, told apart by a suffix."""

    service: str
    name: str
    policy: str
    takes_suffix: bool = False

    def role_name(self, suffix: str = "") -> str:
        """Return the name of the role."""
        return f"{ROLE_PREFIX}{self.name}" + (f"_{suffix}" if suffix else "")

    def policy_arn(self, partition: str) -> str:
        """Return the ARN of the AWS managed policy that the role has."""
        return iam_arn(partition, "aws", f"policy{PATH}{self.policy}")


TEMPLATES: Final[Mapping[str, Template]] = {
    template.service: template
    for template in (
        Template(
            "accountdiscovery.ssm.amazonaws.com",
            "AmazonSSM_AccountDiscovery",
            "AWSSystemsManagerAccountDiscoveryServicePolicy",
        ),
        Template("acm.amazonaws.com", "CertificateManager", "CertificateManagerServiceRolePolicy"),
        Template("appmesh.amazonaws.com", "AppMesh", "AWSAppMeshServiceRolePolicy"),
        Template(
            "autoscaling-plans.amazonaws.com",
            "AutoScalingPlans_EC2AutoScaling",
            "AWSAutoScalingPlansEC2AutoScalingPolicy",
        ),
        Template("autoscaling.amazonaws.com", "AutoScaling", "AutoScalingServiceRolePolicy", takes_suffix=True),
        Template("backup.amazonaws.com", "Backup", "AWSBackupServiceLinkedRolePolicyForBackup"),
        Template("batch.amazonaws.com", "Batch", "BatchServiceRolePolicy"),
        Template(
            "cassandra.application-autoscaling.amazonaws.com",
            "ApplicationAutoScaling_CassandraTable",
            "AWSApplicationAutoscalingCassandraTablePolicy",
        ),
        Template(
            "cks.kms.amazonaws.com",
            "KeyManagementServiceCustomKeyStores",
            "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy",
        ),
        Template("cloudtrail.amazonaws.com", "CloudTrail", "CloudTrailServiceRolePolicy"),
        Template(
            "codestar-notifications.amazonaws.com", "CodeStarNotifications", "AWSCodeStarNotificationsServiceRolePolicy"
        ),
        Template("config.amazonaws.com", "Config", "AWSConfigServiceRolePolicy"),
        Template("connect.amazonaws.com", "AmazonConnect", "AmazonConnectServiceLinkedRolePolicy", takes_suffix=True),
        Template("dms-fleet-advisor.amazonaws.com", "DMSFleetAdvisor", "AWSDMSFleetAdvisorServiceRolePolicy"),
        Template("dms.amazonaws.com", "DMSServerless", "AWSDMSServerlessServiceRolePolicy"),
        Template("docdb-elastic.amazonaws.com", "DocDB-Elastic", "AmazonDocDB-ElasticServiceRolePolicy"),
        Template("ec2-instance-connect.amazonaws.com", "Ec2InstanceConnect", "Ec2InstanceConnectEndpoint"),
        Template(
            "ec2.application-autoscaling.amazonaws.com",
            "ApplicationAutoScaling_EC2SpotFleetRequest",
            "AWSApplicationAutoscalingEC2SpotFleetRequestPolicy",
        ),
        Template("ecr.amazonaws.com", "ECRTemplate", "ECRTemplateServiceRolePolicy"),
        Template("ecs.amazonaws.com", "ECS", "AmazonECSServiceRolePolicy"),
        Template("eks-connector.amazonaws.com", "AmazonEKSConnector", "AmazonEKSConnectorServiceRolePolicy"),
        Template("eks-fargate.amazonaws.com", "AmazonEKSForFargate", "AmazonEKSForFargateServiceRolePolicy"),
        Template("eks-nodegroup.amazonaws.com", "AmazonEKSNodegroup", "AWSServiceRoleForAmazonEKSNodegroup"),
        Template("eks.amazonaws.com", "AmazonEKS", "AmazonEKSServiceRolePolicy"),
        Template("elasticache.amazonaws.com", "ElastiCache", "ElastiCacheServiceRolePolicy"),
        Template("elasticbeanstalk.amazonaws.com", "ElasticBeanstalk", "AWSElasticBeanstalkServiceRolePolicy"),
        Template(
            "elasticfilesystem.amazonaws.com", "AmazonElasticFileSystem", "AmazonElasticFileSystemServiceRolePolicy"
        ),
        Template(
            "elasticloadbalancing.amazonaws.com", "ElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy"
        ),
        Template(
            "email.cognito-idp.amazonaws.com", "AmazonCognitoIdpEmailService", "AmazonCognitoIdpEmailServiceRolePolicy"
        ),
        Template("emr-containers.amazonaws.com", "AmazonEMRContainers", "AmazonEMRContainersServiceRolePolicy"),
        Template("emrwal.amazonaws.com", "EMRWAL", "EMRDescribeClusterPolicyForEMRWAL"),
        Template("fis.amazonaws.com", "FIS", "AmazonFISServiceRolePolicy"),
        Template("grafana.amazonaws.com", "AmazonGrafana", "AmazonGrafanaServiceLinkedRolePolicy"),
        Template("imagebuilder.amazonaws.com", "ImageBuilder", "AWSServiceRoleForImageBuilder"),
        Template(
            "iotmanagedintegrations.amazonaws.com", "IoTManagedIntegrations", "AWSIoTManagedIntegrationsRolePolicy"
        ),
        Template("kafka.amazonaws.com", "Kafka", "KafkaServiceRolePolicy"),
        Template("kafkaconnect.amazonaws.com", "KafkaConnect", "KafkaConnectServiceRolePolicy"),
        Template("lakeformation.amazonaws.com", "LakeFormationDataAccess", "LakeFormationDataAccessServiceRolePolicy"),
        Template("lexv2.amazonaws.com", "LexV2Bots", "AmazonLexV2BotPolicy", takes_suffix=True),
        Template("lightsail.amazonaws.com", "Lightsail", "LightsailExportAccess"),
        Template("m2.amazonaws.com", "AWSM2", "AWSM2ServicePolicy"),
        Template("memorydb.amazonaws.com", "MemoryDB", "MemoryDBServiceRolePolicy"),
        Template("mq.amazonaws.com", "AmazonMQ", "AmazonMQServiceRolePolicy"),
        Template(
            "mrk.kms.amazonaws.com",
            "KeyManagementServiceMultiRegionKeys",
            "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
        ),
        Template("notifications.amazonaws.com", "AwsUserNotifications", "AWSUserNotificationsServiceLinkedRolePolicy"),
        Template(
            "observability.aoss.amazonaws.com",
            "AmazonOpenSearchServerless",
            "AmazonOpenSearchServerlessServiceRolePolicy",
        ),
        Template("opensearchservice.amazonaws.com", "AmazonOpenSearchService", "AmazonOpenSearchServiceRolePolicy"),
        Template("ops.apigateway.amazonaws.com", "APIGateway", "APIGatewayServiceRolePolicy"),
        Template("ops.emr-serverless.amazonaws.com", "AmazonEMRServerless", "AmazonEMRServerlessServiceRolePolicy"),
        Template(
            "opsdatasync.ssm.amazonaws.com",
            "SystemsManagerOpsDataSync",
            "AWSSystemsManagerOpsDataSyncServiceRolePolicy",
        ),
        Template("opsinsights.ssm.amazonaws.com", "AmazonSSM_OpsInsights", "AWSSSMOpsInsightsServiceRolePolicy"),
        Template(
            "pullthroughcache.ecr.amazonaws.com", "ECRPullThroughCache", "AWSECRPullThroughCache_ServiceRolePolicy"
        ),
        Template("ram.amazonaws.com", "ResourceAccessManager", "AWSResourceAccessManagerServiceRolePolicy"),
        Template("rds.amazonaws.com", "RDS", "AmazonRDSServiceRolePolicy"),
        Template("redshift.amazonaws.com", "Redshift", "AmazonRedshiftServiceLinkedRolePolicy"),
        Template(
            "replication.cassandra.amazonaws.com", "KeyspacesReplication", "KeyspacesReplicationServiceRolePolicy"
        ),
        Template("replication.ecr.amazonaws.com", "ECRReplication", "ECRReplicationServiceRolePolicy"),
        Template("repository.sync.codeconnections.amazonaws.com", "GitSync", "AWSGitSyncServiceRolePolicy"),
        Template("resource-explorer-2.amazonaws.com", "ResourceExplorer", "AWSResourceExplorerServiceRolePolicy"),
        Template("rolesanywhere.amazonaws.com", "RolesAnywhere", "AWSRolesAnywhereServicePolicy"),
        Template("s3-outposts.amazonaws.com", "S3OnOutposts", "AWSS3OnOutpostsServiceRolePolicy"),
        Template("ses.amazonaws.com", "AmazonSES", "AmazonSESServiceRolePolicy"),
        Template("shield.amazonaws.com", "AWSShield", "AWSShieldServiceRolePolicy"),
        Template("ssm-incidents.amazonaws.com", "IncidentManager", "AWSIncidentManagerServiceRolePolicy"),
        Template("ssm-quicksetup.amazonaws.com", "SSMQuickSetup", "SSMQuickSetupRolePolicy"),
        Template("ssm.amazonaws.com", "AmazonSSM", "AmazonSSMServiceRolePolicy"),
        Template("sso.amazonaws.com", "SSO", "AWSSSOServiceRolePolicy"),
        Template(
            "vpcorigin.cloudfront.amazonaws.com", "CloudFrontVPCOrigin", "AWSCloudFrontVPCOriginServiceRolePolicy"
        ),
        Template("waf.amazonaws.com", "WAFLogging", "WAFLoggingServiceRolePolicy"),
        Template("wafv2.amazonaws.com", "WAFV2Logging", "WAFV2LoggingServiceRolePolicy"),
    )
}
