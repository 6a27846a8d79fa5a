import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFlow } from "cuaderno/notebook";
import { afterAll, describe, expect, it } from "vitest";

const isAbsent = !existsSync(join(process.env.CUADERNO_DATA_MIRROR ?? "", "telecom"));
const notebooks = ["01-ingest", "02-explore", "03-features", "04-search", "05-drift", "06-market"];
const folder = mkdtempSync(join(tmpdir(), "cuaderno-telecom-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runNotebooks(data: "real" | "sample") {
  const run = await runFlow("notebooks/telecom", {
    parameters: { data, draws: 20, dataFolder: join(folder, "data"), tracking: join(folder, `mlruns-${data}`) },
    reports: join(folder, "reports", data),
    tracking: false,
  });
  expect(run.steps.map(({ name, status, message }) => [name, status, message])).toEqual(
    notebooks.map((name) => [name, "ok", undefined]),
  );
  expect(run.tags).toEqual({ data });
  return run.metrics;
}

const page = (data: string, name: string): string =>
  readFileSync(join(folder, "reports", data, "telecom", `${name}.html`), "utf8");

describe.skipIf(isAbsent)("the telecom flow on real data (skipped when CUADERNO_DATA_MIRROR is unset)", () => {
  it("has the numbers of the published tables", { timeout: 600_000 }, async () => {
    const metrics = await runNotebooks("real");
    expect(metrics["market.rows"]).toBe(3_129);
    // The index from shares, and shares from lines.
    expect(metrics["ihh.max_gap"]).toBeLessThanOrEqual(2.4);
    expect(metrics["share.max_gap"]).toBeCloseTo(0.015, 4);
    // The original's regression in time order, and last month's share.
    expect(metrics["linear_time.r2"]?.toFixed(1)).toBe("-34.0");
    expect(metrics["last_month.r2"]?.toFixed(3)).toBe("0.973");
    // The forecast on held-out months.
    expect(metrics["model.rmse"]).toBeCloseTo(0.2667, 4);
    expect(metrics["naive.rmse"]).toBeCloseTo(0.3096, 4);
    expect(metrics["year_ahead.model.rmse"]).toBeCloseTo(1.606, 3);
    expect(metrics["year_ahead.naive.rmse"]).toBeCloseTo(2.231, 3);
  });
});

describe("the telecom flow on the sample", () => {
  it("runs, agrees with itself as the published tables do, and has the guards speak where the original failed", {
    timeout: 600_000,
  }, async () => {
    const metrics = await runNotebooks("sample");
    expect(metrics["ihh.max_gap"]).toBeLessThanOrEqual(2.4);
    expect(metrics["share.max_gap"]).toBeLessThanOrEqual(0.0151);
    expect(metrics["linear_time.r2"]).toBeLessThan(0);
    const text = page("sample", "03-features").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
    const guards = [
      /fold 1: \d+ of 113 training rows \(\d\d %\) are later than the first test row, so the score says how well gaps are filled, not how well the future is predicted/,
      /rmse: "regression" \d\.\d+, the baseline "last month's share" 0\.\d+; the model is no better than the baseline/,
      /column "unspecified" is 0 in all 151 rows, so it carries no information; remove it/,
    ];
    expect(guards.filter((sentence) => !sentence.test(text))).toEqual([]);
  });

  it("says on every page that the data are synthetic, and has the market as one page", () => {
    for (const name of notebooks) expect(page("sample", name), name).toMatch(/synthetic sample|data: sample/);
    expect(page("sample", "06-market")).toContain('class="card"');
    expect(page("sample", "06-market")).not.toMatch(/(src|href)="https?:/);
    expect(existsSync(join(folder, "data/refined/sample/market.csv"))).toBe(true);
  });
});
