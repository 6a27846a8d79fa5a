import type { DataFrame } from "nodejs-polars";
import { ArgumentError, FormatError } from "../../core/errors.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { TextBlocks } from "../../table/csv/text-blocks.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { TableFile } from "../stores/table-files.js";
import type { ReadTableOptions } from "./read-table.js";

/** How a file is read in chunks. */
export type ChunkOptions = ReadTableOptions & { readonly rows: number };

/** The rows of a CSV as frames of at most `rows` rows. A file without rows gives one empty frame. */
export async function* csvChunks(
  file: TableFile,
  schema: TableSchema,
  options: ChunkOptions,
): AsyncGenerator<DataFrame> {
  const { uri, store, key, constants } = file;
  const { rows, encoding = "utf-8", skipLines = 0, extra, mode, onReport } = options;
  const { delimiter = /\.tsv(\.gz|\.zst)?$/i.test(uri) ? "\t" : "," } = options;
  if (encoding === "auto") {
    throw new ArgumentError(`readChunks: ${uri} is read once, so its encoding cannot be found out first; name it`);
  }
  const bytes = unpackedPieces(store.readChunks(key), uri);
  const blocks = new TextBlocks(encoding === "utf-8" ? bytes : utf8Pieces(bytes, encoding, uri), {
    uri,
    delimiter,
  });
  try {
    if (skipLines > 0) await blocks.take(skipLines, { plain: true });
    const header = (await blocks.take(1)) ?? new Uint8Array(0);
    const first = blocks.line;
    for (;;) {
      const linesBetween = blocks.line - first;
      const body = await blocks.take(rows, { prefix: header });
      if (body === undefined && linesBetween > 0) return;
      yield parseCsv(body ?? header, schema, {
        uri,
        constants,
        delimiter,
        linesBetween: linesBetween + skipLines,
        empty: "allow",
        extra,
        mode,
        onReport,
      });
      if (body === undefined) return;
    }
  } finally {
    await blocks.close();
  }
}

async function* utf8Pieces(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
  uri: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  try {
    for await (const piece of pieces) yield encoder.encode(decoder.decode(piece, { stream: true }));
    yield encoder.encode(decoder.decode());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FormatError(`readChunks: ${uri} is not ${encoding}; pass the encoding it was saved in`, { cause });
  }
}
