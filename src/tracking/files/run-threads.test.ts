import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";
import { loadRunIndex, saveRunIndex } from "./run-index-file.js";
import { readInThreads } from "./run-threads.js";
import { runTimesReader } from "./run-times-reader.js";

describe("readInThreads", () => {
  it("reads the runs of an experiment, and leaves damaged and unusual ones to the caller", async () => {
    const { tracker, root } = temporaryTracker();
    const folder = { root, now: Date.now, newId: () => "a", onProblem: () => undefined };
    const values = { nan: Number.NaN, down: Number.NEGATIVE_INFINITY, zero: -0, tiny: 5e-324, "deep/er/key": 1 };
    const plain = await tracker.startRun({ experiment: "a / ü", name: "größe: 'x'", tags: { text: "ä\nb 🚦" } });
    await plain.logParams({ empty: "", ["__proto__"]: 2 });
    await plain.logMetrics(values);
    await plain.end("failed");
    const [running, unusual, damaged] = [
      await tracker.startRun({ experiment: "a / ü" }),
      await tracker.startRun({ experiment: "a / ü" }),
      await tracker.startRun({ experiment: "a / ü" }),
    ];
    const path = join(root, plain.experimentId);
    appendFileSync(join(path, unusual.id, "meta.yaml"), "note: |\n  two\n  lines\n");
    writeFileSync(join(path, damaged.id, "metrics", "damaged"), "x\n1700000000000 0.5 0\n");
    const experiment = { id: plain.experimentId, name: plain.experiment, path };
    const ids = [plain.id, unusual.id, "f".repeat(32), damaged.id, running.id];
    const { read, lines } = await readInThreads(folder, experiment, ids, 1);
    const expected = [await tracker.run(plain.id), undefined, undefined, undefined, await tracker.run(running.id)];
    expect(ids.map((_, index) => read[index]?.record)).toEqual(expected);
    expect(read[0]?.data.metrics["deep/er/key"]).toEqual({ value: 1, step: 0, timestamp: expect.any(Number) });

    saveRunIndex(folder, join(root, "index"), [], lines);
    const saved = loadRunIndex(folder, join(root, "index"));
    expect([...saved.values()].flatMap((runs) => [...runs.values()]).map(({ record }) => record)).toEqual([
      expected[0],
      expected[4],
    ]);
  });

  it("starts no thread for few runs", async () => {
    const folder = { root: "/", now: Date.now, newId: () => "a", onProblem: () => undefined };
    expect(await readInThreads(folder, { id: "1", name: "a", path: "/none" }, ["b"])).toEqual({ read: [], lines: [] });
  });
});

describe("runTimesReader", () => {
  it("reads the times of change of every run, alone and with threads", async () => {
    const path = temporaryFolder();
    const ids = Array.from({ length: 100 }, (_, index) => `run${index}`);
    for (const [index, id] of ids.entries()) {
      mkdirSync(join(path, id, "tags"), { recursive: true });
      utimesSync(join(path, id, "tags"), 1_600_000_000, 1_600_000_000 + index);
    }
    const expected = ids.flatMap((_, index) => [-1, -1, -1, 1_600_000_000_000 + 1_000 * index]);
    const read = runTimesReader(() => () => nextTurn(), 1);
    for (let count = 0; count < 30; count++) expect([...(await read(path, ids))]).toEqual(expected);
  });
});
