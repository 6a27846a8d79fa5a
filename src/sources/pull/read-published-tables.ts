import { basename } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { Store } from "../../store/store.js";
import { loadPolars } from "../../table/load-polars.js";

/**
 * The published tables (Parquet in plain or Hive layout) whose keys begin with a prefix, by name, with their partition
 * columns: `statistics` is that table, `statistics/DATABASE_ID=WB_WDI` one of its partitions, an empty prefix all
 * tables.
 *
 * @throws NotFoundError when no key begins with the prefix, ArgumentError for a prefix with `..`.
 * @example (await readPublishedTables(localStore("data/worldbank/refined/real"), "statistics")).statistics
 */
export async function readPublishedTables(store: Store, prefix = ""): Promise<Readonly<Record<string, DataFrame>>> {
  if (prefix.split("/").includes("..")) {
    throw new ArgumentError(`readPublishedTables: prefix "${prefix}" leaves its folder; use a table or a part of it`);
  }
  const tables = new Map<string, string[]>();
  const known = new Set<string>();
  for await (const { key } of store.list("")) {
    const name = toTableName(key);
    if (name === undefined) continue;
    known.add(name);
    if (key.startsWith(prefix)) tables.set(name, [...(tables.get(name) ?? []), key]);
  }
  if (known.size === 0)
    throw new NotFoundError(`readPublishedTables: no published tables in ${store.name}; publish one`);
  if (tables.size === 0) {
    const list = [...known].sort().join(", ");
    throw new NotFoundError(`readPublishedTables: nothing in ${store.name} begins with "${prefix}"; it has ${list}`);
  }
  const pl = loadPolars();
  const found: Record<string, DataFrame> = {};
  for (const [name, keys] of [...tables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = await Promise.all(keys.sort().map((key) => readPart(store, key)));
    found[name] = parts.length === 1 ? (parts[0] as DataFrame) : pl.concat(parts, { how: "vertical" });
  }
  return found;
}

/**
 * The folder above the partitions, or the name of the file; undefined for files that are not part of a published table.
 */
function toTableName(key: string): string | undefined {
  if (!key.endsWith(".parquet")) return undefined;
  const folders = key.split("/").slice(0, -1);
  if (folders.some((folder) => folder.startsWith(".") || folder.startsWith("_"))) return undefined;
  const plain = folders.slice(0, folders.findIndex((folder) => folder.includes("=")) >>> 0);
  return plain.length > 0 ? plain.join("/") : basename(key, ".parquet");
}

async function readPart(store: Store, key: string): Promise<DataFrame> {
  const pl = loadPolars();
  const frame = pl.readParquet(Buffer.from(await store.read(key)));
  const partitions = key
    .split("/")
    .filter((folder) => folder.includes("="))
    .map((folder) => {
      const [name = "", value = ""] = folder.split(/=(.*)/s).map(decodeURIComponent);
      const cell = value === "__HIVE_DEFAULT_PARTITION__" ? null : value;
      return pl.lit(cell).cast(pl.Utf8).alias(name);
    });
  const names = partitions.length === 0 ? [] : frame.withColumns(...partitions).columns.slice(frame.columns.length);
  return partitions.length === 0 ? frame : frame.withColumns(...partitions).select(...names, ...frame.columns);
}
