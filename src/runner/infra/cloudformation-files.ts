import { accessPolicy, refuseDeletion, refuseInsecure } from "./access-policy.js";
import { container, lambda, schedule, tasks } from "./cloudformation-service.js";
import { document, noValue, ref, type Template, toResources, when } from "./cloudformation-values.js";
import { type AccessKind, accessPurposes, type InfraPlan } from "./infra-plan.js";

/** The file of a CloudFormation stack. */
export async function cloudFormationFiles(plan: InfraPlan): Promise<Readonly<Record<string, string>>> {
  const { stringify } = await import("yaml");
  const { name } = plan;
  const hasTasks = plan.service === "container" || plan.schedule !== undefined;
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `${name}: storage, access${plan.service === "none" ? "" : ", service"}${plan.schedule === undefined ? "" : ", schedule"}`,
    Transform: "AWS::LanguageExtensions",
    Parameters: parameters(plan, hasTasks),
    Conditions: conditions(plan),
    Resources: {
      ...bucket(plan),
      ...Object.fromEntries(plan.access.map((kind) => [`${title(kind)}Policy`, managedPolicy(kind, plan)])),
      ...when(plan.service === "lambda", () => lambda(plan)),
      ...when(hasTasks, () => tasks(plan)),
      ...when(plan.service === "container", () => container(plan)),
      ...when(plan.schedule !== undefined, () => schedule(plan)),
    },
    Outputs: outputs(plan),
  };
  const header = `# Written by "cuaderno infra"; change its options and run it again.\n`;
  return {
    "template.yaml": header + stringify(template, { version: "1.1", lineWidth: 120, aliasDuplicateObjects: false }),
  };
}

function parameters({ service, schedule, versionDays }: InfraPlan, hasTasks: boolean): Template {
  const text = (Description: string, Default?: string): Template => ({
    Type: "String",
    Description,
    Default,
  });
  return {
    BucketName: text("Name of the bucket, unique in AWS"),
    BucketDeletion: {
      ...text("What happens to the bucket when the stack is deleted; Delete also lifts its protection", "Retain"),
      AllowedValues: ["Retain", "Delete"],
    },
    VersionDays: {
      Type: "Number",
      Description: "Days after which replaced and deleted versions are removed",
      Default: versionDays,
      MinValue: 1,
    },
    ...when(service === "lambda", () => ({
      CodeKey: text("Key of function.zip in the bucket; no function while it is empty", ""),
    })),
    ...when(service === "container", () => ({
      Image: text("Image of the service; no service while it is empty", ""),
      TokensSecretArn: text("ARN of the secret with SERVE_TOKENS", ""),
      Replicas: { Type: "Number", Description: "Number of containers", Default: 2, MinValue: 1 },
    })),
    ...when(schedule !== undefined, () => ({
      FlowImage: text("Image of the project that runs the flow; no schedule while it is empty", ""),
    })),
    ...when(hasTasks, () => ({
      SubnetIds: { Type: "List<AWS::EC2::Subnet::Id>", Description: "Private subnets of the containers" },
      SecurityGroupIds: {
        Type: "List<AWS::EC2::SecurityGroup::Id>",
        Description: "Security groups of the containers",
      },
    })),
  };
}

function conditions({ service, schedule }: InfraPlan): Template {
  const given = (name: string): Template => ({ "Fn::Not": [{ "Fn::Equals": [ref(name), ""] }] });
  return {
    IsProtected: { "Fn::Equals": [ref("BucketDeletion"), "Retain"] },
    ...when(service === "lambda", () => ({ HasCode: given("CodeKey") })),
    ...when(service === "container", () => ({ HasImage: given("Image"), HasTokens: given("TokensSecretArn") })),
    ...when(schedule !== undefined, () => ({ HasFlowImage: given("FlowImage") })),
  };
}

function bucket({ lifetimes }: InfraPlan): Template {
  const everyone = { Principal: "*" };
  return {
    Bucket: {
      Type: "AWS::S3::Bucket",
      DeletionPolicy: ref("BucketDeletion"),
      UpdateReplacePolicy: ref("BucketDeletion"),
      Properties: {
        BucketName: ref("BucketName"),
        VersioningConfiguration: { Status: "Enabled" },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: "cuaderno-unfinished-uploads",
              Status: "Enabled",
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              NoncurrentVersionExpiration: { NoncurrentDays: ref("VersionDays") },
            },
            ...lifetimes.map(({ prefix, days }) => ({
              Id: `cuaderno-ttl-${prefix}`,
              Status: "Enabled",
              Prefix: prefix,
              ExpirationInDays: days,
            })),
          ],
        },
      },
    },
    BucketPolicy: {
      Type: "AWS::S3::BucketPolicy",
      Properties: {
        Bucket: ref("Bucket"),
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            toResources({ ...refuseInsecure, ...everyone }, ""),
            { "Fn::If": ["IsProtected", toResources({ ...refuseDeletion, ...everyone }, ""), noValue] },
          ],
        },
      },
    },
  };
}

function managedPolicy(kind: AccessKind, plan: InfraPlan): Template {
  return {
    Type: "AWS::IAM::ManagedPolicy",
    Properties: {
      ManagedPolicyName: `${plan.name}-${kind}`,
      Description: accessPurposes(plan)[kind],
      PolicyDocument: document(accessPolicy(kind, plan), plan.name),
    },
  };
}

function outputs({ access, service }: InfraPlan): Template {
  return {
    Bucket: { Value: ref("Bucket") },
    ...Object.fromEntries(access.map((kind) => [`${title(kind)}PolicyArn`, { Value: ref(`${title(kind)}Policy`) }])),
    ...when(service === "lambda", () => ({
      Url: { Condition: "HasCode", Value: { "Fn::GetAtt": ["FunctionUrl", "FunctionUrl"] } },
    })),
    ...when(service === "container", () => ({
      RepositoryUri: { Value: { "Fn::GetAtt": ["Repository", "RepositoryUri"] } },
    })),
  };
}

function title(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
