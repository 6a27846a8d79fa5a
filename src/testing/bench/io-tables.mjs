// Tables of 10 million rows with Python Polars and DuckDB: reading CSV, grouping, joining, sorting, writing and scanning Parquet; then
// what JavaScript adds: a column as Float64Array, and checking a schema. `npm run bench -- io-tables 1000000` takes fewer rows, a second number
// fewer rounds.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { column, readTable, scanTable, schema, toColumns, writeTable } from "cuaderno";
import { loadPolars, validateFrame } from "cuaderno/table";

const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
const peers = ["polars", "duckdb"];
// Groups in the order of their first rows, the engine's default here, are more work; the peers have theirs in any order.
const anyOrder = { maintainOrder: false };

export default async function ioTables([count = "10000000", times = "3"] = []) {
  const [rows, rounds] = [Number(count), Number(times)];
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    await writeFiles(folder, rows);
    const megabytes = Math.round(statSync(join(folder, "sales.csv")).size / 1e6);
    console.log(
      `${rows} rows x 10 columns, CSV of ${megabytes} MB; medians of ${rounds} rounds, all sides in turn (cpu says more where others use the machine)`,
    );
    const own = [];
    const others = Object.fromEntries(peers.map((peer) => [peer, []]));
    for (let round = 0; round < rounds; round++) {
      own.push(ownProcess(folder));
      for (const peer of peers) others[peer].push(...pythonRound(peer, folder));
      console.error(`round ${round + 1} of ${rounds} done`);
    }
    for (const peer of peers) {
      const [first] = others[peer];
      console.log(first?.version ?? `no ${peer}; CUADERNO_BENCH_PYTHON names a Python that has it`);
    }
    console.table(Object.fromEntries(Object.keys(own[0].seconds).map((step) => [step, compared(step, own, others)])));
    const peak = (all) => Math.round(median(all.map((round) => round.megabytes)));
    const theirs = peers.map((peer) => `${peer} ${peak(others[peer])}`).join(", ");
    console.log(`peak memory up to "scan Parquet", MB: ours ${peak(own)}, ${theirs}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Medians of a step, wall and CPU, and ours over each peer's. */
function compared(step, own, others) {
  const row = {};
  for (const kind of ["wall", "cpu"]) {
    const middle = (side) => median(side.flatMap(({ seconds }) => seconds[step]?.[kind] ?? []));
    const ours = middle(own);
    row[`${kind} s`] = short(ours);
    for (const peer of peers) row[`${peer} ${kind}`] = short(middle(others[peer]));
    for (const peer of peers) row[`/ ${peer} ${kind}`] = short(ours / middle(others[peer]));
  }
  return row;
}

/** A process of its own for every round, as the peers have. */
function ownProcess(folder) {
  const script = `import { tableSteps } from ${JSON.stringify(import.meta.url)}; console.log(JSON.stringify(await tableSteps(${JSON.stringify(folder)})));`;
  const path = join(folder, "round.mjs");
  writeFileSync(path, script);
  return lastLine(execFileSync(process.execPath, [path], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

function pythonRound(peer, folder) {
  const program = fileURLToPath(new URL(`io_tables_${peer}.py`, import.meta.url));
  try {
    return [
      lastLine(execFileSync(python, [program, folder], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })),
    ];
  } catch {
    return [];
  }
}

function lastLine(output) {
  return JSON.parse(output.trim().split("\n").at(-1));
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

/** Seconds of every step in this process, and its peak memory over the steps that peers have. */
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
      .groupBy(["store", "channel"], anyOrder)
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
      .groupBy(["channel"], anyOrder)
      .agg(pl.col("amount").sum())
      .collect(),
  );
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const one = frame.select("amount");
  await timed("column", () => toColumns(one));
  await timed("check the schema", () => validateFrame(frame, table));
  await timed("read CSV, every cell checked", () => readTable(csv, table));
  return { seconds, megabytes };
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
