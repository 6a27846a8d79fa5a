import { accessPolicy, type PolicyStatement } from "./access-policy.js";
import { accessPurposes, type InfraPlan } from "./infra-plan.js";
import { expression, type HclBlock, type HclValue, hclObject, reference } from "./render-hcl.js";

export const region: string = reference("data.aws_region.current.name");
export const account: string = reference("data.aws_caller_identity.current.account_id");
export const references: Readonly<Record<string, string>> = {
  bucket: reference("aws_s3_bucket.data.arn"),
  function: `arn:aws:lambda:${region}:${account}:function:NAME`,
  repository: reference("aws_ecr_repository.service.arn"),
  cluster: reference("aws_ecs_cluster.tasks.arn"),
  service: `arn:aws:ecs:${region}:${account}:service/NAME/NAME`,
};

export function resolveNames(value: unknown, name: string): HclValue {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string"
      ? part.replace(/(?<!\$)\{(\w+)\}/g, (_token, key: string) => (references[key] ?? "").replaceAll("NAME", name))
      : part,
  );
  return JSON.parse(text) as HclValue;
}

export function policyDocument(statements: readonly unknown[], name: string): HclValue {
  return expression(`jsonencode(${hclObject({ Version: "2012-10-17", Statement: resolveNames(statements, name) })})`);
}

export function managedPolicy(kind: InfraPlan["access"][number], plan: InfraPlan): HclBlock {
  return {
    head: ["resource", "aws_iam_policy", kind],
    attributes: {
      name: `${plan.name}-${kind}`,
      description: accessPurposes(plan)[kind],
      policy: policyDocument(accessPolicy(kind, plan), plan.name),
      tags: expression("var.tags"),
    },
  };
}

export function trust(service: string): HclValue {
  return policyDocument(
    [
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
    "",
  );
}

export function role(id: string, name: string, service: string): HclBlock {
  return {
    head: ["resource", "aws_iam_role", id],
    attributes: { name, assume_role_policy: trust(service), tags: expression("var.tags") },
  };
}

export function rolePolicy(id: string, statements: readonly PolicyStatement[], name: string): HclBlock {
  return {
    head: ["resource", "aws_iam_role_policy", id],
    attributes: { role: expression(`aws_iam_role.${id}.id`), policy: policyDocument(statements, name) },
  };
}

export function logGroup(id: string, name: string): HclBlock {
  return {
    head: ["resource", "aws_cloudwatch_log_group", id],
    attributes: { name, retention_in_days: 365, tags: expression("var.tags") },
  };
}

export const writeLogs = (group: string): PolicyStatement => ({
  Sid: "WriteLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: [`${reference(`aws_cloudwatch_log_group.${group}.arn`)}:*`],
});
