import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import { readAppendHistory } from "../../datasets/append-history.js";
import type { Manifest } from "../../datasets/manifest.js";
import { type AppendRules, appendKey, planAppend, type RefusedRow } from "../../datasets/plan-append.js";
import type { UnusualValue } from "../../datasets/unusual-values.js";
import { type InferredSchema, inferSchema } from "../../table/csv/infer-schema.js";
import { type ColumnKind, column } from "../../table/schema/column.js";
import { schema as makeSchema, type TableSchema } from "../../table/schema/schema.js";
import type { TableReport } from "../../table/schema/table-report.js";
import { validateTable } from "../../table/schema/validate-table.js";
import { openStore } from "../stores/open-store.js";
import { getFormat, type ReadTableOptions, readTable } from "../tables/read-table.js";
import { openDatasetFor } from "./open-dataset.js";

/** What is appended, and how. */
export interface AppendDatasetOptions extends AppendRules {
  /** @default the schema that the dataset was written with; of a new dataset the one inferred from the CSV file */
  readonly schema?: TableSchema | undefined;
  /** Columns that identify a row, where the schema has no key. */
  readonly key?: readonly string[] | undefined;
  /** Columns whose values name the folders of a new dataset. @default those of the dataset, else none */
  readonly partitionBy?: readonly string[] | undefined;
  /** Only reports what would happen. @default false */
  readonly dryRun?: boolean | undefined;
  /** What happens to columns of a file that the schema does not have. @default "refuse" */
  readonly extra?: "refuse" | "ignore" | undefined;
  /** Sources that the new version names. @default the file */
  readonly sources?: readonly string[] | undefined;
}

/** What appending did, or would do. */
export interface DatasetAppend {
  readonly kind: "append";
  readonly dataset: string;
  /** Rows that were offered. */
  readonly rowCount: number;
  readonly inserted: number;
  readonly updated: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedRow[];
  /** Values that are unusual against the history; their rows are inserted only with `accept`. */
  readonly unusual: readonly UnusualValue[];
  readonly isDryRun: boolean;
  /** The version after it; undefined for a new dataset that got no row. */
  readonly version: number | undefined;
  /** Rows of that version. */
  readonly rows: number;
}

const optionNames = ["schema", "key", "partitionBy", "dryRun", "accept", "update", "extra", "sources"];

/**
 * Appends rows of a frame or a file to a dataset, each key once: rows that the dataset has already are left out, rows
 * that break the schema or repeat a key with other values are refused, and so are values that are unusual against its
 * history, unless `accept` is set. The result lists all of them. The same file again changes nothing. The history is
 * read part by part: the new rows, one part and the rows with a key of the new rows are in memory.
 *
 * @throws ArgumentError without a key or a schema.
 * @throws FormatError for a file that cannot be read.
 * @example (await appendDataset("data/prices", "march.csv", { dryRun: true })).inserted
 */
export async function appendDataset(
  uri: string,
  source: DataFrame | string,
  options: AppendDatasetOptions = {},
): Promise<DatasetAppend> {
  checkOptionNames("appendDataset", options, optionNames);
  const { dryRun = false, accept, update } = options;
  const manifest = await findCurrent(uri);
  const bytes = typeof source === "string" && getFormat(source) === "csv" ? await readBytes(source) : undefined;
  const inferred = bytes === undefined ? undefined : inferSchema(bytes, { name: "rows", uri: String(source) });
  const schema = withKey(findSchema(uri, manifest, inferred, options), options.key);
  const offered = await offeredRows(source, schema, { ...inferred?.options, extra: options.extra ?? "refuse" });
  const partitionBy = options.partitionBy ?? manifest?.partitionBy ?? [];
  const dataset = await openDatasetFor("appendDataset", uri, schema, { partitionBy });
  appendKey(schema);
  const history = manifest && (await readAppendHistory(dataset.readParts(), offered.rows, schema));
  const plan = planAppend(offered.rows, history, schema, { accept, update });
  const sources = options.sources ?? (typeof source === "string" ? [source] : []);
  const next =
    dryRun || plan.rows.height === 0
      ? manifest
      : await dataset.upsertSkipping(history?.untouched ?? new Set(), plan.rows, { sources, skipUnchanged: true });
  return {
    kind: "append",
    dataset: uri,
    rowCount: offered.rows.height + offered.refused.length,
    inserted: plan.inserted,
    updated: plan.updated,
    duplicates: plan.duplicates,
    refused: [...offered.refused, ...plan.refused],
    unusual: plan.unusual,
    isDryRun: dryRun,
    version: next?.number,
    rows: next?.rows ?? 0,
  };
}

