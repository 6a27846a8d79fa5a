import { realpath, stat } from "node:fs/promises";
import { sep } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { localPath } from "../../host/local-path.js";
import { openStore } from "../../io/stores/open-store.js";
import { HttpProblem } from "../http-problem.js";

/** Files of one table below the root. */
export interface IndexedTable {
  readonly name: string;
  readonly files: readonly IndexedFile[];
  readonly bytes: number;
}

/** One file of a table. */
export interface IndexedFile {
  /** Path or URI, which is below the root. */
  readonly uri: string;
  /** Values of its Hive partitions, such as `year=2020/`. */
  readonly partitions: Readonly<Record<string, string | null>>;
  readonly size: number;
  readonly key: string;
}

/** The tables below a root. */
export interface TableIndex {
  tables(): Promise<readonly IndexedTable[]>;
  /** @throws HttpProblem 404 */
  table(name: string): Promise<IndexedTable>;
  /** A hash that changes whenever a file of the table does. */
  version(table: IndexedTable): Promise<string>;
}

/** How long a listing is used. */
const listedMs = 2_000;

/**
 * The Parquet and CSV tables below a folder of any store. A table is a folder of parts
 * (`statistics/year=2020/part.parquet`) or a file. Hidden names, and links that lead out of the root, are left out.
 */
export function tableIndex(root: string, now: () => number = () => performance.now()): TableIndex {
  const folder = `${root.replace(/\/+$/, "")}/`;
  let listed: { readonly at: number; readonly tables: Promise<readonly IndexedTable[]> } | undefined;
  const tables = (): Promise<readonly IndexedTable[]> => {
    if (listed === undefined || now() - listed.at > listedMs) listed = { at: now(), tables: list(folder) };
    return listed.tables;
  };
  return {
    tables,
    async table(name) {
      const all = await tables();
      const found = all.find((table) => table.name === name);
      if (found !== undefined) return found;
      const names = all.map((table) => table.name).slice(0, 20);
      throw new HttpProblem(404, `no table ${JSON.stringify(name.slice(0, 100))}; the tables are ${names.join(", ")}`);
    },
    async version({ files }) {
      const marks = await Promise.all(files.map(fileMark));
      return contentHash(marks.join("\n")).slice(0, 32);
    },
  };
}

async function list(folder: string): Promise<readonly IndexedTable[]> {
  const { store, key: prefix } = await openStore(folder, { caller: "serve --data" });
  const path = localPath(folder);
  const root = path === undefined ? undefined : await realpath(path).catch(() => path);
  const tables = new Map<string, IndexedFile[]>();
  for await (const { key, size } of store.list(prefix)) {
    const relative = key.slice(prefix.length).replace(/^\//, "");
    const name = tableName(relative);
    if (name === undefined) continue;
    const uri = `${folder}${relative}`;
    const own = localPath(uri);
    if (own !== undefined && root !== undefined && !(await realpath(own)).startsWith(`${root}${sep}`)) continue;
    const file = { uri, size, key, partitions: partitionValues(relative) };
    tables.set(name, [...(tables.get(name) ?? []), file]);
  }
  return [...tables]
    .map(([name, files]) => ({ name, files, bytes: files.reduce((sum, { size }) => sum + size, 0) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of partitions or of parts, or the name of the file; undefined for files that are not tables. */
function tableName(path: string): string | undefined {
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  if (!/\.(parquet|csv)$/i.test(file) || parts.some((part) => /^[._]/.test(part))) return undefined;
  const folders = parts.slice(0, -1);
  const partition = folders.findIndex((folder) => folder.includes("="));
  if (partition > 0) return folders.slice(0, partition).join("/");
  return partition === 0 ? undefined : [...folders, file.replace(/\.\w+$/, "")].join("/");
}

function partitionValues(path: string): Readonly<Record<string, string | null>> {
  const pairs = path
    .split("/")
    .slice(0, -1)
    .flatMap((folder) => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
      if (name === undefined || value === undefined) return [];
      return [[decodeURIComponent(name), value === "__HIVE_DEFAULT_PARTITION__" ? null : decodeURIComponent(value)]];
    });
  return Object.fromEntries(pairs);
}

async function fileMark({ uri, key, size }: IndexedFile): Promise<string> {
  const path = localPath(uri);
  if (path !== undefined) return `${key} ${size} ${(await stat(path)).mtimeMs}`;
  const { store, key: own } = await openStore(uri, { caller: "serve --data" });
  return `${key} ${(await store.stat(own))?.version}`;
}
