import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { localPath } from "../../host/local-path.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { isFrame } from "../../table/is-frame.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { downloadTableFile } from "../stores/download-table-file.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { formatOf, readTable } from "../tables/read-table.js";
import type { SqlSource } from "./sql-source.js";

/** Makes each source known to the engine as a view; what is no local file lies in `folder` meanwhile. */
export async function registerSources(
  connection: DuckDBConnection,
  sources: ReadonlyMap<string, SqlSource>,
  folder: string,
): Promise<void> {
  let count = 0;
  for (const [name, source] of sources) {
    const reader = await readerOf(connection, source, join(folder, `source-${count++}`), name);
    await connection.run(`create view ${quoted(name)} as select * from ${reader}`);
  }
}

async function readerOf(connection: DuckDBConnection, source: unknown, folder: string, name: string): Promise<string> {
  if (isFrame(source)) return frameReader(source, folder);
  if (typeof source === "string") return fileReader(connection, await tableFiles(source, "sql"), folder);
  if (isChecked(source)) return frameReader(await readTable(source.uri, source.schema), folder);
  throw new ArgumentError(`sql: table "${name}" is ${String(source)}; name a frame, a file, or { uri, schema }`);
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

async function fileReader(connection: DuckDBConnection, files: readonly TableFile[], folder: string): Promise<string> {
  const formats = new Set(files.map(({ uri }) => formatOf(uri)));
  const [format] = formats;
  if (formats.size > 1) {
    throw new ArgumentError(
      `sql: ${files[0]?.uri} and its neighbours are ${[...formats].join(" and ")}; name files of one form`,
    );
  }
  if (format === "arrow") return frameReader(await arrowFrames(files), folder);
  const paths: string[] = [];
  for (const [index, file] of files.entries()) paths.push(await localCopy(file, join(folder, String(index))));
  const list = `[${paths.map(text).join(", ")}]`;
  const isHive = files.some(({ constants }) => Object.keys(constants).length > 0);
  // Partitions stay text: the engine would read month=01 as the number 1.
  const hive = isHive ? "hive_partitioning = true, hive_types_autocast = false, " : "";
  switch (format) {
    case "parquet":
      return `read_parquet(${list}, ${hive}union_by_name = true)`;
    case "jsonl":
      return `read_json(${list}, ${hive}format = 'newline_delimited', sample_size = -1)`;
    default:
      return csvReader(connection, `read_csv(${list}, ${hive}sample_size = -1, header = true, null_padding = false`);
  }
}

/** The engine reads no Arrow files by itself. */
async function arrowFrames(files: readonly TableFile[]): Promise<DataFrame> {
  const pl = loadPolars();
  const frames: DataFrame[] = [];
  for (const { uri, store, key, constants } of files) {
    const frame = readArrow(await store.read(key), uri);
    const hive = Object.entries(constants).map(([name, value]) => pl.lit(value).cast(pl.Utf8).alias(name));
    frames.push(hive.length === 0 ? frame : frame.withColumns(...hive));
  }
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : pl.concat(frames);
}

/** A CSV whose every cell decides on the types; columns with leading zeros (`0110`) are codes, and stay text. */
async function csvReader(connection: DuckDBConnection, reader: string): Promise<string> {
  const typed = await connection.run(`select * from ${reader}) limit 0`);
  const types = typed.columnTypes().map(String);
  const numeric = typed.columnNames().filter((_, index) => /^(BIGINT|DOUBLE|HUGEINT)$/.test(types[index] ?? ""));
  if (numeric.length === 0) return `${reader})`;
  const checks = numeric.map((name) => `coalesce(bool_or(regexp_matches(${quoted(name)}, '^[+-]?0[0-9]')), false)`);
  const found = await connection.run(`select ${checks.join(", ")} from ${reader}, all_varchar = true)`);
  const [row = []] = await found.getRows();
  const codes = numeric.filter((_, index) => row[index] === true);
  if (codes.length === 0) return `${reader})`;
  return `${reader}, types = {${codes.map((name) => `${text(name)}: 'VARCHAR'`).join(", ")}})`;
}

async function localCopy(file: TableFile, folder: string): Promise<string> {
  const { uri, constants } = file;
  const isPacked = /\.(jsonl|ndjson)\.zst$/i.test(uri);
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

/** A text as SQL takes it. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
