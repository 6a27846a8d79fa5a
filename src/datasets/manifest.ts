import { createHash } from "node:crypto";
import { contentHash } from "../core/content-hash.js";
import { ArgumentError, FormatError, NotFoundError } from "../core/errors.js";
import { canonicalJson, type JsonObject } from "../core/json.js";
import { parseUtcTime } from "../core/parse-utc-time.js";
import { showJson } from "../core/show-json.js";
import type { Store } from "../store/store.js";
import type { TableSchema } from "../table/schema/schema.js";

/** One version of a dataset: its files and what is known about them. */
export interface Manifest {
  readonly format: "cuaderno-dataset/1";
  /** Counted from 1; the highest number is the current version. */
  readonly number: number;
  /** Version it was made from; null for the first. */
  readonly parent: number | null;
  /** ISO time, never before the parent's. */
  readonly createdAt: string;
  readonly operation: "append" | "overwrite" | "upsert" | "compact";
  /** Columns and kinds of the schema, and the hash over them. */
  readonly schema: { readonly name: string; readonly hash: string; readonly columns: Readonly<Record<string, string>> };
  /** The whole schema, to read files like those of the dataset; absent in versions that were written before it was. */
  readonly definition?: TableSchema;
  readonly partitionBy: readonly string[];
  readonly rows: number;
  /** Position up to which an incremental source has been read; copied from the parent when a commit has none. */
  readonly watermark: string | null;
  /** Position up to which each piece of a source has been read, by name of the piece; absent when there is none. */
  readonly marks?: Readonly<Record<string, string>> | undefined;
  /** Identifiers of the loads in it: a load is committed once. */
  readonly loads: readonly string[];
  /** Sources of the rows of this commit. */
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

/** A version: its number, or an ISO time (UTC when it has no offset) for the last version made until then. */
export type DatasetVersion = number | string;

/** Prefix of the manifests, relative to the dataset's folder. */
export const manifestPrefix = "_manifest/";

/** Key of a version. */
export function manifestKey(number: number): string {
  return `${manifestPrefix}${String(number).padStart(6, "0")}.json`;
}

/** Numbers of every version that is stored, in ascending order. */
export async function listVersions(store: Store): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { key } of store.list(manifestPrefix)) {
    const digits = /^_manifest\/(\d{6,})\.json$/.exec(key)?.[1];
    if (digits !== undefined) numbers.push(Number(digits));
  }
  return numbers.sort((one, other) => one - other);
}

/**
 * Manifest of the current version, of version `at` or of the last version until the time `at`; undefined for an empty
 * dataset.
 */
export async function findManifest(
  store: Store,
  caller: string,
  at?: DatasetVersion | undefined,
): Promise<Manifest | undefined> {
  const numbers = await listVersions(store);
  const last = numbers.at(-1);
  if (at === undefined) return last === undefined ? undefined : readManifest(store, last, caller);
  if (typeof at === "number") {
    if (numbers.includes(at)) return readManifest(store, at, caller);
    const known = numbers.length > 8 ? `${numbers[0]} to ${last}` : numbers.join(", ") || "none";
    throw new NotFoundError(`${caller}: no version ${at} in ${store.name}; it has ${known}`);
  }
  const time = parseUtcTime(at);
  if (time === undefined) {
    throw new ArgumentError(
      `${caller}: invalid version ${JSON.stringify(at)}; expected a number or an ISO time like 2026-11-01T00:00:00Z`,
    );
  }
  for (const number of [...numbers].reverse()) {
    const found = await readManifest(store, number, caller);
    if (Date.parse(found.createdAt) <= time) return found;
  }
  throw new NotFoundError(
    `${caller}: no version of ${store.name} is as old as ${at}; its first is ${numbers[0] ?? "missing"}`,
  );
}

/** A manifest as it is stored: with a hash of everything else in it. */
export function formatManifest(manifest: Manifest): Uint8Array {
  const content = JSON.parse(JSON.stringify(manifest)) as JsonObject;
  return new TextEncoder().encode(`${JSON.stringify({ ...content, hash: getContentHash(content) }, null, 1)}\n`);
}

function getContentHash(content: JsonObject): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

/** Manifest of a version; versions that were written before manifests had a hash are not verified. */
export async function readManifest(store: Store, number: number, caller: string): Promise<Manifest> {
  const key = manifestKey(number);
  const text = new TextDecoder().decode(await store.read(key));
  let value: Partial<Manifest>;
  let isChanged = false;
  try {
    const { hash, ...content } = JSON.parse(text) as JsonObject;
    isChanged = hash !== undefined && hash !== getContentHash(content);
    value = content as Partial<Manifest>;
  } catch (cause) {
    throw new FormatError(`${caller}: ${key} in ${store.name} is not valid JSON; restore it from a copy`, { cause });
  }
  if (isChanged) {
    throw new FormatError(
      `${caller}: ${key} in ${store.name} was changed after it was written (hash); restore it from a copy`,
    );
  }
  if (value.format !== "cuaderno-dataset/1" || value.number !== number || !Array.isArray(value.files)) {
    throw new FormatError(
      `${caller}: ${key} in ${store.name}: expected format cuaderno-dataset/1, got ${showJson(value.format)}; update cuaderno or open another folder`,
    );
  }
  return value as Manifest;
}

/**
 * Whether a version's manifest has these bytes: part names are unique, so equal bytes are a write whose response was
 * lost.
 */
export async function hasManifest(store: Store, number: number, bytes: Uint8Array): Promise<boolean> {
  const found = await store.read(manifestKey(number)).catch(() => undefined);
  return found !== undefined && Buffer.compare(found, bytes) === 0;
}

/** The part of a schema that decides whether files fit together: names and kinds of its columns. */
export function toManifestSchema(schema: TableSchema): Manifest["schema"] {
  const columns = Object.fromEntries(
    Object.entries(schema.columns).map(([name, { kind }]) => [name, kind === "string" ? "text" : kind]),
  );
  const identity = Object.entries(columns).sort(([one], [other]) => (one < other ? -1 : 1));
  return { name: schema.name, hash: contentHash(JSON.stringify(identity)), columns };
}
