import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LazyDataFrame, ScanCsvOptions } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { redactUrl } from "../../http/redact-url.js";
import { getS3Settings } from "../../store/s3/get-s3-settings.js";
import { s3CloudOptions } from "../../store/s3/s3-cloud-options.js";
import { withPlainTimes } from "../../table/formats/with-plain-times.js";
import { loadPolars } from "../../table/load-polars.js";
import { formatOf } from "./read-table.js";

/** How a table is scanned. */
export interface ScanTableOptions {
  /** Default: by the name, Parquet or CSV. */
  readonly format?: "csv" | "parquet";
  /** Between the cells of a CSV; default a comma. */
  readonly delimiter?: string;
  /**
   * Texts of a CSV that look like dates and times become such; default false. The first 100 rows say which columns; a later cell that is no
   * time is refused when it is read.
   */
  readonly dates?: boolean;
  /** Folders named `year=2020` become columns (Parquet only); default true when the URI has `=` or is a folder or glob. */
  readonly hivePartitions?: boolean;
}

const optionNames = ["format", "delimiter", "dates", "hivePartitions"];

/** Rows by which the engine guesses types. */
const rowsGuessedFrom = 100;

/**
 * A Parquet or CSV table as a lazy frame: nothing is read until `collect`, and then only the columns and rows that the query needs. Works
 * for local files and S3, globs included, with the keys and endpoint of the environment. Types are the file's own (of a CSV the
 * engine's guess, which reads the code 0110 as 110) and no schema is checked: check what you collect with `validateFrame`. What you collect
 * of a CSV lies in thousands of pieces; `.rechunk()` puts it together and makes joins and groups of it a third quicker.
 */
export async function scanTable(uri: string, options: ScanTableOptions = {}): Promise<LazyDataFrame> {
  checkOptionNames("scanTable", options, optionNames);
  const { format = uri.endsWith("/") ? "parquet" : formatOf(uri), delimiter, dates = false } = options;
  if (format !== "csv" && format !== "parquet") {
    throw new ArgumentError(`scanTable: ${uri} is ${format}, which cannot be scanned; read it with readTable`);
  }
  const isS3 = /^s3[an]?:\/\//i.test(uri);
  if (!isS3 && /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) && !/^file:/i.test(uri)) {
    throw new ArgumentError(`scanTable: ${redactUrl(uri)} cannot be scanned; known are paths, file:// and s3://`);
  }
  const pl = loadPolars();
  const path = isS3 ? uri.replace(/^s3[an]:/i, "s3:") : resolve(/^file:/i.test(uri) ? fileURLToPath(uri) : uri);
  const cloud = isS3
    ? { cloudOptions: { ...(await s3CloudOptions(await getS3Settings(awsEnvironment(), "scanTable"))) } }
    : {};
  if (format === "csv") {
    const options = { sep: delimiter ?? (/\.tsv(\.gz)?$/i.test(uri) ? "\t" : ","), ...cloud };
    return dates ? scanTimes(path, options) : pl.scanCSV(path, options);
  }
  const { hivePartitions = /[=*]|\/$/.test(uri) } = options;
  return pl.scanParquet(uri.endsWith("/") ? `${path.replace(/\/$/, "")}/**/*.parquet` : path, {
    hivePartitioning: hivePartitions,
    ...cloud,
  });
}

/** The engine's own reading of dates takes several times longer than reading all other columns: only where it must be. */
async function scanTimes(path: string, options: Partial<ScanCsvOptions>): Promise<LazyDataFrame> {
  const pl = loadPolars();
  const guessed = pl.scanCSV(path, { ...options, parseDates: true });
  try {
    const types = await pl.scanCSV(path, { ...options, parseDates: true, nRows: 0 }).collect();
    const times = types.columns.filter((name) => /^(Date|Time)/.test(types.getColumn(name).dtype.variant));
    if (times.length === 0) return guessed;
    const sample = pl.scanCSV(path, { ...options, inferSchemaLength: 0, nRows: rowsGuessedFrom });
    const texts = await sample.select(...times).collect();
    return withPlainTimes(pl.scanCSV(path, options), texts) ?? guessed;
  } catch {
    // What is wrong with the file is said when it is read.
    return guessed;
  }
}
