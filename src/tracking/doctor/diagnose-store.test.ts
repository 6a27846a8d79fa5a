import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
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

interface Store {
  readonly tracker: Tracker;
  readonly root: string;
  readonly run: string;
  readonly path: string;
  readonly folder: TrackerFolder;
}

/** A folder with one valid run, diagnosed two minutes after it was written. */
async function validStore(): Promise<Store> {
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

/** The findings, after a check that their fixes leave none. */
function fixAll({ folder, root }: Store): readonly string[] {
  const findings = diagnoseStore(folder);
  for (const { fix } of findings) expect(applyFix(folder, fix, { backup: `${root}-backup` })).toBe(true);
  expect(diagnoseStore(folder)).toEqual([]);
  return findings.map((finding) => formatFinding(root, finding));
}

describe("diagnoseStore", () => {
  it("finds nothing in a valid folder", async () => {
    const store = await validStore();
    expect(diagnoseStore(store.folder)).toEqual([]);
    expect(diagnoseStore({ ...store.folder, root: temporaryFolder() })).toEqual([]);
  });

  it.each([
    ["a cut line", "1700000000999 0.", 4],
    ["a blank line", "\n1700000000999 9.0 2\n", 9],
    ["a line of one field", "17\n", 4],
    ["a dataset's name with spaces", "1700000000999 9.0 9 my data abc\n", 9],
  ])("repairs a metric with %s", async (_, damage, value) => {
    const store = await validStore();
    appendFileSync(join(store.path, "metrics", "rmse"), damage);
    expect(fixAll(store)).toEqual([
      expect.stringMatching(/metrics\/rmse has damaged lines; fix: remove the damaged lines/),
    ]);
    expect((await store.tracker.run(store.run)).metrics).toEqual({ rmse: value });
  });

  it("moves an empty metric to the backup", async () => {
    const store = await validStore();
    writeFileSync(join(store.path, "metrics", "empty"), "");
    writeFileSync(join(store.path, "metrics", "junk"), "17 0.");
    expect(fixAll(store).length).toBe(2);
    expect((await store.tracker.run(store.run)).metrics).toEqual({ rmse: 4 });
    const backup = join(`${store.root}-backup`, store.path.slice(store.root.length), "metrics");
    expect(readdirSync(backup).sort()).toEqual(["empty", "junk"]);
    expect(readFileSync(join(backup, "junk"), "utf8")).toBe("17 0.");
  });

  it.each([
    ["empty", () => "", "killed"],
    ["cut in the time of start", (text: string) => text.slice(0, text.indexOf("start_time") + 15), "killed"],
    [
      "cut after the status",
      (text: string) => text.slice(0, text.indexOf("tags")).replace("start_time", "x_time"),
      "finished",
    ],
    ["a status as a string", (text: string) => text.replace("status: 3", "status: FAILED"), "failed"],
  ])("rebuilds a run's meta.yaml: %s", async (_, damage, status) => {
    const store = await validStore();
    const file = join(store.path, "meta.yaml");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, damage(before));
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    fixAll(store);
    const run = await store.tracker.run(store.run);
    expect(run).toMatchObject({ name: "bad", status, params: { depth: "6" }, metrics: { rmse: 4 } });
    expect(run.endTime).toBeGreaterThanOrEqual(run.startTime);
    expect(readFileSync(file, "utf8").replace(/^(start_time|end_time|status|x_time): .*\n/gm, "")).toBe(
      before.replace(/^(start_time|end_time|status): .*\n/gm, ""),
    );
  });

  it("rebuilds a missing meta.yaml, unless the run is just beginning", async () => {
    const store = await validStore();
    rmSync(join(store.path, "meta.yaml"));
    expect(diagnoseStore({ ...store.folder, now: Date.now })).toEqual([]);
    expect(fixAll(store)).toEqual([expect.stringContaining("meta.yaml is empty or missing")]);
    expect(await store.tracker.run(store.run)).toMatchObject({ name: "bad", status: "killed" });
  });

  it("creates the empty folders that git does not store", async () => {
    const store = await validStore();
    for (const part of ["metrics", "params", "artifacts"]) rmSync(join(store.path, part), { recursive: true });
    expect(fixAll(store).length).toBe(3);
    expect(readdirSync(store.path)).toEqual(expect.arrayContaining(["artifacts", "metrics", "params"]));
  });

  it("renames files whose names are not valid keys", async () => {
    const store = await validStore();
    writeFileSync(join(store.path, "params", "a&b"), "1");
    writeFileSync(join(store.path, "metrics", "a&b"), "1700000000999 9.0 2\n");
    fixAll(store);
    expect(await store.tracker.run(store.run)).toMatchObject({ params: { a_b: "1" }, metrics: { a_b: 9 } });
  });

  it("removes links among values, and does not read through them", async () => {
    const store = await validStore();
    const outside = join(temporaryFolder(), "secret");
    writeFileSync(outside, "s");
    symlinkSync(outside, join(store.path, "params", "secret"));
    expect((await store.tracker.run(store.run)).params).toEqual({ depth: "6" });
    expect(fixAll(store)).toEqual([
      expect.stringMatching(/params\/secret is a symbolic link, .*; fix: remove the link/),
    ]);
    expect(readFileSync(outside, "utf8")).toBe("s");
  });

  it("follows no links among artifacts, which may form a loop", async () => {
    const store = await validStore();
    symlinkSync("..", join(store.path, "artifacts", "loop"));
    rmSync(join(store.path, "meta.yaml"));
    expect(fixAll(store)).toEqual([expect.stringContaining("meta.yaml")]);
  });

  it("removes stray folders and the temporary files of killed processes", async () => {
    const store = await validStore();
    mkdirSync(join(store.root, ".cache", "deep"), { recursive: true });
    const left = join(store.path, `.${"e".repeat(32)}.tmp`);
    writeFileSync(left, "half");
    writeFileSync(join(store.path, "metrics", `.${"d".repeat(32)}.tmp`), "17");
    writeFileSync(join(store.path, "notes.txt"), "mine");
    fixAll(store);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(join(store.root, ".cache"))).toBe(false);
    expect(existsSync(join(`${store.root}-backup`, ".cache", "deep"))).toBe(true);
    expect(readFileSync(join(store.path, "notes.txt"), "utf8")).toBe("mine");
  });

  it("writes an experiment's meta.yaml again, or its id", async () => {
    const store = await validStore();
    const file = join(store.path, "..", "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/experiment_id: .*/, "experiment_id: '7'"));
    expect(fixAll(store)).toEqual([expect.stringContaining("has experiment_id 7")]);
    expect((await store.tracker.runs({ experiment: "traffic" })).length).toBe(1);
    writeFileSync(file, "");
    expect(fixAll(store)).toEqual([expect.stringContaining("with the name recovered-")]);
    expect((await store.tracker.runs())[0]?.experiment).toMatch(/^recovered-\d{18}$/);
  });

  it("writes the new path of artifacts into a folder that was moved", async () => {
    const store = await validStore();
    const moved = join(temporaryFolder(), "elsewhere");
    renameSync(store.root, moved);
    const folder = { ...store.folder, root: moved, now: () => Date.now() + 120_000 };
    const findings = diagnoseStore(folder);
    expect(findings.map(({ reason }) => reason)).toEqual(
      findings.map(() => expect.stringContaining("the folder was moved")),
    );
    expect(findings.length).toBe(3);
    for (const { fix } of findings) applyFix(folder, fix, { backup: `${moved}-backup` });
    expect(diagnoseStore(folder)).toEqual([]);
    const files = readdirSync(moved, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith("meta.yaml"));
    for (const name of files) expect(readFileSync(join(moved, name), "utf8")).not.toContain(store.root);
  });

  it("skips files that were written within the last minute", async () => {
    const store = await validStore();
    const file = join(store.path, "metrics", "rmse");
    appendFileSync(file, "17");
    const [finding, ...others] = diagnoseStore(store.folder);
    expect(others).toEqual([]);
    if (finding === undefined) throw new Error("expected a finding");
    expect(applyFix({ ...store.folder, now: Date.now }, finding.fix, { backup: `${store.root}-backup` })).toBe(false);
    expect(readFileSync(file, "utf8").endsWith("17")).toBe(true);
  });
});
