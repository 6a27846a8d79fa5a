import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppendedFile } from "./append-file.js";
import { appendMilk } from "./append-milk.js";
import { laterFiles } from "./data-source.js";
import { recordHistory } from "./history.js";
import { loadMilk, milkSpans } from "./load.js";
import { openMilk, resetMilk } from "./milk-folder.js";
import { predictableSpan, predictMonths } from "./predict-months.js";
import { trainMilk } from "./train.js";

describe("the milk tables of the sample", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "milk-"));
    const sample = fileURLToPath(new URL("../../../data/milk/sample", import.meta.url));
    await cp(sample, join(folder, "sample"), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const later = async (): Promise<{ name: string; bytes: Uint8Array }[]> => {
    const { files } = await openMilk(folder);
    return Promise.all(laterFiles.map(async (name) => ({ name, bytes: await files.read(name) })));
  };

  it("are made once: a second load changes no table", async () => {
    const first = await loadMilk(folder);
    const second = await loadMilk(folder);
    expect(first.versions).toEqual({ rain: 1, bank: 1, price: 1 });
    expect(second.versions).toEqual(first.versions);
    expect(second.accounts.every(({ known, inserted }) => known && inserted.length === 0)).toBe(true);
    expect(second.rain.frameEqual(first.rain)).toBe(true);
  });

  it("train once: the second time gives the stored result, damaged results are refused by name", async () => {
    const tables = await loadMilk(folder);
    const first = await trainMilk(tables, { grid: "reduced" });
    expect(first).toMatchObject({ trained: true, reason: "trained because nothing was trained yet" });
    const second = await trainMilk(tables, { grid: "reduced" });
    expect(second.trained).toBe(false);
    expect(second.honest).toEqual(first.honest);
    expect(second.original).toEqual(first.original);
    const months = predictMonths(first.model, tables, "2020-03", "2020-04");
    expect(predictMonths(second.model, tables, "2020-03", "2020-04")).toEqual(months);
    await expect(trainMilk(tables, { grid: "huge" })).rejects.toThrow('grid must be "full" or "reduced", got "huge"');
  });

  it("say which months a forecast lacks, and guess nothing", async () => {
    const tables = await loadMilk(folder);
    const { model } = await trainMilk(tables, { grid: "reduced" });
    const found = predictMonths(model, tables, "2020-05", "2020-07");
    expect(found.map(({ month, missing }) => [month, missing])).toEqual([
      ["2020-05", []],
      ["2020-06", ["2020-05 (rain)"]],
      ["2020-07", ["2020-05 (rain)", "2020-06 (rain)"]],
    ]);
    expect(found[0]?.predicted).toBeGreaterThan(100);
    expect(found[1]?.predicted).toBeNull();
    expect(predictMonths(model, tables, "2010-01")[0]?.missing[0]).toBe("2009-10 (rain, bank)");
    expect(predictableSpan(tables)).toEqual({ first: "2014-04", last: "2020-05" });
    expect(() => predictMonths(model, tables, "2020-05", "2020-03")).toThrow(
      "ends before it begins, 2020-05 to 2020-03",
    );
    expect(() => predictMonths(model, tables, "May 2020")).toThrow('expected a month such as 2020-03, got "May 2020"');
  });

  it("take only new months from later files, on a branch that leaves the main tables alone", async () => {
    const main = await loadMilk(folder);
    const trial = { branch: "trial" };
    const before = await loadMilk(folder, trial);
    const { model } = await trainMilk(before, { grid: "reduced" });
    await recordHistory(before, model);
    const typo = { name: "typo.csv", bytes: new TextEncoder().encode("date,Coquimbo\n2021-04-01,x\n") };
    const { files, history } = await appendMilk(folder, [...(await later()), typo], trial);
    const [rain, bank, price] = files as AppendedFile[];
    expect(rain).toMatchObject({ table: "rain", duplicate: [], refused: [], version: 2 });
    expect([rain?.inserted[0], rain?.inserted.length]).toEqual(["2020-05", 11]);
    expect([bank?.inserted[0], bank?.inserted.length, bank?.duplicate.length]).toEqual(["2020-12", 4, 7]);
    expect(price).toMatchObject({ inserted: ["2021-03"], duplicate: ["2020-01", "2020-05"] });
    expect(price?.differing).toEqual(["2020-01", "2020-05"]);
    expect(files[3]).toMatchObject({ file: "typo.csv", error: expect.stringContaining('no column "Valparaiso"') });
    expect(history.map(({ last, months }) => [last, months])).toEqual([
      ["2020-04", 74],
      ["2021-03", 85],
    ]);
    expect(history[1]?.rmse).toBeGreaterThan(0);
    const after = await loadMilk(folder, trial);
    expect(milkSpans(after).at(-1)).toMatchObject({ first: "2014-01", last: "2021-03", months: 87 });
    expect(predictableSpan(after)?.last).toBe("2021-04");
    const old = await after.folder.tables.price.read({ at: 1 });
    expect(old.height).toBe(main.price.height);

    const again = await appendMilk(folder, await later(), trial);
    expect((again.files as AppendedFile[]).every(({ known, inserted }) => known && inserted.length === 0)).toBe(true);
    expect(again.history).toEqual(history);
    expect((await loadMilk(folder)).versions).toEqual(main.versions);
  });

  it("begin anew from the files after a reset", async () => {
    const trial = { branch: "trial" };
    expect((await resetMilk(await openMilk(folder, trial))).length).toBeGreaterThan(6);
    const anew = await loadMilk(folder, trial);
    expect(milkSpans(anew).at(-1)).toMatchObject({ last: "2020-04", months: 76 });
    expect(anew.versions).toEqual({ rain: 1, bank: 1, price: 1 });
  });

  it("refuse a branch that could leave its folder, and data that is neither real nor sample", async () => {
    await expect(openMilk(folder, { branch: "../x" })).rejects.toThrow('branch "../x" must be small letters');
    await expect(openMilk(folder, { data: "fake" })).rejects.toThrow(
      'data must be "real", "sample" or "auto", got "fake"',
    );
    await expect(openMilk(folder, { data: "real" })).rejects.toThrow('run "cuaderno data pull milk"');
  });
});
