import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame, LazyDataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { CuadernoError, FormatError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { localPath } from "../../host/local-path.js";
import type { Row } from "../../pipeline/read-rows.js";
import type { Column } from "../../table/columns.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { scanParquetFile } from "../../table/formats/scan-parquet-file.js";
import { loadPolars } from "../../table/load-polars.js";
import { columnsFor } from "../../table/to-columns.js";
import { downloadTableFile } from "../stores/download-table-file.js";
import type { TableFile } from "../stores/table-files.js";
import type { RecordChunk, RecordChunksOptions } from "./record-chunk.js";

/** The rows of an Arrow file in chunks; the file is read at once. */
export async function* arrowChunks(file: TableFile, options: RecordChunksOptions): AsyncGenerator<RecordChunk, void> {
  const frame = readArrow(await file.store.read(file.key), file.uri);
  yield* lazyChunks(frame.lazy(), frame.columns, file, options);
}

/** The rows of a Parquet file in chunks, with only the columns that are needed. */
export async function* parquetChunks(file: TableFile, options: RecordChunksOptions): AsyncGenerator<RecordChunk, void> {
  const path = localPath(file.uri);
  if (path !== undefined) return yield* localChunks(path, file, options);
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-predict-"), options.caller);
  try {
    const copy = join(folder, "file.parquet");
    await downloadTableFile(file, copy, { caller: options.caller });
    yield* localChunks(copy, file, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* localChunks(
  path: string,
  file: TableFile,
  options: RecordChunksOptions,
): AsyncGenerator<RecordChunk, void> {
  const scan = scanParquetFile(path, { uri: file.uri, caller: options.caller });
  try {
    const { columns } = await scan.slice(0, 0).collect();
    yield* lazyChunks(scan, columns, file, options);
  } catch (cause) {
    if (cause instanceof CuadernoError) throw cause;
    throw new FormatError(
      `${options.caller}: ${file.uri} cannot be read (${errorMessage(cause)}); it is cut short or damaged: write it again`,
      { cause },
    );
  }
}

async function* lazyChunks(
  scan: LazyDataFrame,
  available: readonly string[],
  { uri, constants }: TableFile,
  { rows, columns, caller }: RecordChunksOptions,
): AsyncGenerator<RecordChunk, void> {
  const pl = loadPolars();
  const counted = await scan.select(pl.len().alias("rows")).collect();
  const height = Number(counted.getColumn("rows").get(0));
  const names = available.filter((name) => columns.includes(name));
  for (let start = 0; start < height; start += rows) {
    const count = Math.min(rows, height - start);
    const frame = await scan
      .select(...names)
      .slice(start, count)
      .collect();
    const positions = Array.from({ length: count }, (_, row) => start + row + 1);
    yield { uri, frame, damaged: [], positions, rows: toRows(frame, count, constants, caller) };
  }
}

function toRows(
  frame: DataFrame,
  count: number,
  constants: Readonly<Record<string, string | null>>,
  caller: string,
): readonly Row[] {
  if (frame.width === 0) return Array.from({ length: count }, () => constants);
  const strings = frame.columns.filter((name) =>
    /^(String|Utf8|Categorical)/.test(frame.getColumn(name).dtype.variant),
  );
  const columns = [...columnsFor(caller, frame, { strings }).byName].map(
    ([name, column]) => [name, getCell(column)] as const,
  );
  return Array.from({ length: count }, (_, row) => ({
    ...constants,
    ...Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)])),
  }));
}

/** Dates become `Date`, which is what rows to predict hold. */
function getCell(column: Column): (row: number) => unknown {
  switch (column.kind) {
    case "number":
      return (row) => toValue(column.values[row]);
    case "time":
      return (row) => {
        const time = toValue(column.values[row]);
        return time === null ? null : new Date(time);
      };
    case "string":
      return (row) => column.values[row] ?? null;
    case "category":
      return (row) => column.categories[column.codes[row] ?? -1] ?? null;
  }
}

function toValue(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
