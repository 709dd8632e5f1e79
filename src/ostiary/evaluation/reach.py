"""Which actions resource control policies reach (policy-evaluation.md 1.10)."""

from __future__ import annotations

from typing import Final

from ostiary.catalogue import services

REACHED: Final = frozenset(
    """
    aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch
    cloudtrail-data codeartifact codebuild codecommit codepipeline cognito-identity cognito-idp comprehend
    comprehendmedical compute-optimizer cost-optimization-hub dax dsql dynamodb ecr ecr-public events firehose fis fms
    gamelift health inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch
    pca-connector-ad personalize polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin
    sqs sts support swf textract timestream-influxdb transcribe transfer translate wafv2 workspaces xray
    """.split()  # noqa: SIM905  # sixty words read better without sixty pairs of quotes
)
"""AWS's services, by prefix, as the AWS Organizations User Guide lists them under "services that support RCPs"."""

SPARED: Final = frozenset({"kms:retiregrant"})
"""Actions of these services that the same page exempts."""


def is_reached(action: str) -> bool:
    """Return whether resource control policies bear on *action*; services that are not AWS's are all reached."""
    folded = action.lower()
    service = folded.partition(":")[0]
    return folded not in SPARED and (service in REACHED or service not in services.services())
