import { appendFileSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { temporaryFolder, temporaryTracker } from "../testing/temporary-tracker.js";
import { define } from "./runs.js";

const runs = (words: readonly string[], { json = false } = {}): Promise<CommandResult> =>
  callCommand(define, words, { json });

async function makeSearch() {
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
    const { store, parent } = await makeSearch();
    const { printed } = await runs(["list", ...store]);
    expect(printed[0]).toBe("traffic: 9 runs");
    expect(printed[1]).toMatch(/^run +name +status +started +took +rmse$/);
    expect(printed[2]).toMatch(new RegExp(`^${parent.slice(0, 8)}  search +finished `));
    expect(printed[3]).toMatch(/ {2}├─ trial-0 /);
    expect(printed[4]).toMatch(/ {2}├─ trial-1 .*failed/);
    expect(printed[8]).toBe("          └─ ... 3 more (--all)");
    expect(printed.join()).not.toContain("nan");
    expect(printed.length).toBe(9);
    expect((await runs(["list", "--all", ...store])).printed.at(-1)).toMatch(/ {2}└─ trial-7 /);
  });

  it("sorts runs and nested runs by a metric, best first", async () => {
    const { store } = await makeSearch();
    const names = async (sort: string): Promise<string[]> =>
      (await runs(["list", "--sort", sort, ...store])).printed.flatMap((line) => /trial-\d/.exec(line)?.[0] ?? []);
    expect(await names("rmse")).toEqual(["trial-0", "trial-1", "trial-2", "trial-3", "trial-4"]);
    expect(await names("metrics.rmse desc")).toEqual(["trial-7", "trial-6", "trial-5", "trial-4", "trial-3"]);
    await expect(names("rsme")).rejects.toThrow(
      /--sort: no run has metric "rsme"; expected one of bad, best_rmse, rmse/,
    );
  });

  it("fits the width of the terminal, and prints no control characters of names", async () => {
    const { store, root } = await makeSearch();
    const { tracker } = temporaryTracker({ root, newId: () => "e".repeat(32), now: () => 1_800_000_000_000 });
    const run = await tracker.startRun({ experiment: "traffic", name: `\u001b[31m${"long ".repeat(30)}` });
    await run.logMetrics({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 });
    for (const width of [60, 80, 120]) {
      const { printed } = await callCommand(define, ["list", ...store], { environment: { COLUMNS: String(width) } });
      expect(Math.max(...printed.map((line) => [...line].length))).toBeLessThanOrEqual(width);
      expect(printed[2]).toMatch(/^eeeeeeee {2}\[31mlong/);
    }
  });

  it("prints everything as JSON, with NaN as a string", async () => {
    const { store, root } = await makeSearch();
    const { printed, result } = await runs(["list", "--experiment", "traffic", ...store], { json: true });
    expect(printed).toEqual([]);
    expect(result).toMatchObject({ uri: root, problems: [] });
    const [trial] = (result as { readonly runs: readonly unknown[] }).runs;
    expect(trial).toMatchObject({ name: "trial-7", metrics: { rmse: 7.5, bad: "NaN" }, params: { depth: "7" } });
  });

  it("says how many runs are not shown", async () => {
    const { store, root } = await makeSearch();
    await temporaryTracker({ root, newId: () => "f".repeat(32), now: () => 1_800_000_000_000 }).tracker.startRun({
      experiment: "traffic",
      name: "later",
    });
    const { printed } = await runs(["list", "--limit", "1", ...store]);
    expect(printed[2]).toContain("later");
    expect(printed.at(-1)).toBe("... 1 more; --limit 2 shows them");
  });

  it("reports damaged files and lists the runs", async () => {
    const { store, root, ids } = await makeSearch();
    const [experiment = ""] = (await temporaryTracker({ root }).tracker.experiments())
      .map(({ id }) => id)
      .filter((id) => id !== "0");
    const file = join(root, experiment, ids[0] ?? "", "metrics", "rmse");
    appendFileSync(file, "17 0.");
    const { printed, noted, result } = await runs(["list", ...store]);
    expect(noted).toEqual([`damaged: ${file} line 2 is truncated; remove that line`]);
    expect(printed[3]).toContain("trial-0");
    expect(result).toMatchObject({ problems: [{ path: file }] });
  });

  it("reports an empty or missing folder, and invalid options", async () => {
    const folder = temporaryFolder();
    const { printed } = await runs(["list", "--tracking-uri", folder]);
    expect(printed).toEqual([expect.stringMatching(new RegExp(`^no runs in ${folder} yet; `))]);
    await expect(runs(["list", "--tracking-uri", join(folder, "none")])).rejects.toThrow(/no folder .*none; pass/);
    await expect(runs(["list", "--experiment", "x", "--tracking-uri", folder])).rejects.toThrow(/expected a first run/);
    await expect(runs(["list", "--limit", "0"])).rejects.toThrow(
      /runs list: --limit: expected an integer >= 1, got "0"/,
    );
    const { store } = await makeSearch();
    await expect(runs(["list", "--experiment", "trafic", ...store])).rejects.toThrow(/did you mean "traffic"/);
  });
});

