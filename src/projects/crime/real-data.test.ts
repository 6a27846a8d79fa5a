import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFlow } from "cuaderno/notebook";
import { afterAll, describe, expect, it } from "vitest";

const isAbsent = !existsSync(join(process.env.CUADERNO_DATA_MIRROR ?? "", "crime"));
const notebooks = ["01-explore", "02-features", "03-models", "04-search", "05-drift"];

async function runNotebooks(
  data: "real" | "sample",
  folder: string,
  parameters: Readonly<Record<string, number>> = { trials: 4, rounds: 80, sampleRows: 15_000, searchRows: 20_000 },
) {
  const run = await runFlow("notebooks/crime", {
    parameters: {
      data,
      dataFolder: join(folder, "data"),
      tracking: join(folder, "mlruns"),
      ...parameters,
    },
    reports: join(folder, "reports"),
    tracking: false,
  });
  expect(run.steps.map(({ name, status, message }) => [name, status, message])).toEqual(
    notebooks.map((name) => [name, "ok", undefined]),
  );
  return run;
}

describe.skipIf(isAbsent)("the crime flow on real data (skipped when CUADERNO_DATA_MIRROR is unset)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-crime-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has the rows of the year and meets the scores of boosted trees, by time and shuffled", {
    timeout: 900_000,
  }, async () => {
    const { metrics, tags } = await runNotebooks("real", folder);
    expect(tags).toEqual({ data: "real" });
    expect([metrics["rows.year"], metrics["rows.located"]]).toEqual([267_792, 264_995]);
    expect(metrics["station.own_district_share"]).toBeCloseTo(0.7502, 4);
    for (const split of ["boosted", "shuffled", "tuned"]) {
      expect(metrics[`${split}.auc`], split).toBeGreaterThanOrEqual(0.893);
      expect(metrics[`${split}.mcc`], split).toBeGreaterThanOrEqual(0.62);
    }
    expect(metrics["code_share.auc"]).toBeCloseTo(0.8828, 4);
    expect(metrics["balanced.mcc"]).toBeGreaterThan(0.6);
    expect(metrics["balanced.mcc"]).toBeLessThan(metrics["boosted.mcc"] ?? 0);
    expect(metrics["later.mcc"]).toBeGreaterThan(0.62);
    expect(metrics["drift.columns"]).toBe(0);
  });
});

it("the crime flow runs on the sample", { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-crime-"));
  try {
    expect((await runNotebooks("sample", folder, { trials: 2, rounds: 40, sampleRows: 5_000 })).tags).toEqual({
      data: "sample",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
