import { stat } from "node:fs/promises";
import type { DataType, LazyDataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { localPath } from "../../host/local-path.js";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { numberedName, refuseUnnamed } from "../../table/csv/infer-schema.js";
import type { CellForm } from "../../table/csv/plain-columns.js";
import { isEngineType, type ScanColumn, scanColumns, scanRow } from "../../table/formats/scan-file-columns.js";
import { loadPolars } from "../../table/load-polars.js";
import { type ColumnSpec, column } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";
import { checkCsvFile, refuseBlankLine } from "./check-csv-file.js";
import { type CsvFiles, decideColumns, joinSamples, readEvidence, sampleCsvFiles } from "./csv-files.js";
import { hiveCells, hiveColumns } from "./hive-columns.js";
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

/** Samples of CSV files, with the names of the columns in which every cell is plainly of their kind, where known. */
interface CheckedFiles extends CsvFiles {
  readonly samples: readonly (CsvSample & { readonly plain?: ReadonlySet<string> })[];
}

const caller = "scanTable";

/** CSV files as one lazy frame: all rows of a small table decide on the kinds, of a larger one a sample. */
export async function scanCsvFiles(files: readonly TableFile[], options: ScanCsvFilesOptions): Promise<LazyDataFrame> {
  const sampled = await sampleCsvFiles(files, { delimiter: options.delimiter, caller });
  const { completeSize = 1 << 26, sample: requested } = options;
  const isSmall = sampled.isComplete || (await totalSize(files)) <= completeSize;
  const isAll = isSmall || requested === "all";
  for (const { file, form } of sampled.samples) refuseUnnamed(form.header, file.uri, caller);
  const { specs, isCertain } = decideSpecs(sampled, options);
  const samples: CheckedFiles["samples"][number][] = [];
  for (const sample of sampled.samples) {
    const isChecked = isAll || localPath(sample.file.uri) !== undefined;
    const plain = await checkForm(sample, isChecked, (name) => cellForm(sampled, specs, name));
    samples.push({ ...(isChecked ? await withLastColumn(sample, options) : sample), plain });
  }
  const checked: CheckedFiles = { ...joinSamples(samples, caller), samples };
  if (sampled.isComplete) return toLazyFrame(checked, options);
  const isSampleEnough = requested !== "all" && isCertain && (!isSmall || (await isAsSampled(checked, specs, options)));
  if (isSampleEnough) return toLazyFrame({ ...checked, isComplete: isSmall }, options);
  const unchecked = samples.map(({ plain, ...sample }) => sample);
  const evidence = await readEvidence(checked);
  return toLazyFrame({ ...checked, samples: unchecked, evidence, isComplete: true }, options);
}

/** The sample with its last column, where that has neither name nor values in it, if any row has a cell there. */
async function withLastColumn(sample: CsvSample, options: ScanCsvFilesOptions): Promise<CsvSample> {
  const { form, columns } = sample;
  if (form.header.at(-1) !== "" || columns.has("")) return sample;
  const strings = form.header.map(() => loadPolars().Utf8);
  const last = `c${strings.length - 1}`;
  const distinct = await scanFile(sample, strings, options).select(last).unique().collect();
  const cells = distinct.getColumn(last).toArray() as readonly (string | null)[];
  if (cells.every((cell) => (cell ?? "") === "")) return sample;
  const evidence = new ColumnEvidence();
  evidence.add(cells);
  return { ...sample, columns: new Map([...columns, ["", evidence]]) };
}

/** Whether every cell is of the kind that the sample shows: where that is not known, all cells are typed once. */
async function isAsSampled(
  files: CheckedFiles,
  specs: readonly ColumnSpec[],
  options: ScanCsvFilesOptions,
): Promise<boolean> {
  const { samples, names, evidence } = files;
  const frameNames = toFrameNames(names);
  const unknown = frameNames.filter((_, at) => {
    const isString = specs[at]?.kind === "string" && evidence[at]?.hasValue === true;
    return !isString && !samples.every(({ plain }) => plain?.has(names[at] ?? ""));
  });
  if (unknown.length === 0) return true;
  const pl = loadPolars();
  return toLazyFrame(files, options)
    .select(...unknown.map((name) => pl.col(toPattern(name)).nullCount()))
    .collect()
    .then(
      () => true,
      () => false,
    );
}

/** What `plainColumns` checks the cells of a column for. */
function cellForm({ names, evidence }: CsvFiles, specs: readonly ColumnSpec[], name: string): CellForm {
  const at = names.indexOf(name);
  const [spec, found] = [specs[at], evidence[at]];
  if (spec === undefined || found === undefined || !found.hasValue) return undefined;
  if (isEngineType(spec, true)) return spec.kind === "integer" ? "integer" : "number";
  const [format, ...others] = found.timeFormats;
  const isIso = spec.kind === "datetime" && spec.format === undefined && spec.missing === undefined;
  return isIso && format !== undefined && others.length === 0 ? { format } : undefined;
}

async function totalSize(files: readonly TableFile[]): Promise<number> {
  let size = 0;
  for (const { store, key, uri } of files) {
    const path = localPath(uri);
    // The store would also hash a local file.
    size += (path === undefined ? await store.stat(key) : await stat(path))?.size ?? 0;
  }
  return size;
}

function decideSpecs(files: CsvFiles, { dates }: ScanCsvFilesOptions): ReturnType<typeof decideColumns> {
  const { specs, isCertain } = decideColumns(files.evidence, files);
  const undated = specs.map((spec) => (spec.kind === "datetime" ? column.string({ nullable: true }) : spec));
  return { specs: dates ? specs : undated, isCertain };
}

function toLazyFrame(checked: CheckedFiles, options: ScanCsvFilesOptions): LazyDataFrame {
  const pl = loadPolars();
  const { samples, names, evidence, isComplete } = checked;
  const { specs } = decideSpecs(checked, options);
  const files = samples.map(({ file }) => file);
  const frameNames = toFrameNames(names);
  const hive = options.hivePartitions ? hiveColumns(files, [...names, ...frameNames]) : new Map<string, ColumnSpec>();
  const rowNumbers = isComplete ? {} : { rowIndexName: scanRow, rowIndexOffset: 1 };
  const frames = samples.map((sample) => {
    const { file, form, plain } = sample;
    const types = form.header.map((name) =>
      engineType(specs[names.indexOf(name)], isComplete || plain?.has(name) === true),
    );
    const lazy = scanFile(sample, types, options, rowNumbers);
    const columns = names.map((name, at) => ({
      ...toScanColumn(form.header.indexOf(name), name, specs[at], evidence[at]),
      isPlain: plain?.has(name) === true,
    }));
    const partitions = hiveCells(hive, file.constants);
    const typed = scanColumns(lazy, columns, { uri: file.uri, isComplete })
      .select(...columns.map(({ name }) => name))
      .rename(Object.fromEntries(columns.map(({ name }, at) => [name, frameNames[at] ?? name])));
    return partitions.length === 0 ? typed : typed.withColumns(...partitions);
  });
  const [first, ...others] = frames;
  if (first === undefined) throw new FormatError(`${caller}: no CSV file; name at least one`);
  return others.length === 0 ? first : pl.concat(frames);
}

/** The file as the engine reads it; the columns are `c0`, `c1` and so on. */
function scanFile(
  { file, form }: CsvSample,
  types: readonly DataType[],
  { cloud, toPath }: ScanCsvFilesOptions,
  rowNumbers: { readonly rowIndexName?: string; readonly rowIndexOffset?: number } = {},
): LazyDataFrame {
  return loadPolars().scanCSV(escapeGlob(toPath(file.uri)), {
    sep: form.delimiter,
    skipRows: form.skipLines,
    // Names that look like integers, such as years, would come first in an object whatever their order.
    schema: Object.fromEntries(types.map((type, at) => [`c${at}`, type])),
    nullValues: "",
    ...rowNumbers,
    ...cloud,
  });
}

function toScanColumn(
  position: number,
  source: string,
  spec: ColumnSpec = column.string(),
  evidence?: ColumnEvidence,
): Omit<ScanColumn, "isPlain"> {
  const formats = spec.kind === "datetime" ? [...(evidence?.timeFormats ?? [])] : [];
  return { name: `c${position}`, source, spec, formats, hasValue: evidence?.hasValue ?? false };
}

/** As `inferSchema` has them, a column without a name is `column`, and the later of two of that name `column2`. */
function toFrameNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.includes("") ? names.map((source) => numberedName(source || "column", taken)) : names;
}

