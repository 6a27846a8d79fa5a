import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { gitDiff } from "../../host/git-diff.js";
import { runningCell, runningCellKey } from "../../host/running-cell.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { memoryTracker } from "../../tracking/memory-tracker.js";
import { openTracker } from "./open-tracker.js";
import { withRun } from "./with-run.js";

const cells = globalThis as { [runningCellKey]?: unknown };
afterEach(() => {
  delete cells[runningCellKey];
});

function gitFolder(): string {
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
  git("init", "-q");
  writeFileSync(join(folder, "train.ts"), "one\n");
  git("add", "train.ts");
  git("commit", "-q", "-m", "first");
  mkdirSync(join(folder, "below"));
  return folder;
}

it("gitDiff is the difference to the commit, and the beginning of a long one", async () => {
  const folder = gitFolder();
  expect(await gitDiff(folder)).toBeUndefined();
  expect(await gitDiff("/no/such/folder")).toBeUndefined();
  writeFileSync(join(folder, "train.ts"), "two\n");
  expect(await gitDiff(join(folder, "below"))).toMatch(/^diff --git a\/train.ts[\s\S]*-one\n\+two\n$/);
  writeFileSync(join(folder, "train.ts"), "x\n".repeat(2_000_000));
  const long = await gitDiff(folder);
  expect(long?.length).toBeLessThan(1_100_000);
  expect(long).toMatch(/# cut: the difference is longer than 1000000 bytes\n$/);
});

it("withRun saves the difference to the commit, and none for a clean working copy", async () => {
  const folder = gitFolder();
  const source = join(folder, "train.ts");
  const uri = join(temporaryFolder(), "mlruns");
  const recorded = async () => {
    const tracker = await openTracker({ uri, source });
    const id = await withRun(tracker, {}, (run) => run.id);
    const [diff] = await tracker.artifacts(id);
    return diff === undefined ? undefined : new TextDecoder().decode(await tracker.readArtifact(id, diff.path));
  };
  expect(await recorded()).toBeUndefined();
  writeFileSync(source, "two\n");
  expect(await recorded()).toContain("+two");
});

it("withRun records the cell that the kernel runs", async () => {
  const tracker = memoryTracker();
  const getTags = async () => (await tracker.run(await withRun(tracker, {}, (run) => run.id))).tags;
  expect(runningCell()).toBeUndefined();
  expect(await getTags()).not.toHaveProperty(["cuaderno.cell"]);
  cells[runningCellKey] = { count: 3, id: "a1" };
  expect(runningCell()).toEqual({ count: 3, id: "a1" });
  expect(await getTags()).toMatchObject({ "cuaderno.cell": "3", "cuaderno.cell.id": "a1" });
});
