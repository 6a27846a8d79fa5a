import { describe, expect, it } from "vitest";
import { randomSource } from "../../../core/random-source.js";
import { binMatrix } from "../bin-matrix.js";
import { gradientBoosting } from "../gradient-boosting.js";
import { completeBoostingOptions, type GradientBoostingOptions } from "../gradient-boosting-options.js";
import { trainTrees } from "../train-trees.js";
import { fastestKernel } from "./fastest-kernel.js";
import { javascriptKernel } from "./javascript-kernel.js";
import { type KernelThread, kernelThreads } from "./kernel-threads.js";
import { threadedKernel } from "./threaded-kernel.js";

const random = randomSource(5);
const rowCount = 701;
const draw = (make: () => number): Float64Array => Float64Array.from({ length: rowCount }, make);
const columns = [
  draw(() => random.integer(24)),
  draw(() => random.normal()),
  draw(() => (random.uniform() < 0.2 ? Number.NaN : random.uniform())),
  draw(() => random.uniform()),
  draw(() => random.integer(6)),
];
const matrix = { rowCount, names: ["hour", "wind", "holes", "share", "kind"], columns };
const value = (column: number, row: number): number => columns[column][row];
const target = draw(() => 0).map((_, row) => Math.sin(value(0, row) / 4) + value(1, row) * value(3, row));
const classes = target.map((actual) => (actual < -0.5 ? 0 : actual < 0.5 ? 1 : 2));
const binned = binMatrix(matrix);
const all = { cells: 0, rows: 0, codes: 0, subtreeCells: 0 };

/** The threads, which are waited for instead of passed over; `calls` counts what they were given. */
function patient(threads: readonly KernelThread[], calls: { count: number }): KernelThread[] {
  return threads.map((thread) => ({
    ...thread,
    isReady() {
      while (!thread.isReady()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      return true;
    },
    give(...call) {
      calls.count += 1;
      thread.give(...call);
    },
    post(message) {
      if (message.kind === "subtree") calls.count += 1;
      thread.post(message);
    },
  }));
}

describe("threadedKernel", () => {
  const cases: readonly (readonly [string, GradientBoostingOptions, Float64Array])[] = [
    ["by level", {}, target],
    ["by leaf", { growth: "leaf", maxLeaves: 20 }, target],
    ["with draws and penalties", { subsample: 0.6, columnSample: 0.7, alpha: 1, minChildWeight: 4 }, target],
    ["for a quantile", { objective: "quantile", quantile: 0.8, depth: 4 }, target],
    ["for two classes", { objective: "logistic", minChildWeight: 0 }, classes.map((actual) => Math.min(actual, 1))],
    ["for classes", { objective: "softmax", depth: 4, minChildWeight: 0.1 }, classes],
    ["with monotone columns", { monotone: { wind: "rising" } }, target],
    ["with categories", { categories: ["kind"] }, target],
  ];
  for (const [name, options, actual] of cases) {
    it.each([2, 4])(`grows the trees of one thread on %i threads, every call divided: ${name}`, (count) => {
      const complete = completeBoostingOptions({ rounds: 6, ...options });
      const calls = { count: 0 };
      const kernel = threadedKernel(patient(kernelThreads(count), calls), all);
      const threaded = trainTrees(binned, actual, complete, { threads: count }, kernel);
      const single = trainTrees(binned, actual, complete, {}, javascriptKernel);
      expect(JSON.stringify(threaded)).toBe(JSON.stringify(single));
      expect(calls.count).toBeGreaterThan(100 * (count - 1));
    });
  }

  it("does a thread's part itself while the thread has not started", () => {
    const never: KernelThread = {
      isReady: () => false,
      give: () => expect.unreachable(),
      take: () => expect.unreachable(),
      post: () => undefined,
      receive: () => expect.unreachable(),
    };
    const complete = completeBoostingOptions({ rounds: 3 });
    const alone = trainTrees(binned, target, complete, { threads: 2 }, threadedKernel([never], all));
    expect(JSON.stringify(alone)).toBe(JSON.stringify(trainTrees(binned, target, complete, {}, javascriptKernel)));
  });

  it("is used by models on large tables, with the trees of one thread", () => {
    const large = 30_000;
    const wide = Array.from({ length: 24 }, () => Float64Array.from({ length: large }, () => random.uniform()));
    const table = { rowCount: large, names: wide.map((_, column) => `x${column}`), columns: wide };
    const actual = Float64Array.from({ length: large }, (_, row) => wide[0][row] * wide[1][row] + random.normal());
    const model = gradientBoosting({ rounds: 20 });
    const fits = [1, 2].map((threads) => JSON.stringify(model.fit(table, actual, { threads })));
    expect(fits[1]).toBe(fits[0]);
  });

  it("is replaced by JavaScript when the arrays exceed its memory", () => {
    const huge = { column: { byteLength: 5e9, length: 5e9, constructor: Uint8Array } as unknown as Uint8Array };
    expect(fastestKernel(huge, 2)).toEqual({ kernel: javascriptKernel, arrays: huge });
  });

  it("reports a thread that failed, and refuses 0 threads", () => {
    const [thread] = kernelThreads(2);
    thread.post({ kind: "release" });
    thread.take();
    thread.give("addToRows", [0]);
    expect(() => thread.take()).toThrow("gradientBoosting: a thread of the training failed; set threads to 1");
    expect(() => gradientBoosting().fit(matrix, target, { threads: 0 })).toThrow(
      "gradientBoosting: expected threads to be an integer >= 1, got 0; leave it out for one per core",
    );
  });
});
