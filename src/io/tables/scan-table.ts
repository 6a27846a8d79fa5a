import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LazyDataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import { nameCaller } from "../../core/name-caller.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { redactUrl } from "../../http/redact-url.js";
import { getS3Settings } from "../../store/s3/get-s3-settings.js";
import { s3CloudOptions } from "../../store/s3/s3-cloud-options.js";
import { scanParquetFile } from "../../table/formats/scan-parquet-file.js";
import { loadPolars } from "../../table/load-polars.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import { openStore } from "../stores/open-store.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { checkParquetFiles } from "./check-parquet-files.js";
import { hiveCells, hiveColumns } from "./hive-columns.js";
import { getFormat } from "./read-table.js";
import { type CloudOptions, scanCsvFiles } from "./scan-csv-files.js";

/** How a table is scanned. */
export interface ScanTableOptions {
  /** Default: by the name, Parquet or CSV. */
  readonly format?: "csv" | "parquet" | undefined;
  /** Between the cells of a CSV; detected by default. */
  readonly delimiter?: string | undefined;
  /**
   * Whether dates and times of a CSV become such, as `inferSchema` finds them; else they stay strings. Default: true.
   */
  readonly dates?: boolean | undefined;
  /**
   * Which rows of a CSV decide on the kinds of its columns: "auto" (default) all of a table up to 64 MB, of a larger
   * one its beginning and, where it is local and not packed, parts of the rest; "all" reads it once more before.
   */
  readonly sample?: "auto" | "all" | undefined;
  /**
   * Whether folders named `year=2020` become columns: integers, or strings when a value has a leading zero. Default:
   * true when the URI has `=` or is a folder or glob.
   */
  readonly hivePartitions?: boolean | undefined;
}

const optionNames = ["format", "delimiter", "dates", "sample", "hivePartitions"];

/**
 * A Parquet or CSV table as a lazy frame, of local files and S3, globs included, with the keys and endpoint of the
 * environment: rows are read by `collect`, and then only the columns and rows that the query needs. Parquet has its own
 * types. A CSV has the form and kinds that `inferSchema` finds: in all rows of a table up to 64 MB, in a sample of a
 * larger one, of which a later cell of another kind is refused when it is reached, with column, row and value (codes
 * such as 0110 among integers, times in another format). No schema is checked: check what you collect with
 * `validateFrame`. What you collect of a CSV is in thousands of pieces; `.rechunk()` joins them and makes joins and
 * groups of it a third quicker. A column without a name is `column`, and the later of two so named is `column2`, as
 * `inferSchema` has it; a last column without a name and without cells is left out, which of a table of more than 64 MB
 * on S3 is decided by its beginning unless `sample` is "all". Do not write to a CSV between `scanTable` and `collect`:
 * cells that were checked are not checked again, so a new 0110 among integers would be read as 110. Only parts of a
 * Parquet file are read, so its checksum, which `readTable` and `readChunks` check, is not. A filter of an integer
 * column skips row groups only by an integer, `pl.lit(5000).cast(pl.Int64)`: a JavaScript number is a float, for which
 * the whole column is read and converted.
 *
 * @throws FormatError for a ragged CSV or one with blank lines (all rows of local files are checked, of others those of
 * up to 64 MB), for several columns without a name, and for files of one glob with different columns.
 * @example const busy = (await scanTable("data/hours.parquet")).filter(pl.col("volume").gt(5000));
 */
export async function scanTable(uri: string, options: ScanTableOptions = {}): Promise<LazyDataFrame> {
  checkOptionNames("scanTable", options, optionNames);
  const { format = uri.endsWith("/") ? "parquet" : getFormat(uri), delimiter, dates = true, sample = "auto" } = options;
  if (format !== "csv" && format !== "parquet") {
    throw new ArgumentError(`scanTable: ${uri} is ${format}, which cannot be scanned; read it with readTable`);
  }
  const isS3 = /^s3[an]?:\/\//i.test(uri);
  if (!isS3 && /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) && !/^file:/i.test(uri)) {
    throw new ArgumentError(`scanTable: ${redactUrl(uri)} cannot be scanned; known are paths, file:// and s3://`);
  }
  const cloud: CloudOptions = isS3
    ? { cloudOptions: { ...(await s3CloudOptions(await getS3Settings(awsEnvironment(), "scanTable"))) } }
    : {};
  const { hivePartitions = /[=*]|\/$/.test(uri) } = options;
  if (format === "csv") {
    const files = (await tableFiles(uri, "scanTable")).filter((file) => getFormat(file.uri) === "csv");
    return nameCaller("scanTable", () =>
      scanCsvFiles(files, { delimiter, dates, sample, hivePartitions, cloud, toPath }),
    );
  }
  return scanParquet(uri, hivePartitions, cloud);
}

async function scanParquet(uri: string, hivePartitions: boolean, cloud: CloudOptions): Promise<LazyDataFrame> {
  const pl = loadPolars();
  const path = toPath(uri);
  const isFolder = uri.endsWith("/");
  const isGlob = isFolder || /[*?[{]/.test(uri);
  const one = (): LazyDataFrame =>
    "cloudOptions" in cloud
      ? pl.scanParquet(path, { glob: false, ...cloud })
      : scanParquetFile(path, { uri, caller: "scanTable" });
  if (!isGlob && !hivePartitions) return one();
  const found = await tableFiles(uri, "scanTable");
  const files = isFolder ? found.filter((file) => getFormat(file.uri) === "parquet") : found;
  if (isGlob && files.length === 1 && files[0]?.uri === uri) return one();
  const paths = files.map((file) => toPath(file.uri));
  const [empty] = await checkParquetFiles(
    files.map((file, at) => ({ uri: file.uri, path: paths[at] ?? file.uri })),
    { caller: "scanTable", ...cloud },
  );
  const hive: ReadonlyMap<string, ColumnSpec> = hivePartitions ? hiveColumns(files) : new Map();
  if (!(await isEngineGlob(uri, files))) {
    const frames = files.map(({ constants }, at) =>
      pl
        .scanParquet(paths[at] ?? "", { glob: false, ...cloud })
        .select(...(empty?.columns ?? []))
        .withColumns(...hiveCells(hive, constants)),
    );
    return pl.concat(frames);
  }
  // The engine would read month=01 as the number 1.
  const types = [...hive].map(([name, { kind }]) => [name, kind === "integer" ? pl.Int64 : pl.Utf8]);
  return pl.scanParquet(isFolder ? `${path.replace(/\/$/, "")}/**/*.parquet` : path, {
    hivePartitioning: hive.size > 0,
    ...(hive.size > 0 && { hiveSchema: Object.fromEntries(types) }),
    ...cloud,
  });
}

/**
 * Whether the engine finds these files by itself. It knows no `{a,b}`, takes the brackets of a folder's name for a
 * class, and reads hidden files, of which an interrupted program may leave half behind.
 */
async function isEngineGlob(uri: string, files: readonly TableFile[]): Promise<boolean> {
  if (!uri.endsWith("/")) return !uri.includes("{");
  if (/[*?[{]/.test(uri) || files.some((file) => !file.uri.endsWith(".parquet"))) return false;
  const { store, key: start } = await openStore(uri, { caller: "scanTable" });
  let count = 0;
  for await (const { key } of store.list(start)) if (key.endsWith(".parquet")) count += 1;
  return count === files.length;
}

/** The path or URI as the engine takes it. */
function toPath(uri: string): string {
  if (/^s3[an]?:\/\//i.test(uri)) return uri.replace(/^s3[an]:/i, "s3:");
  return resolve(/^file:/i.test(uri) ? fileURLToPath(uri) : uri);
}
