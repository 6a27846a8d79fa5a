import { open, stat } from "node:fs/promises";
import { localPath } from "../../host/local-path.js";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { csvRecords } from "../../table/csv/csv-records.js";
import { decodeText, type TextEncoding } from "../../table/csv/decode-text.js";
import { type CsvForm, detectCsvForm } from "../../table/csv/detect-csv-form.js";
import { detectEncoding } from "../../table/csv/detect-encoding.js";
import { refuseOtherForm } from "../../table/formats/refuse-other-form.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import { column } from "../../table/schema/column.js";
import { schema, type TableSchema } from "../../table/schema/schema.js";
import type { TableFile } from "../stores/table-files.js";

/** How a CSV is sampled. */
export interface SampleCsvOptions {
  /** Between the cells; detected by default. */
  readonly delimiter?: string | undefined;
  /** The function that errors name. */
  readonly caller: string;
}

/** What the beginning of a CSV, and a local one's middle and end, show about it. */
export interface CsvSample {
  readonly file: TableFile;
  readonly form: CsvForm;
  readonly encoding: TextEncoding;
  /** Offset of the first row in the unpacked bytes, when they are UTF-8. */
  readonly bodyStart: number;
  /** Named columns: their names in the file, in order, and what their cells can be. */
  readonly columns: ReadonlyMap<string, ColumnEvidence>;
  /** Whether every row was seen. */
  readonly isComplete: boolean;
}

const headLength = 1 << 16;
const longestHead = 1 << 24;
const blockLength = 1 << 14;

/** Samples a CSV of any store, packed or not. */
export async function sampleCsv(file: TableFile, { delimiter, caller }: SampleCsvOptions): Promise<CsvSample> {
  let length = headLength;
  let part = await readHead(file, length);
  refuseOtherForm(part.bytes, file.uri, caller);
  // A record may be longer than the sample.
  for (; !part.isComplete && countRecords(part.bytes) < 2 && length < longestHead; length *= 16) {
    part = await readHead(file, 16 * length);
  }
  const { bytes, isComplete } = part;
  const encoding = detectEncoding(bytes, file.uri);
  const text = decodeText(bytes, encoding, file.uri);
  const head = isComplete ? text : text.subarray(0, recordsEnd(text));
  const form = detectCsvForm(head, file.uri, { delimiter });
  const columns = new Map(form.header.map((name) => [name, new ColumnEvidence()]));
  const bodyStart = headerEnd(head, form);
  addRows(columns, form, head.subarray(bodyStart));
  // A delimiter at the end of each line makes a last column without name and cells.
  if (form.header.at(-1) === "" && columns.get("")?.hasValue === false) columns.delete("");
  if (!isComplete && encoding === "utf-8") await addBlocks(columns, form, file);
  return { file, form, encoding, bodyStart, columns, isComplete };
}

/** The columns of a CSV as strings, `c0`, `c1` and so on: names in the file may be those of a frame's methods. */
export function stringSchema(names: readonly string[]): TableSchema {
  const columns = names.map(
    (source, at) => [`c${at}`, column.string({ source, nullable: true, missing: [] })] as const,
  );
  return schema("file", Object.fromEntries(columns));
}

/** Adds the cells of the records of a string; what is wrong with a row is reported when the row is read. */
function addRows(columns: ReadonlyMap<string, ColumnEvidence>, { delimiter, header }: CsvForm, text: Uint8Array): void {
  const distinct = header.map(() => new Set<string>());
  for (const { cells, problem } of csvRecords(new TextDecoder().decode(text), { delimiter })) {
    if (problem !== undefined || cells.length !== header.length) continue;
    for (const [at, cell] of cells.entries()) distinct[at]?.add(cell);
  }
  for (const [at, name] of header.entries()) columns.get(name)?.add(distinct[at] ?? []);
}

/**
 * Rows from the middle and the end of a local file that is not packed, so that a kind is not decided by its beginning
 * alone.
 */
async function addBlocks(
  columns: ReadonlyMap<string, ColumnEvidence>,
  form: CsvForm,
  { uri }: TableFile,
): Promise<void> {
  const path = localPath(uri);
  if (path === undefined || /\.(gz|zst)$/i.test(uri)) return;
  const { size } = await stat(path);
  const handle = await open(path);
  try {
    for (const start of [size / 3, (2 * size) / 3, size - blockLength].map(Math.floor)) {
      if (start < headLength) continue;
      const block = Buffer.alloc(blockLength);
      const { bytesRead } = await handle.read(block, 0, blockLength, start);
      const bytes = block.subarray(0, bytesRead);
      // A block may begin inside a quoted cell: then its records have other widths, or cells that are strings anyway.
      addRows(columns, form, bytes.subarray(bytes.indexOf(0x0a) + 1, bytes.lastIndexOf(0x0a) + 1));
    }
  } finally {
    await handle.close();
  }
}

function headerEnd(text: Uint8Array, { skipLines }: CsvForm): number {
  let end = 0;
  for (let skipped = 0; skipped < skipLines; skipped++) end = text.indexOf(0x0a, end) + 1;
  for (let isQuoted = false; end < text.length; end++) {
    if (text[end] === 0x22) isQuoted = !isQuoted;
    if (text[end] === 0x0a && !isQuoted) return end + 1;
  }
  return text.length;
}

/** Offset behind the last line end outside quotes: inside quotes the number of quotes before is odd. */
function recordsEnd(text: Uint8Array): number {
  let isQuoted = false;
  let end = text.length;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === 0x22) isQuoted = !isQuoted;
    if (text[at] === 0x0a && !isQuoted) end = at + 1;
  }
  return end;
}

function countRecords(text: Uint8Array): number {
  let isQuoted = false;
  let count = 0;
  for (let at = 0; at < text.length && count < 2; at++) {
    if (text[at] === 0x22) isQuoted = !isQuoted;
    if (text[at] === 0x0a && !isQuoted) count += 1;
  }
  return count;
}

interface Head {
  readonly bytes: Buffer;
  readonly isComplete: boolean;
}

async function readHead({ store, key, uri }: TableFile, limit: number): Promise<Head> {
  const head: Uint8Array[] = [];
  let length = 0;
  for await (const piece of unpackedPieces(store.readChunks(key), uri)) {
    head.push(piece);
    length += piece.length;
    if (length <= limit) continue;
    const bytes = Buffer.concat(head).subarray(0, limit);
    const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    // Cut where no character of any encoding is divided.
    const end = isWide ? limit : bytes.lastIndexOf(0x0a) + 1;
    return { bytes: bytes.subarray(0, end === 0 ? limit : end), isComplete: false };
  }
  return { bytes: Buffer.concat(head), isComplete: true };
}
