import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { diagnoseMachine } from "../runner/doctor/diagnose-machine.js";
import { s3ServerKinds } from "../testing/s3-server.js";
import { rootFolder } from "../testing/source-files.js";

const main = join(rootFolder, "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "cuaderno-doctor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly problems: number;
  readonly storage: readonly {
    readonly diagnoses: readonly {
      readonly what: string;
      readonly state: string;
      readonly text: string;
      readonly fix?: string;
    }[];
  }[];
}

async function doctor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...environment };
  const ran = await promisify(execFile)(process.execPath, [main, "doctor", "--json", ...words], {
    cwd: folder,
    env,
  }).catch((failed: { readonly code: number; readonly stdout: string }) => failed);
  const lines = ran.stdout.trim().split("\n");
  return { code: "code" in ran ? ran.code : 0, text: ran.stdout, report: JSON.parse(lines.at(-1) ?? "") as Report };
}

describe.skipIf(!existsSync(main))("cuaderno doctor (skipped without a build)", () => {
  it("finds no problem with a writable folder, and leaves nothing in it", async () => {
    const { code, report } = await doctor([]);
    expect([code, report.problems, readdirSync(folder)]).toEqual([0, 0, []]);
  });

  it("reports key, endpoint and region of a write, and an endpoint that is not reachable", async () => {
    const { code, text, report } = await doctor(["s3://lake/raw/"], {
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLEEXAMPLE42",
      AWS_SECRET_ACCESS_KEY: "the-secret-itself",
    });
    expect(code).toBe(4);
    expect(text).toContain("key AKIA...LE42 from AWS_ACCESS_KEY_ID");
    expect(text).not.toContain("the-secret-itself");
    expect(text).not.toContain("AKIAEXAMPLEEXAMPLE42");
    const found = Object.fromEntries(report.storage[0]?.diagnoses.map((each) => [each.what, each]) ?? []);
    expect(found.endpoint?.text).toBe("http://127.0.0.1:1");
    expect(found.region?.text).toBe("us-east-1");
    expect(found.storage).toMatchObject({ state: "problem", fix: "docker compose up -d --wait s3" });
  });

  it("creates no folder to check whether it could be written", async () => {
    const { code, text } = await doctor(["not/yet"]);
    expect([code, readdirSync(folder)]).toEqual([0, []]);
    expect(text).toContain(`a small object was written to ${folder}/, read and removed`);
    expect((await doctor(["ftp://host/a"])).text).toContain("unsupported URI ftp://host/");
  });

  const moto = s3ServerKinds().find(({ name }) => name === "moto");
  it.skipIf(moto?.missing !== undefined)(
    "identifies the keys with STS, if the environment names it (skipped without moto_server)",
    async () => {
      const server = await moto?.start();
      onTestFinished(async () => server?.stop());
      const environment = {
        AWS_ENDPOINT_URL_S3: server?.endpoint ?? "",
        AWS_ACCESS_KEY_ID: server?.accessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: server?.secretAccessKey ?? "",
      };
      const identity = async (more: Readonly<Record<string, string>>) => {
        const { report } = await doctor(["s3://lake"], { ...environment, ...more });
        return report.storage[0]?.diagnoses.find(({ what }) => what === "identity");
      };
      const known = await identity({ AWS_ENDPOINT_URL_STS: server?.endpoint ?? "" });
      expect(known).toMatchObject({ state: "ok", text: "arn:aws:sts::123456789012:user/moto" });
      expect((await identity({}))?.text).toMatch(/^not checked: the endpoint is not AWS/);
      const silent = await identity({ AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" });
      expect(silent).toMatchObject({ state: "note", text: "http://127.0.0.1:1 did not identify the key" });
    },
    60_000,
  );

  it("names the command that gives credentials", async () => {
    const plain = await doctor(["s3://lake"], { AWS_REGION: "eu-west-1" });
    expect(plain.report.storage[0]?.diagnoses.at(-1)?.fix).toMatch(/^export AWS_ACCESS_KEY_ID=/);
    const profiled = await doctor(["s3://lake"], { AWS_REGION: "eu-west-1", AWS_PROFILE: "work" });
    expect(profiled.report.storage[0]?.diagnoses.at(-1)?.fix).toBe("aws configure --profile work");
    expect(profiled.code).toBe(4);
  });

  it("reports an old Node, a missing kernel and a missing browser", () => {
    const found = diagnoseMachine({ environment: { PATH: folder }, cwd: folder, nodeVersion: "18.20.0" });
    expect(found[0]).toEqual({
      what: "node",
      state: "problem",
      text: "18.20.0 is older than 20.19",
      fix: "nvm install 24",
    });
    expect(found.map(({ what, state }) => [what, state])).toEqual([
      ["node", "problem"],
      ["polars", "ok"],
      ["disk", "ok"],
      ["kernel", "ok"],
      ["kernels", expect.stringMatching(/ok|note/)],
      ["jupyter", "note"],
      ["mirror", "note"],
      ["chromium", "note"],
    ]);
    const missing = diagnoseMachine({ environment: { PATH: folder, CUADERNO_DATA_MIRROR: "/none" }, cwd: folder });
    expect(missing.find(({ what }) => what === "mirror")).toEqual({
      what: "mirror",
      state: "problem",
      text: "/none does not exist",
      fix: "unset CUADERNO_DATA_MIRROR",
    });
  });
});
