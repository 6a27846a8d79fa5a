import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { checkInteger } from "../../core/check-integer.js";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import { toCallerError } from "../../core/name-caller.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { localPath } from "../../host/local-path.js";
import { TextBlocks } from "../../table/csv/text-blocks.js";
import { fileMatchesChecksum } from "../../table/formats/parquet-checksum.js";
import { parseJsonLines } from "../../table/formats/parse-json-lines.js";
import { scanParquetFile } from "../../table/formats/scan-parquet-file.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import { unreadableParquet } from "../../table/formats/unreadable-parquet.js";
import { withConstants } from "../../table/formats/with-constants.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { validateFrame } from "../../table/schema/validate-frame.js";
import { downloadTableFile } from "../stores/download-table-file.js";
import { type TableFile, tableFiles } from "../stores/table-files.js";
import { type ChunkOptions, csvChunks } from "./csv-chunks.js";
import { getFormat, type ReadTableOptions } from "./read-table.js";

/** How tables are read in chunks. */
export interface ReadChunksOptions extends ReadTableOptions {
  /** Most rows of a chunk; default 100,000. */
  readonly rows?: number | undefined;
  /**
   * What becomes of a schema's `unique` columns, which one chunk at a time cannot show: "refuse" (default), or
   * "within-chunks".
   */
  readonly unique?: "refuse" | "within-chunks" | undefined;
}

const optionNames = [
  "rows",
  "unique",
  "format",
  "delimiter",
  "encoding",
  "skipLines",
  "extra",
  "empty",
  "mode",
  "onReport",
];

/**
 * The rows of one or several tables as frames of at most `rows` rows, each checked and typed like `readTable`, while no
 * more than a chunk (of Parquet: a row group) is in memory; Parquet from S3 or the web is in a temporary file
 * meanwhile. CSV and JSON lines may be packed with gzip or Zstandard. `onReport` gets an account of every chunk.
 * @example
 * let rows = 0;
 * for await (const chunk of readChunks("data/hours-*.csv", hours, { rows: 100_000 })) rows += chunk.height;
 */
export async function* readChunks(
  uris: string | readonly string[],
  schema: TableSchema,
  options: ReadChunksOptions = {},
): AsyncGenerator<DataFrame, void> {
  const { rows = 100_000, unique = "refuse", ...rest } = options;
  checkOptionNames("readChunks", options, optionNames);
  checkInteger("readChunks", "rows", rows, 1, "pass rows: 100_000, or leave it out");
  const single = Object.entries(schema.columns).find(([, spec]) => spec.unique === true)?.[0];
  if (single !== undefined && unique === "refuse") {
    throw new ArgumentError(
      `readChunks: column "${single}" of "${schema.name}" must be unique, which a chunk alone cannot show; pass unique: "within-chunks" when that is enough`,
    );
  }
  const list = typeof uris === "string" ? [uris] : uris;
  if (list.length === 0) throw new ArgumentError(`readChunks: no file to read for "${schema.name}"; name at least one`);
  for (const uri of list) {
    for (const file of await tableFiles(uri, "readChunks")) {
      let height = 0;
      for await (const chunk of namedChunks(toChunks(file, schema, { ...rest, rows }))) {
        height += chunk.height;
        if (chunk.height > 0) yield chunk;
      }
      if (height === 0 && options.empty !== "allow") {
        throw new FormatError(`readChunks: ${file.uri} has no rows; pass empty: "allow" when that is meant`);
      }
    }
  }
}

/** Errors of the readers name `readChunks`; those of the loop that takes the chunks are its own. */
async function* namedChunks(chunks: AsyncGenerator<DataFrame>): AsyncGenerator<DataFrame> {
  try {
    yield* chunks;
  } catch (cause) {
    throw toCallerError("readChunks", cause);
  }
}

function toChunks(file: TableFile, schema: TableSchema, options: ChunkOptions): AsyncGenerator<DataFrame> {
  const { format = getFormat(file.uri), delimiter, encoding, skipLines } = options;
  if (format !== "csv" && (delimiter ?? encoding ?? skipLines) !== undefined) {
    throw new ArgumentError(
      `readChunks: delimiter, encoding and skipLines are for CSV, ${file.uri} is ${format}; leave them out`,
    );
  }
  switch (format) {
    case "csv":
      return csvChunks(file, schema, options);
    case "jsonl":
      return lineChunks(file, schema, options);
    case "parquet":
      return parquetChunks(file, schema, options);
    case "arrow":
    case "json": {
      const name = format === "arrow" ? "Arrow" : "a JSON array";
      throw new ArgumentError(
        `readChunks: ${file.uri} is ${name}, which is only read as one piece; use readTable, or write Parquet or JSON lines`,
      );
    }
  }
}

async function* lineChunks(file: TableFile, schema: TableSchema, options: ChunkOptions): AsyncGenerator<DataFrame> {
  const { uri, store, key, constants } = file;
  const { rows, extra, mode, onReport } = options;
  const blocks = new TextBlocks(unpackedPieces(store.readChunks(key), uri), { uri });
  try {
    for (;;) {
      const linesBefore = blocks.line - 1;
      const block = await blocks.take(rows);
      if (block === undefined) return;
      yield parseJsonLines(block, schema, {
        uri,
        constants,
        linesBefore,
        empty: "allow",
        absent: "missing",
        extra,
        mode,
        onReport,
      });
    }
  } finally {
    await blocks.close();
  }
}

/** A footer at its end says where a Parquet file's columns are, so one of another store is downloaded first. */
async function* parquetChunks(file: TableFile, schema: TableSchema, options: ChunkOptions): AsyncGenerator<DataFrame> {
  const path = localPath(file.uri);
  if (path !== undefined) return yield* localParquetChunks(path, file, schema, options);
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-chunks-"), "readChunks");
  try {
    const copy = join(folder, "file.parquet");
    await downloadTableFile(file, copy);
    yield* localParquetChunks(copy, file, schema, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* localParquetChunks(
  path: string,
  { uri, constants }: TableFile,
  schema: TableSchema,
  options: ChunkOptions,
): AsyncGenerator<DataFrame> {
  const { rows, extra, mode, onReport } = options;
  const pl = loadPolars();
  const broken = (cause: unknown): never => {
    throw unreadableParquet("readChunks", uri, cause);
  };
  if (!(await fileMatchesChecksum(path))) {
    throw new FormatError(
      `readChunks: ${uri} is damaged: its bytes are not those that were written (checksum); take a copy, or write it again`,
    );
  }
  const scan = scanParquetFile(path, { uri, caller: "readChunks" });
  const counted = await scan.select(pl.len().alias("rows")).collect().catch(broken);
  const height = Number(counted.getColumn("rows").get(0));
  for (let start = 0; start < height; start += rows) {
    const frame = await scan
      .slice(start, Math.min(rows, height - start))
      .collect()
      .catch(broken);
    yield validateFrame(withConstants(frame, schema, constants), schema, {
      uri,
      firstRow: start,
      extra,
      mode,
      onReport,
    });
  }
}
