import type { DataFrame, DataType } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";
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
  const options = cloudOptions === undefined ? { glob: false } : { glob: false, cloudOptions };
  const empty = async ({ uri, path }: ParquetFile): Promise<DataFrame> => {
    try {
      return await pl.scanParquet(path, options).limit(0).collect();
    } catch (cause) {
      throw new FormatError(
        `${caller}: ${uri} is Parquet that cannot be read (${errorMessage(cause)}); it is cut short or damaged: write it again`,
        { cause },
      );
    }
  };
  const frames: DataFrame[] = [];
  for (let start = 0; start < files.length; start += batch) {
    frames.push(...(await Promise.all(files.slice(start, start + batch).map(empty))));
  }
  const [first] = frames;
  for (const [at, frame] of frames.entries()) {
    const problem = first === undefined ? undefined : difference(first, frame);
    if (problem === undefined) continue;
    throw new FormatError(
      `${caller}: ${files[at]?.uri} has ${problem} ${files[0]?.uri}; name files of the same columns, or read them by a schema with optional columns`,
    );
  }
  return frames;
}

function difference(first: DataFrame, other: DataFrame): string | undefined {
  const missing = first.columns.find((name) => !other.columns.includes(name));
  if (missing !== undefined) return `no column "${missing}", unlike`;
  const added = other.columns.find((name) => !first.columns.includes(name));
  if (added !== undefined) return `a column "${added}", unlike`;
  for (const name of first.columns) {
    const [expected, found] = [first, other].map((frame) => frame.getColumn(name).dtype as DataType);
    if (expected === undefined || found === undefined || isOneType(expected, found)) continue;
    return `column "${name}" as ${found.variant}, which is ${expected.variant} in`;
  }
  return undefined;
}

function isOneType(one: DataType, other: DataType): boolean {
  const isNumber = ({ variant }: DataType): boolean => /^(U?Int|Float)\d+$/.test(variant);
  return one.variant === other.variant || (isNumber(one) && isNumber(other));
}
