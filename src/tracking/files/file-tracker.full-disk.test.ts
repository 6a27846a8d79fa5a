import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { EnvironmentError } from "../../core/errors.js";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";

describe("fileTracker on a full disk", () => {
  it("reports it in one sentence and damages no file; writing continues when there is space again", async (context) => {
    const folder = temporaryFolder();
    if (!mountSmallDisk(folder)) {
      context.skip("a small disk can be mounted only by root on Linux");
    }
    const { tracker, root, problems } = temporaryTracker({ root: join(folder, "mlruns") });
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logMetrics({ rmse: 1 });
    const ballast = join(folder, "ballast");
    fillDisk(ballast);
    const line = "1700000000000 ".length + 20;
    const pageBytes = 4_096;
    let logged = 0;
    const until = (async () => {
      for (let step = 1; step <= (2 * pageBytes) / line; step++) {
        await run.logMetrics({ rmse: Math.PI * step }, { step });
        logged = step;
      }
    })();
    await expect(until).rejects.toThrow(
      /^logMetrics: no space left to write .*; free some space, or set MLFLOW_TRACKING_URI/,
    );
    for (const attempt of [
      run.logParams({ depth: 1 }),
      run.logMetrics({ other: 1 }),
      run.setTags({ note: "x" }),
      run.logArtifact("a.txt", "x"),
      run.logInput({ name: "n", source: "s", digest: "d" }),
      run.end(),
      tracker.startRun({ experiment: "traffic" }),
      tracker.startRun({ experiment: "another" }),
    ]) {
      await expect(attempt).rejects.toThrow(EnvironmentError);
    }
    expect(await tracker.runs()).toMatchObject([{ id: run.id, status: "running", params: {} }]);
    expect((await tracker.metricHistory(run.id, "rmse")).map(({ step }) => step)).toEqual(
      Array.from({ length: logged + 1 }, (_, step) => step),
    );
    expect(problems).toEqual([]);

    rmSync(ballast);
    await run.logMetrics({ rmse: 7 }, { step: logged + 1 });
    await run.logParams({ depth: 1 });
    await run.end();
    expect(await tracker.run(run.id)).toMatchObject({
      status: "finished",
      params: { depth: "1" },
      metrics: { rmse: 7 },
    });
    expect(problems).toEqual([]);
    expect(root).toContain(folder);
  });
});

describe("fileTracker on a read-only disk", () => {
  it("reads everything, and refuses to write in one sentence", async (context) => {
    const folder = temporaryFolder();
    if (!mountSmallDisk(folder)) context.skip("a small disk can be mounted only by root on Linux");
    const { tracker, problems } = temporaryTracker({ root: join(folder, "mlruns") });
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logMetrics({ rmse: 1 });
    execFileSync("mount", ["-o", "remount,ro", folder]);
    for (const [caller, attempt] of [
      ["logMetrics", run.logMetrics({ rmse: 2 }, { step: 1 })],
      ["logParams", run.logParams({ depth: 1 })],
      ["logArtifact", run.logArtifact("a.txt", "x")],
      ["end", run.end()],
      ["startRun", tracker.startRun({ experiment: "another" })],
    ] as const) {
      await expect(attempt).rejects.toThrow(new RegExp(`^${caller}: cannot write .*; .*MLFLOW_TRACKING_URI`));
    }
    expect(await tracker.runs()).toMatchObject([{ id: run.id, status: "running", metrics: { rmse: 1 } }]);
    expect(problems).toEqual([]);
  });
});

function mountSmallDisk(folder: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], { stdio: "pipe" });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  return true;
}

function fillDisk(path: string): void {
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch {
    if (statfsSync(path).bfree > 0) throw new Error("the disk should be full");
  } finally {
    closeSync(file);
  }
}
