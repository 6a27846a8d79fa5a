import { type PolicyStatement, refuseDeletion, refuseInsecure } from "./access-policy.js";
import type { InfraPlan } from "./infra-plan.js";
import { expression, type HclBlock, type HclValue, hclObject, renderHcl } from "./render-hcl.js";
import { managedPolicy, resolveNames } from "./terraform-policies.js";
import { container, lambda, schedule, tasks } from "./terraform-service.js";

const header = (name: string): string =>
  `# Written by "cuaderno infra"; change its options and run it again. Names begin with "${name}".\n\n`;

/** The files of a Terraform module, by name. */
export function terraformFiles(plan: InfraPlan): Readonly<Record<string, string>> {
  const hasTasks = plan.service === "container" || plan.schedule !== undefined;
  const files: Readonly<Record<string, readonly HclBlock[]>> = {
    "versions.tf": versions,
    "variables.tf": variables(plan, hasTasks),
    "bucket.tf": bucket(plan),
    "access.tf": plan.access.map((kind) => managedPolicy(kind, plan)),
    "service.tf": plan.service === "lambda" ? lambda(plan) : plan.service === "container" ? container(plan) : [],
    "schedule.tf": schedule(plan),
    "tasks.tf": hasTasks ? tasks(plan) : [],
    "outputs.tf": outputs(plan),
  };
  return Object.fromEntries(
    Object.entries(files)
      .filter(([, blocks]) => blocks.length > 0)
      .map(([name, blocks]) => [name, header(plan.name) + renderHcl(blocks)]),
  );
}

const versions: readonly HclBlock[] = [
  {
    head: ["terraform"],
    attributes: { required_version: ">= 1.5" },
    blocks: [{ head: ["required_providers"], attributes: { aws: { source: "hashicorp/aws", version: "~> 5.60" } } }],
  },
  { head: ["data", "aws_caller_identity", "current"], attributes: {} },
  { head: ["data", "aws_region", "current"], attributes: {} },
];

function variable(name: string, description: string, type: string, initial?: HclValue): HclBlock {
  const given = { description, type: expression(type) };
  return { head: ["variable", name], attributes: initial === undefined ? given : { ...given, default: initial } };
}

function variables({ service, schedule, versionDays }: InfraPlan, hasTasks: boolean): readonly HclBlock[] {
  const list = "list(string)";
  return [
    variable("bucket_name", "Name of the bucket, unique in AWS", "string"),
    variable("allow_deletion", "Whether the bucket may be deleted with all its objects", "bool", false),
    variable("version_days", "Days after which replaced and deleted versions are removed", "number", versionDays),
    variable("tags", "Tags of all resources", "map(string)", {}),
    ...(service === "lambda"
      ? [variable("code_key", "Key of function.zip in the bucket; no function while it is empty", "string", "")]
      : []),
    ...(service === "container"
      ? [
          variable("image", "Image of the service; no service while it is empty", "string", ""),
          variable("tokens_secret_arn", "ARN of the secret with SERVE_TOKENS", "string", ""),
          variable("replicas", "Number of containers", "number", 2),
        ]
      : []),
    ...(schedule === undefined
      ? []
      : [
          variable(
            "flow_image",
            "Image of the project that runs the flow; no schedule while it is empty",
            "string",
            "",
          ),
        ]),
    ...(hasTasks
      ? [
          variable("subnet_ids", "Private subnets of the containers", list, []),
          variable("security_group_ids", "Security groups of the containers", list, []),
        ]
      : []),
  ];
}

