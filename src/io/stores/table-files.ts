import { NotFoundError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { redactUrl } from "../../http/redact-url.js";
import { listGlob } from "../../store/list-glob.js";
import type { Store } from "../../store/store.js";
import { openStore } from "./open-store.js";

/** A file of a table. */
export interface TableFile {
  /** URI for errors and reports. */
  readonly uri: string;
  readonly store: Store;
  readonly key: string;
  /** Values of its hive partitions: `year=2020/month=01/part.parquet`. */
  readonly constants: Readonly<Record<string, string | null>>;
}

const tableName = /\.(csv|tsv|txt|jsonl|ndjson|parquet|pq|arrow|feather|ipc)(\.gz|\.zst)?$/i;

/**
 * The files of a URI: the file itself, those that a glob matches or, when it ends in "/", every table below it, sorted
 * by key. Hidden names (`_manifest`, `.tmp`) are left out unless the glob contains them. `caller` is the function that
 * errors name.
 *
 * @throws NotFoundError when a glob or folder has no table.
 */
export async function tableFiles(uri: string, caller = "readTable"): Promise<readonly TableFile[]> {
  const context = { environment: awsEnvironment(), cwd: process.cwd(), caller };
  const isFolder = uri.endsWith("/") && !/^https?:/i.test(uri);
  const matches = isFolder ? undefined : await listGlob(uri, context);
  if (!isFolder && matches === undefined) {
    return [{ uri: redactUrl(uri), ...(await openStore(uri, { caller })), constants: toHiveValues(uri) }];
  }
  const files = (matches ?? (await listFolder(uri, caller))).map(({ uri: path, store, key }) => ({
    ...{ uri: path, store, key, constants: toHiveValues(path) },
  }));
  if (files.length > 0) return files;
  const problem = isFolder ? `no table in ${uri}` : `no file matches ${uri}`;
  throw new NotFoundError(`${caller}: ${problem}; check the path`);
}

async function listFolder(uri: string, caller: string): Promise<readonly Omit<TableFile, "constants">[]> {
  const { store, key: start } = await openStore(uri, { caller });
  const files: Omit<TableFile, "constants">[] = [];
  for await (const { key } of store.list(start)) {
    const rest = key.slice(start.length).replace(/^\//, "");
    if (tableName.test(rest) && !/(^|\/)[._]/.test(rest)) files.push({ uri: uri + rest, store, key });
  }
  return files;
}

function toHiveValues(uri: string): Readonly<Record<string, string | null>> {
  const values: Record<string, string | null> = {};
  for (const part of uri
    .replace(/[?#].*$/, "")
    .split("/")
    .slice(0, -1)) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) continue;
    values[decodePercent(name)] = value === "__HIVE_DEFAULT_PARTITION__" ? null : decodePercent(value);
  }
  return values;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
