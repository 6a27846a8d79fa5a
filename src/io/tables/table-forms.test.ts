import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureBucket } from "../../store/s3/ensure-bucket.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { type S3Server, s3ServerKinds } from "../../testing/s3-server.js";
import { sql } from "../sql/sql.js";
import { readTable } from "./read-table.js";
import { scanTable } from "./scan-table.js";
import { writeTable } from "./write-table.js";

const pl = loadPolars();
const mirror = process.env.CUADERNO_DATA_MIRROR;
const weather = schema("weather", {
  holiday: column.category({ source: "Holiday" }),
  temperature: column.number({ source: "temp", nullable: true, decimal: "," }),
  count: column.integer(),
  time: column.datetime({ source: "date", format: "%d/%m/%Y %H:%M" }),
  open: column.boolean({ nullable: true }),
});
const frame = pl.DataFrame({
  holiday: ["None", 'New, "Year"', "two\nlines"],
  temperature: [280.25, null, 1.5],
  count: pl.Series("count", BigInt64Array.of(1n, -5n, 9007199254740993n) as never),
  time: [new Date("2016-02-28T17:00:00Z"), new Date("2012-10-02T09:30:00Z"), new Date("2018-12-31T23:59:00Z")],
  open: [true, null, false],
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-forms-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("other forms of a table", () => {
  it.each(["t.jsonl", "t.ndjson.gz", "t.arrow", "t.csv"])(
    "writes %s so that readTable reads the same",
    async (name) => {
      const uri = join(folder, name);
      const plain = schema("plain", {
        ...weather.columns,
        temperature: column.number({ nullable: true, source: "temp" }),
      });
      const table = name.includes("json") ? plain : weather;
      await writeTable(uri, frame, name.endsWith("arrow") ? {} : { schema: table });
      const found = await readTable(uri, table);
      expect(found.dtypes.map(String)).toEqual(frame.dtypes.map(String));
      expect(found.writeCSV().toString()).toBe(frame.writeCSV().toString());
    },
  );

  it("names line and value of a bad record", async () => {
    const uri = join(folder, "bad.jsonl");
    const table = schema("t", { id: column.integer(), name: column.string({ nullable: true }) });
    const read = (text: string) => {
      writeFileSync(uri, text);
      return readTable(uri, table);
    };
    await expect(read('{"id":1,"name":"a"}\n\n{"id":"x","name":"b"}\n')).rejects.toThrow(
      /column "id" line 3 of .*bad.jsonl is "x"/,
    );
    await expect(read('{"id":1,"name":"a"}\n{"id":2,\n')).rejects.toThrow(/line 2 of .*bad.jsonl is not JSON/);
    await expect(read('{"id":1,"name":"a"}\n[1]\n')).rejects.toThrow("each line must hold one JSON object");
    const exact = await read('{"id":9007199254740993,"name":"12345678901234567890"}\n');
    expect(exact.getColumn("id").cast(pl.Utf8).toArray()).toEqual(["9007199254740993"]);
    await expect(read('{"id":12345678901234567890,"name":"x"}\n')).rejects.toThrow('"12345678901234567890"');
    await expect(read('{"id":1,"wind":2}\n')).rejects.toThrow('no field "name"');
    await expect(read('{"id":1,"name":"a","wind":2}\n')).rejects.toThrow("does not know: wind");
    await expect(read('{"id":[1],"name":"a"}\n')).rejects.toThrow("expected a single value");
    expect((await read('{"id":1,"name":{"a":[1]}}\n{"id":2.0}\n')).rows()).toEqual(
      [
        [1n, '{"a":[1]}'],
        [2n, null],
      ].map(([id, name]) => [Number(id), name]),
    );
  });

  it("reads JSON arrays, and JSON lines under the same name", async () => {
    const table = schema("t", { id: column.integer(), name: column.string({ nullable: true }) });
    const read = (text: string) => {
      writeFileSync(join(folder, "t.json"), text);
      return readTable(join(folder, "t.json"), table);
    };
    expect(
      (await read('[{"id":9007199254740993,"name":"a"},{"id":2}]')).getColumn("id").cast(pl.Utf8).toArray(),
    ).toEqual(["9007199254740993", "2"]);
    expect((await read('{"id":1,"name":"a"}\n{"id":2}\n')).height).toBe(2);
    await expect(read('[{"id":1,"name":"a"},{"id":"x"}]')).rejects.toThrow(/column "id" record 2 of .*t\.json is "x"/);
    await expect(read("[1]")).rejects.toThrow(/record 1 of .*t\.json is 1; expected an object/);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    await expect(read(`[${deep}]`)).rejects.toThrow("record 1 of");
    await expect(read(`[{"id":1,"name":${deep}}]`)).rejects.toThrow(/field "name" .* holds a deeply nested array/);
    await expect(read(`[{"id":${deep}}]`)).rejects.toThrow("a deeply nested array");
    const long = "x".repeat(12_000_000);
    expect((await read(`[{"id":9007199254740993,"name":"${long}"}]`)).getColumn("name").toArray()).toEqual([long]);
    await expect(read('[{"id":1}')).rejects.toThrow(/t\.json is not JSON/);
    await expect(read("[]")).rejects.toThrow("has no records");
    await expect(scanTable(join(folder, "t.json"))).rejects.toThrow("read it with readTable");
    await writeTable(join(folder, "t.json.gz"), pl.DataFrame({ id: [1, 2], name: ["a\nb", null] }));
    expect((await readTable(join(folder, "t.json.gz"), table)).select("name").rows()).toEqual([["a\nb"], [null]]);
  });

  it("says that an Arrow file is damaged or none", async () => {
    const uri = join(folder, "cut.arrow");
    await writeTable(uri, frame);
    writeFileSync(uri, readFileSync(uri).subarray(0, 300));
    await expect(readTable(uri, weather)).rejects.toThrow("is Arrow that cannot be read");
    writeFileSync(uri, "a,b\n");
    await expect(readTable(uri, weather)).rejects.toThrow("is not Arrow");
  });

  it("packs with Zstandard where the platform can, else says what can", async () => {
    const uri = join(folder, "t.csv.zst");
    if ("zstdCompressSync" in zlib) {
      await writeTable(uri, frame, { schema: weather });
      expect((await readTable(uri, weather)).height).toBe(3);
    } else {
      await expect(writeTable(uri, frame, { schema: weather })).rejects.toThrow("use Node 22.15 or later, or gzip");
      writeFileSync(uri, Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0));
      await expect(readTable(uri, weather)).rejects.toThrow("t.csv.zst cannot be unpacked as Zstandard");
    }
  });
});

describe("globs, folders and partitions", () => {
  const part = schema("part", {
    x: column.integer(),
    year: column.integer(),
    city: column.string({ nullable: true }),
  });

  beforeAll(() => {
    for (const [path, text] of [
      ["lake/year=2020/city=New%20York/a.csv", "x\n1\n2\n"],
      ["lake/year=2020/city=__HIVE_DEFAULT_PARTITION__/a.csv", "x\n3\n"],
      ["lake/year=2021/city=Rome/b.csv", "x\n4\n"],
      ["lake/_state/year=2022/c.csv", "x\n5\n"],
      ["odd[1].csv", "x\n6\n"],
    ] as const) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });

  it("reads every table below a folder, with the folders' values as typed columns", async () => {
    const found = await readTable(`${folder}/lake/`, part);
    expect(found.rows()).toEqual([
      [1, 2020, "New York"],
      [2, 2020, "New York"],
      [3, 2020, null],
      [4, 2021, "Rome"],
    ]);
  });

  it("reads what a glob matches, and a file whose name only looks like one", async () => {
    const only = schema("only", { x: column.integer() });
    expect((await readTable(`${folder}/lake/year=202{0,1}/**/*.csv`, only)).height).toBe(4);
    expect((await readTable(`${folder}/odd[1].csv`, only)).rows()).toEqual([[6]]);
    await expect(readTable(`${folder}/lake/*.csv`, only)).rejects.toThrow(/readTable: no file matches .*lake\/\*.csv/);
    await expect(readTable(`${folder}/none/`, only)).rejects.toThrow("no table in");
  });

  it("prefers a file's own column to its folder's", async () => {
    mkdirSync(join(folder, "own/year=1999"), { recursive: true });
    writeFileSync(join(folder, "own/year=1999/a.csv"), "x,year\n1,2000\n");
    const own = schema("own", { x: column.integer(), year: column.integer() });
    expect((await readTable(`${folder}/own/`, own)).rows()).toEqual([[1, 2000]]);
  });

  it("adds partitions to Parquet and JSON lines too", async () => {
    const own = schema("own", { x: column.integer(), year: column.integer() });
    const x = pl.DataFrame({ x: pl.Series("x", [7], pl.Int64) });
    for (const name of ["a.parquet", "a.jsonl", "a.arrow"]) {
      await writeTable(join(folder, "forms/year=2001", name), x);
      expect((await readTable(join(folder, "forms/year=2001", name), own)).rows()).toEqual([[7, 2001]]);
    }
  });

  it.skipIf(mirror === undefined)(
    "reads a year of published months by a glob (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const ids = schema("ids", { id: column.integer({ source: "ID", unique: true }) });
      const found = await readTable(`${mirror}/crime/crimes_2017-1[0-2].csv.gz`, ids, { extra: "ignore" });
      expect(found.getColumn("id").nUnique()).toBe(found.height);
      expect(found.height).toBeGreaterThan(60_000);
    },
  );
});

