import type { LazyDataFrame } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import { unreadableParquet } from "./unreadable-parquet.js";

/**
 * One local Parquet file as a lazy frame; its name is taken literally. Types that the engine cannot read end the
 * process where they are found in the background, so they are looked for at once.
 *
 * @throws FormatError for a file that cannot be read.
 */
export function scanParquetFile(path: string, { uri, caller }: { uri: string; caller: string }): LazyDataFrame {
  const scan = loadPolars().scanParquet(path, { glob: false });
  try {
    scan.limit(0).collectSync();
  } catch (cause) {
    throw unreadableParquet(caller, uri, cause);
  }
  return scan;
}
