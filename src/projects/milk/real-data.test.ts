import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getNumbers, mean, standardDeviation } from "cuaderno";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendMilk } from "./append-milk.js";
import { laterFiles } from "./data-source.js";
import { completeRows, milkFeatures } from "./features.js";
import { recordHistory } from "./history.js";
import { loadMilk, type MilkTables, milkMonths, milkSpans } from "./load.js";
import { originalSplit } from "./original-split.js";
import { predictableSpan, predictMonths } from "./predict-months.js";
import { type MilkTraining, milkMetrics, trainMilk } from "./train.js";

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "milk");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(mirror);

describe.skipIf(absent)("the real milk tables (folder named by CUADERNO_DATA_MIRROR)", () => {
  let folder = "";
  let tables: MilkTables;
  let training: MilkTraining;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "milk-real-"));
    await cp(mirror, join(folder, "raw"), { recursive: true });
    tables = await loadMilk(folder);
    training = await trainMilk(tables);
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("share 76 months, which give 74 rows of 141 features", () => {
    expect(milkSpans(tables)).toEqual([
      { table: "rain", first: "1979-01", last: "2020-04", months: 496 },
      { table: "bank", first: "2014-01", last: "2020-09", months: 81 },
      { table: "price", first: "1979-01", last: "2021-02", months: 506 },
      { table: "all three", first: "2014-01", last: "2020-04", months: 76 },
    ]);
    const rows = completeRows(milkFeatures(milkMonths(tables)));
    const price = getNumbers(rows, "price");
    expect([rows.rowCount, rows.byName.size - 2]).toEqual([74, 141]);
    expect([mean(price).toFixed(2), standardDeviation(price).toFixed(2)]).toEqual(["227.17", "23.07"]);
  });

  it("use the split that the original's numbers were measured on", () => {
    const [, ...lines] = readFileSync(join(mirror, "split_seed_42.csv"), "utf8").trim().split(/\r?\n/);
    const times = getNumbers(completeRows(milkFeatures(milkMonths(tables))), "month");
    const monthsOf = (places: Int32Array): string[] =>
      Array.from(places, (row) => new Date(times[row] ?? Number.NaN).toISOString().slice(0, 7));
    const part = (name: string): string[] =>
      lines.map((line) => line.split(",")).flatMap(([, own, month]) => (own === name ? [month ?? ""] : []));
    expect(monthsOf(originalSplit.train)).toEqual(part("train"));
    expect(monthsOf(originalSplit.test)).toEqual(part("test"));
  });

  it("give the original's 12.54 and 0.83 with k 7, degree 1, alpha 0.1, beside the naive 12.21", () => {
    const { original, trials } = training;
    expect(trials).toHaveLength(210);
    expect(original.best).toEqual({ k: 7, degree: 1, alpha: 0.1 });
    expect(Math.abs(original.rmse - 12.538)).toBeLessThan(0.01);
    expect(original.r2).toBeCloseTo(0.8346, 3);
    expect(original.naiveRmse).toBeCloseTo(12.21, 2);
    expect(original.warning).toContain("use timeSplit");
    expect(Object.keys(milkMetrics(training))).toEqual([
      "original.rmse",
      "original.r2",
      "naive.rmse",
      "honest.rmse",
      "honest_naive.rmse",
    ]);
  });

  it("give in time order 13.74 for last month's price, less for the model chosen before, more for the original", () => {
    const { honest, corrected } = training;
    expect(honest.naive.rmse).toBeCloseTo(13.74, 2);
    expect(honest.best.name).toBe("ridge on the price's own past");
    expect(honest.best.rmse).toBeLessThan(13);
    const original = (lines: typeof honest.lines): number => lines.find(({ name }) => /original/.test(name))?.rmse ?? 0;
    expect(original(honest.lines)).toBeGreaterThan(16);
    expect(original(corrected.lines)).toBeLessThan(13.5);
  });

  it("predict 2014-04 to 2020-05, with the later files to 2021-04, and judge the model again", async () => {
    expect(predictableSpan(tables)).toEqual({ first: "2014-04", last: "2020-05" });
    expect(predictMonths(training.model, tables, "2020-06")[0]?.missing).toEqual(["2020-05 (rain)"]);
    const [entry] = await recordHistory(tables, training.model);
    expect([entry?.rmse.toFixed(3), entry?.r2.toFixed(4), entry?.months]).toEqual(["7.610", "0.8897", 74]);
    const files = laterFiles.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(mirror, name))) }));
    const { history, files: accounts } = await appendMilk(folder, files);
    expect(accounts).toMatchObject([
      { table: "rain", refused: [], duplicate: [] },
      { table: "bank", refused: [] },
      { table: "price", inserted: ["2021-03"], duplicate: ["2020-01", "2020-05"], differing: ["2020-05"] },
    ]);
    expect(history.map(({ last }) => last)).toEqual(["2020-04", "2021-03"]);
    expect(predictableSpan(await loadMilk(folder))?.last).toBe("2021-04");
  });
});
