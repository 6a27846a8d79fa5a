import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryTracker } from "../../testing/temporary-tracker.js";
import type { Tracker } from "../tracker.js";

interface Store {
  readonly tracker: Tracker;
  readonly root: string;
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
  /** Folder of the run that is damaged. */
  readonly damaged: string;
  readonly experiment: string;
}

async function makeStore(): Promise<Store> {
  const { tracker, root, problems } = temporaryTracker();
  const good = await tracker.startRun({ experiment: "traffic", name: "good" });
  await good.logMetrics({ rmse: 1 });
  const bad = await tracker.startRun({ experiment: "traffic", name: "bad" });
  await bad.logMetrics({ rmse: 2, other: 3 });
  await bad.logMetrics({ rmse: 4 }, { step: 1 });
  await bad.end();
  const experiment = join(root, bad.experimentId);
  return { tracker, root, problems, damaged: join(experiment, bad.id), experiment };
}

/** Names of the runs that are still listed, with the values of their metric. */
async function shown({ tracker }: Store): Promise<Readonly<Record<string, number | undefined>>> {
  return Object.fromEntries((await tracker.runs({ experiment: "traffic" })).map((run) => [run.name, run.metrics.rmse]));
}

describe("fileTracker on a damaged folder", () => {
  it.each([
    ["a truncated last line", "1700000000999 0.", 4, /line 3 is truncated/],
    ["a blank line", "\n", 4, /line 3 is not a timestamp, a value and a step/],
    ["a line of one field", "17\n", 4, /line 3 is not/],
    ["a line of six fields", "1700000000999 9.0 9 my data abc\n", 4, /line 3 is not/],
    ["a line with words", "1700000000999 high 9\n", 4, /line 3 is not/],
  ])("reports %s in a metric with file and line, and reads the other points", async (_, damage, value, reason) => {
    const store = await makeStore();
    appendFileSync(join(store.damaged, "metrics", "rmse"), damage);
    expect(await shown(store)).toEqual({ good: 1, bad: value });
    expect(store.problems).toEqual([
      { path: join(store.damaged, "metrics", "rmse"), reason: expect.stringMatching(reason) },
    ]);
  });

  it("reports an empty metric file, and reads the rest of the run", async () => {
    const store = await makeStore();
    writeFileSync(join(store.damaged, "metrics", "rmse"), "");
    expect(await shown(store)).toEqual({ good: 1, bad: undefined });
    expect((await store.tracker.runs())[0]?.metrics).toEqual({ other: 3 });
    expect(store.problems[0]).toEqual({
      path: join(store.damaged, "metrics", "rmse"),
      reason: expect.stringContaining("is empty"),
    });
  });

  it.each([
    ["empty", () => "", /is empty/],
    ["truncated before the status", (text: string) => text.slice(0, text.indexOf("status")), /no valid status/],
    ["truncated before the start", (text: string) => text.slice(0, text.indexOf("start_time")), /no valid status/],
    ["not YAML", () => "status: 'x", /is not valid YAML/],
    ["without a start", (text: string) => text.replace(/^start_time.*\n/m, ""), /no start_time/],
  ])("reports a run's meta.yaml that is %s, and reads the other runs", async (_, damage, reason) => {
    const store = await makeStore();
    const file = join(store.damaged, "meta.yaml");
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    expect(await shown(store)).toEqual({ good: 1 });
    expect(store.problems).toEqual([{ path: file, reason: expect.stringMatching(reason) }]);
    const id = store.damaged.slice(-32);
    await expect(store.tracker.run(id)).rejects.toThrow(new RegExp(`^run: cannot read run ${id}: .*meta.yaml`));
  });

  it("reports a status as a string, and reads the run", async () => {
    const store = await makeStore();
    const file = join(store.damaged, "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("status: 3", "status: FINISHED"));
    expect(await shown(store)).toEqual({ good: 1, bad: 4 });
    expect((await store.tracker.runs())[0]?.status).toBe("finished");
    expect(store.problems[0]?.reason).toContain("status as a string");
  });

  it("ignores a run without meta.yaml, which may be about to start", async () => {
    const store = await makeStore();
    rmSync(join(store.damaged, "meta.yaml"));
    expect(await shown(store)).toEqual({ good: 1 });
    expect(store.problems).toEqual([]);
  });

  it("reports a damaged experiment, and reads the others", async () => {
    const store = await makeStore();
    const other = await store.tracker.startRun({ experiment: "milk" });
    const file = join(store.root, other.experimentId, "meta.yaml");
    writeFileSync(file, "");
    expect((await store.tracker.experiments()).map(({ name }) => name)).toEqual(["Default", "traffic"]);
    expect(store.problems).toEqual([{ path: file, reason: expect.stringContaining("is empty") }]);
  });

  it("reports a folder in the root that makes MLflow fail", async () => {
    const store = await makeStore();
    mkdirSync(join(store.root, ".cache"));
    mkdirSync(join(store.root, "models"));
    mkdirSync(join(store.root, "notes"));
    writeFileSync(join(store.root, ".gitkeep"), "");
    writeFileSync(join(store.damaged, "stray.txt"), "");
    mkdirSync(join(store.experiment, ".ipynb_checkpoints"));
    expect(await shown(store)).toEqual({ good: 1, bad: 4 });
    expect(new Set(store.problems.map(({ path }) => path))).toEqual(new Set([join(store.root, ".cache")]));
  });

  it("reads runs without their empty folders, which git does not store", async () => {
    const { tracker, root, problems } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    for (const empty of ["metrics", "params", "artifacts"]) {
      rmSync(join(root, run.experimentId, run.id, empty), { recursive: true });
    }
    expect(await tracker.run(run.id)).toMatchObject({ metrics: {}, params: {} });
    expect(await tracker.artifacts(run.id)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it("reads metric lines with the name and digest of a dataset, and lines without a step", async () => {
    const store = await makeStore();
    writeFileSync(join(store.damaged, "metrics", "rmse"), "1700000000001 5.0\n1700000000002 6.0 7 data 4e123456\n");
    expect(await shown(store)).toEqual({ good: 1, bad: 6 });
    expect(store.problems).toEqual([]);
  });
});
