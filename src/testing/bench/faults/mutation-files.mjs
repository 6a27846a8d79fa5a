import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  column,
  gradientBoosting,
  minimize,
  openDataset,
  openTracker,
  pipeline,
  real,
  schema,
  standardScale,
  writeTable,
} from "cuaderno";
import { toXgboostJson } from "cuaderno/models";
import { parseCsv } from "cuaderno/table";

/** The schema of every table here. */
export const table = schema(
  "rows",
  { id: column.integer(), x: column.number(), name: column.string() },
  { key: ["id"] },
);

/** A table with three columns. */
export function makeFrame(rows) {
  return parseCsv(new TextEncoder().encode(makeCsv(rows)), table);
}

function makeCsv(rows) {
  return `id,x,name\n${Array.from({ length: rows }, (_, row) => `${row},${Math.sin(row)},n${row % 5}`).join("\n")}\n`;
}

/** Writes a file of every format, and returns what reads it and whether it can tell any other content from its own. */
export async function makeFiles(folder) {
  const at = (name) => join(folder, name);
  const frame = makeFrame(400);
  const fitted = pipeline({ steps: [standardScale({ columns: ["id"] })], model: gradientBoosting({ rounds: 5 }) }).fit(
    frame.select("id", "x"),
    "x",
  );
  writeFileSync(at("model.json"), JSON.stringify(fitted));
  const study = await minimize({ x: real(-1, 1), y: real(0, 5) }, ({ x, y }) => x * x + y, { trials: 12, seed: 1 });
  writeFileSync(at("study.json"), JSON.stringify(study));
  await minimize({ x: real(-1, 1) }, ({ x }) => x * x, { trials: 5, seed: 1, storage: at("study.log") });
  await writeTable(at("table.parquet"), frame);
  writeFileSync(at("table.csv.gz"), gzipSync(makeCsv(400)));
  const dataset = await openDataset(at("dataset"), table, { partitionBy: ["name"] });
  await dataset.append(frame, { watermark: "2026-01" });
  writeFileSync(at("xgboost.json"), toXgboostJson(fitted.model));
  const parts = readdirSync(at("dataset"), { recursive: true, encoding: "utf8" });
  mkdirSync(at("mlruns"));
  const run = await writeRuns(at("mlruns"));
  writeFileSync(at("notebook.ipynb"), JSON.stringify(notebook, null, 1));
  return [
    { kind: "pipeline", path: at("model.json"), verified: true },
    { kind: "study", path: at("study.json"), verified: true },
    { kind: "table", path: at("table.parquet"), verified: true },
    { kind: "table", path: at("table.csv.gz"), verified: true },
    ...parts
      .filter((path) => /\.(json|parquet)$/.test(path))
      .filter((path) => /_manifest|n0|n1/.test(path))
      .map((path) => ({ kind: "dataset", path: at(join("dataset", path)), verified: true })),
    { kind: "journal", path: at("study.log"), verified: false },
    { kind: "xgboost", path: at("xgboost.json"), verified: false },
    { kind: "notebook", path: at("notebook.ipynb"), verified: false },
    ...["meta.yaml", "params/depth", "metrics/loss", "tags/mlflow.runName"].map((name) => ({
      kind: "run",
      path: join(run, name),
      verified: false,
    })),
  ];
}

async function writeRuns(root) {
  const tracker = await openTracker({ uri: root });
  for (const name of ["first", "second"]) {
    const run = await tracker.startRun({ experiment: "faults", name });
    await run.logParams({ depth: 6 });
    for (let step = 0; step < 5; step++) await run.logMetrics({ loss: 1 / (step + 1) }, { step });
    await run.end();
  }
  const [{ id, experimentId }] = (await tracker.runs()).filter(({ name }) => name === "first");
  return join(root, experimentId, id);
}

const outputs = [
  { output_type: "stream", name: "stdout", text: ["one\n", "two"] },
  { output_type: "display_data", data: { "text/html": "<b>x</b>", "text/plain": "x" }, metadata: {} },
  { output_type: "error", ename: "E", evalue: "no", traceback: ["E: no"] },
];
const notebook = {
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: "# Title $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |" },
    {
      cell_type: "code",
      id: "b",
      metadata: { tags: ["parameters"] },
      source: "const a = 1;",
      execution_count: 1,
      outputs,
    },
  ],
  metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** The bytes with one fault: a bit flipped, cut short, a piece zeroed, doubled or removed. */
export function mutated(bytes, random) {
  const integer = (limit) => Math.floor(random.uniform() * limit);
  const at = integer(bytes.length);
  const length = 1 + integer(Math.min(40, bytes.length - at));
  const copy = Buffer.from(bytes);
  switch (integer(6)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return copy.fill(0, at, at + length);
    case 2:
      return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    default:
      copy[at] ^= 1 << integer(8);
      return copy;
  }
}

/** The bytes of a file. */
export const readBytes = (path) => readFileSync(path);
