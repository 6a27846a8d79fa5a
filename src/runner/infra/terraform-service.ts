import { accessPolicy, type PolicyStatement } from "./access-policy.js";
import { type InfraPlan, toAwsCron } from "./infra-plan.js";
import { expression, type HclBlock, reference } from "./render-hcl.js";
import { account, logGroup, policyDocument, region, role, rolePolicy, writeLogs } from "./terraform-policies.js";

export function lambda({ name }: InfraPlan): readonly HclBlock[] {
  const count = expression('var.code_key == "" ? 0 : 1');
  return [
    logGroup("service", `/aws/lambda/${name}`),
    role("service", `${name}-service`, "lambda.amazonaws.com"),
    rolePolicy("service", [writeLogs("service")], name),
    {
      head: ["resource", "aws_lambda_function", "service"],
      attributes: {
        count,
        function_name: name,
        role: expression("aws_iam_role.service.arn"),
        runtime: "nodejs22.x",
        handler: "index.handler",
        s3_bucket: expression("aws_s3_bucket.data.id"),
        s3_key: expression("var.code_key"),
        memory_size: 1024,
        timeout: 30,
        tags: expression("var.tags"),
        depends_on: [expression("aws_cloudwatch_log_group.service")],
      },
      blocks: [{ head: ["tracing_config"], attributes: { mode: "PassThrough" } }],
    },
    {
      comment: "Requests need the caller's signature and lambda:InvokeFunctionUrl.",
      head: ["resource", "aws_lambda_function_url", "service"],
      attributes: {
        count,
        function_name: expression("aws_lambda_function.service[0].function_name"),
        authorization_type: "AWS_IAM",
      },
    },
  ];
}

export function tasks({ name, service }: InfraPlan): readonly HclBlock[] {
  const images: PolicyStatement = {
    Sid: "PullImages",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: [`arn:aws:ecr:${region}:${account}:repository/${name}*`],
  };
  const login: PolicyStatement = {
    Sid: "LogInToRegistry",
    Effect: "Allow",
    Action: ["ecr:GetAuthorizationToken"],
    Resource: ["*"],
  };
  return [
    {
      head: ["resource", "aws_ecs_cluster", "tasks"],
      attributes: { name, tags: expression("var.tags") },
      blocks: [{ head: ["setting"], attributes: { name: "containerInsights", value: "enabled" } }],
    },
    logGroup("tasks", `/cuaderno/${name}`),
    role("start", `${name}-start`, "ecs-tasks.amazonaws.com"),
    rolePolicy("start", [images, login, writeLogs("tasks")], name),
    ...(service === "container"
      ? [
          {
            head: ["resource", "aws_iam_role_policy", "tokens"],
            attributes: {
              count: expression('var.tokens_secret_arn == "" ? 0 : 1'),
              role: expression("aws_iam_role.start.id"),
              policy: policyDocument(
                [
                  {
                    Sid: "ReadTokens",
                    Effect: "Allow",
                    Action: ["secretsmanager:GetSecretValue"],
                    Resource: [reference("var.tokens_secret_arn")],
                  },
                ],
                name,
              ),
            },
          },
        ]
      : []),
  ];
}

export function taskDefinition(
  id: string,
  name: string,
  options: { readonly count: string; readonly image: string; readonly role: string; readonly more: string },
): HclBlock {
  const { count, image, role: taskRole, more } = options;
  return {
    head: ["resource", "aws_ecs_task_definition", id],
    attributes: {
      count: expression(count),
      family: name,
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: 1024,
      memory: 2048,
      execution_role_arn: expression("aws_iam_role.start.arn"),
      task_role_arn: expression(taskRole),
      container_definitions: expression(
        `jsonencode([{\n    name                   = "${id}"\n    image                  = ${image}\n    essential              = true\n${more}\n    logConfiguration = {\n      logDriver = "awslogs"\n      options = {\n        awslogs-group         = aws_cloudwatch_log_group.tasks.name\n        awslogs-region        = data.aws_region.current.name\n        awslogs-stream-prefix = "${id}"\n      }\n    }\n  }])`,
      ),
      tags: expression("var.tags"),
    },
  };
}

