import { randomUUID } from "node:crypto";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import {
  createDataset,
  type Dataset,
  type DatasetForAppend,
  type DatasetOptions,
  type DatasetVersion,
} from "../../datasets/dataset.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { openStore } from "../stores/open-store.js";

/** Layout of a dataset. */
export type OpenDatasetOptions = Omit<DatasetOptions, "now" | "newId">;

/**
 * The dataset in a folder (`data/refined/sales`, `s3://bucket/sales`), which may be missing or empty.
 *
 * @throws ArgumentError for partition columns that are missing or have too many distinct values.
 * @example await (await openDataset("data/refined/sales", sales, { partitionBy: ["month"] })).append(frame)
 */
export function openDataset(uri: string, schema: TableSchema, options: OpenDatasetOptions = {}): Promise<Dataset> {
  return openDatasetFor("openDataset", uri, schema, options);
}

/** The dataset in a folder, with errors in the name of the function that the user called. */
export async function openDatasetFor(
  caller: string,
  uri: string,
  schema: TableSchema,
  options: OpenDatasetOptions = {},
): Promise<DatasetForAppend> {
  const { store, key } = await openStore(uri.endsWith("/") ? uri : `${uri}/`);
  return createDataset(
    prefixStore(store, key),
    schema,
    { ...options, now: () => new Date(), newId: randomUUID },
    caller,
  );
}

/**
 * Rows of a dataset; `sales@3` is its third version, `sales@2026-11-01T00:00:00Z` the last one until then. A time
 * without a UTC offset is in UTC.
 *
 * @throws NotFoundError for a version that does not exist.
 * @example (await readDataset("data/refined/sales@3", sales)).height
 */
export async function readDataset(
  uri: string,
  schema: TableSchema,
  { where }: { readonly where?: Readonly<Record<string, string>> | undefined } = {},
): Promise<DataFrame> {
  const { dataset, at } = await openVersion(uri, schema);
  return dataset.read({ where, at });
}

/** The same rows as frames of at most `rows` rows, of which one and a part of the dataset are in memory. */
export async function* readDatasetChunks(
  uri: string,
  schema: TableSchema,
  rows: number,
): AsyncGenerator<DataFrame, void> {
  const { dataset, at } = await openVersion(uri, schema);
  yield* dataset.readChunks({ at, rows });
}

async function openVersion(
  uri: string,
  schema: TableSchema,
): Promise<{ readonly dataset: Dataset; readonly at: DatasetVersion | undefined }> {
  const [, folder = uri, version] = /^(.*?)(?:@([^@/]+))?\/?$/s.exec(uri) ?? [];
  const at = version === undefined ? undefined : parseVersion(version, uri);
  return { dataset: await openDatasetFor("readDataset", folder, schema), at };
}

function parseVersion(text: string, uri: string): DatasetVersion {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\d/.test(text)) return text;
  throw new ArgumentError(
    `readDataset: invalid version "${text}" in ${uri}; expected table@3 or table@2026-11-01T00:00:00Z`,
  );
}
