import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { localPath } from "../../host/local-path.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { getVariant } from "../../table/get-variant.js";
import { isFrame } from "../../table/is-frame.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { downloadTableFile } from "../stores/download-table-file.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { checkParquetFiles } from "../tables/check-parquet-files.js";
import { hiveCells, hiveColumns } from "../tables/hive-columns.js";
import { getFormat, readTable } from "../tables/read-table.js";
import { writeCsvParts } from "./csv-source.js";
import { writeRemoteTable } from "./remote-reader.js";
import { isRemoteTable } from "./remote-table.js";
import type { SqlSource } from "./sql-source.js";

/** Makes each source known to the engine as a view; other than local files are in `folder` meanwhile. */
export async function registerSources(
  connection: DuckDBConnection,
  sources: ReadonlyMap<string, SqlSource>,
  folder: string,
): Promise<void> {
  let count = 0;
  for (const [name, source] of sources) {
    const reader = await toReader(source, join(folder, `source-${count++}`), name);
    await connection.run(`create view ${quoted(name)} as select * from ${reader}`);
  }
}

async function toReader(source: unknown, folder: string, name: string): Promise<string> {
  if (isFrame(source)) return frameReader(source, folder);
  if (typeof source === "string") return fileReader(await tableFiles(source, "sql"), folder);
  if (isRemoteTable(source)) {
    const paths = await writeRemoteTable(source, folder);
    return `read_parquet([${paths.map(text).join(", ")}])`;
  }
  if (isChecked(source)) return frameReader(await readTable(source.uri, source.schema), folder);
  throw new ArgumentError(
    `sql: table "${name}" is ${String(source)}; name a frame, a file, { uri, schema } or a remoteTable`,
  );
}

function isChecked(
  source: unknown,
): source is { readonly uri: string | readonly string[]; readonly schema: TableSchema } {
  return source !== null && typeof source === "object" && "uri" in source && "schema" in source;
}

async function frameReader(frame: DataFrame, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "frame.parquet");
  frame.writeParquet(path, { compression: "uncompressed" });
  return `read_parquet(${text(path)})`;
}

async function fileReader(files: readonly TableFile[], folder: string): Promise<string> {
  const formats = new Set(files.map(({ uri }) => getFormat(uri)));
  const [format] = formats;
  if (formats.size > 1) {
    throw new ArgumentError(
      `sql: ${files[0]?.uri} and its neighbours are ${[...formats].join(" and ")}; name files of one form`,
    );
  }
  if (format === "arrow") return frameReader(await arrowFrames(files), folder);
  if (format === "csv") return csvReader(files, folder);
  const paths: string[] = [];
  for (const [index, file] of files.entries()) paths.push(await localCopy(file, join(folder, String(index))));
  const list = `[${paths.map((path) => text(escapeGlob(path))).join(", ")}]`;
  const hive = hiveOptions(files);
  if (format === "parquet") {
    const named = files.map(({ uri }, at) => ({ uri, path: paths[at] ?? uri }));
    const zones = wallClocks(await checkParquetFiles(named, { caller: "sql" }));
    return `(select * ${zones} from read_parquet(${list}, ${hive}union_by_name = true))`;
  }
  const array = format === "json" ? "auto" : "newline_delimited";
  return `read_json(${list}, ${hive}format = '${array}', sample_size = -1)`;
}

/** Partitions in the types of `hiveColumns`: the engine would read month=01 as the number 1. */
function hiveOptions(files: readonly TableFile[]): string {
  const types = [...hiveColumns(files)].map(
    ([name, { kind }]) => `${quoted(name)}: ${kind === "integer" ? "BIGINT" : "VARCHAR"}`,
  );
  if (types.length === 0) return "";
  return `hive_partitioning = true, hive_types_autocast = false, hive_types = {${types.join(", ")}}, `;
}

/**
 * Replaces times with a zone by their wall clock, as `readTable` does. A Parquet file's zone is in metadata that DuckDB
 * does not read; UTC is left as it is.
 */
function wallClocks(frames: readonly DataFrame[]): string {
  const zones = new Map<string, string>();
  for (const frame of frames) {
    for (const name of frame.columns) {
      const series = frame.getColumn(name);
      if (getVariant(series) !== "Datetime") continue;
      const { timeZone } = series.dtype as { readonly timeZone?: string | null };
      if (timeZone && timeZone !== "UTC") zones.set(name, timeZone);
    }
  }
  const replaced = [...zones].map(([name, zone]) => `timezone(${text(zone)}, ${quoted(name)}) as ${quoted(name)}`);
  return replaced.length === 0 ? "" : `replace (${replaced.join(", ")})`;
}

async function csvReader(files: readonly TableFile[], folder: string): Promise<string> {
  const { paths, names } = await writeCsvParts(files, folder, "sql");
  const twin = names.find((name, index) => names.findIndex((other) => same(name, other)) !== index);
  if (twin !== undefined) {
    const other = names.find((name) => same(name, twin));
    throw new ArgumentError(
      `sql: ${files[0]?.uri} has the columns "${other}" and "${twin}", which are one name in SQL; rename one`,
    );
  }
  const columns = names.map((name, at) => `c${at} as ${quoted(name === "" ? "column" : name)}`);
  return `(select ${columns.join(", ")} from read_parquet([${paths.map(text).join(", ")}]))`;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A path that the engine takes literally. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}

/** The engine reads no Arrow files by itself. */
async function arrowFrames(files: readonly TableFile[]): Promise<DataFrame> {
  const pl = loadPolars();
  const frames: DataFrame[] = [];
  for (const { uri, store, key, constants } of files) {
    const frame = readArrow(await store.read(key), uri);
    const hive = hiveCells(hiveColumns(files), constants);
    frames.push(hive.length === 0 ? frame : frame.withColumns(...hive));
  }
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : pl.concat(frames);
}

async function localCopy(file: TableFile, folder: string): Promise<string> {
  const { uri, constants } = file;
  const isPacked = /\.(jsonl|ndjson|json)\.zst$/i.test(uri);
  const local = isPacked ? undefined : localPath(uri);
  if (local !== undefined) return local;
  const hive = Object.entries(constants).map(
    ([name, value]) =>
      `${encodeURIComponent(name)}=${value === null ? "__HIVE_DEFAULT_PARTITION__" : encodeURIComponent(value)}`,
  );
  const base = (
    uri
      .replace(/[?#].*$/, "")
      .split("/")
      .at(-1) ?? "file"
  ).replace(isPacked ? /\.zst$/i : /^$/, "");
  const path = join(folder, ...hive, base);
  await downloadTableFile(file, path, { unpack: isPacked });
  return path;
}

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string as SQL takes it. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
