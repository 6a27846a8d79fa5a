import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { scanParquetFile } from "../../table/formats/scan-parquet-file.js";
import { unreadableParquet } from "../../table/formats/unreadable-parquet.js";
import { getVariant } from "../../table/get-variant.js";
import { loadPolars } from "../../table/load-polars.js";

/** A Parquet file of a table. */
export interface ParquetFile {
  /** URI for errors. */
  readonly uri: string;
  /** Path or URI as the engine takes it. */
  readonly path: string;
}

/** How the files are opened, and the function that errors name. */
export interface CheckParquetOptions {
  readonly caller: string;
  readonly cloudOptions?: Record<string, string> | undefined;
}

const batch = 16;

/**
 * Frames without rows of Parquet files that are read as one table; numbers may be of different widths. Only the
 * footers are read.
 *
 * @throws FormatError naming the first file with other columns than the first one, or with one of another type.
 */
export async function checkParquetFiles(
  files: readonly ParquetFile[],
  { caller, cloudOptions }: CheckParquetOptions,
): Promise<readonly DataFrame[]> {
  const pl = loadPolars();
  const empty = async ({ uri, path }: ParquetFile): Promise<DataFrame> => {
    if (cloudOptions === undefined) return scanParquetFile(path, { uri, caller }).limit(0).collectSync();
    try {
      return await pl.scanParquet(path, { glob: false, cloudOptions }).limit(0).collect();
    } catch (cause) {
      throw unreadableParquet(caller, uri, cause);
    }
  };
  const frames: DataFrame[] = [];
  for (let start = 0; start < files.length; start += batch) {
    frames.push(...(await Promise.all(files.slice(start, start + batch).map(empty))));
  }
  const [first] = frames;
  for (const [at, frame] of frames.entries()) refuseWideDecimals(frame, files[at]?.uri ?? "", caller);
  for (const [at, frame] of frames.entries()) {
    const problem = first === undefined ? undefined : difference(first, frame);
    if (problem === undefined) continue;
    throw new FormatError(
      `${caller}: ${files[at]?.uri} has ${problem} ${files[0]?.uri}; name files of the same columns, or read them by a schema with optional columns`,
    );
  }
  return frames;
}

/** DuckDB gives other numbers for them than the file has, and Polars refuses each query. */
function refuseWideDecimals(frame: DataFrame, uri: string, caller: string): void {
  for (const name of frame.columns) {
    const series = frame.getColumn(name);
    if (getVariant(series) !== "Decimal") continue;
    const digits = Number(/Decimal\((\d+)/.exec(String(series.dtype))?.[1] ?? 0);
    if (digits <= 38) continue;
    throw new FormatError(
      `${caller}: column "${name}" of ${uri} is a decimal of ${digits} digits, expected at most 38; write it as a string, or as a float`,
    );
  }
}

function difference(first: DataFrame, other: DataFrame): string | undefined {
  const missing = first.columns.find((name) => !other.columns.includes(name));
  if (missing !== undefined) return `no column "${missing}", unlike`;
  const added = other.columns.find((name) => !first.columns.includes(name));
  if (added !== undefined) return `a column "${added}", unlike`;
  for (const name of first.columns) {
    const [expected = "", found = ""] = [first, other].map((frame) => getVariant(frame.getColumn(name)));
    if (isOneType(expected, found)) continue;
    return `column "${name}" as ${found}, which is ${expected} in`;
  }
  return undefined;
}

function isOneType(one: string, other: string): boolean {
  const isNumber = (variant: string): boolean => /^(U?Int|Float)\d+$/.test(variant);
  return one === other || (isNumber(one) && isNumber(other));
}
