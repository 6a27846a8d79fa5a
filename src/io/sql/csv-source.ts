import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { doubtfulCells } from "../../table/csv/doubtful-cells.js";
import { refuseUnnamed } from "../../table/csv/infer-schema.js";
import { getRow } from "../../table/get-row.js";
import { loadPolars } from "../../table/load-polars.js";
import { castCells, markedStrings } from "../../table/schema/cast-cells.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import { schema, type TableSchema } from "../../table/schema/schema.js";
import type { TableFile } from "../stores/table-files.js";
import { type CsvFiles, decideColumns, readEvidence, sampleCsvFiles, stringChunks } from "../tables/csv-files.js";
import { hiveCells, hiveColumns } from "../tables/hive-columns.js";

/** Parquet files with the rows of CSV files; their columns are `c0`, `c1` and so on. */
export interface CsvParts {
  readonly paths: readonly string[];
  /** Names of the columns in the files, in order. */
  readonly names: readonly string[];
}

/**
 * CSV files as Parquet in `folder`, a chunk at a time, with the types that `inferSchema` gives for all of their rows. A
 * sample decides on the types; where a later row does not fit, all rows are looked at first.
 *
 * @throws FormatError for a ragged file, and for files of different columns.
 */
export async function writeCsvParts(files: readonly TableFile[], folder: string, caller: string): Promise<CsvParts> {
  await mkdir(folder, { recursive: true });
  const sampled = await sampleCsvFiles(files, { caller });
  for (const { file, form } of sampled.samples) refuseUnnamed(form.header, file.uri, caller);
  const { names, evidence, isComplete } = sampled;
  const hive = hiveColumns(files, names);
  const write = async (specs: readonly ColumnSpec[]): Promise<CsvParts | undefined> => {
    const paths = await writeParts(sampled, { table: toSchema(specs), hive, folder });
    return paths && { paths, names: [...names, ...hive.keys()] };
  };
  const { specs, isCertain } = decideColumns(evidence, sampled);
  if (isComplete || (isCertain && evidence.every(({ hasValue }) => hasValue))) {
    const parts = await write(specs);
    if (parts !== undefined) return parts;
  }
  const parts = await write(decideColumns(await readEvidence(sampled), sampled).specs);
  if (parts !== undefined) return parts;
  throw new FormatError(`${caller}: ${files[0]?.uri} changed while it was read; run it again`);
}

function toSchema(specs: readonly ColumnSpec[]): TableSchema {
  return schema("file", Object.fromEntries(specs.map((spec, at) => [`c${at}`, { ...spec, nullable: true }])));
}

async function writeParts(
  files: CsvFiles,
  {
    table,
    hive,
    folder,
  }: { readonly table: TableSchema; readonly hive: ReadonlyMap<string, ColumnSpec>; readonly folder: string },
): Promise<readonly string[] | undefined> {
  const paths: string[] = [];
  for await (const { cells, file } of stringChunks(files)) {
    const typed = typeCells(cells, table);
    if (typed === undefined) return undefined;
    const path = join(folder, `part-${paths.length}.parquet`);
    withHive(typed, hive, file).writeParquet(path, { compression: "uncompressed" });
    paths.push(path);
  }
  return paths;
}

/** The cells in their types; undefined when one is not of its column's kind by the rules of `inferSchema`. */
function typeCells(cells: DataFrame, table: TableSchema): DataFrame | undefined {
  const pl = loadPolars();
  const strings = markedStrings(cells, table);
  const typed = castCells(strings, table);
  if (cells.height === 0) return typed;
  const [before, after] = [getRow(strings.nullCount(), 0), getRow(typed.nullCount(), 0)];
  if (strings.columns.some((name) => before[name] !== after[name])) return undefined;
  const doubts = Object.entries(table.columns).flatMap(([name, { kind }]) => {
    const pattern = doubtfulCells[kind];
    return pattern === undefined ? [] : [pl.col(name).str.contains(pattern).sum().alias(name)];
  });
  if (doubts.length === 0) return typed;
  return Object.values(getRow(strings.select(...doubts), 0)).every((count) => Number(count ?? 0) === 0)
    ? typed
    : undefined;
}

function withHive(frame: DataFrame, hive: ReadonlyMap<string, ColumnSpec>, { constants }: TableFile): DataFrame {
  if (hive.size === 0) return frame;
  return frame.withColumns(...hiveCells(hive, constants, (_, at) => `c${frame.columns.length + at}`));
}
