import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFlow } from "cuaderno/notebook";
import { afterAll, describe, expect, it } from "vitest";

const isAbsent = !existsSync(join(process.env.CUADERNO_DATA_MIRROR ?? "", "worldbank"));
const notebooks = ["01-sources", "02-statistics", "03-features", "04-predictions", "05-drift"];

async function runNotebooks(data: "real" | "sample", folder: string) {
  const run = await runFlow("notebooks/worldbank", {
    parameters: { data, dataFolder: join(folder, "data"), tracking: join(folder, "mlruns") },
    reports: join(folder, "reports"),
    tracking: false,
  });
  expect(run.steps.map(({ name, status, message }) => [name, status, message])).toEqual(
    notebooks.map((name) => [name, "ok", undefined]),
  );
  return run;
}

describe.skipIf(isAbsent)("the World Bank flow on real data (skipped when CUADERNO_DATA_MIRROR is unset)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-worldbank-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has the scores of the last value, of the damped trend and of the original's regression", {
    timeout: 600_000,
  }, async () => {
    const { metrics, tags } = await runNotebooks("real", folder);
    expect(tags).toEqual({ data: "real" });
    const expected = {
      "observations.rows": 40_395,
      "WB_WDI_SP_DYN_LE00_IN.carried.r2": 0.945,
      "WB_WDI_SP_DYN_LE00_IN.model.r2": 0.941,
      "WB_WDI_SP_DYN_LE00_IN.original.r2": 0.657,
      "WB_ESG_EN_ATM_CO2E_PC.carried.r2": 0.981,
      "WB_ESG_EN_ATM_CO2E_PC.model.r2": 0.974,
      "WB_ESG_EN_ATM_CO2E_PC.original.r2": 0.831,
      "WB_SE4ALL_EG_ACS_ELEC.carried.r2": 0.977,
      "WB_SE4ALL_EG_ACS_ELEC.model.r2": 0.99,
      "WB_SE4ALL_EG_ACS_ELEC.original.r2": 0.717,
      "refined.rows": 8_612,
    };
    for (const [name, value] of Object.entries(expected)) expect(metrics[name], name).toBeCloseTo(value, 3);
  });
});

it("the World Bank flow runs on the sample", { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-worldbank-"));
  try {
    expect((await runNotebooks("sample", folder)).tags).toEqual({ data: "sample" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
