import { NotFoundError } from "../../core/errors.js";
import { redactUrl } from "../../http/redact-url.js";
import { globPrefix, matchGlob } from "../../store/match-glob.js";
import type { Store } from "../../store/store.js";
import { openStore } from "./open-store.js";

/** A file that a table's URI stands for. */
export interface TableFile {
  /** Its own URI, for errors and reports. */
  readonly uri: string;
  readonly store: Store;
  readonly key: string;
  /** Values of the hive partitions it lies in: `year=2020/month=01/part.parquet`. */
  readonly constants: Readonly<Record<string, string | null>>;
}

const tableName = /\.(csv|tsv|txt|jsonl|ndjson|parquet|pq|arrow|feather|ipc)(\.gz|\.zst)?$/i;

/**
 * The files of a URI: itself, those a glob matches, or, when it ends in "/", every table below it, in order of their keys. Hidden names
 * (`_manifest`, `.tmp`) are left out unless the glob names them.
 */
export async function tableFiles(uri: string): Promise<readonly TableFile[]> {
  const isRemote = /^https?:/i.test(uri);
  const prefix = isRemote ? undefined : uri.endsWith("/") ? uri : globPrefix(uri);
  if (prefix === undefined) return [await oneFile(uri)];
  const isGlob = prefix !== uri;
  if (isGlob) {
    const literal = await oneFile(uri).catch(() => undefined);
    if (literal !== undefined && (await literal.store.stat(literal.key).catch(() => undefined)) !== undefined)
      return [literal];
  }
  const { store, key: start } = await openStore(prefix === "" ? "./" : prefix);
  const pattern = uri.slice(prefix.length);
  const files: TableFile[] = [];
  for await (const { key } of store.list(start)) {
    const rest = key.slice(start.length).replace(/^\//, "");
    const wanted = isGlob ? matchGlob(pattern, rest) : tableName.test(rest) && !/(^|\/)[._]/.test(rest);
    if (wanted) files.push({ uri: prefix + rest, store, key, constants: hiveValues(prefix + rest) });
  }
  if (files.length === 0) {
    const what = isGlob ? `nothing matches ${uri}` : `no table below ${uri}`;
    throw new NotFoundError(`readTable: ${what}; look at what is there, or write the name out`);
  }
  return files;
}

async function oneFile(uri: string): Promise<TableFile> {
  return { uri: redactUrl(uri), ...(await openStore(uri)), constants: hiveValues(uri) };
}

function hiveValues(uri: string): Readonly<Record<string, string | null>> {
  const values: Record<string, string | null> = {};
  for (const part of uri
    .replace(/[?#].*$/, "")
    .split("/")
    .slice(0, -1)) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) continue;
    values[percentDecoded(name)] = value === "__HIVE_DEFAULT_PARTITION__" ? null : percentDecoded(value);
  }
  return values;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
