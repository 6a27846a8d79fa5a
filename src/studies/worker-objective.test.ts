import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { TrialContext } from "../search/objective.js";
import { medianPruner } from "../search/pruners/median-pruner.js";
import { randomSampler } from "../search/samplers/random-sampler.js";
import { real } from "../search/space/real.js";
import { minimize } from "./minimize.js";
import { optimize } from "./optimize.js";
import { type WorkerObjective, type WorkerObjectiveOptions, workerObjective } from "./worker-objective.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-workers-"));
const modulePath = join(folder, "objective.mjs");
writeFileSync(
  modulePath,
  `import { threadId } from "node:worker_threads";
let prepared = 0;
export function weighted({ weights, calls }) {
  prepared += 1;
  return async ({ x }, { number }) => {
    Atomics.add(calls, 0, 1);
    if (x === -1) throw new RangeError("x is below 0 in trial " + number);
    if (x === -2) process.exit(3);
    if (x === -3) for (;;);
    if (x === -4) { const filled = []; for (;;) filled.push(new Array(1e5).fill({})); }
    if (x === -5) return "seven";
    if (x === -6) return threadId;
    if (x === -7) setTimeout(() => { throw new Error("late"); }, 0);
    if (x === -7) await new Promise(() => {});
    if (x === -8) await new Promise((resolve) => setTimeout(resolve, 50));
    return x * weights[1] + prepared;
  };
}
export const twofold = () => ({ x }) => ({ near: x, far: x });
export const stepwise = () => ({ x }, { report }) => {
  for (let step = 1; step <= 10; step++) report(step, x + 1 / step);
  return x;
};
export const misreporting = () => (_, { report }) => report(-1, 0);
export const broken = () => { throw new Error("no such column"); };
export const notPreparing = () => 5;
`,
);
const calls = new Int32Array(new SharedArrayBuffer(4));
const data = { weights: Float64Array.of(1, 10), calls };
const open: WorkerObjective[] = [];

