import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { sql } from "../../io/sql/sql.js";
import { readChunks } from "../../io/tables/read-chunks.js";
import { loadPolars } from "../load-polars.js";
import { column } from "../schema/column.js";
import { schema } from "../schema/schema.js";
import { formatParquet } from "./format-parquet.js";
import { addChecksum, fileMatchesChecksum, matchesChecksum, withChecksum } from "./parquet-checksum.js";
import { parseParquet } from "./parse-parquet.js";
import { writeParquetFile } from "./write-parquet-file.js";

const pl = loadPolars();
const table = schema("t", { id: column.integer(), x: column.number() });
const ids = Array.from({ length: 500 }, (_, row) => row);
const frame = pl.DataFrame([pl.Series("id", ids, pl.Int64), pl.Series("x", ids.map(Math.sin), pl.Float64)]);

it("a table with any bit flipped is refused or reads as it was written", () => {
  const bytes = formatParquet(frame);
  const { uniform } = randomSource(3);
  const outcomes = { refused: 0, same: 0 };
  for (let turn = 0; turn < 200; turn++) {
    const damaged = Uint8Array.from(bytes);
    const at = Math.floor(uniform() * damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(uniform() * 8));
    let rows: unknown;
    try {
      rows = parseParquet(damaged, table).rows();
    } catch (thrown) {
      expect(String(thrown)).toMatch(/damaged|cannot be read|not Parquet/);
      outcomes.refused += 1;
      continue;
    }
    expect(rows).toEqual(frame.rows());
    outcomes.same += 1;
  }
  expect(outcomes.refused).toBeGreaterThan(190);
});

it("files have the same checksum as bytes, and are read by others as before", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-checksum-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "a.parquet");
  await writeParquetFile(frame, path);
  const bytes = readFileSync(path);
  expect(matchesChecksum(bytes)).toBe(true);
  const flipped = Buffer.from(bytes);
  flipped[200] = (flipped[200] ?? 0) ^ 1;
  expect(matchesChecksum(flipped)).toBe(false);
  expect(await fileMatchesChecksum(path)).toBe(true);
  const damaged = join(folder, "damaged.parquet");
  writeFileSync(damaged, flipped);
  expect(await fileMatchesChecksum(damaged)).toBe(false);
  await expect(readChunks(damaged, table).next()).rejects.toThrow("readChunks: ");
  await expect(readChunks(damaged, table).next()).rejects.toThrow("is damaged");
  const chunk = await readChunks(path, table).next();
  expect(chunk.value?.height).toBe(500);
  expect(pl.readParquet(path).rows()).toEqual(frame.rows());
  expect(await sql({ t: path })`select count(*) as n, sum(id) as s from t`.then((found) => found.rows())).toEqual([
    [500, 124_750],
  ]);
});

it("bytes without a checksum, or that are not Parquet, are left as they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-checksum-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "a");
  const plain = frame.writeParquet();
  expect(matchesChecksum(plain)).toBe(true);
  expect(parseParquet(plain, table).height).toBe(500);
  for (const bytes of [new Uint8Array(), new TextEncoder().encode("a,b\n1,2\n"), plain.subarray(0, 100)]) {
    expect(withChecksum(bytes)).toBe(bytes);
    expect(matchesChecksum(bytes)).toBe(true);
    writeFileSync(path, bytes);
    await addChecksum(path);
    expect([await fileMatchesChecksum(path), readFileSync(path).length]).toEqual([true, bytes.length]);
  }
});
