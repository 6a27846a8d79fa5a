import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { numberMarks } from "../../table/csv/infer-schema.js";
import { getRow } from "../../table/get-row.js";
import { loadPolars } from "../../table/load-polars.js";
import { castCells, markedTexts } from "../../table/schema/cast-cells.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import { schema, type TableSchema } from "../../table/schema/schema.js";
import type { TableFile } from "../stores/table-files.js";
import { csvChunks } from "../tables/csv-chunks.js";
import { hiveColumns } from "../tables/hive-columns.js";
import { type CsvSample, sampleCsv, stringSchema } from "../tables/sample-csv.js";

/** Parquet files with the rows of CSV files; their columns are `c0`, `c1` and so on. */
export interface CsvParts {
  readonly paths: readonly string[];
  /** Names of the columns in the files, in order. */
  readonly names: readonly string[];
}

const chunkRows = 100_000;

/**
 * CSV files as Parquet in `folder`, a chunk at a time, with the types that `inferSchema` gives for all of their rows. A
 * sample decides on the types; where a later row does not fit, all rows are looked at first.
 *
 * @throws FormatError for a ragged file, and for files of different columns.
 */
export async function writeCsvParts(files: readonly TableFile[], folder: string, caller: string): Promise<CsvParts> {
  await mkdir(folder, { recursive: true });
  const samples: CsvSample[] = [];
  for (const file of files) samples.push(await sampleCsv(file, { caller }));
  const names = sharedNames(samples, caller);
  const hive = hiveColumns(files, names);
  const sampled = names.map((name) => ColumnEvidence.merge(samples.map(({ columns }) => columns.get(name))));
  const isComplete = samples.every((sample) => sample.isComplete);
  const table =
    isComplete || sampled.every((evidence) => evidence.hasValue) ? toSchema(sampled, names, samples) : undefined;
  if (table !== undefined && (isComplete || table.notes === 0)) {
    const paths = await writeParts(samples, names, { table: table.schema, hive, folder });
    if (paths !== undefined) return { paths, names: [...names, ...hive.keys()] };
  }
  const found = toSchema(await readEvidence(samples, names), names, samples);
  const paths = await writeParts(samples, names, { table: found.schema, hive, folder });
  if (paths !== undefined) return { paths, names: [...names, ...hive.keys()] };
  throw new FormatError(`${caller}: ${files[0]?.uri} changed while it was read; run it again`);
}

function sharedNames(samples: readonly CsvSample[], caller: string): readonly string[] {
  const [first, ...others] = samples;
  const names = [...(first?.columns.keys() ?? [])];
  for (const { file, columns } of others) {
    const missing = names.find((name) => !columns.has(name));
    const extra = [...columns.keys()].find((name) => !names.includes(name));
    const problem =
      missing !== undefined ? `no column "${missing}"` : extra === undefined ? undefined : `a column "${extra}"`;
    if (problem === undefined) continue;
    throw new FormatError(
      `${caller}: ${file.uri} has ${problem}, unlike ${first?.file.uri}; name files of the same columns, or pass { uri, schema } with optional columns`,
    );
  }
  return names;
}

function toSchema(
  evidence: readonly ColumnEvidence[],
  names: readonly string[],
  samples: readonly CsvSample[],
): { readonly schema: TableSchema; readonly notes: number } {
  const marks = numberMarks(evidence, samples[0]?.form.delimiter ?? ",");
  const findings = evidence.map((found, at) => found.finding(marks, { source: names[at] ?? "" }));
  const columns = findings.map(({ spec }, at) => [`c${at}`, { ...spec, nullable: true }] as const);
  return {
    schema: schema("file", Object.fromEntries(columns)),
    notes: findings.filter(({ note }) => note !== undefined).length,
  };
}

/** What all cells can be, a chunk at a time. */
async function readEvidence(
  samples: readonly CsvSample[],
  names: readonly string[],
): Promise<readonly ColumnEvidence[]> {
  const evidence = names.map(() => new ColumnEvidence());
  for await (const { cells } of stringChunks(samples, names)) {
    for (const [at, found] of evidence.entries()) {
      found.add(cells.getColumn(`c${at}`).unique().toArray() as unknown as readonly string[]);
    }
  }
  return evidence;
}

async function* stringChunks(
  samples: readonly CsvSample[],
  names: readonly string[],
): AsyncGenerator<{ readonly cells: DataFrame; readonly file: TableFile }> {
  for (const { file, form, encoding, columns } of samples) {
    const { delimiter, skipLines, header } = form;
    const extra = columns.size < header.length ? "ignore" : "refuse";
    const options = { rows: chunkRows, delimiter, skipLines, encoding, extra } as const;
    for await (const cells of csvChunks(file, stringSchema(names), options)) yield { cells, file };
  }
}

async function writeParts(
  samples: readonly CsvSample[],
  names: readonly string[],
  options: {
    readonly table: TableSchema;
    readonly hive: ReadonlyMap<string, ColumnSpec>;
    readonly folder: string;
  },
): Promise<readonly string[] | undefined> {
  const { table, hive, folder } = options;
  const paths: string[] = [];
  for await (const { cells, file } of stringChunks(samples, names)) {
    const typed = typeCells(cells, table);
    if (typed === undefined) return undefined;
    const path = join(folder, `part-${paths.length}.parquet`);
    withHive(typed, names.length, hive, file).writeParquet(path, { compression: "uncompressed" });
    paths.push(path);
  }
  return paths;
}

/** The cells in their types; undefined when one is not of its column's kind by the rules of `inferSchema`. */
function typeCells(cells: DataFrame, table: TableSchema): DataFrame | undefined {
  const pl = loadPolars();
  const texts = markedTexts(cells, table);
  const typed = castCells(texts, table);
  if (cells.height === 0) return typed;
  const [before, after] = [getRow(texts.nullCount(), 0), getRow(typed.nullCount(), 0)];
  if (texts.columns.some((name) => before[name] !== after[name])) return undefined;
  const doubts = Object.entries(table.columns).flatMap(([name, { kind }]) => {
    const pattern = doubtful[kind];
    return pattern === undefined ? [] : [pl.col(name).str.contains(pattern).sum().alias(name)];
  });
  if (doubts.length === 0) return typed;
  return Object.values(getRow(texts.select(...doubts), 0)).every((count) => Number(count ?? 0) === 0)
    ? typed
    : undefined;
}

/** Cells that can be cast to a kind and may still show that the column is of another. */
const doubtful: Partial<Record<ColumnSpec["kind"], string>> = {
  integer: "^[+-]?0[0-9]+$|\\.",
  number: "^[+-]?0[0-9]+$|^[+-]?[0-9]{16,}$",
  boolean: "^[01]$",
};

function withHive(
  frame: DataFrame,
  width: number,
  hive: ReadonlyMap<string, ColumnSpec>,
  { constants }: TableFile,
): DataFrame {
  if (hive.size === 0) return frame;
  const pl = loadPolars();
  const values = [...hive].map(([name, { kind }], at) =>
    pl
      .lit(constants[name] ?? null)
      .cast(kind === "integer" ? pl.Int64 : pl.Utf8)
      .alias(`c${width + at}`),
  );
  return frame.withColumns(...values);
}
