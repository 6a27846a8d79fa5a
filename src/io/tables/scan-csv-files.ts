import { readFile, stat } from "node:fs/promises";
import type { DataType, LazyDataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { localPath } from "../../host/local-path.js";
import { scanCsv } from "../../table/csv/scan-csv.js";
import { isEngineType, type ScanColumn, scanColumns } from "../../table/formats/scan-file-columns.js";
import { loadPolars } from "../../table/load-polars.js";
import { type ColumnSpec, column } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";
import { decideColumns, sampleCsvFiles } from "./csv-files.js";
import { hiveColumns } from "./hive-columns.js";
import type { CsvSample } from "./sample-csv.js";

/** What the engine needs to read from S3. */
export interface CloudOptions {
  readonly cloudOptions?: Record<string, string>;
}

interface ScanCsvFilesOptions {
  readonly delimiter: string | undefined;
  readonly dates: boolean;
  readonly hivePartitions: boolean;
  readonly cloud: CloudOptions;
  readonly toPath: (uri: string) => string;
}

/** Local files up to this size are checked completely for ragged rows, which the engine fills up silently. */
const checkedSize = 1 << 26;
const caller = "scanTable";

/** CSV files as one lazy frame, by samples of them. */
export async function scanCsvFiles(
  files: readonly TableFile[],
  { delimiter, dates, hivePartitions, cloud, toPath }: ScanCsvFilesOptions,
): Promise<LazyDataFrame> {
  const pl = loadPolars();
  const sampled = await sampleCsvFiles(files, { delimiter, caller });
  const { names, evidence, samples } = sampled;
  const specs = decideColumns(evidence, sampled).specs.map((spec) =>
    dates || spec.kind !== "datetime" ? spec : column.string({ nullable: true }),
  );
  const hive = hivePartitions ? hiveColumns(files, names) : new Map<string, ColumnSpec>();
  const frames: LazyDataFrame[] = [];
  for (const sample of samples) {
    await checkForm(sample);
    const { file, form } = sample;
    // Names that look like integers, such as years, would come first in an object whatever their order.
    const types = form.header.map((name, at): [string, DataType] => [`c${at}`, engineType(specs[names.indexOf(name)])]);
    const lazy = pl.scanCSV(escapeGlob(toPath(file.uri)), {
      sep: form.delimiter,
      skipRows: form.skipLines,
      schema: Object.fromEntries(types),
      nullValues: "",
      ...cloud,
    });
    const columns = names.map(
      (name, at): ScanColumn => ({
        name: `c${form.header.indexOf(name)}`,
        spec: specs[at] ?? column.string(),
        formats: specs[at]?.kind === "datetime" ? [...(evidence[at]?.timeFormats ?? [])] : [],
      }),
    );
    const partitions = [...hive].map(([name, { kind }]) =>
      pl
        .lit(file.constants[name] ?? null)
        .cast(kind === "integer" ? pl.Int64 : pl.Utf8)
        .alias(name),
    );
    const typed = scanColumns(lazy, columns)
      .select(...columns.map(({ name }) => name))
      .rename(
        Object.fromEntries(columns.map(({ name }, at) => [name, names[at] === "" ? "column" : (names[at] ?? "")])),
      );
    frames.push(partitions.length === 0 ? typed : typed.withColumns(...partitions));
  }
  const [first, ...others] = frames;
  if (first === undefined) throw new FormatError(`${caller}: no CSV file; name at least one`);
  return others.length === 0 ? first : pl.concat(frames);
}

function engineType(spec: ColumnSpec | undefined): DataType {
  const pl = loadPolars();
  if (spec === undefined || !isEngineType(spec)) return pl.Utf8;
  return spec.kind === "integer" ? pl.Int64 : pl.Float64;
}

/** Refuses what the engine reads otherwise than `readTable`: other encodings, ragged rows, blank lines. */
async function checkForm({ file, form, encoding, isComplete }: CsvSample): Promise<void> {
  const { uri } = file;
  if (encoding !== "utf-8") {
    throw new FormatError(`${caller}: ${uri} is ${encoding}, which cannot be scanned; read it with readTable`);
  }
  let { blankLine } = form;
  const path = localPath(uri);
  const isPacked = /\.(gz|zst)$/i.test(uri);
  if (!isComplete && path !== undefined && !isPacked && (await stat(path)).size <= checkedSize) {
    const text = await readFile(path);
    const layout = scanCsv(text, form.delimiter.charCodeAt(0), uri, { skipLines: form.skipLines });
    const [blank] = layout.blanks;
    if (blank !== undefined) blankLine ??= text.subarray(0, blank[0]).toString("latin1").split("\n").length;
  }
  if (blankLine === undefined) return;
  throw new FormatError(
    `${caller}: line ${blankLine} of ${uri} is blank, which the engine takes for a row; remove it, or read the file with readTable`,
  );
}

/** A path that the engine takes literally. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}
