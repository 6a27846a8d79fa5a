// Boosted trees trained on more rows than memory would hold as numbers: Parquet files on disk, read in chunks by `fitChunks`, and the peak of
// memory compared with the model of cost. `npm run bench -- more-rows [rows] [columns] [rounds] [threads] [folder or s3://bucket/prefix]`;
// default 2000000 30 20. With 50000000 it needs 7 GB of disk and, by the model, less than 6 GB of memory. A folder that is given stays.
// `npm run bench -- more-rows drift [rows] [columns]`, default 3000000 4: `cuaderno drift` of two folders with that number of rows, with and without --stream.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { columnsFromEntries, randomSource, writeTable } from "cuaderno";
import { toFrame } from "cuaderno/table";

const fileRows = 500_000;

/**
 * Bytes of memory by the model: of each row its codes, two times while they are copied for training, with its target and its number;
 * then its codes and what training stores; and what does not grow with the rows.
 */
function modelBytes(rows, columns) {
  const codes = columns < 8 ? 3 * columns : columns <= 32 && columns > 24 ? 32 : columns + (columns % 2);
  return rows * (12 + Math.max(2 * codes, codes + 28)) + 570e6;
}

export default async function moreRows(words) {
  await (words[0] === "drift" ? compareDrift(words.slice(1)) : trainTrees(words));
}

/** Writes rows as Parquet files; other seeds give other rows of the same distribution. */
async function writeFiles(folder, rowCount, columns, seed = 0) {
  for (let start = 0, file = 0; start < rowCount; start += fileRows, file++) {
    const name = `${folder}/part-${String(file).padStart(5, "0")}.parquet`;
    await writeTable(name, drawRows(seed + start, Math.min(fileRows, rowCount - start), columns));
  }
}

async function compareDrift([rows = "3000000", width = "4"]) {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-more-rows-"));
  const sides = ["reference", "current"].map((side) => join(folder, side));
  try {
    for (const [index, side] of sides.entries()) {
      mkdirSync(side);
      await writeFiles(side, Number(rows), Number(width) - 1, index * 1e9);
    }
    console.log(`cuaderno drift: 2 x ${rows} rows x ${width} columns in Parquet, files of ${fileRows} rows`);
    console.table([["--stream"], []].map((options) => runDrift(sides, options)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reportPeak = `process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))`;

function runDrift([reference, current], options) {
  const program = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
  const files = ["--reference", `${reference}/*.parquet`, "--current", `${current}/*.parquet`];
  const preload = ["--import", `data:text/javascript,${encodeURIComponent(reportPeak)}`];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...preload, program, "drift", ...files, "--json", ...options],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return {
    "cuaderno drift": options.join(" "),
    "wall s": ((performance.now() - started) / 1000).toFixed(1),
    "peak MB": Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000),
    verdict: JSON.parse(stdout.trim().split("\n").at(-1)).level,
  };
}

async function trainTrees([rows = "2000000", width = "30", rounds = "20", threads, given]) {
  const [rowCount, columns] = [Number(rows), Number(width)];
  const folder = given ?? mkdtempSync(join(tmpdir(), "cuaderno-more-rows-"));
  try {
    await writeFiles(folder, rowCount, columns);
    const program = fileURLToPath(new URL("more-rows/train-chunks.mjs", import.meta.url));
    const words = [program, `${folder}/*.parquet`, width, rounds, threads ?? String(availableParallelism())];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    const { marks, ...figures } = JSON.parse(stdout);
    console.log(`boosted trees in chunks: ${rowCount} rows x ${columns} columns, ${rounds} trees`);
    console.table(
      marks.map(({ part, ...own }) => ({ "begin of": part, seconds: own.seconds.toFixed(1), MB: own.megabytes })),
    );
    console.table([
      {
        "wall s": figures.seconds.toFixed(1),
        "CPU s": figures.cpuSeconds.toFixed(1),
        "peak MB": figures.peakMegabytes,
        "MB by the model": Math.round(modelBytes(rowCount, columns) / 1e6),
        "MB for 50 M rows": Math.round(modelBytes(50_000_000, columns) / 1e6),
      },
    ]);
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** A third of the columns hours, the others uniform numbers. */
function drawRows(start, count, width) {
  const random = randomSource(start + 1);
  const columns = Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: count }, () => (column % 3 === 0 ? random.integer(24) : random.uniform())),
  );
  const y = columns[0].map(
    (hour, row) => Math.sin(hour / 4) + columns[1][row] * columns[2][row] + 0.3 * random.uniform(),
  );
  const entries = [...columns.map((values, column) => [`x${column}`, values]), ["y", y]];
  return toFrame(columnsFromEntries(entries.map(([name, values]) => [name, { kind: "number", values }])));
}
