import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { temporaryFolder, temporaryTracker } from "../testing/temporary-tracker.js";
import { define } from "./runs.js";

async function makeRuns() {
  const { tracker, root } = temporaryTracker();
  const one = await tracker.startRun({ experiment: "traffic", name: "one" });
  const two = await tracker.startRun({ experiment: "traffic", name: "two" });
  await one.logArtifact("figures/error.html", "<p>");
  const runs = (...words: string[]): Promise<CommandResult> => callCommand(define, [...words, "--tracking-uri", root]);
  return { tracker, root, one, two, path: dirname(fileURLToPath(one.artifactUri)), runs };
}

describe("cuaderno runs delete, restore and gc", () => {
  it("deletes runs, lists and restores them", async () => {
    const { tracker, one, runs } = await makeRuns();
    expect((await runs("delete", one.id)).printed).toEqual([`deleted: ${one.id.slice(0, 8)} one`]);
    expect((await runs("list", "--deleted")).printed.join("\n")).toContain(" one ");
    expect((await runs("list", "--deleted", "--filter", "run_name = 'two'")).printed).toEqual(["no runs match"]);
    expect((await runs("list")).printed.join("\n")).not.toContain(" one ");
    await expect(runs("delete", one.id)).rejects.toThrow(/was deleted or never started/);
    expect((await runs("restore", one.id)).printed).toEqual([`restored: ${one.id.slice(0, 8)} one`]);
    expect((await tracker.runs()).length).toBe(2);
    await expect(runs("restore", one.id)).rejects.toThrow(/no deleted run .*"cuaderno runs list --deleted" lists them/);
  });

  it("changes nothing when one of the runs does not exist", async () => {
    const { tracker, one, runs } = await makeRuns();
    await expect(runs("delete", one.id, "zzz")).rejects.toThrow(/no run "zzz"/);
    expect((await tracker.runs()).length).toBe(2);
  });

  it("removes what was deleted long enough ago, and leftovers of an interrupted removal", async () => {
    const { root, path, one, two, runs } = await makeRuns();
    await runs("delete", one.id);
    expect((await runs("gc", "--older-than", "36500d")).printed).toEqual([`nothing to remove in ${root}`]);
    expect((await runs("gc", "--dry-run")).printed).toEqual([`would remove: run ${one.id.slice(0, 8)} one`]);
    expect(existsSync(path)).toBe(true);
    const leftover = join(dirname(path), ".abc.gc");
    mkdirSync(leftover);
    expect((await runs("gc", "--older-than", "1h30m", "--dry-run")).printed).toHaveLength(1);
    expect((await runs("gc")).printed).toEqual([
      `removed: run ${one.id.slice(0, 8)} one`,
      "removed: leftover abc .abc.gc",
    ]);
    expect([existsSync(path), existsSync(leftover)]).toEqual([false, false]);
    expect(existsSync(dirname(fileURLToPath(two.artifactUri)))).toBe(true);
    await expect(runs("gc", "--older-than", "soon")).rejects.toThrow(/--older-than: expected an age such as 30d/);
  });

  it("removes experiments that MLflow moved to .trash", async () => {
    const { root, runs } = await makeRuns();
    const path = join(root, ".trash", "7");
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "meta.yaml"),
      "experiment_id: '7'\nlast_update_time: 5\nlifecycle_stage: deleted\nname: old\n",
    );
    expect((await runs("gc", "--older-than", "30d")).printed).toEqual(["removed: experiment 7 old"]);
    expect(existsSync(path)).toBe(false);
  });
});

describe("cuaderno runs get, note, tag and rename", () => {
  it("copies an artifact", async () => {
    const { one, runs } = await makeRuns();
    const output = join(temporaryFolder(), "page.html");
    expect((await runs("get", one.id, "figures/error.html", "-o", output)).printed).toEqual([`${output}: 3 bytes`]);
    expect(readFileSync(output, "utf8")).toBe("<p>");
    await expect(runs("get", one.id, "none", "-o", output)).rejects.toThrow(/has no artifact "none"/);
  });

  it("sets note, tags and name", async () => {
    const { tracker, one, runs } = await makeRuns();
    await runs("note", one.id, "best *so far*");
    await runs("tag", one.id, "team=blue", "formula=a=b");
    expect((await runs("rename", one.id, "champion")).printed).toEqual([
      `${one.id.slice(0, 8)} champion: mlflow.runName set`,
    ]);
    expect(await tracker.run(one.id)).toMatchObject({
      name: "champion",
      tags: { "mlflow.note.content": "best *so far*", team: "blue", formula: "a=b" },
    });
    await expect(runs("tag", one.id, "team")).rejects.toThrow('runs tag: expected key=value, got "team"');
    await expect(runs("rename", one.id, " ")).rejects.toThrow(/^runs rename: the name is empty/);
  });
});
