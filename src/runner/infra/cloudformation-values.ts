/** A part of a template. */
export type Template = { readonly [name: string]: unknown };

export const ref = (name: string): Template => ({ Ref: name });
export const arn = (name: string): Template => ({ "Fn::GetAtt": [name, "Arn"] });
export const sub = (text: string): Template => ({ "Fn::Sub": text });
export const noValue: Template = ref("AWS::NoValue");

/** The names in resources as references of CloudFormation. */
export function toResources(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((part) => toResources(part, name));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toResources(part, name)]));
  }
  return typeof value === "string" && /^\{\w+\}/.test(value) ? toReference(value, name) : value;
}

export function toReference(text: string, name: string): Template {
  const [, key = "", rest = ""] = /^\{(\w+)\}(.*)$/.exec(text) ?? [];
  const arns: Readonly<Record<string, string>> = {
    bucket: `\${Bucket.Arn}${rest}`,
    function: `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`,
    repository: "Repository",
    cluster: "Cluster",
    service: `arn:\${AWS::Partition}:ecs:\${AWS::Region}:\${AWS::AccountId}:service/${name}/${name}`,
  };
  const found = arns[key] ?? "";
  if (!found.includes("{")) return arn(found);
  return rest === "" && key === "bucket" ? arn("Bucket") : sub(found);
}

export function document(statements: readonly unknown[], name: string): Template {
  return { Version: "2012-10-17", Statement: toResources(statements, name) };
}

export function role(name: string, service: string, statements: readonly unknown[], project: string): Template {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": ref("AWS::AccountId") } },
          },
        ],
      },
      Policies: [{ PolicyName: name, PolicyDocument: document(statements, project) }],
    },
  };
}

export const logGroup = (name: string): Template => ({
  Type: "AWS::Logs::LogGroup",
  DeletionPolicy: "Delete",
  UpdateReplacePolicy: "Delete",
  Properties: { LogGroupName: name, RetentionInDays: 365 },
});

export const writeLogs = (group: string): Template => ({
  Sid: "WriteLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: [arn(group)],
});

/** The entries that `make` returns if the condition holds, else none. */
export function when(condition: boolean, make: () => Template): Template {
  return condition ? make() : {};
}
