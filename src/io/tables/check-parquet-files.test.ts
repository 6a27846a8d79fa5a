import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { withDuckDb } from "../sql/duckdb.js";
import { sql } from "../sql/sql.js";
import { readChunks } from "./read-chunks.js";
import { readTable } from "./read-table.js";
import { scanTable } from "./scan-table.js";
import { writeTable } from "./write-table.js";

const pl = loadPolars();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-parquet-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const v = schema("t", { v: column.number() });
const chunks = async (path: string): Promise<unknown[]> => {
  const rows: unknown[] = [];
  for await (const chunk of readChunks(path, v)) rows.push(...chunk.rows());
  return rows;
};

/** A decimal256 of 50 digits with the value 1.5, as pyarrow writes it. */
const wideDecimal =
  "UEFSMRUAFTYVNiwVAhUAFQYVBhwAAAACAAAAAgEAAAAAAAAAAAAAAAAAAAAAA34R1gAVBBksNQAYBnNjaGVtYRUCABUOFSoVAhgBdiUKFRQVZCxcFRQV" +
  "ZAAAABYCGRwZHCYAHBUOGSUGABkYAXYVABYCFlwWXCYISRwVABUAFQIAPCkGGSYAAgAAABZcFgImCBZcACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lv" +
  "biAyNS4wLjEZHBwAAACKAAAAUEFSMQ==";

/** A file whose times have a zone that is an offset, as pandas and pyarrow write it. */
function writeOffsetZone(path: string): void {
  const times = pl.DataFrame({ v: [new Date(0)] }).select(pl.col("v").dt.replaceTimeZone("Israel"));
  times.writeParquet(path);
  const text = readFileSync(path, "latin1");
  const patched = text.replaceAll(/[A-Za-z0-9+/=]{100,}/g, (base64) =>
    Buffer.from(Buffer.from(base64, "base64").toString("latin1").replace("Israel", "+05:30"), "latin1").toString(
      "base64",
    ),
  );
  writeFileSync(path, patched, "latin1");
}

describe("Parquet of types that frames do not have", () => {
  it("refuses times in an offset, which would end the process", async () => {
    const path = join(folder, "offset.parquet");
    writeOffsetZone(path);
    const refusal = /offset\.parquet has times in the zone "\+05:30", .*write them in UTC/;
    await expect(sql({ t: path })`select count(*) from t`).rejects.toThrow(refusal);
    await expect(scanTable(path)).rejects.toThrow(refusal);
    await expect(chunks(path)).rejects.toThrow(refusal);
    await expect(readTable(path, v)).rejects.toThrow(refusal);
  });

  it("refuses decimals of more than 38 digits, of which DuckDB gives other numbers", async () => {
    const path = join(folder, "wide.parquet");
    writeFileSync(path, Buffer.from(wideDecimal, "base64"));
    await expect(sql({ t: path })`select * from t`).rejects.toThrow(/column "v" of .* is a decimal of 50 digits/);
    await expect(readTable(path, v)).rejects.toThrow(/wide\.parquet has a column of a type that cannot be read/);
  });

  it("runs SQL next to bytes and UUIDs, and names them where they are read", async () => {
    const path = join(folder, "bytes.parquet");
    await withDuckDb(folder, async ({ connection }) => {
      await connection.run(`copy (select 1 as v, 'x'::blob as b, uuid() as u) to '${path}' (format parquet)`);
    });
    expect((await sql({ t: path })`select v from t`).rows()).toEqual([[1]]);
    expect((await readTable(path, v, { extra: "ignore" })).rows()).toEqual([[1]]);
    await expect(readTable(path, schema("t", { b: column.string() }), { extra: "ignore" })).rejects.toThrow(
      /column "b" of .* is Binary, the schema "t" expects string/,
    );
    expect(() => inferSchema(readFileSync(path), { name: "t", uri: path })).toThrow(/column "b" of .* is Binary/);
  });

  it("takes brackets in the name of a file in chunks literally", async () => {
    await writeTable(join(folder, "c[1].parquet"), pl.DataFrame({ v: [1] }));
    await writeTable(join(folder, "c1.parquet"), pl.DataFrame({ v: [999] }));
    expect(await chunks(join(folder, "c[1].parquet"))).toEqual([[1]]);
  });
});