function make(options: WorkerObjectiveOptions = {}, exportName = "weighted"): WorkerObjective<{ readonly x: number }> {
  const objective = workerObjective<{ readonly x: number }>(pathToFileURL(modulePath), exportName, {
    data,
    workers: 2,
    ...options,
  });
  open.push(objective as unknown as WorkerObjective);
  return objective;
}
const trial = (number: number, signal = new AbortController().signal): TrialContext => ({
  number,
  signal,
  report: () => {},
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((objective) => objective.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("workerObjective", () => {
  it("evaluates points in a worker that was prepared with the data once", async () => {
    const objective = make({ workers: 1 });
    expect(objective.workers).toBe(1);
    expect(await objective({ x: 2 }, trial(0))).toBe(21);
    expect(await objective({ x: 3 })).toBe(31);
  });

  it("shares memory with its workers", async () => {
    const before = calls[0] ?? 0;
    const objective = make();
    await Promise.all([1, 2, 3].map((x) => objective({ x }, trial(x))));
    expect(calls[0]).toBe(before + 3);
  });

  it("uses at most the allowed number of workers, and queues the rest", async () => {
    const objective = make({ workers: 2 });
    const slow = [objective({ x: -8 }, trial(0)), objective({ x: -8 }, trial(1)), objective({ x: 1 }, trial(2))];
    expect(await Promise.all(slow)).toEqual([-79, -79, 11]);
    const threads = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => objective({ x: -6 }, trial(number))));
    expect(new Set(threads).size).toBeLessThanOrEqual(2);
  });

  it("passes on the message and the stack of an error", async () => {
    const failure = await make()({ x: -1 }, trial(4)).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ name: "RangeError", message: "x is below 0 in trial 4" });
    expect((failure as Error).stack).toContain("objective.mjs");
  });

  it("fails a trial without a number", async () => {
    await expect(make()({ x: -5 })).rejects.toThrow("the objective returned string, expected a number");
  });

  it("fails the trial of a worker that exits, crashes or runs out of memory, and replaces it", async () => {
    const objective = make({ workers: 1, memoryMb: 32 });
    await expect(objective({ x: -2 }, trial(7))).rejects.toThrow(
      "workerObjective: the worker of trial 7 exited with exit code 3",
    );
    expect(await objective({ x: 1 })).toBe(11);
    await expect(objective({ x: -7 }, trial(8))).rejects.toThrow(
      "workerObjective: the worker of trial 8 exited with late",
    );
    expect(await objective({ x: 1 })).toBe(11);
    await expect(objective({ x: -4 }, trial(9))).rejects.toThrow("memory limit");
    expect(await objective({ x: 1 })).toBe(11);
  });

  it("ends a trial after timeoutMs, even in an infinite loop", async () => {
    const objective = make({ workers: 1, timeoutMs: 150 });
    await expect(objective({ x: -3 }, trial(2))).rejects.toThrow(
      "workerObjective: trial 2 exceeded timeoutMs (150 ms)",
    );
    expect(await objective({ x: 1 })).toBe(11);
  });

  it("ends at once when its trial is aborted, even in an infinite loop", async () => {
    const objective = make({ workers: 1 });
    const stop = new AbortController();
    const endless = objective({ x: -3 }, trial(0, stop.signal));
    const queued = objective({ x: 1 }, trial(1, stop.signal));
    setTimeout(() => stop.abort(), 200);
    await expect(endless).rejects.toThrow("workerObjective: trial 0 was interrupted");
    await expect(queued).rejects.toThrow("workerObjective: trial 1 was interrupted");
    await expect(objective({ x: 1 }, trial(2, stop.signal))).rejects.toThrow("trial 2 was interrupted");
    expect(await objective({ x: 1 })).toBe(11);
  });

  it("refuses trials after close", async () => {
    const objective = make();
    const endless = objective({ x: -3 }, trial(0));
    const outcome = expect(endless).rejects.toThrow("workerObjective: closed during the trial");
    await objective.close();
    await outcome;
    await expect(objective({ x: 1 })).rejects.toThrow(
      "workerObjective: the workers are closed; create a new workerObjective",
    );
  });

  it("reports what is wrong with the module", async () => {
    const url = pathToFileURL(modulePath).href;
    await expect(make({}, "weigthed")({ x: 1 })).rejects.toThrow(
      `workerObjective: ${url} has no exported function "weigthed"; its exports are broken, misreporting, notPreparing, stepwise, twofold, weighted`,
    );
    await expect(make({}, "broken")({ x: 1 })).rejects.toThrow("no such column");
    await expect(make({}, "notPreparing")({ x: 1 })).rejects.toThrow(
      `workerObjective: "notPreparing" of ${url} returned number, expected the objective function`,
    );
  });

  it("refuses invalid options before any worker starts", () => {
    writeFileSync(join(folder, "source.ts"), "");
    const wrong =
      (module: string, options: WorkerObjectiveOptions = {}) =>
      () =>
        workerObjective(module, "x", options);
    expect(wrong("./objective.js")).toThrow('workerObjective: "./objective.js" is a relative path');
    expect(wrong(join(folder, "none.js"))).toThrow(`workerObjective: module ${join(folder, "none.js")} does not exist`);
    expect(wrong(join(folder, "source.js"))).toThrow("only its source; build first and use the URL of the compiled");
    expect(wrong("no-such-package")).toThrow('workerObjective: package "no-such-package" is not installed');
    expect(wrong(modulePath, { workers: 0 })).toThrow("workerObjective: workers: expected an integer >= 1, got 0");
    expect(wrong(modulePath, { timeoutMs: 0 })).toThrow("workerObjective: timeoutMs: expected a number > 0, got 0");
    expect(wrong(modulePath, { data: { f: () => 1 } })).toThrow("workerObjective: data.f is a function");
  });

  it("gives a search the same points as an objective in this thread", async () => {
    const space = { x: real(0, 1) };
    const objective = make();
    const options = { trials: 30, seed: 2 };
    const study = await minimize(space, objective, options);
    const here = await minimize(space, ({ x }) => x * 10 + 1, options);
    expect(study.trials.map(({ params }) => params)).toEqual(here.trials.map(({ params }) => params));
    const several = await minimize(space, objective, { trials: 12, concurrency: 2, sampler: randomSampler() });
    expect(several.trials.every(({ state }) => state === "complete")).toBe(true);
  });
});

