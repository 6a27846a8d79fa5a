import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { define } from "./infra.js";

/** The program of checkov (PyPI): CUADERNO_TEST_CHECKOV names it. */
const checkov = process.env.CUADERNO_TEST_CHECKOV;
const isMissing = checkov === undefined || !existsSync(checkov);

/** What the files leave to their user, each with its reason. */
const left: Readonly<Record<string, string>> = {
  CKV_AWS_18: "access logs need a second bucket",
  CKV2_AWS_62: "nothing listens to events of the bucket",
  CKV_AWS_144: "replication needs a second region",
  CKV_AWS_145: "a customer's key costs money per month; AES256 with AWS's key is on",
  CKV_AWS_136: "as for the bucket",
  CKV_AWS_158: "as for the bucket",
  CKV_AWS_173: "the function has no environment variables",
  CKV_AWS_297: "as for the bucket",
  CKV_AWS_115: "a reserved concurrency takes it from other functions of the account",
  CKV_AWS_116: "the function is called synchronously",
  CKV_AWS_117: "the function calls nothing, so it needs no network",
  CKV_AWS_272: "code signing needs a signing profile",
};

describe.skipIf(isMissing)("the files of infra (CUADERNO_TEST_CHECKOV is not set when skipped)", () => {
  it.each(["terraform", "cloudformation"])("pass checkov for %s, but for what they leave to their user", async (to) => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-checkov-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const flow = ["--run", "notebooks/traffic", "--cron", "0 6 1 * *"];
    for (const service of ["none", "lambda", "container"]) {
      const args = ["--to", to, "--name", "traffic", "--ttl", "tmp/=60d", "--service", service, "-o", service];
      await callCommand(define, [...args, ...(service === "none" ? [] : flow)], { cwd: folder });
    }
    const options = ["--framework", to, "--compact", "--skip-download", "-o", "json", "--soft-fail"];
    const output = execFileSync(checkov ?? "", ["-d", folder, ...options], { encoding: "utf8", maxBuffer: 1e8 });
    const report = JSON.parse(output) as {
      readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
      readonly summary: { readonly passed: number; readonly parsing_errors: number };
    };
    const failed = report.results.failed_checks.filter(({ check_id: id }) => left[id] === undefined);
    expect(failed.map(({ check_id: id, resource }) => `${id} ${resource}`)).toEqual([]);
    expect(report.summary.parsing_errors).toBe(0);
    expect(report.summary.passed).toBeGreaterThan(100);
  });
});