describe("cuaderno runs list as one table", () => {
  it("filters, sorts and selects columns, as a table, CSV or JSON", async () => {
    const { store } = await makeSearch();
    const list = async (...words: string[]) => (await runs(["list", ...words, ...store])).printed;
    const filter = ["--filter", "metrics.rmse < 4 and params.depth != '2'"];
    const columns = ["--columns", "run_name,params.depth,metrics.rmse"];
    expect(await list(...filter, ...columns, "--sort", "rmse desc")).toEqual([
      expect.stringMatching(/^run +name +depth +rmse$/),
      expect.stringMatching(/^ab000000 +trial-3 +3 +3.5$/),
      expect.stringMatching(/^ab000000 +trial-1 +1 +1.5$/),
      expect.stringMatching(/^ab000000 +trial-0 +0 +0.5$/),
    ]);
    const csv = await list("--filter", "run_name in ('search', 'trial-0')", "--sort", "run_name", "--format", "csv");
    expect(csv[0]).toBe(
      "run_id,run_name,experiment,status,start_time,end_time,params.depth,params.note,params.seed,params.trials,metrics.bad,metrics.best_rmse,metrics.rmse",
    );
    expect(csv[1]).toMatch(/^ab\w{30},search,traffic,FINISHED,\d{13},\d{13},,"a\nb",,8,,0.333\d+,$/);
    expect(csv[2]).toMatch(/,0,,1,,NaN,,0.5$/);
    const [json = ""] = await list(
      "--columns",
      "metrics.best_rmse@min,metrics.best_rmse@0",
      "--format",
      "json",
      "--limit",
      "1",
      "--sort",
      "metrics.best_rmse@max desc",
    );
    expect(JSON.parse(json)).toEqual([
      { run_id: expect.any(String), "metrics.best_rmse@min": 1 / 3, "metrics.best_rmse@0": 3 },
    ]);
    expect(await list("--filter", "status = 'FINISHED'", "--limit", "2")).toHaveLength(4);
    expect(await list("--filter", "metrics.rmse > 99")).toEqual(["no runs match"]);
  });

  it("groups runs with mean and standard deviation", async () => {
    const { store } = await makeSearch();
    const { printed, result } = await runs([
      "list",
      "--group-by",
      "params.seed",
      "--columns",
      "metrics.rmse",
      ...store,
    ]);
    expect(printed).toEqual([
      expect.stringMatching(/^seed +runs +rmse mean +rmse sd$/),
      expect.stringMatching(/^ +1 +8 +4 +2.44949$/),
      expect.stringMatching(/^ +1$/),
    ]);
    expect(result).toMatchObject({ rows: [{ "params.seed": "1", runs: 8, "metrics.rmse mean": 4 }, { runs: 1 }] });
    await expect(runs(["list", "--group-by", "params.sed", ...store])).rejects.toThrow(
      'runs list: --group-by: no run has params.sed; did you mean "params.seed"?',
    );
  });

  it("names the option and the position of what is wrong", async () => {
    const { store } = await makeSearch();
    const list = (...words: string[]) => runs(["list", ...words, ...store]);
    await expect(list("--filter", "metrics.rmse <")).rejects.toThrow(
      "runs list: filter: position 15: expected a number for metrics.rmse, got the end",
    );
    await expect(list("--columns", "rmse")).rejects.toThrow(
      /^runs list: --columns: position 1: unknown attribute "rmse"/,
    );
    await expect(list("--format", "xml")).rejects.toThrow(
      'runs list: --format: expected one of table, csv, json, got "xml"',
    );
  });
});