/** What the engine takes for this name alone: it takes `*` for every column and `^a.*$` for all that match. */
function toPattern(name: string): string {
  if (!/^(\*|\^.*\$)$/s.test(name)) return name;
  return `^${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}

function engineType(spec: ColumnSpec | undefined, isSeen: boolean): DataType {
  const pl = loadPolars();
  if (spec === undefined || !isEngineType(spec, isSeen)) return pl.Utf8;
  return spec.kind === "integer" ? pl.Int64 : pl.Float64;
}

/**
 * Refuses what the engine reads otherwise than `readTable`: other encodings, ragged rows, blank lines. Gives the names
 * of the columns in which every cell is plainly of their kind.
 */
async function checkForm(
  sample: CsvSample,
  isAll: boolean,
  toForm: (name: string) => CellForm,
): Promise<ReadonlySet<string>> {
  const { file, form, encoding, isComplete } = sample;
  const { uri } = file;
  if (encoding !== "utf-8") {
    throw new FormatError(`${caller}: ${uri} is ${encoding}, which cannot be scanned; read it with readTable`);
  }
  if (form.blankLine !== undefined) refuseBlankLine(form.blankLine, uri, caller);
  if (isComplete || !isAll) return new Set();
  const plain = await checkCsvFile(sample, form.header.map(toForm), caller);
  return new Set(form.header.filter((_, at) => plain[at]));
}

/** A path that the engine takes literally. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}
