import { openStore } from "cuaderno";
import type { ParseFileOptions } from "cuaderno/sources";
import { loadPolars, parseCsv } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { crimeFileSchema } from "./crime-schema.js";

/**
 * The reports in a file of the portal, a path or URI, with the columns of `crimeSchema`; see `parseCrimeFile`.
 *
 * @throws FormatError with column and row for a file in another layout.
 * @example (await readCrimeFile("data/crime/sample/crimes_2017-01.csv")).columns.includes("month") // true
 */
export async function readCrimeFile(uri: string): Promise<DataFrame> {
  const { store, key } = await openStore(uri);
  return parseCrimeFile(await store.read(key), { uri });
}

/**
 * The reports in a file in any layout of the portal: its CSV export or the responses of its API as CSV, with gzip or
 * without, columns in any order. Codes get their leading zeros, which some downloads drop (district 18 is 018, code 486
 * is 0486), and each report its month. Other columns are left out.
 *
 * @throws FormatError with column and row for a file in another layout.
 */
export function parseCrimeFile(bytes: Uint8Array, { uri, onReport }: ParseFileOptions): DataFrame {
  const frame = parseCsv(bytes, crimeFileSchema, {
    uri,
    extra: "ignore",
    encoding: "auto",
    onReport,
  });
  const pl = loadPolars();
  const toCode = (name: string, width: number) =>
    pl.col(name).cast(pl.Utf8).str.zFill(width).cast(pl.Categorical).alias(name);
  return frame.withColumns(
    toCode("district", 3),
    toCode("beat", 4),
    toCode("iucr", 4),
    pl.col("time").dt.strftime("%Y-%m").alias("month"),
  );
}
