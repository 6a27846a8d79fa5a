import { appendFileSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CommandAnswer, callCommand } from "../testing/call-command.js";
import { temporaryFolder, temporaryTracker } from "../testing/temporary-tracker.js";
import { define } from "./runs.js";
import { textTable } from "./text-table.js";

const runs = (words: readonly string[], { json = false } = {}): Promise<CommandAnswer> =>
  callCommand(define, words, { json });

async function storeOfSearch() {
  const { tracker, root } = temporaryTracker();
  const parent = await tracker.startRun({ experiment: "traffic", name: "search" });
  await parent.logParams({ trials: 8, note: "a\nb" });
  await parent.logMetricHistory("best_rmse", [3, 2.5, 1 / 3]);
  await parent.logInput({ name: "2016.csv", source: "s3://bucket/2016.csv", digest: "4e123456", context: "training" });
  await parent.logArtifact("figures/error.html", "<p>");
  const ids: string[] = [];
  for (let number = 0; number < 8; number++) {
    const trial = await tracker.startRun({ parent, name: `trial-${number}` });
    await trial.logParams({ depth: number, seed: 1 });
    await trial.logMetrics({ rmse: number + 0.5, bad: Number.NaN });
    await trial.end(number === 1 ? "failed" : "finished");
    ids.push(trial.id);
  }
  await parent.end();
  return { root, parent: parent.id, ids, store: ["--tracking-uri", root] };
}

describe("cuaderno runs list", () => {
  it("shows a table with nested runs below their parents, many of them folded", async () => {
    const { store, parent } = await storeOfSearch();
    const { printed } = await runs(["list", ...store]);
    expect(printed[0]).toBe("traffic: 9 runs");
    expect(printed[1]).toMatch(/^run +name +status +started +took +bad +rmse +best_rmse$/);
    expect(printed[2]).toMatch(new RegExp(`^${parent.slice(0, 8)}  search +finished .* 0.333333$`));
    expect(printed[3]).toMatch(/ {2}├─ trial-0 /);
    expect(printed[4]).toMatch(/ {2}├─ trial-1 .*failed/);
    expect(printed[8]).toBe("          └─ ... 3 more (--all)");
    expect(printed.length).toBe(9);
    expect((await runs(["list", "--all", ...store])).printed.at(-1)).toMatch(/ {2}└─ trial-7 /);
  });

  it("gives everything as JSON, numbers that JSON has not as texts", async () => {
    const { store, root } = await storeOfSearch();
    const { printed, result } = await runs(["list", "--experiment", "traffic", ...store], { json: true });
    expect(printed).toEqual([]);
    expect(result).toMatchObject({ uri: root, problems: [] });
    const [trial] = (result as { readonly runs: readonly unknown[] }).runs;
    expect(trial).toMatchObject({ name: "trial-7", metrics: { rmse: 7.5, bad: "NaN" }, params: { depth: "7" } });
  });

  it("says when there are more runs than asked for", async () => {
    const { store, root } = await storeOfSearch();
    await temporaryTracker({ root, newId: () => "f".repeat(32), now: () => 1_800_000_000_000 }).tracker.startRun({
      experiment: "traffic",
      name: "later",
    });
    const { printed } = await runs(["list", "--limit", "1", ...store]);
    expect(printed[2]).toContain("later");
    expect(printed.at(-1)).toBe("... 1 older; --limit 2 shows them");
  });

  it("names damaged files and shows the rest", async () => {
    const { store, root, ids } = await storeOfSearch();
    const [experiment = ""] = (await temporaryTracker({ root }).tracker.experiments())
      .map(({ id }) => id)
      .filter((id) => id !== "0");
    const file = join(root, experiment, ids[0] ?? "", "metrics", "rmse");
    appendFileSync(file, "17 0.");
    const { printed, noted, result } = await runs(["list", ...store]);
    expect(noted).toEqual([`damaged: ${file} line 2 is cut short; remove that line`]);
    expect(printed[3]).toContain("trial-0");
    expect(result).toMatchObject({ problems: [{ path: file }] });
  });

  it("says where it looked when there is nothing, and what is wrong with what was asked", async () => {
    const folder = temporaryFolder();
    const { printed } = await runs(["list", "--tracking-uri", folder]);
    expect(printed).toEqual([expect.stringMatching(new RegExp(`^no runs in ${folder} yet; `))]);
    await expect(runs(["list", "--tracking-uri", join(folder, "none")])).rejects.toThrow(/no folder .*none; give/);
    await expect(runs(["list", "--experiment", "x", "--tracking-uri", folder])).rejects.toThrow(/there are none yet/);
    await expect(runs(["list", "--limit", "0"])).rejects.toThrow(/--limit must be a whole number from 1, got "0"/);
    const { store } = await storeOfSearch();
    await expect(runs(["list", "--experiment", "trafic", ...store])).rejects.toThrow(/did you mean "traffic"/);
  });
});