export const network: HclBlock = {
  head: ["network_configuration"],
  attributes: {
    subnets: expression("var.subnet_ids"),
    security_groups: expression("var.security_group_ids"),
    assign_public_ip: false,
  },
};

export function container({ name }: InfraPlan): readonly HclBlock[] {
  const count = 'var.image == "" ? 0 : 1';
  return [
    {
      head: ["resource", "aws_ecr_repository", "service"],
      attributes: {
        name,
        image_tag_mutability: "IMMUTABLE",
        force_delete: expression("var.allow_deletion"),
        tags: expression("var.tags"),
      },
      blocks: [{ head: ["image_scanning_configuration"], attributes: { scan_on_push: true } }],
    },
    taskDefinition("service", name, {
      count,
      image: "var.image",
      role: "null",
      more: `    readonlyRootFilesystem = true\n    portMappings           = [{ containerPort = 8000 }]\n    secrets                = var.tokens_secret_arn == "" ? [] : [{ name = "SERVE_TOKENS", valueFrom = var.tokens_secret_arn }]`,
    }),
    {
      head: ["resource", "aws_ecs_service", "service"],
      attributes: {
        count: expression(count),
        name,
        cluster: expression("aws_ecs_cluster.tasks.id"),
        task_definition: expression("aws_ecs_task_definition.service[0].arn"),
        desired_count: expression("var.replicas"),
        launch_type: "FARGATE",
        tags: expression("var.tags"),
      },
      blocks: [network, { head: ["deployment_circuit_breaker"], attributes: { enable: true, rollback: true } }],
    },
  ];
}

export function schedule(plan: InfraPlan): readonly HclBlock[] {
  if (plan.schedule === undefined) return [];
  const { folder, cron, timezone } = plan.schedule;
  const { name } = plan;
  const count = 'var.flow_image == "" ? 0 : 1';
  const run: readonly PolicyStatement[] = [
    {
      Sid: "RunFlow",
      Effect: "Allow",
      Action: ["ecs:RunTask"],
      Resource: [`arn:aws:ecs:${region}:${account}:task-definition/${name}-flow:*`],
      Condition: { ArnEquals: { "ecs:cluster": [reference("aws_ecs_cluster.tasks.arn")] } },
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [reference("aws_iam_role.start.arn"), reference("aws_iam_role.flow.arn")],
      Condition: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    },
  ];
  return [
    role("flow", `${name}-flow`, "ecs-tasks.amazonaws.com"),
    rolePolicy("flow", accessPolicy("write", plan), name),
    taskDefinition("flow", `${name}-flow`, {
      count,
      image: "var.flow_image",
      role: "aws_iam_role.flow.arn",
      more: `    command                = ${JSON.stringify(["npx", "cuaderno", "run", folder])}`,
    }),
    role("schedule", `${name}-schedule`, "scheduler.amazonaws.com"),
    rolePolicy("schedule", run, name),
    {
      head: ["resource", "aws_scheduler_schedule", "flow"],
      attributes: {
        count: expression(count),
        name: `${name}-flow`,
        schedule_expression: toAwsCron(cron),
        schedule_expression_timezone: timezone,
      },
      blocks: [
        { head: ["flexible_time_window"], attributes: { mode: "OFF" } },
        {
          head: ["target"],
          attributes: {
            arn: expression("aws_ecs_cluster.tasks.arn"),
            role_arn: expression("aws_iam_role.schedule.arn"),
          },
          blocks: [
            {
              head: ["ecs_parameters"],
              attributes: {
                task_definition_arn: expression("aws_ecs_task_definition.flow[0].arn"),
                launch_type: "FARGATE",
              },
              blocks: [network],
            },
            { head: ["retry_policy"], attributes: { maximum_retry_attempts: 2, maximum_event_age_in_seconds: 3600 } },
          ],
        },
      ],
    },
  ];
}
