import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFlow } from "cuaderno/notebook";
import { monthsBetween } from "cuaderno/sources";
import { afterAll, describe, expect, it } from "vitest";
import { walkMilkSite } from "../../testing/walk-milk-site.js";
import { originalSplit } from "./original-split.js";

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "milk");
const isAbsent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(mirror);
const notebooks = ["01-clean", "02-original", "03-forecast", "04-new-months", "05-retrain"];

/** On real data the notebooks run in the kernel of their flow; on the sample, alone of all flows, in tslab, which they name. */
async function runNotebooks(folder: string, parameters: Readonly<Record<string, string>>) {
  const run = await runFlow("notebooks/milk", {
    parameters: { ...parameters, dataFolder: join(folder, "data"), tracking: join(folder, "mlruns") },
    reports: join(folder, "reports"),
    tracking: false,
    kernel: parameters.data === "sample" ? "tslab" : undefined,
  });
  expect(run.steps.map(({ name, status, message }) => [name, status, message])).toEqual(
    notebooks.map((name) => [name, "ok", undefined]),
  );
  return run;
}

describe.skipIf(isAbsent)("the milk flow on real data (skipped when CUADERNO_DATA_MIRROR is unset)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-milk-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("reproduces the original's numbers, and in time order the baseline's and the damage of its numbers", {
    timeout: 600_000,
  }, async () => {
    const { metrics, tags } = await runNotebooks(folder, { data: "real" });
    expect(tags).toEqual({ data: "real" });
    expect(metrics.months).toBe(76);
    expect(metrics["original.rmse"]).toBeCloseTo(12.54, 2);
    expect(metrics["original.r2"]).toBeCloseTo(0.83, 2);
    expect(metrics["naive.rmse"]).toBeCloseTo(12.21, 2);
    expect(metrics["last_month.rmse"]).toBeCloseTo(13.74, 2);
    expect(metrics["forecast.rmse"]).toBeLessThan(13);
    expect(metrics["damaged.rmse"]).toBeGreaterThan(16);
    expect(metrics["repaired.rmse"]).toBeLessThan(13.5);
    expect(metrics["months.after"]).toBe(87);
  });

  it("uses the split that the original's numbers were measured on", () => {
    const [, ...lines] = readFileSync(join(mirror, "split_seed_42.csv"), "utf8").trim().split(/\r?\n/);
    const months = monthsBetween("2014-03", "2020-04");
    for (const part of ["train", "test"] as const) {
      const expected = lines.map((line) => line.split(",")).filter(([, name]) => name === part);
      expect(Array.from(originalSplit[part], (row) => months[row])).toEqual(expected.map(([, , month]) => month));
    }
  });
});

it("the milk flow runs on the sample, and its site in a browser", { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-milk-"));
  try {
    const { tags } = await runNotebooks(folder, { data: "sample", grid: "reduced" });
    expect(tags).toEqual({ data: "sample" });
    await walkMilkSite(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