/** The current manifest, whatever the dataset's schema. */
export async function findCurrent(uri: string): Promise<Manifest | undefined> {
  const any = makeSchema("any", { any: column.string() });
  return (await openDatasetFor("appendDataset", uri, any)).manifest();
}

/** The schema that a dataset was written with; none where the folder has no dataset. */
export async function datasetSchema(uri: string): Promise<TableSchema | undefined> {
  const manifest = await findCurrent(uri);
  return manifest === undefined ? undefined : (manifest.definition ?? plainSchema(manifest));
}

async function readBytes(uri: string): Promise<Uint8Array> {
  const { store, key } = await openStore(uri, { caller: "appendDataset" });
  return await store.read(key);
}

function findSchema(
  uri: string,
  manifest: Manifest | undefined,
  inferred: InferredSchema | undefined,
  { schema }: AppendDatasetOptions,
): TableSchema {
  const found = schema ?? manifest?.definition ?? (manifest === undefined ? inferred?.schema : plainSchema(manifest));
  if (found !== undefined) return found;
  throw new ArgumentError(`appendDataset: ${uri} is new and its rows are not from a CSV file; give their schema`);
}

/** The schema of a version that has only the kinds of its columns. */
function plainSchema({ schema }: Manifest): TableSchema {
  const columns = Object.entries(schema.columns).map(([name, kind]) => {
    const own = kind === "text" ? "string" : (kind as ColumnKind);
    return [name, { ...column.string({ nullable: true }), kind: own }] as const;
  });
  return makeSchema(schema.name, Object.fromEntries(columns));
}

function withKey(schema: TableSchema, key: readonly string[] | undefined): TableSchema {
  if (key === undefined) return schema;
  const { name, columns, missing, trim, description } = schema;
  return makeSchema(name, columns, {
    key,
    missing,
    trim,
    description,
  });
}

interface OfferedRows {
  readonly rows: DataFrame;
  readonly refused: readonly RefusedRow[];
}

/** The rows in the types of the schema, and those that break it. */
async function offeredRows(
  source: DataFrame | string,
  schema: TableSchema,
  options: ReadTableOptions,
): Promise<OfferedRows> {
  const reports: TableReport[] = [];
  const onReport = (report: TableReport): void => void reports.push(report);
  if (typeof source === "string") {
    const rows = await readTable(source, schema, { ...options, mode: "quarantine", onReport });
    return { rows, refused: reports.flatMap(brokenRows) };
  }
  const { frame, violations } = validateTable(source, schema, { onReport, uri: "the rows" });
  const [first] = violations;
  if (frame === undefined) {
    throw new ArgumentError(`appendDataset: column "${first?.column}": expected ${first?.rule}; change the frame`);
  }
  return { rows: frame, refused: reports.flatMap(brokenRows) };
}

function brokenRows({ quarantined }: TableReport): readonly RefusedRow[] {
  if (quarantined === undefined) return [];
  const [location = "", violation = ""] = quarantined.columns;
  const rules = quarantined.getColumn(violation).toArray() as readonly string[];
  return (quarantined.getColumn(location).toArray() as readonly string[]).map((row, index) => {
    const rule = rules[index] ?? "";
    const name = rule.slice(0, rule.indexOf(":"));
    const value = quarantined.columns.includes(name) ? quarantined.getColumn(name).get(index) : undefined;
    return { row, reason: value === undefined || value === null ? rule : `${rule}, got ${JSON.stringify(value)}` };
  });
}
