import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { searchRuns } from "../query/search-runs.js";
import type { Run, RunRecord, Tracker } from "../tracker.js";
import { fileTracker } from "./file-tracker.js";

function open(root: string, indexFile?: string): Tracker {
  return fileTracker({ root, indexFile, now: Date.now, newId: () => randomBytes(16).toString("hex"), user: "ana" });
}

/** Moves the times of all files to the past, as if they had been written long before they were read. */
function age(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) age(inner);
    utimesSync(inner, 1_600_000_000.123, 1_600_000_000.123);
  }
}

async function finishedRun(tracker: Tracker, values: { depth: number; loss: number }): Promise<Run> {
  const run = await tracker.startRun({ experiment: "a", tags: { note: "one" } });
  await run.logParams({ depth: values.depth });
  await run.logMetrics({ loss: values.loss, "val/loss": 2 });
  await run.end();
  return run;
}

const sorted = (runs: readonly RunRecord[]): RunRecord[] => [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));

describe("the index of a tracker's folder", () => {
  it("notices what another tool does to finished and running runs", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const [indexed, plain] = [open(root), () => open(root)];
    const [first, second] = [
      await finishedRun(indexed, { depth: 1, loss: 1 }),
      await finishedRun(indexed, { depth: 2, loss: 2 }),
    ];
    const running = await plain().startRun({ experiment: "a" });
    await running.logMetrics({ loss: 3 });
    const path = (id: string, ...parts: string[]) => join(root, first.experimentId, id, ...parts);
    const changes: (() => void)[] = [
      () => appendFileSync(path(running.id, "metrics", "loss"), "1700000000000 9.5 7\n"),
      () => writeFileSync(path(running.id, "tags", "mlflow.user"), "bob"),
      () => writeFileSync(path(first.id, "params", "late"), "yes"),
      () => writeFileSync(path(first.id, "tags", "new"), "tag"),
      () => writeFileSync(path(first.id, "metrics", "val", "mae"), "1700000000000 1.5 0\n"),
      () => rmSync(path(second.id, "tags", "note")),
      () => {
        const file = path(second.id, "meta.yaml");
        writeFileSync(file, readFileSync(file, "utf8").replace("lifecycle_stage: active", "lifecycle_stage: deleted"));
      },
      () => renameSync(path(first.id), path("f".repeat(32))),
      () => rmSync(path(running.id), { recursive: true }),
    ];
    for (const change of changes) {
      age(join(root, first.experimentId));
      expect(await indexed.runs()).toEqual(await plain().runs());
      change();
      expect([await indexed.runs(), await indexed.runs({ deleted: true })], String(change)).toEqual([
        await plain().runs(),
        await plain().runs({ deleted: true }),
      ]);
    }
  });

  it("compares the values of a search with files that were overwritten", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const tracker = open(root);
    const run = await finishedRun(tracker, { depth: 1, loss: 1 });
    age(join(root, run.experimentId));
    await tracker.runs();
    const folder = join(root, run.experimentId, run.id);
    appendFileSync(join(folder, "metrics", "loss"), "1700000000000 0.25 7\n");
    writeFileSync(join(folder, "tags", "note"), "two");
    expect((await searchRuns(tracker, { filter: "metrics.loss < 0.5" })).map(({ tags }) => tags.note)).toEqual(["two"]);
    expect((await tracker.run(run.id)).metrics.loss).toBe(0.25);
    writeFileSync(join(folder, "tags", "note"), "six");
    expect((await tracker.currentRuns?.(await tracker.runs()))?.[0]?.tags.note).toBe("six");
  });

  it("is saved for the next process, and can be deleted or damaged", async () => {
    const [root, indexFile] = [join(temporaryFolder(), "mlruns"), join(temporaryFolder(), "cache", "index.json")];
    const writer = open(root);
    const values = { nan: Number.NaN, down: Number.NEGATIVE_INFINITY, zero: -0, tiny: 5e-324, "deep/er/key": 1 };
    for (let count = 0; count < 210; count++) {
      const tags = { text: "ä\nb 🚦", third: `${count % 3}`, ["__proto__"]: `${count}` };
      const run = await writer.startRun({ experiment: count % 2 === 0 ? "a" : "b ü", tags });
      await run.logParams({ count, empty: "" });
      if (count % 50 === 0) await run.logMetrics(values);
      if (count % 3 === 0) await run.end(count % 2 === 0 ? "failed" : "finished");
    }
    for (const name of readdirSync(root)) age(join(root, name));
    const expected = sorted(await open(root).runs());
    await open(root, indexFile).runs();
    expect(sorted(await open(root, indexFile).runs())).toEqual(expected);
    expect(statSync(indexFile).size).toBeGreaterThan(1_000);
    for (const content of [
      "",
      "{",
      "null",
      '{"version":1}',
      readFileSync(indexFile, "utf8").replace(root, "/elsewhere"),
    ]) {
      writeFileSync(indexFile, content);
      expect(sorted(await open(root, indexFile).runs())).toEqual(expected);
    }
    rmSync(indexFile);
    expect(sorted(await open(root, indexFile).runs())).toEqual(expected);
    expect(sorted(await open(root, join(root, "0", "meta.yaml", "no-folder")).runs())).toEqual(expected);
  });

  it("lists what is on the disk when the clock goes backwards", async () => {
    const root = join(temporaryFolder(), "mlruns");
    let time = Date.now() + 3_600_000;
    const now = (): number => (time -= 60_000);
    const tracker = fileTracker({ root, now, newId: () => randomBytes(16).toString("hex"), user: "ana" });
    const run = await finishedRun(tracker, { depth: 1, loss: 1 });
    await run.logMetrics({ loss: 2 }, { step: 1 });
    for (const value of [3, 4]) {
      await run.logMetrics({ loss: value }, { step: value });
      expect(await tracker.runs()).toEqual(await open(root).runs());
    }
    const [read] = await tracker.runs();
    expect(read).toMatchObject({ status: "finished", metrics: { loss: 4 } });
    expect(read?.endTime).toBeLessThan(read?.startTime ?? 0);
  });

  it("reports a damaged file at each listing", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const problems: string[] = [];
    const tracker = fileTracker({
      ...{ root, now: Date.now, newId: () => randomBytes(16).toString("hex"), user: "ana" },
      onProblem: ({ path }) => problems.push(path),
    });
    const run = await finishedRun(tracker, { depth: 1, loss: 1 });
    writeFileSync(join(root, run.experimentId, run.id, "metrics", "bad"), "x\n");
    age(join(root, run.experimentId));
    await tracker.runs();
    await tracker.runs();
    expect(problems.filter((path) => path.endsWith("bad"))).toHaveLength(2);
  });

  it("lists the same as without an index after any writes", { timeout: 60_000 }, async () => {
    const action = fc.record({
      run: fc.nat(4),
      kind: fc.constantFrom("metric", "param", "tag", "rename", "end", "delete", "restore", "age"),
      key: fc.constantFrom("a", "b/c", "d"),
      value: fc.double(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const root = join(temporaryFolder(), "mlruns");
        mkdirSync(root);
        const [indexed, writer] = [open(root), open(root)];
        const runs = await Promise.all(Array.from({ length: 5 }, () => writer.startRun({ experiment: "a" })));
        for (const { run: number, kind, key, value } of actions) {
          const run = runs[number] as Run;
          await act(writer, run, root, { kind, key, value }).catch(() => undefined);
          expect(await indexed.runs()).toEqual(await open(root).runs());
        }
      }),
      { numRuns: 20 },
    );
  });
});

async function act(
  writer: Tracker,
  run: Run,
  root: string,
  { kind, key, value }: { readonly kind: string; readonly key: string; readonly value: number },
): Promise<unknown> {
  switch (kind) {
    case "metric":
      return run.logMetrics({ [key]: value });
    case "param":
      return run.logParams({ [key]: value });
    case "tag":
      return run.setTags({ [key]: String(value) });
    case "rename":
      return run.setTags({ "mlflow.runName": `n${value}` });
    case "end":
      return run.end("failed");
    case "delete":
      return writer.deleteRun(run.id);
    case "restore":
      return writer.restoreRun(run.id);
    default:
      return age(join(root, run.experimentId));
  }
}
