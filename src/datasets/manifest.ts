import { contentHash } from "../core/content-hash.js";
import { FormatError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import type { TableSchema } from "../table/schema/schema.js";

/** One version of a dataset: which files are in it, and what is known of them. */
export interface Manifest {
  readonly format: "cuaderno-dataset/1";
  /** Counts from 1; the highest is the current version. */
  readonly number: number;
  /** The version it was made from; null for the first. */
  readonly parent: number | null;
  /** ISO time, never before the parent's. */
  readonly createdAt: string;
  readonly operation: "append" | "overwrite" | "upsert" | "compact";
  /** Columns and kinds of the schema, and the hash over them. */
  readonly schema: { readonly name: string; readonly hash: string; readonly columns: Readonly<Record<string, string>> };
  readonly partitionBy: readonly string[];
  readonly rows: number;
  /** How far an incremental source has been read; kept from the parent when a commit names none. */
  readonly watermark: string | null;
  /** How far each piece of a source has been read, by the piece's name; absent when none is kept. */
  readonly marks?: Readonly<Record<string, string>>;
  /** Loads that are in it: a load that is there already is not done again. */
  readonly loads: readonly string[];
  /** Where the rows of this commit are from. */
  readonly sources: readonly string[];
  readonly files: readonly ManifestFile[];
}

/** One immutable part of a dataset. */
export interface ManifestFile {
  /** Relative to the dataset's folder. */
  readonly key: string;
  readonly rows: number;
  readonly size: number;
  readonly sha256: string;
  readonly partition: Readonly<Record<string, string | null>>;
}

/** Where manifests stand, below the dataset's folder. */
export const manifestPrefix = "_manifest/";

/** The key of a version. */
export function manifestKey(number: number): string {
  return `${manifestPrefix}${String(number).padStart(6, "0")}.json`;
}

/** The numbers of every version that is kept, in order. */
export async function manifestNumbers(store: Store): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { key } of store.list(manifestPrefix)) {
    const digits = /^_manifest\/(\d{6,})\.json$/.exec(key)?.[1];
    if (digits !== undefined) numbers.push(Number(digits));
  }
  return numbers.sort((one, other) => one - other);
}

/** The manifest of a version. */
export async function readManifest(store: Store, number: number): Promise<Manifest> {
  const key = manifestKey(number);
  const text = new TextDecoder().decode(await store.read(key));
  let value: Partial<Manifest>;
  try {
    value = JSON.parse(text) as Partial<Manifest>;
  } catch (cause) {
    throw new FormatError(`dataset: ${key} in ${store.name} is not JSON; it was not written by this library`, {
      cause,
    });
  }
  if (value.format !== "cuaderno-dataset/1" || value.number !== number || !Array.isArray(value.files)) {
    throw new FormatError(
      `dataset: ${key} in ${store.name} has the format ${JSON.stringify(value.format)}; this version reads cuaderno-dataset/1`,
    );
  }
  return value as Manifest;
}

/** Whether a version's manifest has these bytes: its files have names nobody else gives, so it is a write of ours whose answer was lost. */
export async function holdsManifest(store: Store, number: number, bytes: Uint8Array): Promise<boolean> {
  const found = await store.read(manifestKey(number)).catch(() => undefined);
  return found !== undefined && Buffer.compare(found, bytes) === 0;
}

/** What of a schema decides whether files fit together: the names and kinds of its columns. */
export function manifestSchema(schema: TableSchema): Manifest["schema"] {
  const columns = Object.fromEntries(Object.entries(schema.columns).map(([name, { kind }]) => [name, kind]));
  const identity = Object.entries(columns).sort(([one], [other]) => (one < other ? -1 : 1));
  return { name: schema.name, hash: contentHash(JSON.stringify(identity)), columns };
}