describe("cuaderno runs show", () => {
  it("tells all about a run", async () => {
    const { store, parent } = await storeOfSearch();
    const { printed, result } = await runs(["show", parent, ...store]);
    const text = printed.join("\n");
    for (const part of [
      `run         ${parent}`,
      "experiment  traffic",
      "nested      8 runs",
      "trials  8",
      "note    a b",
      "best_rmse  0.333333  0.333333    3       3",
      "2016.csv  training  4e123456  s3://bucket/2016.csv",
      "figures/error.html      3",
    ]) {
      expect(text).toContain(part);
    }
    expect(result).toMatchObject({
      id: parent,
      summaries: { best_rmse: { last: 1 / 3, min: 1 / 3, max: 3, points: 3 } },
      children: { length: 8 },
    });
  });

  it("says when there is no such run, or more than one", async () => {
    const { store } = await storeOfSearch();
    await expect(runs(["show", "zzz", ...store])).rejects.toThrow(/no run "zzz" in .*"cuaderno runs list" shows/);
    await expect(runs(["show", "ab00", ...store])).rejects.toThrow(/is the beginning of 9 runs \(.*, ...\); give more/);
    await expect(runs(["show", ...store])).rejects.toThrow(/missing required argument/);
  });
});

describe("cuaderno runs compare", () => {
  it("shows what differs, and with --all what does not", async () => {
    const { store, ids } = await storeOfSearch();
    const [a = "", b = ""] = ids;
    const differing = (await runs(["compare", a, b, ...store])).printed.join("\n");
    expect(differing).toMatch(/\ndepth +0 +1\n/);
    expect(differing).toMatch(/\nrmse +0.5 +1.5\n/);
    expect(differing).not.toContain("seed");
    expect(differing).toContain("2 the same in all; --all shows them");
    const all = (await runs(["compare", a, b, "--all", ...store])).printed.join("\n");
    expect(all).toMatch(/\nseed +1 +1/);
    expect(all).toMatch(/\nbad +nan +nan/);
  });

  it("shows the smallest and largest value of a metric with several points", async () => {
    const { store, ids, parent } = await storeOfSearch();
    const { printed } = await runs(["compare", parent, ids[0] ?? "", ...store]);
    expect(printed.join("\n")).toMatch(/\nbest_rmse min +0.333333 +-\nbest_rmse max +3 +-\n/);
  });

  it("needs two different runs", async () => {
    const { store, parent } = await storeOfSearch();
    await expect(runs(["compare", parent, ...store])).rejects.toThrow(/give two or more runs/);
    await expect(runs(["compare", parent, parent, ...store])).rejects.toThrow(/is given twice/);
  });
});

describe("cuaderno runs doctor", () => {
  it("names what is damaged, puts it right when asked, and leaves with code 3 only while something is left", async () => {
    const { store, root, ids } = await storeOfSearch();
    const [file = ""] = readdirSync(root, { recursive: true })
      .map((name) => join(root, String(name)))
      .filter((name) => name.endsWith(join(ids[0] ?? "", "metrics", "rmse")));
    appendFileSync(file, "17 0.");
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const found = await runs(["doctor", ...store]);
    expect(found.printed).toEqual([
      expect.stringMatching(/^found: .*metrics.rmse has damaged lines; fix: keep the whole lines only$/),
      "1 to put right; --fix does it and keeps a copy of what it changes",
    ]);
    expect(takeExitCode()).toBe(3);
    const fixed = await runs(["doctor", "--fix", ...store]);
    expect(fixed.printed[0]).toMatch(/^fixed: /);
    expect(fixed.printed[1]).toMatch(/^1 put right; what was there before is in .*-before-doctor-\d{14}$/);
    expect(takeExitCode()).toBeUndefined();
    expect((await runs(["doctor", ...store])).printed).toEqual([`${root} is sound`]);
    expect(readFileSync(file, "utf8")).toMatch(/^\d+ 0.5 0\n$/);
  });
});

/** What the command would leave with; taken back, as it is the test's own process. */
function takeExitCode(): number | string | undefined {
  const code = process.exitCode;
  process.exitCode = undefined;
  return code ?? undefined;
}

describe("textTable", () => {
  it("aligns columns, numbers to the right", () => {
    expect(
      textTable([
        ["key", "value", "note"],
        ["depth", "3", "ä"],
        ["rate", "0.25"],
      ]),
    ).toEqual(["key    value  note", "depth      3  ä", "rate    0.25"]);
    expect(textTable([])).toEqual([]);
  });
});
