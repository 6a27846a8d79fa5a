// Tables of 10 million rows with Python Polars: reading CSV, grouping, joining, sorting, writing and scanning Parquet; then what
// JavaScript adds: a column as Float64Array, and checking a schema. `npm run bench -- io-tables 1000000` takes fewer rows, a second number fewer
// rounds.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { column, readTable, scanTable, schema, toColumns, writeTable } from "cuaderno";
import { loadPolars, validateFrame } from "cuaderno/table";

const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
const peer = fileURLToPath(new URL("io_tables_polars.py", import.meta.url));

export default async function ioTables([count = "10000000", times = "3"] = []) {
  const [rows, rounds] = [Number(count), Number(times)];
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    await writeFiles(folder, rows);
    const megabytes = Math.round(statSync(join(folder, "sales.csv")).size / 1e6);
    console.log(
      `${rows} rows x 10 columns, CSV of ${megabytes} MB; medians of ${rounds} rounds, both sides in turn (cpu says more where others use the machine)`,
    );
    const own = [];
    const others = [];
    for (let round = 0; round < rounds; round++) {
      own.push(await ownProcess(folder));
      const other = pythonRound(folder);
      if (other !== undefined) others.push(other);
      console.error(`round ${round + 1} of ${rounds} done`);
    }
    if (others.length === 0)
      console.log(`no peer: ${python} has no polars; name an interpreter in CUADERNO_BENCH_PYTHON`);
    const middle = (side, step, kind) =>
      median(side.map((seconds) => seconds[step]?.[kind]).filter((value) => value !== undefined));
    console.table(
      Object.fromEntries(
        Object.keys(own[0]).map((step) => {
          const [wall, cpu] = ["wall", "cpu"].map((kind) => ({
            ours: middle(own, step, kind),
            theirs: middle(others, step, kind),
          }));
          return [
            step,
            {
              "wall s": short(wall.ours),
              "polars wall s": short(wall.theirs),
              "wall ratio": short(wall.ours / wall.theirs),
              "cpu s": short(cpu.ours),
              "polars cpu s": short(cpu.theirs),
              "cpu ratio": short(cpu.ours / cpu.theirs),
            },
          ];
        }),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A process of its own for every round, as the peer has. */
async function ownProcess(folder) {
  const script = `import { tableSteps } from ${JSON.stringify(import.meta.url)}; console.log(JSON.stringify(await tableSteps(${JSON.stringify(folder)})));`;
  const path = join(folder, "round.mjs");
  writeFileSync(path, script);
  const out = execFileSync(process.execPath, [path], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(out.trim().split("\n").at(-1));
}

function pythonRound(folder) {
  try {
    return JSON.parse(execFileSync(python, [peer, folder], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))
      .seconds;
  } catch {
    return undefined;
  }
}

const table = schema("sales", {
  id: column.integer({ min: 0, unique: false }),
  time: column.datetime(),
  store: column.category(),
  channel: column.category({ values: ["web", "shop", "phone", "post"] }),
  customer: column.integer({ min: 0, max: 99_999 }),
  quantity: column.integer({ min: 0, max: 100 }),
  amount: column.number({ min: 0, max: 1_000 }),
  cost: column.number({ min: 0, max: 1_000 }),
  x: column.number({ nullable: true }),
  y: column.number(),
});

/** Seconds of every step, in this process. */
export async function tableSteps(folder) {
  const pl = loadPolars();
  const seconds = {};
  const timed = async (name, work) => {
    const started = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(started[1]);
    seconds[name] = { wall: (performance.now() - started[0]) / 1000, cpu: (user + system) / 1e6 };
    return result;
  };
  const csv = join(folder, "sales.csv");
  const frame = await timed("read CSV", async () =>
    (await (await scanTable(csv, { dates: true })).collect()).rechunk(),
  );
  await timed("group", () =>
    frame
      .lazy()
      .groupBy(["store", "channel"])
      .agg(
        pl.col("amount").mean().alias("mean"),
        pl.col("cost").sum().alias("cost"),
        pl.col("x").std().alias("spread"),
        pl.col("customer").nUnique().alias("customers"),
      )
      .collect(),
  );
  const customers = pl.readParquet(join(folder, "customers.parquet"));
  await timed("join", () => frame.lazy().join(customers.lazy(), { on: "customer", how: "left" }).collect());
  await timed("sort", () =>
    frame
      .lazy()
      .sort([pl.col("store"), pl.col("amount")])
      .collect(),
  );
  const parquet = join(folder, "own.parquet");
  await timed("write Parquet", () => writeTable(parquet, frame));
  await timed("scan Parquet", async () =>
    (await scanTable(parquet))
      .filter(pl.col("quantity").gt(pl.lit(50)))
      .groupBy(["channel"])
      .agg(pl.col("amount").sum())
      .collect(),
  );
  const one = frame.select("amount");
  await timed("column", () => toColumns(one));
  await timed("check the schema", () => validateFrame(frame, table));
  await timed("read CSV, every cell checked", () => readTable(csv, table));
  return seconds;
}

async function writeFiles(folder, rows) {
  const pl = loadPolars();
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const numbers = (make) => Float64Array.from({ length: rows }, make);
  const series = (name, make) => pl.Series(name, numbers(make), pl.Float64);
  const words = (name, values, codes) =>
    pl
      .DataFrame([pl.Series("code", codes, pl.Int32)])
      .join(
        pl.DataFrame([
          pl.Series(
            "code",
            values.map((_, index) => index),
            pl.Int32,
          ),
          pl.Series(name, values, pl.Utf8),
        ]),
        { on: "code", how: "left" },
      )
      .getColumn(name);
  const codes = (most) => Int32Array.from({ length: rows }, () => random() * most);
  const stores = Array.from({ length: 200 }, (_, index) => `store ${index}`);
  const whole = (name, most) => series(name, () => Math.floor(random() * most));
  const frame = pl
    .DataFrame([
      series("id", (_, row) => row),
      series("time", (_, row) => 1_500_000_000_000 + row * 1_000),
      words("store", stores, codes(200)),
      words("channel", ["web", "shop", "phone", "post"], codes(4)),
      whole("customer", 100_000),
      whole("quantity", 100),
      series("amount", () => Math.round(random() * 100_000) / 100),
      series("cost", () => Math.round(random() * 100_000) / 100),
      series("x", () => random()),
      series("y", () => random() * 1e6),
    ])
    .withColumns(
      pl.col(["id", "customer", "quantity"]).cast(pl.Int64),
      pl.col("time").cast(pl.Int64).cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%d %H:%M:%S"),
    );
  frame.writeCSV(join(folder, "sales.csv"));
  const customers = pl.DataFrame({
    customer: Array.from({ length: 100_000 }, (_, index) => index),
    region: Array.from({ length: 100_000 }, (_, index) => index % 50),
  });
  customers.withColumns(pl.col("customer").cast(pl.Int64)).writeParquet(join(folder, "customers.parquet"));
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function short(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : "";
}