describe("scanTable", () => {
  it("scans local files, globs and hive folders without reading them whole", async () => {
    const found = await (await scanTable(`${folder}/lake/year=2020/*/a.csv`)).collect();
    expect(found.height).toBe(3);
    await writeTable(join(folder, "scan/year=2001/a.parquet"), frame);
    await writeTable(join(folder, "scan/year=2002/a.parquet"), frame);
    const lazy = await scanTable(`${folder}/scan/`);
    const count = await lazy
      .filter(pl.col("year").eq(pl.lit(2002)))
      .select("count", "year")
      .collect();
    expect(count.shape).toEqual({ height: 3, width: 2 });
  });

  it("reads the dates and times of a CSV, which stay strings where a later cell is none", async () => {
    const days = Array.from({ length: 20_000 }, (_, row) => new Date(1.5e12 + row * 61_000).toISOString().slice(0, 19));
    const lines = days.map((day, row) => `${row % 7},${day.replace("T", " ")},${day.slice(0, 10)},"a ""b"", c"`);
    const head = "n,time,day,text";
    const path = join(folder, "dates.csv");
    writeFileSync(path, [head, ...lines, '1,,,""'].join("\n"));
    const read = await (await scanTable(path)).collect();
    expect(read.columns).toEqual(["n", "time", "day", "text"]);
    expect(read.dtypes.map(({ variant }) => variant)).toEqual(["Int64", "Datetime", "Datetime", "String"]);
    expect(Number(read.getColumn("n").sum())).toBe(days.reduce((sum, _, row) => sum + (row % 7), 1));
    expect(read.nullCount().row(0)).toEqual([0, 1, 1, 1]);
    expect(read.getColumn("text").get(19_999)).toBe('a "b", c');
    expect(read.tail(2).select("time", "day").toRecords()[0]).toEqual({
      time: new Date(`${days[19_999]}Z`),
      day: new Date(days[19_999]?.slice(0, 10) ?? ""),
    });
    const late = (await scanTable(path)).filter(pl.col("time").gtEq(pl.lit(new Date(`${days[19_000]}Z`))));
    expect((await late.select("n").collect()).height).toBe(1000);
    const plain = await (await scanTable(path, { dates: false })).collect();
    expect(plain.dtypes.map(({ variant }) => variant)[1]).toBe("String");

    const middle = lines.with(10_000, "1,2018-02-29 00:00:00,2018-03-01,x");
    writeFileSync(path, [head, ...middle].join("\n"));
    const wrong = await (await scanTable(path)).collect();
    expect(wrong.dtypes.map(({ variant }) => variant)).toEqual(["Int64", "String", "Datetime", "String"]);
    expect(wrong.getColumn("time").get(10_000)).toBe("2018-02-29 00:00:00");
    writeFileSync(path, [head, "1,01/02/2020 10:00,01/02/2020,x"].join("\n"));
    expect((await (await scanTable(path)).collect()).select("day").rows()).toEqual([["01/02/2020"]]);
    await expect(scanTable(join(folder, "none.csv"))).rejects.toThrow("none.csv");
  });

  it("refuses CSVs that the engine reads otherwise than readTable", async () => {
    const put = (name: string, text: string | Buffer): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    await expect(scanTable(put("blank.csv", "a,b\n1,2\n\n3,4\n"))).rejects.toThrow(/line 3 of .*blank\.csv is blank/);
    const long = "1,2\n".repeat(20_000);
    await expect(scanTable(put("blank.csv", `a,b\n${long}\n`))).rejects.toThrow("line 20002");
    await expect(scanTable(put("ragged.csv", `a,b\n${long}1\n${long}`))).rejects.toThrow("line 20002 of");
    await expect(scanTable(put("latin.csv", Buffer.from("a,b\n1,\xf1\n", "latin1")))).rejects.toThrow(
      "latin.csv is windows-1252, which cannot be scanned; read it with readTable",
    );
    put("of-one.csv", "a,b\n1,2\n");
    put("of-two.csv", "b,a\n4,3\n");
    const both = await (await scanTable(join(folder, "of-*.csv"))).collect();
    expect(both.rows()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    put("of-two.csv", "b,c\n4,3\n");
    await expect(scanTable(join(folder, "of-*.csv"))).rejects.toThrow(/of-two\.csv has no column "a", unlike .*of-one/);
  });

  it("retains leading zeros of partitions, and takes brackets in a name literally", async () => {
    const small = pl.DataFrame({ v: [1] });
    for (const month of ["01", "12"]) await writeTable(join(folder, `zeros/month=${month}/a.parquet`), small);
    const months = (await scanTable(`${folder}/zeros/`)).filter(pl.col("month").eq(pl.lit("01")));
    expect((await months.collect()).select("month").rows()).toEqual([["01"]]);
    for (const name of ["s1.csv", "s[12].csv", "s1.parquet", "s[12].parquet"]) {
      await writeTable(join(folder, name), pl.DataFrame({ v: [name.startsWith("s1") ? 999 : 1] }));
    }
    for (const name of ["s[12].csv", "s[12].parquet"]) {
      expect((await (await scanTable(join(folder, name))).collect()).rows()).toEqual([[1]]);
    }
  });

  it("scans the files that readTable reads: none that are hidden, .pq, braces, brackets of a folder", async () => {
    const values = { "a.parquet": 1, "b.pq": 2, ".half.parquet": 90, "_tmp/c.parquet": 91 };
    for (const [name, v] of Object.entries(values)) {
      await writeTable(join(folder, "y=1/odd[1]", name), pl.DataFrame({ v: [v] }));
    }
    await writeTable(join(folder, "y=1/odd1/a.parquet"), pl.DataFrame({ v: [92] }));
    const scanned = async (uri: string): Promise<unknown> =>
      (await (await scanTable(`${folder}/y=1/${uri}`)).collect()).rows();
    expect(await scanned("odd[1]/")).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(await scanned("odd1/{a,b}.parquet")).toEqual([[92, 1]]);
  });

  it("refuses Parquet files of different columns, as sql and readTable do, naming file and column", async () => {
    const put = (name: string, file: string, columns: Record<string, unknown[]>): Promise<unknown> =>
      writeTable(join(folder, name, file), pl.DataFrame(columns));
    const pairs: readonly (readonly [string, Record<string, unknown[]>, RegExp])[] = [
      ["added", { a: [1], b: [2], c: [3] }, /2\.parquet has a column "c", unlike .*1\.parquet; name files of the same/],
      ["lacking", { a: [1] }, /2\.parquet has no column "b", unlike/],
      ["typed", { a: [1], b: ["x"] }, /2\.parquet has column "b" as String, which is Float64 in .*1\.parquet/],
    ];
    const table = schema("t", { a: column.number(), b: column.number() });
    for (const [name, columns, message] of pairs) {
      await put(name, "1.parquet", { a: [1], b: [2] });
      await put(name, "2.parquet", columns);
      const glob = join(folder, name, "*.parquet");
      await expect(scanTable(glob)).rejects.toThrow(message);
      await expect(scanTable(glob)).rejects.toThrow(/^scanTable: /);
      await expect(sql({ t: glob })`select * from t`).rejects.toThrow(message);
      await expect(sql({ t: glob })`select * from t`).rejects.toThrow(/^sql: /);
      await expect(readTable(glob, table)).rejects.toThrow(/^readTable: .*2\.parquet/);
    }
    await put("same", "1.parquet", { a: [1], b: ["x"] });
    await put("same", "2.parquet", { b: ["y"], a: [2] });
    const same = join(folder, "same", "*.parquet");
    const rows = [
      [1, "x"],
      [2, "y"],
    ];
    expect((await (await scanTable(same)).collect()).rows()).toEqual(rows);
    expect((await sql({ t: same })`select a, b from t`).rows()).toEqual(rows);
  });

  it("refuses what it cannot scan", async () => {
    await expect(scanTable("https://host/a.csv")).rejects.toThrow("cannot be scanned; known are paths");
    await expect(scanTable("a.jsonl")).rejects.toThrow("read it with readTable");
    await expect(scanTable("a.csv", { sep: ";" } as never)).rejects.toThrow('unknown option "sep"');
  });
});

describe.each(s3ServerKinds())("tables on $name", (kind) => {
  let server: S3Server | undefined;
  beforeAll(async () => {
    if (kind.missing !== undefined) return;
    server = await kind.start();
    vi.stubEnv("AWS_ENDPOINT_URL_S3", server.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", server.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", server.secretAccessKey);
    vi.stubEnv("AWS_PROFILE", "");
    const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey };
    await ensureBucket("lake", { endpoint: server.endpoint, credentials });
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  });

  it.skipIf(kind.missing !== undefined)(
    `reads globs and scans lazily with the same keys (skipped when ${kind.missing})`,
    async () => {
      for (const year of [2020, 2021]) await writeTable(`s3://lake/p/year=${year}/a b.parquet`, frame);
      for (const year of [2020, 2021]) await writeTable(`s3://lake/csv/${year}.csv`, frame.select("count"));
      const table = schema("t", { ...weather.columns, year: column.integer() });
      expect((await readTable("s3://lake/p/", table)).getColumn("year").toArray().map(Number)).toEqual([
        2020, 2020, 2020, 2021, 2021, 2021,
      ]);
      expect((await readTable("s3://lake/csv/202?.csv", schema("c", { count: column.integer() }))).height).toBe(6);
      const lazy = await scanTable("s3://lake/p/");
      expect((await lazy.filter(pl.col("year").eq(pl.lit(2021))).collect()).height).toBe(3);
      expect((await (await scanTable("s3://lake/csv/2020.csv")).collect()).height).toBe(3);
      await writeTable("s3://lake/dates/a.csv", frame.select("time", "count"));
      const dated = await (await scanTable("s3://lake/dates/*.csv")).collect();
      expect(dated.select("time").toRecords()).toEqual(frame.select("time").toRecords());
    },
    60_000,
  );
});
