import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toAwsCron } from "../runner/infra/infra-plan.js";
import { parseCron } from "../runner/schedule/schedule.js";
import { callCommand } from "../testing/call-command.js";
import { infraPython } from "../testing/moto-with-iam.js";
import { define } from "./infra.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-infra-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const call = (...words: readonly string[]) => callCommand(define, words, { cwd: folder });
const base = ["--name", "traffic", "--ttl", "tmp/=60d"];
const flow = ["--run", "notebooks/traffic", "--cron", "0 6 1 * *", "--timezone", "America/Santiago"];
const variants = ["none", "lambda", "container"].flatMap((service) => [
  { service, schedule: [] },
  { service, schedule: flow },
]);

/** Writes every variant for a tool; returns the folders. */
async function writeAll(tool: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [index, { service, schedule }] of variants.entries()) {
    const name = `${tool}-${index}`;
    await call("--to", tool, ...base, "--service", service, ...schedule, "-o", name);
    names.push(join(folder, name));
  }
  return names;
}

describe("cuaderno infra", () => {
  it("writes the same files again without touching them, and --check accepts them", async () => {
    const args = ["--to", "terraform", ...base, "--service", "lambda", "-o", "again"];
    const first = await call(...args);
    expect(first.printed[0]).toBe("new        again/versions.tf");
    const before = statSync(join(folder, "again", "bucket.tf")).mtimeMs;
    const second = await call(...args);
    expect(second.printed.every((line) => line.startsWith("unchanged"))).toBe(true);
    expect(statSync(join(folder, "again", "bucket.tf")).mtimeMs).toBe(before);
    expect((await call(...args, "--check")).result).toMatchObject({ stale: [] });
    expect(readdirSync(join(folder, "again")).filter((name) => !name.endsWith(".tf"))).toEqual([]);
  });

  it("fails with --check when a file was changed or is missing, and writes nothing", async () => {
    const args = ["--to", "cloudformation", ...base, "-o", "stale"];
    await expect(call(...args, "--check")).rejects.toThrow(
      "infra: template.yaml in stale differ; run the same command",
    );
    expect(existsSync(join(folder, "stale"))).toBe(false);
    await call(...args);
    writeFileSync(join(folder, "stale", "template.yaml"), "Resources: {}\n");
    await expect(call(...args, "--check")).rejects.toThrow("infra: template.yaml in stale differ");
    expect(readFileSync(join(folder, "stale", "template.yaml"), "utf8")).toBe("Resources: {}\n");
  });

  it("protects the bucket from deletion unless a variable says otherwise", async () => {
    await call("--to", "cloudformation", ...base, "-o", "protected");
    const { Resources, Parameters } = parse(readFileSync(join(folder, "protected", "template.yaml"), "utf8"));
    expect(Parameters.BucketDeletion.Default).toBe("Retain");
    expect(Resources.Bucket.DeletionPolicy).toEqual({ Ref: "BucketDeletion" });
    const [, denied] = Resources.BucketPolicy.Properties.PolicyDocument.Statement;
    expect(denied["Fn::If"][0]).toBe("IsProtected");
    expect(denied["Fn::If"][1]).toMatchObject({ Effect: "Deny", Action: ["s3:DeleteBucket"] });
    await call("--to", "terraform", ...base, "-o", "protected-tf");
    const text = readFileSync(join(folder, "protected-tf", "bucket.tf"), "utf8");
    expect(text).toContain("force_destroy = var.allow_deletion");
    expect(text).toContain("var.allow_deletion ? [] : [{");
    expect(readFileSync(join(folder, "protected-tf", "variables.tf"), "utf8")).toMatch(
      /"allow_deletion" \{[^}]*default {5}= false/,
    );
  });

  it("writes the policies that --for names", async () => {
    await call("--to", "cloudformation", ...base, "--for", "read", "-o", "read");
    const { Resources } = parse(readFileSync(join(folder, "read", "template.yaml"), "utf8"));
    expect(Object.keys(Resources)).toEqual(["Bucket", "BucketPolicy", "ReadPolicy"]);
  });

  it("refuses invalid options with the fix", async () => {
    const to = ["--to", "terraform"];
    await expect(call("--to", "pulumi")).rejects.toThrow(
      'infra: --to: expected terraform, cloudformation, got "pulumi"; pass one of them',
    );
    await expect(call(...to, "--name", "Traffic 1")).rejects.toThrow(
      "infra: --name: expected 2 to 31 lowercase characters",
    );
    await expect(call(...to, "--ttl", "tmp=60")).rejects.toThrow('infra: --ttl: expected prefix/=days, got "tmp=60"');
    await expect(call(...to, "--zones", "a,../b")).rejects.toThrow('infra: --zones: invalid name "a"');
    await expect(call(...to, "--cron", "0 6 1 * *")).rejects.toThrow("infra: --run and --cron belong together");
    await expect(call(...to, "--run", "notebooks/milk", "--cron", "0 6 1 * 1")).rejects.toThrow(
      "a day of the month and a weekday cannot be combined in AWS",
    );
  });
});

describe("toAwsCron", () => {
  it.each([
    ["0 6 * * *", "cron(0 6 * * ? *)"],
    ["0 6 1 * *", "cron(0 6 1 * ? *)"],
    ["*/15 * * * *", "cron(0/15 * * * ? *)"],
    ["30 2 * * 1-5", "cron(30 2 ? * MON-FRI *)"],
    ["0 0 * 1,7 0", "cron(0 0 ? 1,7 SUN *)"],
    ["0 0 * * 7", "cron(0 0 ? * SUN *)"],
  ])("%s is %s", (cron, expected) => expect(toAwsCron(parseCron(cron))).toBe(expected));
});

const skipped = infraPython === undefined ? " (CUADERNO_TEST_INFRA_PYTHON is not set)" : "";
describe.skipIf(infraPython === undefined)(`the files of infra${skipped}`, () => {
  it("pass cfn-lint without remarks", async () => {
    const templates = (await writeAll("cloudformation")).map((path) => join(path, "template.yaml"));
    const lint = join(dirname(infraPython ?? ""), "cfn-lint");
    expect(execFileSync(lint, ["--format", "parseable", ...templates], { encoding: "utf8" })).toBe("");
  }, 120_000);

  it("parse as HCL with the resources of each variant", async () => {
    const folders = await writeAll("terraform");
    const script = `
import glob, json, sys, hcl2
found = []
for folder in sys.argv[1:]:
    names = []
    for path in sorted(glob.glob(folder + "/*.tf")):
        with open(path) as file:
            for block in hcl2.load(file).get("resource", []):
                names += [kind.strip('"') + "." + name.strip('"') for kind, inner in block.items() for name in inner if not name.startswith("__")]
    found.append(names)
print(json.dumps(found))`;
    const resources = JSON.parse(execFileSync(infraPython ?? "", ["-c", script, ...folders], { encoding: "utf8" }));
    expect(resources[0]).toContain("aws_s3_bucket.data");
    expect(resources[0]).not.toContain("aws_scheduler_schedule.flow");
    expect(resources[3]).toEqual(
      expect.arrayContaining(["aws_lambda_function.service", "aws_scheduler_schedule.flow"]),
    );
    expect(resources[4]).toEqual(expect.arrayContaining(["aws_ecs_service.service", "aws_ecr_repository.service"]));
    for (const names of resources) expect(new Set(names).size).toBe(names.length);
  }, 120_000);
});
