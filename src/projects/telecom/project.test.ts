import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProjectRun, runProject } from "cuaderno/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { telecomProject } from "./project.js";

describe("the telecom project on its sample alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "telecom-run-"));
  const lines: string[] = [];
  let run: ProjectRun;
  beforeAll(async () => {
    run = await runProject(telecomProject, { folder, data: "sample", log: (line) => lines.push(line) });
  }, 420_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("runs its four notebooks and ends with its metrics", () => {
    expect(lines).toEqual(["data: sample, synthetic (4 files)"]);
    expect(Object.keys(run.metrics)).toEqual([
      "ihh.max_gap",
      "share.max_gap",
      "linear_time.r2",
      "last_month.r2",
      "model.rmse",
      "naive.rmse",
    ]);
    expect(run.metrics["linear_time.r2"]).toBeLessThan(0);
    expect(run.metrics["model.rmse"]).toBeLessThan(run.metrics["naive.rmse"] ?? 0);
    expect(run.remarks.join("\n")).toMatch(
      /less error than last month's share.*Run [0-9a-f]{32} in experiment telecom/s,
    );
  });

  it("writes every page, says on each that the data are made up, and keeps the market as a table", () => {
    const names = ["01-ingest", "02-explore", "03-model", "04-dashboard", "market", "dictionary"];
    expect(run.reports).toEqual([
      join(folder, "reports/index.html"),
      ...names.map((name) => join(folder, `reports/telecom/${name}.html`)),
    ]);
    for (const page of run.reports) expect(readFileSync(page, "utf8").toLowerCase(), page).toContain("sample");
    for (const name of ["findings.json", "market.csv", "market.parquet"]) {
      expect(existsSync(join(folder, "data/telecom/refined/sample", name)), name).toBe(true);
    }
  });

  it("lets the guards speak where the original fell in", () => {
    const page = readFileSync(join(folder, "reports/telecom/03-model.html"), "utf8");
    const said = [
      /training rows \(9\d %\) are later than the first test row/,
      /no better than/,
      /unspecified\W.{0,8}is 0 in all 151 rows/,
    ];
    expect(said.filter((sentence) => !sentence.test(page))).toEqual([]);
  });
});
