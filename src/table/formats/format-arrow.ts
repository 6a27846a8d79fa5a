import type { DataFrame } from "nodejs-polars";

/** The frame as the bytes of an Arrow IPC file, uncompressed, so that other readers can use it without a copy. */
export function formatArrow(frame: DataFrame): Uint8Array {
  return frame.writeIPC({ compression: "uncompressed" });
}
