import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { explainFlow } from "./explain-flow.js";
import { runFlow } from "./run-flow.js";

describe("runFlow", { timeout: 120_000 }, () => {
  let root: string;
  let folder: string;
  const options = () => ({ reports: join(root, "reports"), tracking: join(root, "mlruns") });
  const statuses = async (more: object = {}): Promise<readonly string[]> =>
    (await runFlow(folder, { ...options(), ...more })).steps.map(({ status }) => status);

  beforeEach(() => {
    // Cells find the package only below the checkout.
    mkdirSync(join(rootFolder, ".cache"), { recursive: true });
    root = mkdtempSync(join(rootFolder, ".cache", "flow-"));
    folder = join(root, "toy");
    mkdirSync(folder);
    write("01-write", [
      { source: "const year = 2018;", tags: ["parameters"] },
      'import { writeFileSync } from "node:fs";\nimport { metric, setTag } from "cuaderno";\nwriteFileSync("out.txt", String(year));\nmetric("drift", 2, { headline: true });\nsetTag("data", "sample");',
      { source: 'import { show } from "cuaderno";\nshow([{ model: "trees", rmse: 315 }]);', tags: ["summary"] },
    ]);
    write("02-read", ['import { readFileSync } from "node:fs";\nreadFileSync("out.txt", "utf8")']);
    writeFileSync(
      join(folder, "flow.yaml"),
      "title: Toy\nnotebooks:\n  02-read: { inputs: [out.txt], when: drift >= fail }\n  01-write: { outputs: [out.txt] }\n",
    );
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(name: string, cells: Parameters<typeof makeNotebook>[0]): void {
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(makeNotebook(cells, "cuaderno")));
  }

  it("runs notebooks in order of their needs, then only what changed, and says why", async () => {
    const first = await runFlow(folder, options());
    expect(first.steps.map(({ name, status }) => [name, status])).toEqual([
      ["01-write", "ok"],
      ["02-read", "ok"],
    ]);
    expect(first).toMatchObject({ status: "ok", metrics: { drift: 2 }, tags: { data: "sample" } });
    const index = readFileSync(first.reports[0] ?? "", "utf8");
    expect(index).toContain("Synthetic sample");
    expect(index).toMatch(/<td[^>]*>trees<\/td>/);
    expect(index).toMatch(/class="card".*drift/);
    const pages = first.reports.slice(1).map((page) => readFileSync(page, "utf8"));
    expect(pages[0]).toContain('<a href="../index.html">← Reports</a>');
    expect(pages[0]).toContain('rel="next" href="02-read.html"');
    expect(pages[1]).toContain('rel="prev" href="01-write.html"');
    expect(await statuses()).toEqual(["up to date", "up to date"]);

    const explained = await explainFlow(folder, { ...options(), parameters: { year: 2019 } });
    expect(explained.map(({ reasons }) => reasons)).toEqual([
      ["parameter year changed from 2018 to 2019"],
      ["01-write runs before"],
    ]);
    write("01-write", [
      { source: "const year = 2018; // a comment", tags: ["parameters"] },
      'import { writeFileSync } from "node:fs";\nimport { metric, setTag } from "cuaderno";\nwriteFileSync("out.txt", String(year));\nmetric("drift", 1, { headline: true });\nsetTag("data", "sample");',
    ]);
    // The output is the same, so the second notebook is up to date; its condition no longer holds.
    expect(await statuses()).toEqual(["ok", "skipped"]);
  });

  it("returns what ended before an interruption, and continues after it", async () => {
    const stop = new AbortController();
    const result = await runFlow(folder, {
      ...options(),
      signal: stop.signal,
      onStep: ({ step, status }) => {
        if (step === "01-write" && status === "ok") stop.abort();
      },
    });
    expect(result).toMatchObject({ status: "interrupted", run: undefined });
    expect(result.steps.map(({ status }) => status)).toEqual(["ok", "not run"]);
    expect(await statuses()).toEqual(["up to date", "ok"]);
  });

  it("names a folder of reports that cannot be made", async () => {
    writeFileSync(join(root, "reports"), "a file");
    await expect(runFlow(folder, options())).rejects.toThrow(
      /^run: cannot write .*toy: a part of the path is a file, not a folder; choose another --reports$/,
    );
  });

  it("takes a metric that is NaN for no number, also when its step is up to date", async () => {
    write("01-write", [
      'import { writeFileSync } from "node:fs";\nimport { metric } from "cuaderno";\nwriteFileSync("out.txt", "1");\nmetric("rmse", NaN, { headline: true });',
    ]);
    writeFileSync(
      join(folder, "flow.yaml"),
      "notebooks:\n  01-write: { outputs: [out.txt] }\n  02-read: { inputs: [out.txt], when: rmse < 450 }\n",
    );
    for (const status of ["ok", "up to date"]) {
      const result = await runFlow(folder, options());
      expect(result.steps.map((step) => step.status)).toEqual([status, "skipped"]);
      expect(result.metrics).toEqual({ rmse: Number.NaN });
      expect(readFileSync(result.reports[0] ?? "", "utf8")).toMatch(/<div class="value"[^>]*>NaN/);
    }
  });

  it("runs a step where the table of the notebook before has drifted, and skips it where it has not", async () => {
    const measured = (shift: number): string =>
      `import { columnsFromEntries, datasetDrift, metric } from "cuaderno";\nconst speeds = (shift: number) => columnsFromEntries([["speed", { kind: "number", values: Float64Array.from({ length: 300 }, (_, row) => ((row * 37) % 101) + shift) }]]);\nmetric("drift", datasetDrift(speeds(0), speeds(${shift})).severity);`;
    writeFileSync(
      join(folder, "flow.yaml"),
      "notebooks:\n  01-write: {}\n  02-read: { needs: 01-write, when: drift >= fail }\n",
    );
    write("02-read", ["1"]);
    write("01-write", [measured(0)]);
    expect(await statuses()).toEqual(["ok", "skipped"]);
    write("01-write", [measured(50)]);
    expect(await statuses()).toEqual(["ok", "ok"]);
  });

  it("stops at a failure, goes on with the rest on request, and continues after the fix", async () => {
    write("00-bad", ['throw new Error("no data")']);
    writeFileSync(
      join(folder, "flow.yaml"),
      "notebooks:\n  00-bad: {}\n  01-write: {}\n  02-read: { needs: [01-write, 00-bad] }\n",
    );
    const failed = await runFlow(folder, { ...options(), keepGoing: true });
    expect(failed.status).toBe("failed");
    expect(failed.steps.map(({ status }) => status)).toEqual(["failed", "ok", "not run"]);
    expect(failed.steps[0]?.message).toContain("no data");
    write("00-bad", ["1"]);
    expect(await statuses()).toEqual(["ok", "up to date", "ok"]);
  });

  it("refuses a parameter that no notebook declares before anything runs", async () => {
    await expect(runFlow(folder, { ...options(), parameters: { yaer: 1 } })).rejects.toThrow(
      'run: no notebook of the flow toy declares parameter "yaer"; did you mean "year"?',
    );
  });
});
