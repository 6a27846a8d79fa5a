// Boosted trees trained on more rows than memory would hold as numbers: Parquet files on disk, read in chunks by `fitChunks`, and the peak of
// memory compared with the model of cost. `npm run bench -- more-rows [rows] [columns] [rounds] [threads] [folder or s3://bucket/prefix]`;
// default 2000000 30 20. With 50000000 it needs 7 GB of disk and, by the model, less than 6 GB of memory. A folder that is given stays.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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

export default async function moreRows([rows = "2000000", width = "30", rounds = "20", threads, given] = []) {
  const [rowCount, columns] = [Number(rows), Number(width)];
  const folder = given ?? mkdtempSync(join(tmpdir(), "cuaderno-more-rows-"));
  try {
    for (let start = 0, file = 0; start < rowCount; start += fileRows, file++) {
      const name = `${folder}/part-${String(file).padStart(5, "0")}.parquet`;
      await writeTable(name, drawRows(start, Math.min(fileRows, rowCount - start), columns));
    }
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
