import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { getProcessStart, isProcessAlive } from "./process-state.js";

describe("isProcessAlive", () => {
  it("is true for this process and false for one that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    expect([isProcessAlive(process.pid), isProcessAlive(child.pid ?? 0)]).toEqual([true, false]);
    expect([isProcessAlive(0), isProcessAlive(Number.NaN)]).toEqual([false, false]);
  });

  it.skipIf(process.platform !== "linux")("distinguishes a process from an earlier one with the same id", () => {
    const start = getProcessStart(process.pid);
    expect(start).toMatch(/^\d+$/);
    expect([isProcessAlive(process.pid, start), isProcessAlive(process.pid, "1")]).toEqual([true, false]);
  });

  it.skipIf(process.platform !== "linux")("is false for a process that was killed and not reaped", async () => {
    const script =
      "const c = require('child_process').spawn('sleep', ['60']); c.on('spawn', () => { console.log(c.pid); process.kill(c.pid, 'SIGKILL'); for (;;); })";
    const parent = spawn(process.execPath, ["-e", script]);
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isProcessAlive(Number(String(pid)))).toBe(false);
    parent.kill("SIGKILL");
  });
});
