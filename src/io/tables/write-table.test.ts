import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { toColumns } from "../../table/to-columns.js";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { sql } from "../sql/sql.js";
import { openStore } from "../stores/open-store.js";
import { readTable } from "./read-table.js";
import { scanTable } from "./scan-table.js";
import { writeTable } from "./write-table.js";

const pl = loadPolars();
const weather = schema("weather", {
  holiday: column.category({ source: "Holiday" }),
  temperature: column.number({ source: "temp", min: 200, outOfRange: "missing", nullable: true }),
  count: column.integer(),
  time: column.datetime({ source: "date", format: "%d/%m/%Y %H:%M" }),
  open: column.boolean({ nullable: true }),
});
const frame = pl.DataFrame({
  holiday: ["None", 'New, "Year"', "two\nlines"],
  temperature: [280.25, null, 1e21],
  count: pl.Series("count", BigInt64Array.of(1n, -5n, 9007199254740993n) as never),
  time: [new Date("2016-02-28T17:00:00Z"), new Date("2012-10-02T09:30:00Z"), new Date("2018-12-31T23:59:00Z")],
  open: [true, null, false],
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-tables-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("writeTable", () => {
  it.each(["t.csv", "t.csv.gz", "t.parquet", "deep/er/t.tsv"])(
    "writes %s so that readTable reads the same",
    async (name) => {
      const uri = join(folder, name);
      const delimiter = name.endsWith(".tsv") ? { delimiter: "\t" } : {};
      const written = await writeTable(uri, frame, {
        ...(name.endsWith("parquet") ? {} : { schema: weather }),
        ...delimiter,
      });
      expect(written.size).toBe(readFileSync(uri).length);
      const found = await readTable(uri, weather);
      expect(found.columns).toEqual(frame.columns);
      expect(found.dtypes.map(String)).toEqual(frame.dtypes.map(String));
      expect(found.writeCSV().toString()).toBe(frame.writeCSV().toString());
      expect(readdirSync(folder).filter((entry) => entry.startsWith("."))).toEqual([]);
    },
  );

  it.each(["z.csv", "z.jsonl"])(
    "writes times with a zone in UTC where the format of %s has an offset",
    async (name) => {
      const utc = pl.DataFrame({ at: [new Date("2024-07-02T01:00:00Z")] });
      const zoned = utc.select(pl.col("at").dt.replaceTimeZone("UTC").dt.convertTimeZone("America/Chicago"));
      const table = schema("t", { at: column.datetime({ format: "%Y-%m-%dT%H:%M:%S%z" }) });
      await writeTable(join(folder, name), zoned, { schema: table });
      expect((await readTable(join(folder, name), table)).toRecords()).toEqual(utc.toRecords());
    },
  );

  it("writes missing cells and dates as the schema reads them", async () => {
    const table = schema("t", {
      word: column.string({ nullable: true, missing: ["NA"] }),
      day: column.datetime({ format: "%d/%m/%Y" }),
    });
    const days = pl.DataFrame({ word: ["x", null], day: [new Date(0), new Date(86_400_000)] });
    const path = join(folder, "marked.csv");
    await writeTable(path, days.withColumns(pl.col("day").cast(pl.Date)), { schema: table });
    expect(readFileSync(path, "utf8")).toBe("word,day\nx,01/01/1970\nNA,02/01/1970\n");
    expect((await readTable(path, table)).toRecords()).toEqual(days.toRecords());
    const none = schema("t", { word: column.string({ nullable: true, missing: [] }), day: table.columns.day });
    await expect(writeTable(path, days, { schema: none })).rejects.toThrow(/column "word" has missing cells/);
  });

  it("writes decimals into JSON with all digits, and refuses infinite numbers", async () => {
    const path = join(folder, "exact.jsonl");
    await writeTable(path, await sql`select 12345678901234567.89 as v`);
    expect(readFileSync(path, "utf8")).toBe('{"v":12345678901234567.89}\n');
    await expect(writeTable(path, pl.DataFrame({ v: [1, Number.POSITIVE_INFINITY] }))).rejects.toThrow(
      /^writeTable: column "v" row 2 is infinite, which JSON cannot hold/,
    );
  });

  it("writes dates in ISO form and names in code when no schema is given", async () => {
    await writeTable(join(folder, "plain.csv"), frame.select("time", "open"));
    expect(readFileSync(join(folder, "plain.csv"), "utf8")).toBe(
      "time,open\n2016-02-28 17:00:00,true\n2012-10-02 09:30:00,\n2018-12-31 23:59:00,false\n",
    );
  });

  it("writes Parquet in row groups with least, greatest and missing values, by which scans leave groups out", async () => {
    const long = pl
      .DataFrame([
        pl.Series(
          "id",
          Int32Array.from({ length: 300_000 }, (_, row) => row),
        ),
      ])
      .withColumns(
        pl.col("id").cast(pl.Utf8).alias("word"),
        pl
          .when(pl.col("id").gt(pl.lit(9)))
          .then(pl.col("id"))
          .otherwise(pl.lit(null))
          .alias("late"),
      );
    const uri = join(folder, "it's 100%.parquet");
    await writeTable(uri, long);
    const groups = await sql`select path_in_schema as name, row_group_num_rows as height, compression,
      stats_min_value as least, stats_max_value as greatest, stats_null_count as missing
      from parquet_metadata(${uri}) where path_in_schema <> 'word' order by row_group_id, name`;
    const zstd = { compression: "ZSTD" };
    const half = 262_144;
    expect(groups.toRecords()).toEqual([
      { name: "id", height: half, ...zstd, least: "0", greatest: "262143", missing: 0 },
      { name: "late", height: half, ...zstd, least: "10", greatest: "262143", missing: 10 },
      { name: "id", height: 300_000 - half, ...zstd, least: "262144", greatest: "299999", missing: 0 },
      { name: "late", height: 300_000 - half, ...zstd, least: "262144", greatest: "299999", missing: 0 },
    ]);
    const few = (await scanTable(uri)).filter(pl.col("id").gtEq(pl.lit(299_990)));
    expect((await few.select("word").collect()).getColumn("word").toArray()).toEqual(
      Array.from({ length: 10 }, (_, row) => `${299_990 + row}`),
    );
  });

  it("leaves the old file and nothing else when the disk is full", async (context) => {
    const small = mkdtempSync(join(tmpdir(), "cuaderno-full-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small], { stdio: "pipe" });
    } catch {
      return context.skip("mounting a small tmpfs needs root");
    }
    try {
      const uri = join(small, "t.parquet");
      await writeTable(uri, frame);
      const before = readFileSync(uri);
      const noise = pl.DataFrame([
        pl.Series(
          "x",
          Float64Array.from({ length: 50_000 }, (_, row) => Math.sin(row)),
        ),
      ]);
      await expect(writeTable(uri, noise)).rejects.toThrow(
        `writeTable: no space left to write ${uri}; free some space`,
      );
      expect(readdirSync(small)).toEqual(["t.parquet"]);
      expect(readFileSync(uri)).toEqual(before);
    } finally {
      execFileSync("umount", [small]);
      rmSync(small, { recursive: true });
    }
  });

  it("writes .tsv with tabs, doubles beyond 2^53 and times in UTC so that readTable reads them", async () => {
    const table = schema("big", { v: column.number(), t: column.datetime({ format: "%d/%m/%Y %H:%M%z" }) });
    const big = pl.DataFrame([
      pl.Series("v", [20892376700000000, 1e300], pl.Float64),
      pl.Series("t", [new Date("2024-01-02T03:04:00Z"), new Date("2024-01-02T05:04:00Z")], pl.Datetime("ms")),
    ]);
    for (const name of ["big.tsv", "big.tsv.gz", "big.csv", "big.jsonl"]) {
      await writeTable(join(folder, name), big, { schema: table });
      expect((await readTable(join(folder, name), table)).rows()).toEqual(big.rows());
    }
    expect(readFileSync(join(folder, "big.tsv"), "utf8")).toMatch(/^v\tt\n.*\t02\/01\/2024 03:04\+0000\n/);
  });

  it("refuses names without a format, and options it does not know, before it writes", async () => {
    await expect(writeTable(join(folder, "t.xlsx"), frame)).rejects.toThrow(/end it in .csv, .csv.gz or .parquet/);
    await expect(writeTable(join(folder, "u.csv"), frame, { partitionBy: "x" } as never)).rejects.toThrow(
      'unknown option "partitionBy"',
    );
    await expect(
      writeTable(join(folder, "u.csv"), frame.withColumns(pl.lit(1).alias("x")).select(pl.col("x").reshape([3, 1]))),
    ).rejects.toThrow(/column "x" is \w+, which CSV cannot hold/);
    expect(readdirSync(folder)).not.toContain("u.csv");
  });
});

describe("readTable", () => {
  it("says which file is missing and which name is near", async () => {
    writeFileSync(join(folder, "traffic_2018.csv"), "a\n1\n");
    await expect(readTable(join(folder, "trafic_2018.csv"), weather)).rejects.toThrow(
      `no file ${join(folder, "trafic_2018.csv")}; did you mean "traffic_2018.csv"?`,
    );
    await expect(readTable([], weather)).rejects.toThrow('no file to read for "weather"');
    await expect(readTable("ftp://host/a.csv", weather)).rejects.toThrow(
      /unsupported URI ftp:\/\/host\/a.csv; expected a path, file:\/\/, s3:\/\//,
    );
    await expect(readTable(folder, weather)).rejects.toThrow(/it is a folder; name a file/);
    await expect(readTable(join(folder, "t.csv"), weather, { extras: "ignore" } as never)).rejects.toThrow(
      'unknown option "extras"; did you mean "extra"?',
    );
  });

  it("reads file:// and http:// URLs, and reports their status", async () => {
    await writeTable(join(folder, "served.csv"), frame, { schema: weather });
    expect((await readTable(`file://${folder}/served.csv`, weather)).height).toBe(3);
    const server = createServer((request, response) => {
      if (request.url === "/data/served.csv?v=1") response.end(readFileSync(join(folder, "served.csv")));
      else response.writeHead(request.url === "/secret.csv" ? 403 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await readTable(`${base}/data/served.csv?v=1`, weather)).height).toBe(3);
      await expect(readTable(`${base}/none.csv`, weather)).rejects.toThrow(
        `readTable: ${base}/none.csv does not exist (status 404)`,
      );
      await expect(readTable(`${base}/secret.csv`, weather)).rejects.toThrow(/is denied \(status 403\)/);
      await expect(writeTable(`${base}/x.csv`, frame)).rejects.toThrow(/is read-only over HTTP/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await expect(readTable(`${base}/none.csv`, weather)).rejects.toThrow(
      /readTable: cannot read .*none.csv \(5 tries\): ECONNREFUSED/,
    );
  });
  describeOnS3("tables", "tables", () => {
    it("writes and reads tables, several at once", async () => {
      const uris = ["s3://tables/raw/year=2018/a b.csv.gz", "s3://tables/raw/year=2019/part.parquet"];
      for (const uri of uris) await writeTable(uri, frame, uri.endsWith("parquet") ? {} : { schema: weather });
      const found = await readTable(uris, weather);
      expect(found.height).toBe(6);
      expect(toColumns(found.drop("count")).byName.get("holiday")).toMatchObject({
        categories: ['New, "Year"', "None", "two\nlines"],
      });
      const { store, key } = await openStore("s3://tables/raw/");
      const keys = [];
      for await (const object of store.list(key)) keys.push(object.key);
      expect(keys).toEqual(["raw/year=2018/a b.csv.gz", "raw/year=2019/part.parquet"]);
      await expect(readTable("s3://tables/raw/year=2019/pert.parquet", weather)).rejects.toThrow(
        /the object does not exist; did you mean "raw\/year=2019\/part.parquet"\?/,
      );
      await expect(readTable("s3://nowhere/x.csv", weather)).rejects.toThrow(/bucket "nowhere" does not exist/);
    });
  });
});