function bucket(plan: InfraPlan): readonly HclBlock[] {
  const id = expression("aws_s3_bucket.data.id");
  return [
    {
      comment: "Without allow_deletion, Terraform deletes the bucket only when it is empty, and its policy forbids it.",
      head: ["resource", "aws_s3_bucket", "data"],
      attributes: {
        bucket: expression("var.bucket_name"),
        force_destroy: expression("var.allow_deletion"),
        tags: expression("var.tags"),
      },
    },
    {
      head: ["resource", "aws_s3_bucket_versioning", "data"],
      attributes: { bucket: id },
      blocks: [{ head: ["versioning_configuration"], attributes: { status: "Enabled" } }],
    },
    {
      head: ["resource", "aws_s3_bucket_server_side_encryption_configuration", "data"],
      attributes: { bucket: id },
      blocks: [
        {
          head: ["rule"],
          attributes: {},
          blocks: [{ head: ["apply_server_side_encryption_by_default"], attributes: { sse_algorithm: "AES256" } }],
        },
      ],
    },
    {
      head: ["resource", "aws_s3_bucket_public_access_block", "data"],
      attributes: {
        bucket: id,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      },
    },
    {
      head: ["resource", "aws_s3_bucket_ownership_controls", "data"],
      attributes: { bucket: id },
      blocks: [{ head: ["rule"], attributes: { object_ownership: "BucketOwnerEnforced" } }],
    },
    {
      head: ["resource", "aws_s3_bucket_policy", "data"],
      attributes: {
        bucket: id,
        policy: expression(
          `jsonencode({\n    Version   = "2012-10-17"\n    Statement = concat([${bucketStatement(refuseInsecure)}], var.allow_deletion ? [] : [${bucketStatement(refuseDeletion)}])\n  })`,
        ),
        depends_on: [expression("aws_s3_bucket_public_access_block.data")],
      },
    },
    lifecycle(plan),
    ...plan.zones.map(
      (zone): HclBlock => ({
        head: ["resource", "aws_s3_object", `zone_${toIdentifier(zone)}`],
        attributes: { bucket: id, key: `${zone}/`, content: "", tags: expression("var.tags") },
      }),
    ),
  ];
}

function bucketStatement(statement: PolicyStatement): string {
  return hclObject(resolveNames({ ...statement, Principal: "*" }, "")).replace(/\n/g, "\n    ");
}

function lifecycle({ lifetimes }: InfraPlan): HclBlock {
  const filter = (prefix: string): HclBlock => ({ head: ["filter"], attributes: { prefix } });
  return {
    head: ["resource", "aws_s3_bucket_lifecycle_configuration", "data"],
    attributes: {
      bucket: expression("aws_s3_bucket.data.id"),
      depends_on: [expression("aws_s3_bucket_versioning.data")],
    },
    blocks: [
      {
        head: ["rule"],
        attributes: { id: "cuaderno-unfinished-uploads", status: "Enabled" },
        blocks: [
          filter(""),
          { head: ["abort_incomplete_multipart_upload"], attributes: { days_after_initiation: 7 } },
          {
            head: ["noncurrent_version_expiration"],
            attributes: { noncurrent_days: expression("var.version_days") },
          },
        ],
      },
      ...lifetimes.map(
        ({ prefix, days }): HclBlock => ({
          head: ["rule"],
          attributes: { id: `cuaderno-ttl-${prefix}`, status: "Enabled" },
          blocks: [filter(prefix), { head: ["expiration"], attributes: { days } }],
        }),
      ),
    ],
  };
}

function outputs({ access, service }: InfraPlan): readonly HclBlock[] {
  const output = (name: string, value: string): HclBlock => ({
    head: ["output", name],
    attributes: { value: expression(value) },
  });
  return [
    output("bucket", "aws_s3_bucket.data.id"),
    ...access.map((kind) => output(`${kind}_policy_arn`, `aws_iam_policy.${kind}.arn`)),
    ...(service === "lambda" ? [output("url", "one(aws_lambda_function_url.service[*].function_url)")] : []),
    ...(service === "container" ? [output("repository_url", "aws_ecr_repository.service.repository_url")] : []),
  ];
}

function toIdentifier(text: string): string {
  return text.replace(/[^a-z0-9_]/gi, "_");
}