describe("cuaderno runs show", () => {
  it("shows everything about a run", async () => {
    const { store, parent } = await makeSearch();
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

  it("reports a missing run and an ambiguous prefix", async () => {
    const { store } = await makeSearch();
    await expect(runs(["show", "zzz", ...store])).rejects.toThrow(/no run "zzz" in .*"cuaderno runs list" lists/);
    await expect(runs(["show", "ab00", ...store])).rejects.toThrow(
      /9 runs begin with "ab00" \(.*, ...\); use more of the id/,
    );
    await expect(runs(["show", ...store])).rejects.toThrow(/missing required argument/);
  });
});

describe("cuaderno runs compare", () => {
  it("shows what differs, and with --all what does not", async () => {
    const { store, ids } = await makeSearch();
    const [a = "", b = ""] = ids;
    const differing = (await runs(["compare", a, b, ...store])).printed.join("\n");
    expect(differing).toMatch(/\ndepth +0 +1\n/);
    expect(differing).toMatch(/\nrmse +0.5 +1.5\n/);
    expect(differing).not.toContain("seed");
    expect(differing).toContain("2 the same in all runs; --all shows them");
    const all = (await runs(["compare", a, b, "--all", ...store])).printed.join("\n");
    expect(all).toMatch(/\nseed +1 +1/);
    expect(all).toMatch(/\nbad +nan +nan/);
  });

  it("rounds numbers together, and counts those that are equal to six digits as the same", async () => {
    const { tracker, root } = temporaryTracker();
    const [a, b] = [await tracker.startRun({ experiment: "x" }), await tracker.startRun({ experiment: "x" })];
    await a.logParams({ rate: 0.1 + 0.2, near: 1 });
    await b.logParams({ rate: 0.05, near: 1 });
    await a.logMetrics({ rmse: 312.123456, tiny: 1 / 3, same: 2 });
    await b.logMetrics({ rmse: 312.15, tiny: 1 / 3 + 1e-9, same: 2 });
    const printed = (await runs(["compare", a.id, b.id, "--tracking-uri", root])).printed.join("\n");
    expect(printed).toMatch(/\nrate +0.3 +0.05\n/);
    expect(printed).toMatch(/\nrmse +312.12 +312.15\n/);
    expect(printed).not.toMatch(/tiny|same {2}/);
  });

  it("shows the smallest and largest value of a metric with several points", async () => {
    const { store, ids, parent } = await makeSearch();
    const { printed } = await runs(["compare", parent, ids[0] ?? "", ...store]);
    expect(printed.join("\n")).toMatch(/\nbest_rmse min +0.3333 +-\nbest_rmse max +3 +-\n/);
  });

  it("needs two different runs", async () => {
    const { store, parent } = await makeSearch();
    await expect(runs(["compare", parent, ...store])).rejects.toThrow(/expected two or more runs, got 1/);
    await expect(runs(["compare", parent, parent, ...store])).rejects.toThrow(/is repeated; pass each run once/);
  });
});

describe("cuaderno runs doctor", () => {
  it("lists problems, fixes them with --fix, and exits with code 3 while one is left", async () => {
    const { store, root, ids } = await makeSearch();
    const [file = ""] = readdirSync(root, { recursive: true })
      .map((name) => join(root, String(name)))
      .filter((name) => name.endsWith(join(ids[0] ?? "", "metrics", "rmse")));
    appendFileSync(file, "17 0.");
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const found = await runs(["doctor", ...store]);
    expect(found.printed).toEqual([
      expect.stringMatching(/^found: .*metrics.rmse has damaged lines; fix: remove the damaged lines$/),
      "1 problem; --fix applies the fixes and makes a backup",
    ]);
    expect(takeExitCode()).toBe(3);
    const fixed = await runs(["doctor", "--fix", ...store]);
    expect(fixed.printed[0]).toMatch(/^fixed: /);
    expect(fixed.printed[1]).toMatch(/^1 problem fixed; backup in .*-before-doctor-\d{14}$/);
    expect(takeExitCode()).toBeUndefined();
    expect((await runs(["doctor", ...store])).printed).toEqual([`no problems in ${root}`]);
    expect(readFileSync(file, "utf8")).toMatch(/^\d+ 0.5 0\n$/);
  });
});

/** Exit code of the command; reset, as it is the process of the test. */
function takeExitCode(): number | string | undefined {
  const code = process.exitCode;
  process.exitCode = undefined;
  return code ?? undefined;
}
