import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { trafficPipeline, usualRow } from "../testing/traffic-pipeline.js";
import { define } from "./serve.js";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cuaderno-serve-"));
const model = join(folder, "traffic.json");
writeFileSync(model, JSON.stringify(trafficPipeline()));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A server process, its address, and what it has written. */
async function start(words: readonly string[]) {
  const child = spawn(process.execPath, [main, "serve", ...words, "--port", "0"], { cwd: folder });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    output.stdout += String(data);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (data) => {
      output.stderr += String(data);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output.stderr)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(output.stderr)));
  });
  return { child, url, output };
}

describe("cuaderno serve", () => {
  it("serves a model and tables, logs, and ends with 0 after SIGTERM", { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, "small.csv"), "a\n1\n");
    const { child, url, output } = await start([model, "--data", folder, "--log", join(folder, "log")]);
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/predict`, { method: "POST", headers, body: JSON.stringify(usualRow) });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-model")).toBe("traffic");
    expect(await (await fetch(`${url}/tables/small`)).json()).toMatchObject({ rows: [{ a: 1 }] });
    child.kill("SIGTERM");
    const [status] = (await once(child, "close")) as [number];
    expect(status).toBe(0);
    expect(
      output.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).route),
    ).toEqual(["/predict", "/tables/{name}"]);
    expect(output.stderr).toContain("stopping");
    expect(readdirSync(join(folder, "log", "traffic"))).toHaveLength(1);
  });

  it("makes credentials that the server accepts", { timeout: 60_000 }, async () => {
    const { result } = await callCommand(define, ["--new-token", "ci"], { json: true });
    const { secret, line } = result as { secret: string; line: string };
    writeFileSync(join(folder, "tokens.txt"), line);
    const { url } = await start([model, "--auth", "tokens.txt"]);
    expect((await fetch(`${url}/models`)).status).toBe(401);
    expect((await fetch(`${url}/models`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  });

  it.each([
    [[], /expected a model/],
    [["missing.json"], /no file missing.json/],
    [["x.json", "--port", "99999"], /--port: expected 0 to 65535, got "99999"/],
    [["x.json", "--log-format", "xml"], /--log-format: expected jsonl or parquet/],
    [[model, "--auth", "none.txt"], /--auth: cannot read none.txt/],
    [[model, "--auth", "env:NO_TOKENS"], /env:NO_TOKENS has no credential/],
    [[model, model], /two models are named "traffic"/],
  ])("rejects %j", async (words, message) => {
    await expect(callCommand(define, words, { cwd: folder })).rejects.toThrow(message);
  });
});
