import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { childProgram } from "../../testing/child-program.js";
import { until } from "../../testing/queue-contract.js";
import { runChild } from "./run-child.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-child-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (source: string, signal: AbortSignal, patienceMs = 100) => {
  const [output, errors]: [string[], string[]] = [[], []];
  const options = { cwd: folder, environment: process.env, signal, patienceMs };
  const lines = {
    onOutput: (line: string) => void output.push(line),
    onError: (line: string) => void errors.push(line),
  };
  return { output, errors, end: runChild(process.execPath, ["-e", source], { ...options, ...lines }) };
};

it("returns the exit code and all lines", async () => {
  const source = `console.log("a\\nb"); console.error("c"); process.exitCode = 3`;
  const { output, errors, end } = start(source, new AbortController().signal);
  expect(await end).toEqual({ code: 3, signal: null });
  expect([output, errors]).toEqual([["a", "b"], ["c"]]);
});

it("kills a program that ignores SIGINT and SIGTERM", async () => {
  const stop = new AbortController();
  const source = `for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => console.log(name)); console.log("on"); setInterval(() => 0, 1000)`;
  const { output, end } = start(source, stop.signal);
  await until(async () => output.includes("on"));
  stop.abort();
  expect(await end).toEqual({ code: null, signal: "SIGKILL" });
  expect(output).toEqual(["on", "SIGINT", "SIGTERM"]);
});

it.skipIf(process.platform === "win32")("the child ends at once when its parent is killed", async () => {
  const file = join(folder, "pid");
  const child = `import { endWithParent } from "./host/end-with-parent.js"; import { writeFileSync } from "node:fs";
    endWithParent(); writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => 0, 1000);`;
  const parent = `import { runChild } from "./runner/queue/run-child.js";
    void runChild(process.execPath, [${JSON.stringify(childProgram(child))}], { cwd: "/", environment: process.env,
      signal: new AbortController().signal, onOutput: () => undefined, onError: () => undefined });`;
  const running = spawn(process.execPath, [childProgram(parent)], { stdio: "ignore" });
  const pid = (): number => Number(readFileSync(file, "utf8"));
  await until(async () => {
    try {
      return pid() > 0;
    } catch {
      return false;
    }
  });
  running.kill("SIGKILL");
  await once(running, "exit");
  await until(async () => !isAlive(pid()), 5_000);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
