import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProjectRun, runProject } from "cuaderno/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crimeProject } from "./project.js";

describe("the crime project on its sample alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "crime-run-"));
  let run: ProjectRun;
  beforeAll(async () => {
    run = await runProject(crimeProject(), { folder, data: "sample", trials: 1 });
  }, 420_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("runs its four notebooks and ends with its metrics", () => {
    expect(Object.keys(run.metrics)).toEqual([
      "rows.year",
      "rows.located",
      "boosted.auc",
      "boosted.mcc",
      "balanced.mcc",
      "station.own_district_share",
    ]);
    expect(run.metrics["boosted.auc"]).toBeGreaterThan(0.7);
    expect(run.remarks.join("\n")).toMatch(/Champion: version [12] of crime-arrest-sample.*Run [0-9a-f]{32} in/s);
  });

  it("writes every page, says on each that the data are made up, and keeps the encoded tables", () => {
    const names = ["01-reports", "02-features", "03-models", "04-drift", "drift"];
    expect(run.reports).toEqual([
      join(folder, "reports/index.html"),
      ...names.map((name) => join(folder, `reports/crime/${name}.html`)),
    ]);
    for (const page of run.reports) expect(readFileSync(page, "utf8").toLowerCase(), page).toContain("sample");
    for (const name of ["train_encoded.csv", "test_encoded.csv", "encoded_manifest.json"]) {
      expect(existsSync(join(folder, "data/crime/refined/sample", name)), name).toBe(true);
    }
  });

  it("lets the guard speak where the original fell in", () => {
    const page = readFileSync(join(folder, "reports/crime/02-features.html"), "utf8");
    expect(page).toContain("smote changes the training rows and cannot be one of the steps");
  });
});
