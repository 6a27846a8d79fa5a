import { type AccessKind, type InfraPlan, writablePrefixes } from "./infra-plan.js";

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Names in resources of what a target creates: `{bucket}` is the ARN of the bucket. */
export const resourceNames = ["bucket", "function", "service", "cluster", "repository", "taskRoles"] as const;

/**
 * The statements of a policy. Readers list and read the prefixes; writers also put and delete objects there, but no
 * versions; deployers upload below `deploy/`, set lifetimes and update the service.
 */
export function accessPolicy(kind: AccessKind, plan: InfraPlan): readonly PolicyStatement[] {
  const prefixes = writablePrefixes(plan);
  const objects = prefixes.map((prefix) => `{bucket}/${prefix}*`);
  const read: readonly PolicyStatement[] = [
    {
      Sid: "ListPrefixes",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["{bucket}"],
      // If exists: without a prefix S3 replies 404, not 403, when an object is missing.
      Condition: { StringLikeIfExists: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
    { Sid: "ReadObjects", Effect: "Allow", Action: ["s3:GetObject"], Resource: objects },
  ];
  switch (kind) {
    case "read":
      return read;
    case "write":
      return [
        ...read,
        {
          Sid: "WriteObjects",
          Effect: "Allow",
          Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
          Resource: objects,
        },
      ];
    case "deploy":
      return [
        { Sid: "FindBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["{bucket}"] },
        {
          Sid: "SetLifetimes",
          Effect: "Allow",
          Action: ["s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"],
          Resource: ["{bucket}"],
        },
        {
          Sid: "UploadPrograms",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: ["{bucket}/deploy/*"],
        },
        ...serviceStatements(plan),
      ];
  }
}

function serviceStatements({ service }: InfraPlan): readonly PolicyStatement[] {
  if (service === "none") return [];
  if (service === "lambda") {
    return [
      {
        Sid: "UpdateFunction",
        Effect: "Allow",
        Action: ["lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:UpdateFunctionCode"],
        Resource: ["{function}"],
      },
    ];
  }
  return [
    {
      Sid: "PushImages",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      Resource: ["{repository}"],
    },
    // The token is for the account's registry; AWS has no resource for it.
    { Sid: "LogInToRegistry", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
    {
      Sid: "RestartService",
      Effect: "Allow",
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      Resource: ["{service}"],
      Condition: { ArnEquals: { "ecs:cluster": ["{cluster}"] } },
    },
  ];
}

/** Statements of the bucket's policy: no requests without TLS, and no deletion while it is protected. */
export const refuseInsecure: PolicyStatement = {
  Sid: "RefuseInsecureTransport",
  Effect: "Deny",
  Action: ["s3:*"],
  Resource: ["{bucket}", "{bucket}/*"],
  Condition: { Bool: { "aws:SecureTransport": ["false"] } },
};

export const refuseDeletion: PolicyStatement = {
  Sid: "RefuseDeletion",
  Effect: "Deny",
  Action: ["s3:DeleteBucket"],
  Resource: ["{bucket}"],
};
