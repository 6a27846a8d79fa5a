import { accessPolicy } from "./access-policy.js";
import { arn, logGroup, noValue, ref, role, sub, type Template, writeLogs } from "./cloudformation-values.js";
import { type InfraPlan, toAwsCron } from "./infra-plan.js";

export function lambda({ name }: InfraPlan): Template {
  return {
    ServiceLogs: logGroup(`/aws/lambda/${name}`),
    ServiceRole: role(`${name}-service`, "lambda.amazonaws.com", [writeLogs("ServiceLogs")], name),
    Function: {
      Type: "AWS::Lambda::Function",
      Condition: "HasCode",
      DependsOn: ["ServiceLogs"],
      Properties: {
        FunctionName: name,
        Role: arn("ServiceRole"),
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { S3Bucket: ref("Bucket"), S3Key: ref("CodeKey") },
        MemorySize: 1024,
        Timeout: 30,
      },
    },
    FunctionUrl: {
      Type: "AWS::Lambda::Url",
      Condition: "HasCode",
      Properties: { TargetFunctionArn: arn("Function"), AuthType: "AWS_IAM" },
    },
  };
}

export function tasks({ name, service }: InfraPlan): Template {
  const start = [
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: [sub(`arn:\${AWS::Partition}:ecr:\${AWS::Region}:\${AWS::AccountId}:repository/${name}*`)],
    },
    { Sid: "LogInToRegistry", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
    writeLogs("TaskLogs"),
    ...(service === "container"
      ? [
          {
            "Fn::If": [
              "HasTokens",
              {
                Sid: "ReadTokens",
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: [ref("TokensSecretArn")],
              },
              noValue,
            ],
          },
        ]
      : []),
  ];
  return {
    Cluster: {
      Type: "AWS::ECS::Cluster",
      Properties: { ClusterName: name, ClusterSettings: [{ Name: "containerInsights", Value: "enabled" }] },
    },
    TaskLogs: logGroup(`/cuaderno/${name}`),
    StartRole: role(`${name}-start`, "ecs-tasks.amazonaws.com", start, name),
  };
}

export function taskDefinition(id: string, name: string, properties: Template, container: Template): Template {
  return {
    Type: "AWS::ECS::TaskDefinition",
    ...properties,
    Properties: {
      Family: name,
      RequiresCompatibilities: ["FARGATE"],
      NetworkMode: "awsvpc",
      Cpu: "1024",
      Memory: "2048",
      ExecutionRoleArn: arn("StartRole"),
      ...(properties.Properties as Template | undefined),
      ContainerDefinitions: [
        {
          Name: id,
          Essential: true,
          ...container,
          LogConfiguration: {
            LogDriver: "awslogs",
            Options: {
              "awslogs-group": ref("TaskLogs"),
              "awslogs-region": ref("AWS::Region"),
              "awslogs-stream-prefix": id,
            },
          },
        },
      ],
    },
  };
}

export function container({ name }: InfraPlan): Template {
  return {
    Repository: {
      Type: "AWS::ECR::Repository",
      DeletionPolicy: ref("BucketDeletion"),
      UpdateReplacePolicy: ref("BucketDeletion"),
      Properties: {
        RepositoryName: name,
        ImageTagMutability: "IMMUTABLE",
        ImageScanningConfiguration: { ScanOnPush: true },
      },
    },
    ServiceTask: taskDefinition(
      "service",
      name,
      { Condition: "HasImage" },
      {
        Image: ref("Image"),
        ReadonlyRootFilesystem: true,
        PortMappings: [{ ContainerPort: 8000 }],
        Secrets: { "Fn::If": ["HasTokens", [{ Name: "SERVE_TOKENS", ValueFrom: ref("TokensSecretArn") }], noValue] },
      },
    ),
    Service: {
      Type: "AWS::ECS::Service",
      Condition: "HasImage",
      Properties: {
        ServiceName: name,
        Cluster: ref("Cluster"),
        TaskDefinition: ref("ServiceTask"),
        DesiredCount: ref("Replicas"),
        LaunchType: "FARGATE",
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        NetworkConfiguration: { AwsvpcConfiguration: network("DISABLED") },
      },
    },
  };
}

export const network = (publicIp: string): Template => ({
  Subnets: ref("SubnetIds"),
  SecurityGroups: ref("SecurityGroupIds"),
  AssignPublicIp: publicIp,
});

export function schedule(plan: InfraPlan): Template {
  if (plan.schedule === undefined) return {};
  const { folder, cron, timezone } = plan.schedule;
  const { name } = plan;
  const run = [
    {
      Sid: "RunFlow",
      Effect: "Allow",
      Action: ["ecs:RunTask"],
      Resource: [sub(`arn:\${AWS::Partition}:ecs:\${AWS::Region}:\${AWS::AccountId}:task-definition/${name}-flow:*`)],
      Condition: { ArnEquals: { "ecs:cluster": [arn("Cluster")] } },
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [arn("StartRole"), arn("FlowRole")],
      Condition: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    },
  ];
  return {
    FlowRole: role(`${name}-flow`, "ecs-tasks.amazonaws.com", accessPolicy("write", plan), name),
    FlowTask: taskDefinition(
      "flow",
      `${name}-flow`,
      { Condition: "HasFlowImage", Properties: { TaskRoleArn: arn("FlowRole") } },
      { Image: ref("FlowImage"), Command: ["npx", "cuaderno", "run", folder] },
    ),
    ScheduleRole: role(`${name}-schedule`, "scheduler.amazonaws.com", run, name),
    Schedule: {
      Type: "AWS::Scheduler::Schedule",
      Condition: "HasFlowImage",
      Properties: {
        Name: `${name}-flow`,
        ScheduleExpression: toAwsCron(cron),
        ScheduleExpressionTimezone: timezone,
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: arn("Cluster"),
          RoleArn: arn("ScheduleRole"),
          EcsParameters: {
            TaskDefinitionArn: ref("FlowTask"),
            LaunchType: "FARGATE",
            NetworkConfiguration: { AwsvpcConfiguration: network("DISABLED") },
          },
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        },
      },
    },
  };
}