describe("a search in workers", () => {
  it("ends a trial after trialTimeoutMs, even in an infinite loop, and continues", async () => {
    const space = { x: real(-10, 10) };
    const objective = make({ workers: 2 });
    const enqueue = [1, -3, 2].map((x) => ({ x }));
    const options = { enqueue, trials: 3, concurrency: 2, trialTimeoutMs: 3_000 };
    const { trials } = await minimize(space, objective, options);
    expect(trials.map(({ state }) => state)).toEqual(["complete", "failed", "complete"]);
    expect(trials[1]?.message).toMatch(/^the trial exceeded trialTimeoutMs \(3(\.0)? s\); raise it/);
    expect(await objective({ x: 1 })).toBeGreaterThan(10);
  });

  it("can have several objectives", async () => {
    const directions = { near: "minimize", far: "maximize" } as const;
    const objective = workerObjective<{ readonly x: number }, { readonly near: number; readonly far: number }>(
      modulePath,
      "twofold",
      { workers: 1 },
    );
    const study = await optimize(directions, { x: real(0, 1) }, objective, { trials: 12 });
    expect(study.front).toHaveLength(12);
    expect(study.trials[3]?.values).toEqual({ near: study.trials[3]?.params.x, far: study.trials[3]?.params.x });
    await objective.close();
  });
});

describe("trial.report in a worker", () => {
  it("is synchronous: the pruner of the search ends the trial at once", async () => {
    const enqueue = [1, 2, 3, 4, 5, 9, 0].map((x) => ({ x }));
    const options = { trials: 7, enqueue, pruner: medianPruner() };
    const study = await minimize({ x: real(0, 10) }, make({ workers: 1 }, "stepwise"), options);
    const here = await minimize(
      { x: real(0, 10) },
      ({ x }, { report }) => {
        for (let step = 1; step <= 10; step++) report(step, x + 1 / step);
        return x;
      },
      options,
    );
    expect(study.trials.map(({ state }) => state)).toEqual([
      ...Array<string>(5).fill("complete"),
      "pruned",
      "complete",
    ]);
    expect(study.trials[5]?.intermediate).toEqual([{ step: 1, value: 10 }]);
    expect(study.trials.map(({ intermediate }) => intermediate)).toEqual(
      here.trials.map(({ intermediate }) => intermediate),
    );
  });

  it("refuses a step below 0", async () => {
    await expect(minimize({ x: real(0, 1) }, make({}, "misreporting"), { trials: 1 })).rejects.toThrow(
      "minimize: the only trial failed, the last with: trial.report: expected an integer step >= 0 and a number, got -1 and 0",
    );
  });
});

describe("a program with the built package", () => {
  const dist = fileURLToPath(new URL("../../dist/search.js", import.meta.url));
  const program = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const run = async (path: string, onLine: (line: string, child: { kill(signal: "SIGINT"): boolean }) => void) => {
    const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (bytes: Buffer) => {
      output += bytes;
      for (const line of String(bytes).split("\n")) onLine(line, child);
    });
    child.stderr.on("data", (bytes: Buffer) => {
      output += bytes;
    });
    const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
    return { code, output };
  };
  const search = `
    const calls = new Int32Array(new SharedArrayBuffer(4));
    const objective = workerObjective(${JSON.stringify(modulePath)}, "weighted", { workers: 2, data: { weights: Float64Array.of(1, 10), calls } });
    const onTrial = (trial) => console.log("trial", trial.number);`;

  it("exits although its workers are idle, in a CommonJS program", async () => {
    const path = program(
      "plain.cjs",
      `const { minimize, workerObjective, real } = require(${JSON.stringify(dist)});
      ${search}
      minimize({ x: real(0, 1) }, objective, { trials: 12, concurrency: 2, onTrial }).then((study) => console.log("best", study.bestValue < 3));`,
    );
    const { code, output } = await run(path, () => {});
    expect(output).toContain("best true");
    expect(code).toBe(0);
  });

  it("returns the trials so far on Ctrl-C, even in an infinite loop", async () => {
    const path = program(
      "interrupted.mjs",
      `import { choice, minimize, randomSampler, workerObjective } from ${JSON.stringify(pathToFileURL(dist).href)};
      ${search}
      const space = { x: choice([1, 2, -3]) };
      const enqueue = [{ x: 1 }, { x: 2 }, { x: -3 }, { x: -3 }];
      const study = await minimize(space, objective, { trials: 20, concurrency: 2, enqueue, onTrial });
      console.log(JSON.stringify({ interrupted: study.interrupted, states: study.trials.map((trial) => trial.state), best: study.bestValue }));`,
    );
    let ended = 0;
    const { code, output } = await run(path, (line, child) => {
      if (!line.startsWith("trial")) return;
      ended += 1;
      if (ended === 2) setTimeout(() => child.kill("SIGINT"), 100);
    });
    expect(code).toBe(0);
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toEqual({
      interrupted: true,
      states: ["complete", "complete", "waiting", "waiting"],
      best: 11,
    });
  });
});
