import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observeWork, type WorkReport } from "../../core/report-work.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { openDataset } from "./open-dataset.js";
import { readAnyChunks, readAnyTable } from "./read-any-table.js";

const pl = loadPolars();
const numbers = schema("numbers", { id: column.integer(), word: column.category() });
const frame = (start: number, end: number) => {
  const ids = Array.from({ length: end - start }, (_, index) => start + index);
  return pl.DataFrame([
    pl.Series("id", ids, pl.Int64),
    pl.Series(
      "word",
      ids.map((id) => `word ${id % 7}`),
      pl.Utf8,
    ),
  ]);
};

let uri = "";
beforeAll(async () => {
  uri = mkdtempSync(join(tmpdir(), "cuaderno-any-"));
  const table = await openDataset(uri, numbers, { rowsPerFile: 25 });
  await table.append(frame(0, 60));
  for (let start = 60; start < 90; start += 5) await table.append(frame(start, start + 5));
});
afterAll(() => rmSync(uri, { recursive: true, force: true }));

async function read(address: string, rows: number): Promise<{ heights: number[]; rows: unknown[][] }> {
  const chunks = [];
  for await (const chunk of readAnyChunks(address, rows)) chunks.push(chunk);
  return { heights: chunks.map(({ height }) => height), rows: chunks.flatMap((chunk) => chunk.rows()) };
}

describe("readAnyChunks of a dataset", () => {
  it.each([1, 7, 20, 25, 60, 89, 90, 1000])("has the rows of readAnyTable in frames of %i", async (rows) => {
    const found = await read(uri, rows);
    expect(found.rows).toEqual((await readAnyTable(uri)).rows());
    expect(found.heights.slice(0, -1).every((height) => height === rows)).toBe(true);
    expect(found.heights.at(-1)).toBeLessThanOrEqual(rows);
  });

  it("reads a version, and reports it as an input once", async () => {
    const reports: WorkReport[] = [];
    const stop = observeWork((make) => void reports.push(make()));
    const found = await read(`${uri}@1`, 20).finally(stop);
    expect(found.heights).toEqual([20, 20, 20]);
    expect(reports.map(({ input }) => input?.rowCount)).toEqual([60]);
    await expect(read(`${uri}@99`, 20)).rejects.toThrow("readDataset: no version 99 in");
  });
});
