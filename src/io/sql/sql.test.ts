import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { readNotebook } from "../../runner/run/read-notebook.js";
import { runNotebook } from "../../runner/run/run-notebook.js";
import { SqlError } from "../../sources/sql/sql-error-at.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { notebookFile } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { readTable } from "../tables/read-table.js";
import { writeTable } from "../tables/write-table.js";
import { sql } from "./sql.js";
import { sqlText } from "./sql-text.js";

const pl = loadPolars();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-sql-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const trips = pl.DataFrame([
  pl.Series("id", ["9007199254740993", "2", null], pl.Utf8).cast(pl.Int64),
  pl.Series("day", [new Date("2020-02-28"), new Date("2020-02-29"), new Date("2020-03-01")], pl.Datetime("ms")),
  pl.Series("code", ["0110", "a'b", null], pl.Utf8),
  pl.Series("amount", [1.5, 2, null], pl.Float64),
]);
const refusal = async (work: Promise<unknown>): Promise<SqlError> => {
  const thrown: unknown = await work.then(() => undefined).catch((cause: unknown) => cause);
  if (thrown instanceof SqlError) return thrown;
  throw thrown ?? new Error("nothing was refused");
};

describe("sql", () => {
  it("takes frames as tables and everything else as bound values", async () => {
    const attack = "a' or 1=1 --";
    expect((await sql`select * from ${trips} where code = ${attack}`).height).toBe(0);
    const found = await sql`
      select one.id, two.code from ${trips} one join ${trips} two using (id)
      where one.code in ${["0110", "a'b"]} and one.amount >= ${1.5} and one.day < ${new Date("2020-02-29")}`;
    expect(found.select(pl.col("id").cast(pl.Utf8), pl.col("code")).rows()).toEqual([["9007199254740993", "0110"]]);
    expect(sqlText(["a = ", " and b in ", ""], [1, [2, 3]])).toMatchObject({
      text: "a = $1 and b in ($2, $3)",
      values: [1, 2, 3],
    });
  });

  it("gives integers, decimals, dates, times, lists and missing cells in their types", async () => {
    const frame = await sql`
      select sum(id) total, 12345678901234567.89::decimal(20, 2) price, date '2020-02-29' as "day", timestamp '2020-02-29 10:00:00.5' as "at",
        timestamptz '2020-02-29 10:00:00+02' as zoned, [1, null] as list, {'a': 1} as pair, null as nix, true as yes,
        'x'::enum ('x', 'y') as word, uuid '00000000-0000-0000-0000-000000000001' as uuid, interval 1 day as wait, ${null} as given
      from ${trips}`;
    expect(frame.dtypes.map(String)).toEqual([
      "DataType(Int64)",
      "DataType(Decimal(20,2))",
      "DataType(Date)",
      "DataType(Datetime(us,))",
      "DataType(Datetime(us,UTC))",
      "DataType(List(DataType(Int32)))",
      'DataType(Struct(Field("a", DataType(Int32))))',
      "DataType(Int32)",
      "DataType(Bool)",
      "DataType(String)",
      "DataType(String)",
      "DataType(String)",
      "DataType(Int32)",
    ]);
    expect(frame.select(pl.col(["total", "price"]).cast(pl.Utf8)).row(0)).toEqual([
      "9007199254740995",
      "12345678901234567.89",
    ]);
    expect(frame.select("at", "zoned").row(0)).toEqual([
      new Date("2020-02-29T10:00:00.500Z"),
      new Date("2020-02-29T08:00:00Z"),
    ]);
    expect(frame.select("nix", "word", "wait", "given").row(0)).toEqual([null, "x", "1 day", null]);
    await expect(sql`select 9223372036854775807::hugeint * 2 x`).rejects.toThrow(/sql: .*out of range/i);
    await expect(sql`select 'a'::blob x`).rejects.toThrow(
      'column "x" is BLOB, which a frame cannot hold; write hex(x)',
    );
  });

  it("joins frames with files: CSV whose codes keep their zeros, Parquet in hive folders, JSON lines", async () => {
    writeFileSync(at("codes.csv"), "code,rate,holiday\n0110,1.5,None\n0631,2,\n");
    mkdirSync(at("lake/month=01"), { recursive: true });
    mkdirSync(at("lake/month=02"), { recursive: true });
    for (const month of ["01", "02"]) await writeTable(at(`lake/month=${month}/a.parquet`), trips);
    writeFileSync(at("words.jsonl"), '{"code":"0110","word":"é"}\n');
    const query = sql({ codes: at("codes.csv"), lake: at("lake/*/*.parquet"), words: at("words.jsonl"), trips });
    const rows = await query`select month, word, rate, holiday from lake join codes using (code) join words using (code)
      where month = ${"02"}`;
    expect(rows.rows()).toEqual([["02", "é", 1.5, "None"]]);
    expect(await sql({ all: `${at("lake")}/` })`select count(*) n from all_rows`.catch(String)).toMatch(
      /no table "all_rows"; there are all/,
    );
    expect((await sql({ lake: at("lake/**/*.parquet") })`select count(*) n from lake`).getColumn("n").get(0)).toBe(6);
  });

  it("reads what readTable reads: literal brackets, JSON arrays, zoned Parquet, partitions, no mixed columns", async () => {
    for (const [name, value] of [
      ["s1", 999],
      ["s[12]", 1],
    ] as const) {
      for (const form of ["csv", "parquet", "jsonl", "json"]) {
        await writeTable(at(`${name}.${form}`), pl.DataFrame({ v: [value] }));
      }
    }
    for (const form of ["csv", "parquet", "jsonl", "json"]) {
      expect((await sql({ t: at(`s[12].${form}`) })`select v from t`).rows()).toEqual([[1]]);
      const read = await readTable(at(`s[12].${form}`), schema("t", { v: column.number() }));
      expect(read.rows()).toEqual([[1]]);
    }
    const zoned = pl
      .DataFrame([pl.Series("t", [new Date("2024-07-02T01:00:00Z")], pl.Datetime("us"))])
      .select(pl.col("t").dt.replaceTimeZone("UTC").dt.convertTimeZone("America/Chicago"));
    zoned.writeParquet(at("zoned.parquet"));
    expect((await sql({ t: at("zoned.parquet") })`select t from t`).rows()).toEqual([
      [new Date("2024-07-01T20:00:00Z")],
    ]);
    for (const year of [2020, 2021]) {
      mkdirSync(at(`years/year=${year}/month=0${year - 2019}`), { recursive: true });
      writeFileSync(at(`years/year=${year}/month=0${year - 2019}/a.csv`), "v\n1\n");
    }
    const years = await sql({ t: at("years/") })`select year, month from t where year = 2021`;
    expect(years.select(pl.col("year").cast(pl.Utf8), pl.col("month")).rows()).toEqual([["2021", "02"]]);
    writeFileSync(at("of-one.csv"), "a,b\n1,2\n");
    writeFileSync(at("of-two.csv"), "a,c\n1,2\n");
    writeFileSync(at("unnamed.csv"), "a,,\n1,2,3\n");
    await expect(sql({ t: at("unnamed.csv") })`select 1`).rejects.toThrow("columns without a name (2, 3); name them");
    await expect(sql({ t: at("of-*.csv") })`select 1`).rejects.toThrow(
      /sql: .*of-two\.csv has no column "b", unlike .*of-one\.csv/,
    );
    writeFileSync(at("late.csv"), `id,v\n${"110,1\n".repeat(120_000)}0110,x\n${"110,1\n".repeat(120_000)}`);
    const late = await sql({ t: at("late.csv") })`select id, v, count(*) n from t group by all order by n`;
    expect(late.select("id", "v").rows()).toEqual([
      ["0110", "x"],
      ["110", "1"],
    ]);
  });

  it("checks files and results by a schema, which gives the frame its columns", async () => {
    writeFileSync(at("sales.csv"), 'month,amount\n2020-01,"1,5"\n2020-02,x\n');
    const sales = schema("sales", { month: column.string(), amount: column.number({ decimal: "," }) });
    await expect(sql({ sales: { uri: at("sales.csv"), schema: sales } })`select 1 one`).rejects.toThrow(
      /column "amount" line 3 of .*sales\.csv is "x"/,
    );
    const totals = schema("totals", {
      code: column.string({ nullable: true }),
      total: column.number({ nullable: true, max: 5 }),
    });
    const typed = await sql({ trips }, { schema: totals })`select code, sum(amount) total from trips group by code`;
    expect(typed.columns).toEqual(["code", "total"]);
    await expect(sql({ trips }, { schema: totals })`select code, amount * 3 total from trips`).rejects.toThrow(
      'column "total" row 2 of the result of sql is 6, the schema "totals" expects at most 5',
    );
  });

  it("shows the position of a mistake", async () => {
    const missing = await refusal(sql({ trips })`select id,\n  'é' || nope\nfrom trips where id > ${1}`);
    expect([missing.line, missing.column]).toEqual([2, 10]);
    expect(missing.message).toMatch(/^sql: Referenced column "nope" not found/);
    expect(missing.message.split("\n").slice(1)).toEqual(["  'é' || nope", "         ^"]);
    const cast = await refusal(sql({ trips })`select\n code::int from trips where code is not null`);
    expect([cast.line, cast.message.split("\n")[0]]).toEqual([2, expect.stringMatching(/Could not convert string/)]);
    expect((await refusal(sql`selec 1`)).message).toBe(
      'sql: syntax error at or near "selec" (line 1, column 1)\nselec 1\n^',
    );
    expect((await refusal(sql({ trips })`select * from trip`)).message).toContain(
      'sql: no table "trip"; there are trips; did you mean "trips"? (line 1, column 15)',
    );
    await expect(sql`select 1; select 2`).rejects.toThrow("there are 2 statements");
    await expect(sql`create table x (i int)`).rejects.toThrow("only queries are run");
    await expect(sql({ trips })`select a.id, b.id from trips a, trips b`).rejects.toThrow('two columns named "id"');
    await expect(sql`select ${Number.POSITIVE_INFINITY - Number.POSITIVE_INFINITY} x`).resolves.toBeDefined();
    await expect(sql`select ${2 ** 60}`).rejects.toThrow("beyond 2^53");
    await expect(sql`select 1 where 1 in ${[]}`).rejects.toThrow("empty list");
    await expect(sql({ missing: at("missing.csv") })`select 1`).rejects.toThrow(/missing\.csv/);
  });

  it("refuses what is not a query before it has an effect", async () => {
    const target = at("effects/out").replaceAll("'", "''");
    mkdirSync(at("effects"));
    for (const text of [
      `copy (select 1) to '${target}.csv'`,
      `/* a */ -- b\n copy (select 1) to '${target}.csv'`,
      `export database '${target}'`,
      `attach '${target}.db'`,
      `explain analyze copy (select 1) to '${target}.csv'`,
      "with x as (select 1) insert into trips select * from x",
      `call import_database('${target}')`,
    ]) {
      const parts = Object.assign([text], { raw: [text] });
      await expect(sql({ trips })(parts)).rejects.toThrow(/^sql: /);
      expect(readdirSync(at("effects"))).toEqual([]);
    }
    const query = "/* one */ -- two\n (select 1 as x)";
    expect((await sql({})(Object.assign([query], { raw: [query] }))).rows()).toEqual([[1]]);
  });

  it("leaves nothing behind", async () => {
    mkdirSync(at("temporary"));
    vi.stubEnv("TMPDIR", at("temporary"));
    try {
      await sql`select * from ${trips}`;
      await sql`select nope`.catch(() => undefined);
      expect(readdirSync(at("temporary"))).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("runs in a cell of a notebook, with typed columns, and lets the kernel and a program end", async () => {
    writeFileSync(at("rates.csv"), "code,rate\n0110,2\n");
    const path = notebookFile([
      `import { column, schema, show, sql } from "cuaderno";
import { loadPolars } from "cuaderno/table";
const pl = loadPolars();
const trips = pl.DataFrame({ code: ["0110", "0631"], amount: [1.5, 2] });`,
      `const totals = schema("totals", { code: column.string(), total: column.number() });
const found = await sql({ trips, rates: ${JSON.stringify(at("rates.csv"))} }, { schema: totals })\`
  select code, sum(amount * rate) total from trips join rates using (code) where amount > \${1} group by code\`;
show(found);
console.log(found.getColumn("total").sum());`,
      "await sql`select\n  amuont from ${" + "trips}`",
    ]);
    const result = await runNotebook(path, { cwd: rootFolder });
    expect(result.error?.message).toMatch(/cell-3.*"amuont" not found.*line 2, column 3/s);
    const { cells } = await readNotebook(result.output);
    const outputs = cells.map((cell) => JSON.stringify(cell.cell_type === "code" ? cell.outputs : [])).join("\n");
    expect(outputs).toMatch(/<td[^>]*>0110<.*"3\\n"/s);
    expect(outputs).toMatch(/column \\"amuont\\" not found.*line 2, column 3/);
    expect(result.status).toBe("failed");
  }, 120_000);
});
