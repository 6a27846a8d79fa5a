import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProjectRun, runProject } from "cuaderno/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worldBankProject } from "./project.js";

describe("the worldbank project on its sample alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "worldbank-run-"));
  let run: ProjectRun;
  beforeAll(async () => {
    run = await runProject(worldBankProject, { folder, data: "sample" });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("runs its three notebooks and ends with its metrics", () => {
    const names = Object.keys(run.metrics);
    expect(names.at(-1)).toBe("refined.rows");
    expect(names.filter((name) => /^[A-Z0-9_]+\.(carried|model)\.r2$/.test(name))).toHaveLength(6);
    expect(run.metrics["refined.rows"]).toBeGreaterThan(10);
  });

  it("writes every page and says on each that the data are made up", () => {
    const names = ["01-sources", "02-statistics", "03-predictions"];
    expect(run.reports).toEqual([
      join(folder, "reports/index.html"),
      ...names.map((name) => join(folder, `reports/worldbank/${name}.html`)),
    ]);
    for (const page of run.reports) expect(readFileSync(page, "utf8").toLowerCase(), page).toContain("sample");
  });
});
