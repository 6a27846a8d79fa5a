import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ArgumentError, FormatError } from "../core/errors.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { cloudFormationFiles } from "../runner/infra/cloudformation-files.js";
import { accessKinds, type InfraPlan, infraTargets, serviceKinds, toAwsCron } from "../runner/infra/infra-plan.js";
import { terraformFiles } from "../runner/infra/terraform-files.js";
import { checkTimezone, parseCron } from "../runner/schedule/schedule.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";

interface InfraFlags {
  readonly to: string;
  readonly name: string;
  readonly for: string;
  readonly zones: string;
  readonly ttl?: readonly string[];
  readonly versionDays: string;
  readonly service: string;
  readonly run?: string;
  readonly cron?: string;
  readonly timezone: string;
  readonly output?: string;
  readonly check?: boolean;
}

/** `cuaderno infra`: writes the infrastructure of a project on AWS as files. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .requiredOption("--to <tool>", infraTargets.join(" or "))
    .option("--name <name>", "prefix of all names: lowercase characters, digits and hyphens", "cuaderno")
    .option("--for <kinds>", `policies, comma-separated: ${accessKinds.join(", ")}`, accessKinds.join(","))
    .option("--zones <names>", "folders of the bucket, comma-separated", "raw,trusted,refined,mlruns")
    .option("--ttl <prefix=days...>", "objects below the prefix are removed after this many days: tmp/=60d")
    .option("--version-days <days>", "days after which replaced and deleted versions are removed", "90")
    .option("--service <kind>", `what serves the model: ${serviceKinds.join(", ")}`, "none")
    .option("--run <folder>", "flow to run with --cron, as in cuaderno run <folder>")
    .option("--cron <expression>", 'minute hour day month weekday, for example "0 6 1 * *"')
    .option("--timezone <name>", "IANA name of the time zone", "UTC")
    .option("-o, --output <folder>", "folder of the files (default: <name>-<tool>)")
    .option("--check", "write nothing; fail if a file differs or is missing")
    .addHelpText(
      "after",
      `
Files only: nothing is created in AWS. They have a bucket (versions, encryption, no public access, TLS
only, lifetimes), a policy for each --for, and the service and schedule that were chosen. The bucket
cannot be deleted unless allow_deletion = true (Terraform) or BucketDeletion=Delete (CloudFormation).
${examples(
  "cuaderno infra --to terraform --name traffic --for read,write --ttl tmp/=60d",
  "cuaderno infra --to cloudformation --name traffic --service lambda -o deploy",
  'cuaderno infra --to terraform --service container --run notebooks/traffic --cron "0 6 1 * *"',
  "cuaderno infra --to terraform --name traffic --check",
)}
Exit codes: 0 written or up to date, 2 invalid options, 3 with --check a file differs`,
    )
    .action((flags: InfraFlags) => infra(flags, context));
};

async function infra(flags: InfraFlags, context: CommandContext): Promise<void> {
  const target = oneOf("--to", flags.to, infraTargets);
  const plan = parsePlan(flags);
  const files = target === "terraform" ? terraformFiles(plan) : await cloudFormationFiles(plan);
  const output = flags.output ?? `${plan.name}-${target}`;
  const folder = resolve(context.cwd, output);
  const states = await Promise.all(
    Object.entries(files).map(async ([name, text]) => ({ name, text, state: await compare(join(folder, name), text) })),
  );
  const stale = states.filter(({ state }) => state !== "unchanged").map(({ name }) => name);
  if (flags.check !== true) {
    await mkdir(folder, { recursive: true });
    for (const { name, text, state } of states) {
      if (state === "unchanged") continue;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFileAtomically(join(folder, name), text, { caller: "infra" });
    }
  }
  for (const { name, state } of states) context.print(`${state.padEnd(9)}  ${join(output, name)}`);
  const next = nextLines(target, output, plan);
  if (flags.check !== true) for (const line of next) context.note(`next: ${line}`);
  context.result({ output, files: states.map(({ name, state }) => ({ name, state })), stale, next });
  if (flags.check === true && stale.length > 0) {
    throw new FormatError(`infra: ${stale.join(", ")} in ${output} differ; run the same command without --check`);
  }
}

async function compare(path: string, text: string): Promise<"unchanged" | "changed" | "new"> {
  try {
    return (await readFile(path, "utf8")) === text ? "unchanged" : "changed";
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return "new";
    throw thrown;
  }
}

function parsePlan(flags: InfraFlags): InfraPlan {
  const { name } = flags;
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(name)) {
    throw new ArgumentError(
      `infra: --name: expected 2 to 31 lowercase characters, digits and hyphens, got "${name}"; for example --name traffic`,
    );
  }
  const zones = split(flags.zones);
  const odd = zones.find((zone) => !/^[a-z0-9][a-z0-9/_-]*[a-z0-9]$/i.test(zone));
  if (zones.length === 0 || odd !== undefined)
    throw new ArgumentError(`infra: --zones: invalid name "${odd ?? ""}"; expected names such as raw,trusted,refined`);
  const requested = split(flags.for).map((kind) => oneOf("--for", kind, accessKinds));
  return {
    name,
    zones,
    lifetimes: (flags.ttl ?? []).map(parseLifetime),
    versionDays: parsePositive("infra: --version-days", flags.versionDays, { integer: true }) ?? 90,
    access: accessKinds.filter((kind) => requested.includes(kind)),
    service: oneOf("--service", flags.service, serviceKinds),
    schedule: parseSchedule(flags),
  };
}

function parseLifetime(text: string): InfraPlan["lifetimes"][number] {
  const [, prefix, days] = /^([a-z0-9][\w/-]*\/)=(\d+)d?$/i.exec(text) ?? [];
  if (prefix === undefined || !(Number(days) >= 1))
    throw new ArgumentError(`infra: --ttl: expected prefix/=days, got "${text}"; for example --ttl tmp/=60d`);
  return { prefix, days: Number(days) };
}

function parseSchedule({ run, cron, timezone }: InfraFlags): InfraPlan["schedule"] {
  if (run === undefined && cron === undefined) return undefined;
  if (run === undefined || cron === undefined)
    throw new ArgumentError("infra: --run and --cron belong together; give both, or none for no schedule");
  const schedule = { folder: run, cron: parseCron(cron), timezone: checkTimezone(timezone) };
  toAwsCron(schedule.cron);
  return schedule;
}

function nextLines(target: (typeof infraTargets)[number], output: string, plan: InfraPlan): readonly string[] {
  const zones = `cuaderno s3 ensure s3://BUCKET --zones ${plan.zones.join(",")}`;
  const code = plan.service === "lambda" ? ["cuaderno s3 cp function.zip s3://BUCKET/deploy/function.zip"] : [];
  if (target === "terraform") {
    return [`cd ${output} && terraform init && terraform plan -var bucket_name=BUCKET`, ...code];
  }
  return [
    `aws cloudformation deploy --stack-name ${plan.name} --template-file ${output}/template.yaml --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND --parameter-overrides BucketName=BUCKET`,
    zones,
    ...code,
  ];
}

function split(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function oneOf<const Known extends string>(option: string, text: string, known: readonly Known[]): Known {
  const found = known.find((each) => each === text);
  if (found !== undefined) return found;
  throw new ArgumentError(`infra: ${option}: expected ${known.join(", ")}, got "${text}"; pass one of them`);
}
