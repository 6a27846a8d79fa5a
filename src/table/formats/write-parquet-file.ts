import { getSystemErrorName } from "node:util";
import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { loadPolars } from "../load-polars.js";
import { addChecksum } from "./parquet-checksum.js";

// The engine's default level, 3, takes half as long again for files of the same size.
const settings = { compression: "zstd", compressionLevel: 2, rowGroupSize: 1 << 18, statistics: true } as const;

/**
 * Writes the frame as a Parquet file, compressed with zstd, with a checksum, on all cores and without the whole file in
 * memory.
 */
export async function writeParquetFile(frame: DataFrame, path: string): Promise<void> {
  loadPolars();
  try {
    await frame
      .lazy()
      .sinkParquet(path, { ...settings })
      .collect();
  } catch (cause) {
    const number = /\(os error (\d+)\)/.exec(errorMessage(cause))?.[1];
    if (number === undefined) throw cause;
    // The engine's errors have no code, which distinguishes a full disk or a missing permission from other faults.
    throw Object.assign(new Error(errorMessage(cause)), {
      code: getSystemErrorName(-Number(number)),
      syscall: "write",
    });
  }
  await addChecksum(path);
}
