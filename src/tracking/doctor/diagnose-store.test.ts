import {
  appendFileSync,
  existsSync,
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
import { describe, expect, it } from "vitest";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import type { Tracker } from "../tracker.js";
import { applyFix } from "./apply-fix.js";
import { diagnoseStore } from "./diagnose-store.js";
import { formatFinding } from "./finding.js";
import { repairMetric } from "./repair-metric.js";

interface Store {
  readonly tracker: Tracker;
  readonly root: string;
  readonly run: string;
  readonly path: string;
  readonly folder: TrackerFolder;
}

/** A store with one whole run, looked at two minutes after all was written. */
async function soundStore(): Promise<Store> {
  const { tracker, root } = temporaryTracker();
  const run = await tracker.startRun({ experiment: "traffic", name: "bad" });
  await run.logParams({ depth: 6 });
  await run.logMetrics({ rmse: 2 });
  await run.logMetrics({ rmse: 4 }, { step: 1 });
  await run.logArtifact("a.txt", "hello");
  await run.end();
  const later = (): number => statSync(root).mtimeMs + 120_000;
  const folder = { root, now: later, newId: () => "c".repeat(32), onProblem: () => undefined };
  return { tracker, root, run: run.id, path: join(root, run.experimentId, run.id), folder };
}

/** What the doctor says, before and after it has put everything right. */
function healed({ folder, root }: Store): readonly string[] {
  const findings = diagnoseStore(folder);
  for (const { fix } of findings) expect(applyFix(folder, fix, { aside: `${root}-aside` })).toBe(true);
  expect(diagnoseStore(folder)).toEqual([]);
  return findings.map((finding) => formatFinding(root, finding));
}

describe("the doctor", () => {
  it("finds nothing in a sound store", async () => {
    const store = await soundStore();
    expect(diagnoseStore(store.folder)).toEqual([]);
    expect(diagnoseStore({ ...store.folder, root: temporaryFolder() })).toEqual([]);
  });

  it.each([
    ["a cut line", "1700000000999 0.", 4],
    ["a blank line", "\n1700000000999 9.0 2\n", 9],
    ["a line of one field", "17\n", 4],
    ["a data set's name with blanks", "1700000000999 9.0 9 my data abc\n", 9],
  ])("repairs a metric with %s", async (_, damage, value) => {
    const store = await soundStore();
    appendFileSync(join(store.path, "metrics", "rmse"), damage);
    expect(healed(store)).toEqual([
      expect.stringMatching(/metrics\/rmse has damaged lines; fix: keep the whole lines/),
    ]);
    expect((await store.tracker.run(store.run)).metrics).toEqual({ rmse: value });
  });

  it("takes an empty metric out and keeps a copy", async () => {
    const store = await soundStore();
    writeFileSync(join(store.path, "metrics", "empty"), "");
    writeFileSync(join(store.path, "metrics", "junk"), "17 0.");
    expect(healed(store).length).toBe(2);
    expect((await store.tracker.run(store.run)).metrics).toEqual({ rmse: 4 });
    const aside = join(`${store.root}-aside`, store.path.slice(store.root.length), "metrics");
    expect(readdirSync(aside).sort()).toEqual(["empty", "junk"]);
    expect(readFileSync(join(aside, "junk"), "utf8")).toBe("17 0.");
  });

  it.each([
    ["empty", () => "", "killed"],
    ["cut in the time of start", (text: string) => text.slice(0, text.indexOf("start_time") + 15), "killed"],
    [
      "cut after the status",
      (text: string) => text.slice(0, text.indexOf("tags")).replace("start_time", "x_time"),
      "finished",
    ],
    ["a status in words", (text: string) => text.replace("status: 3", "status: FAILED"), "failed"],
  ])("rebuilds a run's meta.yaml: %s", async (_, damage, status) => {
    const store = await soundStore();
    const file = join(store.path, "meta.yaml");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, damage(before));
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    healed(store);
    const run = await store.tracker.run(store.run);
    expect(run).toMatchObject({ name: "bad", status, params: { depth: "6" }, metrics: { rmse: 4 } });
    expect(run.endTime).toBeGreaterThanOrEqual(run.startTime);
    expect(readFileSync(file, "utf8").replace(/^(start_time|end_time|status|x_time): .*\n/gm, "")).toBe(
      before.replace(/^(start_time|end_time|status): .*\n/gm, ""),
    );
  });

  it("rebuilds a missing meta.yaml, unless the run is just beginning", async () => {
    const store = await soundStore();
    rmSync(join(store.path, "meta.yaml"));
    expect(diagnoseStore({ ...store.folder, now: Date.now })).toEqual([]);
    expect(healed(store)).toEqual([expect.stringContaining("meta.yaml is empty or missing")]);
    expect(await store.tracker.run(store.run)).toMatchObject({ name: "bad", status: "killed" });
  });

  it("makes the empty folders again that git does not keep", async () => {
    const store = await soundStore();
    for (const part of ["metrics", "params", "artifacts"]) rmSync(join(store.path, part), { recursive: true });
    expect(healed(store).length).toBe(3);
    expect(readdirSync(store.path)).toEqual(expect.arrayContaining(["artifacts", "metrics", "params"]));
  });

  it("renames files whose names no key can have", async () => {
    const store = await soundStore();
    writeFileSync(join(store.path, "params", "a&b"), "1");
    writeFileSync(join(store.path, "metrics", "a&b"), "1700000000999 9.0 2\n");
    healed(store);
    expect(await store.tracker.run(store.run)).toMatchObject({ params: { a_b: "1" }, metrics: { a_b: 9 } });
  });

  it("takes out stray folders and what killed processes have left", async () => {
    const store = await soundStore();
    mkdirSync(join(store.root, ".cache", "deep"), { recursive: true });
    const left = join(store.path, `.${"e".repeat(32)}.tmp`);
    writeFileSync(left, "half");
    writeFileSync(join(store.path, "metrics", `.${"d".repeat(32)}.tmp`), "17");
    writeFileSync(join(store.path, "notes.txt"), "mine");
    healed(store);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(join(store.root, ".cache"))).toBe(false);
    expect(existsSync(join(`${store.root}-aside`, ".cache", "deep"))).toBe(true);
    expect(readFileSync(join(store.path, "notes.txt"), "utf8")).toBe("mine");
  });

  it("writes an experiment's meta.yaml anew, or its id", async () => {
    const store = await soundStore();
    const file = join(store.path, "..", "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/experiment_id: .*/, "experiment_id: '7'"));
    expect(healed(store)).toEqual([expect.stringContaining("says experiment_id 7")]);
    expect((await store.tracker.runs({ experiment: "traffic" })).length).toBe(1);
    writeFileSync(file, "");
    expect(healed(store)).toEqual([expect.stringContaining("with the name recovered-")]);
    expect((await store.tracker.runs())[0]?.experiment).toMatch(/^recovered-\d{18}$/);
  });

  it("writes the new place of artifacts into a store that was moved", async () => {
    const store = await soundStore();
    const moved = join(temporaryFolder(), "elsewhere");
    renameSync(store.root, moved);
    const folder = { ...store.folder, root: moved, now: () => Date.now() + 120_000 };
    const findings = diagnoseStore(folder);
    expect(findings.map(({ reason }) => reason)).toEqual(
      findings.map(() => expect.stringContaining("the store was moved")),
    );
    expect(findings.length).toBe(3);
    for (const { fix } of findings) applyFix(folder, fix, { aside: `${moved}-aside` });
    expect(diagnoseStore(folder)).toEqual([]);
    const texts = readdirSync(moved, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith("meta.yaml"));
    for (const name of texts) expect(readFileSync(join(moved, name), "utf8")).not.toContain(store.root);
  });

  it("leaves alone what was written to within the last minute", async () => {
    const store = await soundStore();
    const file = join(store.path, "metrics", "rmse");
    appendFileSync(file, "17");
    const [finding, ...others] = diagnoseStore(store.folder);
    expect(others).toEqual([]);
    if (finding === undefined) throw new Error("there is a finding");
    expect(applyFix({ ...store.folder, now: Date.now }, finding.fix, { aside: `${store.root}-aside` })).toBe(false);
    expect(readFileSync(file, "utf8").endsWith("17")).toBe(true);
  });
});

describe("repairMetric", () => {
  it.each([
    ["17 0.5 0\n", undefined],
    ["17 0.5 0\n18 0.", "17 0.5 0\n"],
    ["", ""],
    ["17 1.0 0 a b c d\n", "17 1.0 0 a_b_c d\n"],
    ["x\n\n17 1.0\n", "17 1.0\n"],
  ])("%j", (text, repaired) => {
    expect(repairMetric(text)).toBe(repaired);
  });
});
