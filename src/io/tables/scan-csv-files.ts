import type { DataType, LazyDataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { localPath } from "../../host/local-path.js";
import type { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { isEngineType, type ScanColumn, scanColumns, scanRow } from "../../table/formats/scan-file-columns.js";
import { loadPolars } from "../../table/load-polars.js";
import { type ColumnSpec, column } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";
import { checkCsvFile, refuseBlankLine } from "./check-csv-file.js";
import { type CsvFiles, decideColumns, readEvidence, sampleCsvFiles } from "./csv-files.js";
import { hiveColumns } from "./hive-columns.js";
import type { CsvSample } from "./sample-csv.js";

/** What the engine needs to read from S3. */
export interface CloudOptions {
  readonly cloudOptions?: Record<string, string>;
}

interface ScanCsvFilesOptions {
  readonly delimiter: string | undefined;
  readonly dates: boolean;
  readonly sample: "auto" | "all";
  /** Of a table up to this size every row is looked at before the first query; default 64 MB. */
  readonly completeSize?: number;
  readonly hivePartitions: boolean;
  readonly cloud: CloudOptions;
  readonly toPath: (uri: string) => string;
}

const caller = "scanTable";

/** CSV files as one lazy frame: all rows of a small table decide on the kinds, of a larger one a sample. */
export async function scanCsvFiles(files: readonly TableFile[], options: ScanCsvFilesOptions): Promise<LazyDataFrame> {
  const sampled = await sampleCsvFiles(files, { delimiter: options.delimiter, caller });
  const { completeSize = 1 << 26 } = options;
  const isSmall = sampled.isComplete || (await totalSize(files)) <= completeSize;
  const isAll = isSmall || options.sample === "all";
  for (const sample of sampled.samples) await checkForm(sample, isAll || localPath(sample.file.uri) !== undefined);
  const complete = async (): Promise<LazyDataFrame> =>
    toLazyFrame({ ...sampled, evidence: await readEvidence(sampled), isComplete: true }, options);
  if (sampled.isComplete) return toLazyFrame(sampled, options);
  if (options.sample === "all" || !decideColumns(sampled.evidence, sampled).isCertain) return complete();
  const lazy = toLazyFrame(sampled, options);
  if (!isSmall) return lazy;
  const pl = loadPolars();
  // Every cell is typed once, and the first of another kind than the sample has is an error.
  const isAsSampled = await lazy
    .select(pl.col("*").nullCount())
    .collect()
    .then(
      () => true,
      () => false,
    );
  return isAsSampled ? toLazyFrame({ ...sampled, isComplete: true }, options) : complete();
}

async function totalSize(files: readonly TableFile[]): Promise<number> {
  let size = 0;
  for (const { store, key } of files) {
    size += (await store.stat(key))?.size ?? 0;
  }
  return size;
}

function toLazyFrame(
  { samples, names, evidence, isComplete }: CsvFiles,
  { dates, hivePartitions, cloud, toPath }: ScanCsvFilesOptions,
): LazyDataFrame {
  const pl = loadPolars();
  const decided = decideColumns(evidence, { samples, names, evidence, isComplete }).specs;
  const specs = decided.map((spec) => (dates || spec.kind !== "datetime" ? spec : column.string({ nullable: true })));
  const files = samples.map(({ file }) => file);
  const hive = hivePartitions ? hiveColumns(files, names) : new Map<string, ColumnSpec>();
  const rowNumbers = isComplete ? {} : { rowIndexName: scanRow, rowIndexOffset: 1 };
  const frames = samples.map(({ file, form }) => {
    // Names that look like integers, such as years, would come first in an object whatever their order.
    const types = form.header.map((name, at): [string, DataType] => [
      `c${at}`,
      engineType(specs[names.indexOf(name)], isComplete),
    ]);
    const lazy = pl.scanCSV(escapeGlob(toPath(file.uri)), {
      sep: form.delimiter,
      skipRows: form.skipLines,
      schema: Object.fromEntries(types),
      nullValues: "",
      ...rowNumbers,
      ...cloud,
    });
    const columns = names.map((name, at) => toScanColumn(form.header.indexOf(name), name, specs[at], evidence[at]));
    const partitions = [...hive].map(([name, { kind }]) =>
      pl
        .lit(file.constants[name] ?? null)
        .cast(kind === "integer" ? pl.Int64 : pl.Utf8)
        .alias(name),
    );
    const typed = scanColumns(lazy, columns, { uri: file.uri, isComplete })
      .select(...columns.map(({ name }) => name))
      .rename(Object.fromEntries(columns.map(({ name, source }) => [name, source === "" ? "column" : source])));
    return partitions.length === 0 ? typed : typed.withColumns(...partitions);
  });
  const [first, ...others] = frames;
  if (first === undefined) throw new FormatError(`${caller}: no CSV file; name at least one`);
  return others.length === 0 ? first : pl.concat(frames);
}

function toScanColumn(
  position: number,
  source: string,
  spec: ColumnSpec = column.string(),
  evidence?: ColumnEvidence,
): ScanColumn {
  const formats = spec.kind === "datetime" ? [...(evidence?.timeFormats ?? [])] : [];
  return { name: `c${position}`, source, spec, formats, hasValue: evidence?.hasValue ?? false };
}

function engineType(spec: ColumnSpec | undefined, isComplete: boolean): DataType {
  const pl = loadPolars();
  if (spec === undefined || !isEngineType(spec, isComplete)) return pl.Utf8;
  return spec.kind === "integer" ? pl.Int64 : pl.Float64;
}

/** Refuses what the engine reads otherwise than `readTable`: other encodings, ragged rows, blank lines. */
async function checkForm(sample: CsvSample, isAll: boolean): Promise<void> {
  const { file, form, encoding, isComplete } = sample;
  const { uri } = file;
  if (encoding !== "utf-8") {
    throw new FormatError(`${caller}: ${uri} is ${encoding}, which cannot be scanned; read it with readTable`);
  }
  if (form.blankLine !== undefined) refuseBlankLine(form.blankLine, uri, caller);
  if (!isComplete && isAll) await checkCsvFile(sample, caller);
}

/** A path that the engine takes literally. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}
