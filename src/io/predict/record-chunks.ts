import { ArgumentError, FormatError, NotFoundError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import type { Row } from "../../pipeline/read-rows.js";
import { csvRecords } from "../../table/csv/csv-records.js";
import { TextBlocks } from "../../table/csv/text-blocks.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { getFormat } from "../tables/read-table.js";
import { arrowChunks, parquetChunks } from "./frame-chunks.js";
import type { DamagedRecord, RecordChunk, RecordChunksOptions } from "./record-chunk.js";

/**
 * The records of one or several files, chunk by chunk, with their positions and without any check of their values: CSV
 * and JSON lines (also with `.gz` and `.zst`), Parquet, Arrow, JSON arrays. No more than a chunk is in memory; Parquet
 * of other stores is in a temporary file meanwhile; Arrow and JSON arrays are read at once.
 *
 * @throws NotFoundError when no file matches, FormatError for a file that cannot be read at all.
 */
export async function* recordChunks(uri: string, options: RecordChunksOptions): AsyncGenerator<RecordChunk, void> {
  for (const file of await tableFiles(uri, options.caller)) {
    if ((await file.store.stat(file.key)) === undefined) {
      throw new NotFoundError(`${options.caller}: no file ${file.uri}; check the path`);
    }
    yield* fileChunks(file, options);
  }
}

function fileChunks(file: TableFile, options: RecordChunksOptions): AsyncGenerator<RecordChunk, void> {
  if (/\.json$/i.test(file.uri)) return arrayChunks(file, options);
  switch (getFormat(file.uri)) {
    case "csv":
      return csvChunks(file, options);
    case "jsonl":
      return lineChunks(file, options);
    case "parquet":
      return parquetChunks(file, options);
    case "arrow":
      return arrowChunks(file, options);
    case "json":
      throw new ArgumentError(`${options.caller}: ${file.uri} is a JSON array; write it as JSON lines (.jsonl)`);
  }
}

async function* csvChunks(
  { uri, store, key, constants }: TableFile,
  { rows, caller, delimiter: chosen }: RecordChunksOptions,
): AsyncGenerator<RecordChunk, void> {
  const delimiter = chosen ?? (/\.tsv(\.gz|\.zst)?$/i.test(uri) ? "\t" : ",");
  const blocks = new TextBlocks(unpackedPieces(store.readChunks(key), uri), { uri, delimiter });
  try {
    const [header] = csvRecords(decode(await blocks.take(1), uri, caller), { delimiter });
    if (header === undefined) throw new FormatError(`${caller}: ${uri} is empty; it needs a header line`);
    const names = header.cells;
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) {
      throw new FormatError(`${caller}: ${uri} has two columns named "${repeated}"; rename one`);
    }
    for (;;) {
      const firstLine = blocks.line;
      const block = await blocks.take(rows);
      if (block === undefined) return;
      const chunk = emptyChunk(uri);
      for (const { cells, line, problem } of csvRecords(decode(block, uri, caller), { delimiter, firstLine })) {
        const wrong =
          problem ??
          (cells.length === names.length ? undefined : `has ${cells.length} cells, the header has ${names.length}`);
        if (wrong !== undefined) chunk.damaged.push({ position: line, reason: wrong });
        else {
          chunk.rows.push({ ...constants, ...Object.fromEntries(names.map((name, index) => [name, cells[index]])) });
          chunk.positions.push(line);
        }
      }
      yield chunk;
    }
  } finally {
    await blocks.close();
  }
}

async function* lineChunks(
  { uri, store, key, constants }: TableFile,
  { rows, caller }: RecordChunksOptions,
): AsyncGenerator<RecordChunk, void> {
  const blocks = new TextBlocks(unpackedPieces(store.readChunks(key), uri), { uri });
  try {
    for (;;) {
      const firstLine = blocks.line;
      const block = await blocks.take(rows);
      if (block === undefined) return;
      const chunk = emptyChunk(uri);
      decode(block, uri, caller)
        .split("\n")
        .forEach((line, index) => {
          if (line.trim() === "") return;
          const row = parseObject(line);
          if (row === undefined) chunk.damaged.push({ position: firstLine + index, reason: "is not a JSON object" });
          else {
            chunk.rows.push({ ...constants, ...row });
            chunk.positions.push(firstLine + index);
          }
        });
      yield chunk;
    }
  } finally {
    await blocks.close();
  }
}

/** The rows of a JSON array, which is read at once. */
async function* arrayChunks(
  { uri, store, key, constants }: TableFile,
  { rows, caller }: RecordChunksOptions,
): AsyncGenerator<RecordChunk, void> {
  const values = parseJson(decode(await store.read(key), uri, caller), uri, caller);
  if (!Array.isArray(values)) {
    throw new FormatError(`${caller}: ${uri} is not a JSON array of rows; write one, or JSON lines as .jsonl`);
  }
  for (let start = 0; start < values.length; start += rows) {
    const chunk = emptyChunk(uri);
    values.slice(start, start + rows).forEach((value: Json, index) => {
      const position = start + index + 1;
      if (isObject(value)) {
        chunk.rows.push({ ...constants, ...value });
        chunk.positions.push(position);
      } else chunk.damaged.push({ position, reason: "is not a JSON object" });
    });
    yield chunk;
  }
}

function isObject(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function emptyChunk(uri: string) {
  return { uri, rows: [] as Row[], positions: [] as number[], damaged: [] as DamagedRecord[] };
}

function parseObject(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array | undefined, uri: string, caller: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes ?? new Uint8Array(0));
  } catch (cause) {
    throw new ArgumentError(`${caller}: ${uri} is not UTF-8; save it as UTF-8`, { cause });
  }
}
