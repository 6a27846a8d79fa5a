import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import { withChecksum } from "./parquet-checksum.js";

/** The frame as the bytes of a Parquet file, compressed with zstd, with a checksum. */
export function formatParquet(frame: DataFrame): Uint8Array {
  loadPolars();
  return withChecksum(frame.writeParquet({ compression: "zstd" }));
}
