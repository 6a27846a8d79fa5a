import { randomUUID } from "node:crypto";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { type Dataset, type DatasetOptions, type DatasetVersion, dataset } from "../../datasets/dataset.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { openStore } from "../stores/open-store.js";

/** How a dataset is opened. */
export type OpenDatasetOptions = Omit<DatasetOptions, "now" | "newId">;

/** The dataset in a folder (`data/refined/sales`, `s3://bucket/sales`); it need not be there yet. */
export async function openDataset(
  uri: string,
  schema: TableSchema,
  options: OpenDatasetOptions = {},
): Promise<Dataset> {
  const { store, key } = await openStore(uri.endsWith("/") ? uri : `${uri}/`);
  return dataset(prefixStore(store, key), schema, { ...options, now: () => new Date(), newId: randomUUID });
}

/** The rows of a dataset; `sales@3` is its third version, `sales@2026-11-01T00:00:00Z` the last one until then. */
export async function readDataset(
  uri: string,
  schema: TableSchema,
  options: { readonly where?: Readonly<Record<string, string>> } = {},
): Promise<DataFrame> {
  const [, folder = uri, version] = /^(.*?)(?:@([^@/]+))?\/?$/s.exec(uri) ?? [];
  const at = version === undefined ? {} : { at: versionOf(version, uri) };
  return (await openDataset(folder, schema)).read({ ...options, ...at });
}

function versionOf(text: string, uri: string): DatasetVersion {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\d/.test(text)) return text;
  throw new ArgumentError(`readDataset: ${text} in ${uri} is no version; write table@3 or table@2026-11-01T00:00:00Z`);
}
