/** The services that a role can be made for by choosing, and what they use it for. Any other is typed. */

export interface UseCase {
  name: string;
  principal: string;
  description: string;
}

export interface Service {
  name: string;
  useCases: readonly [UseCase, ...UseCase[]];
}

const one = (name: string, host: string, does: string): Service => ({
  name,
  useCases: [{ name, principal: `${host}.amazonaws.com`, description: does }],
});

export const EC2 = "ec2.amazonaws.com";

/** By name; the principals and use cases are AWS's. */
export const SERVICES: readonly Service[] = [
  one("API Gateway", "apigateway", "API Gateway calls backends and writes logs on your behalf."),
  one("Application Auto Scaling", "application-autoscaling", "The capacity of your resources is changed for you."),
  one("AppSync", "appsync", "AppSync reaches the data sources of your APIs."),
  one("Backup", "backup", "Backups and restores are made on your behalf."),
  one("Batch", "batch", "Batch manages the resources that your jobs run on."),
  one("CloudFormation", "cloudformation", "CloudFormation makes, changes and deletes the resources of a stack."),
  one("CloudTrail", "cloudtrail", "CloudTrail sends events to a log group."),
  one("CodeBuild", "codebuild", "Builds reach the services that they need."),
  one("CodeDeploy", "codedeploy", "CodeDeploy reads tags and changes instances."),
  one("CodePipeline", "codepipeline", "The stages of a pipeline call other services."),
  one("Config", "config", "Config looks at the configuration of your resources."),
  one("Data Pipeline", "datapipeline", "Pipelines read and write your data stores."),
  one("DMS", "dms", "Database migrations reach their source and target."),
  {
    name: "EC2",
    useCases: [
      {
        name: "EC2",
        principal: EC2,
        description: "Instances call services on your behalf. An instance profile of the same name is made too.",
      },
      {
        name: "EC2 - Spot Fleet",
        principal: "spotfleet.amazonaws.com",
        description: "A Spot Fleet asks for instances, tags and ends them.",
      },
    ],
  },
  {
    name: "EKS",
    useCases: [
      { name: "EKS - Cluster", principal: "eks.amazonaws.com", description: "The cluster manages resources for you." },
      { name: "EKS - Node group", principal: EC2, description: "The nodes of a cluster call services." },
      {
        name: "EKS - Fargate pod",
        principal: "eks-fargate-pods.amazonaws.com",
        description: "Pods on Fargate pull images and write logs.",
      },
      {
        name: "EKS - Pod Identity",
        principal: "pods.eks.amazonaws.com",
        description: "Pods get the credentials of the role for their service account.",
      },
    ],
  },
  {
    name: "Elastic Container Service",
    useCases: [
      {
        name: "Elastic Container Service Task",
        principal: "ecs-tasks.amazonaws.com",
        description: "Tasks call services on your behalf.",
      },
      {
        name: "Elastic Container Service",
        principal: "ecs.amazonaws.com",
        description: "The service makes and manages the resources of tasks.",
      },
    ],
  },
  one("EMR", "elasticmapreduce", "EMR makes and manages the instances of a cluster."),
  one("EventBridge", "events", "Rules invoke their targets."),
  one("EventBridge Scheduler", "scheduler", "Schedules invoke their targets."),
  one("Firehose", "firehose", "Streams are delivered to their destinations."),
  one("Glue", "glue", "Jobs and crawlers reach your data."),
  one("IoT", "iot", "Rules hand messages on to other services."),
  one("Kinesis Analytics", "kinesisanalytics", "Applications read and write your streams."),
  one("Lambda", "lambda", "Functions call services on your behalf."),
  one("RDS", "rds", "Databases reach other services."),
  one("RDS - Enhanced Monitoring", "monitoring.rds", "Metrics of the operating system are written to logs."),
  one("Redshift", "redshift", "Clusters load data from, and unload it to, other services."),
  one("S3", "s3", "Buckets replicate objects and run batch operations."),
  one("SageMaker", "sagemaker", "Notebooks, training and models reach your data."),
  one("SNS", "sns", "Deliveries are written to logs."),
  one("Step Functions", "states", "State machines call the services of their steps."),
  one("Systems Manager", "ssm", "Automations and maintenance windows run on your behalf."),
  one("Transfer Family", "transfer", "Servers reach your storage, and write logs."),
  one("VPC Flow Logs", "vpc-flow-logs", "Flow logs are written to a log group."),
];
