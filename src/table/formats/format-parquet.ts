import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";

/** The frame as the bytes of a Parquet file, compressed with zstd. */
export function formatParquet(frame: DataFrame): Uint8Array {
  loadPolars();
  return frame.writeParquet({ compression: "zstd" });
}
