import { loadPolars, parseCsv, type TableReport } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { incidentFileSchema } from "./schema.js";

/**
 * The crimes of a file in any layout of the portal (its CSV export, its API, packed or not, columns in any order), as kept: codes with
 * their leading zeros, and the month. Columns that the project does not use are left out.
 */
export function readCrimeFile(
  bytes: Uint8Array,
  { uri, onReport }: { readonly uri: string; readonly onReport?: (report: TableReport) => void },
): DataFrame {
  const frame = parseCsv(bytes, incidentFileSchema, {
    uri,
    extra: "ignore",
    encoding: "auto",
    ...(onReport === undefined ? {} : { onReport }),
  });
  const pl = loadPolars();
  // The API drops leading zeros: district 18 is 018 in the export, beat 332 is 0332, code 110 is 0110.
  const padded = (name: string, width: number) => {
    const text = pl.col(name).cast(pl.Utf8);
    return text.str.zFill(width).cast(pl.Categorical).alias(name);
  };
  return frame.withColumns(
    padded("district", 3),
    padded("beat", 4),
    padded("iucr", 4),
    pl.col("time").dt.strftime("%Y-%m").alias("month"),
  );
}
