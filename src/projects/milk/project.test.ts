import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProjectRun, runProject } from "cuaderno/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { milkProject } from "./project.js";

describe("the milk project on its sample alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "milk-run-"));
  let run: ProjectRun;
  beforeAll(async () => {
    run = await runProject(milkProject, { folder, data: "sample", trials: 8 });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("runs its four notebooks and ends with its metrics", () => {
    expect(Object.keys(run.metrics)).toEqual([
      "original.rmse",
      "original.r2",
      "naive.rmse",
      "honest.rmse",
      "honest_naive.rmse",
    ]);
    for (const value of Object.values(run.metrics)) expect(Number.isFinite(value)).toBe(true);
    expect(run.remarks.join("\n")).toMatch(/Best of 8 points.*use timeSplit.*last month's price/s);
  });

  it("writes every page and says on each that the data are made up", () => {
    const names = ["01-clean", "02-original", "03-honest", "04-new-months", "drift"];
    expect(run.reports).toEqual([
      join(folder, "reports/index.html"),
      ...names.map((name) => join(folder, `reports/milk/${name}.html`)),
    ]);
    for (const page of run.reports) expect(readFileSync(page, "utf8").toLowerCase(), page).toContain("sample");
  });

  it("keeps made-up months apart from the tables of the project", () => {
    const page = readFileSync(join(folder, "reports/milk/04-new-months.html"), "utf8");
    expect(page).toMatch(/no column .{1,6}Valparaiso/);
    expect(page).toContain("2014-01 to 2021-03");
    expect(run.remarks.join("\n")).toContain("together: 2014-01 to 2020-04");
  });
});
