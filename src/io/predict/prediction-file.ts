import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { formatCsv } from "../../table/csv/format-csv.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { writeParquetFile } from "../../table/formats/write-parquet-file.js";
import { loadPolars } from "../../table/load-polars.js";
import { openStore } from "../stores/open-store.js";
import { pushedChunks } from "./pushed-chunks.js";

/** A file of predictions that is written frame by frame and appears when it is finished. */
export interface PredictionFile {
  add(frame: DataFrame): Promise<void>;
  finish(): Promise<void>;
  /** Ends without a file. */
  discard(): Promise<void>;
}

/**
 * The file at a URI ending in `.csv`, `.jsonl`, `.json` or `.parquet`.
 *
 * @throws ArgumentError for another ending.
 */
export async function openPredictionFile(uri: string, caller: string): Promise<PredictionFile> {
  if (/\.(parquet|pq)$/i.test(uri)) return parquetFile(uri, caller);
  if (/\.csv$/i.test(uri)) return textFile(uri, caller, csvPieces());
  if (/\.(jsonl|ndjson)$/i.test(uri)) {
    return textFile(uri, caller, { piece: (frame) => formatJsonLines(frame), end: new Uint8Array(0) });
  }
  if (/\.json$/i.test(uri)) return textFile(uri, caller, jsonPieces());
  throw new ArgumentError(`${caller}: cannot write ${uri}; end the name in .csv, .jsonl, .json or .parquet`);
}

interface TextPieces {
  piece(frame: DataFrame): Uint8Array;
  readonly end: Uint8Array;
}

async function textFile(uri: string, caller: string, pieces: TextPieces): Promise<PredictionFile> {
  const { store, key } = await openStore(uri, { caller });
  const chunks = pushedChunks();
  const written = store.writeChunks(key, chunks.values);
  written.catch(() => undefined);
  return {
    add: (frame) => Promise.race([chunks.push(pieces.piece(frame)), written]).then(() => undefined),
    async finish() {
      await Promise.race([chunks.push(pieces.end), written]);
      chunks.end();
      await written;
    },
    async discard() {
      chunks.fail(new Error("discarded"));
      await written.catch(() => undefined);
    },
  };
}

function csvPieces(): TextPieces {
  let isFirst = true;
  return {
    piece(frame) {
      const bytes = formatCsv(frame);
      const start = isFirst ? 0 : bytes.indexOf(0x0a) + 1;
      isFirst = false;
      return bytes.subarray(start);
    },
    end: new Uint8Array(0),
  };
}

function jsonPieces(): TextPieces {
  let before = "[";
  return {
    piece(frame) {
      const lines = new TextDecoder().decode(formatJsonLines(frame)).trimEnd();
      const text = lines === "" ? "" : `${before}${lines.replaceAll("\n", ",\n")}`;
      if (lines !== "") before = ",\n";
      return new TextEncoder().encode(text);
    },
    get end() {
      return new TextEncoder().encode(before === "[" ? "[]\n" : "]\n");
    },
  };
}

/** Parts in a temporary folder, joined in a stream at the end, so that no more than a part is in memory. */
async function parquetFile(uri: string, caller: string): Promise<PredictionFile> {
  const { store, key } = await openStore(uri, { caller });
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-predictions-"), caller);
  const discard = () => rm(folder, { recursive: true, force: true });
  const parts: string[] = [];
  const joinParts = async (path: string): Promise<void> => {
    await loadPolars()
      .concat(parts.map((part) => loadPolars().scanParquet(part)))
      .sinkParquet(path, { compression: "zstd", compressionLevel: 2 })
      .collect();
  };
  return {
    async add(frame) {
      if (frame.height === 0 && parts.length > 0) return;
      const part = join(folder, `${parts.length}.parquet`);
      await writeParquetFile(frame, part);
      parts.push(part);
    },
    async finish() {
      const [first] = parts;
      const all = join(folder, "all.parquet");
      if (parts.length > 1) await joinParts(all);
      const made = parts.length > 1 ? all : (first ?? all);
      await store.writeChunks(key, createReadStream(made));
      await discard();
    },
    discard,
  };
}
