import { FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { Columns } from "../../table/columns.js";
import type { LiveSpec } from "../live-spec.js";
import { type PackedColumns, packColumns } from "./pack-columns.js";
import type { PackedColumn } from "./packed-column.js";
import { unpackColumns } from "./unpack-columns.js";

/** Everything that a live page computes from. */
export interface LiveContent {
  readonly spec: LiveSpec;
  readonly columns: Columns;
  /** The pipeline's JSON; null without a model. */
  readonly model: Json;
}

const format = "cuaderno-live";
const version = 1;
const most = 256_000_000;

/** A page's content as bytes: the length of a JSON header, the header, the packed columns. */
export function toContentBytes({ spec, columns, model }: LiveContent): Uint8Array {
  const packed = packColumns(columns);
  const header = { format, version, spec, model, rowCount: packed.rowCount, columns: packed.columns };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + packed.block.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(packed.block, 4 + text.length);
  return bytes;
}

/**
 * The content that `toContentBytes` wrote.
 *
 * @throws FormatError for other bytes.
 */
export function fromContentBytes(bytes: Uint8Array): LiveContent {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = readHeader(bytes.subarray(4, 4 + length));
  const block = bytes.subarray(4 + length);
  checkColumns(header, block.length);
  return { spec: header.spec, model: header.model, columns: unpackColumns({ ...header, block }) };
}

interface Header extends Omit<PackedColumns, "block"> {
  readonly format: string;
  readonly version: number;
  readonly spec: LiveSpec;
  readonly model: Json;
}

function readHeader(bytes: Uint8Array): Header {
  let header: Partial<Header> = {};
  try {
    header = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Header>;
  } catch {
    // The next line refuses what cannot be read.
  }
  if (header?.format !== format || header.version !== version || !Array.isArray(header.columns)) {
    throw new FormatError(`live: expected the data of a live page of version ${version}; run the cell again`);
  }
  return header as Header;
}

/** Every column's block has the length that its form and the number of rows require. */
function checkColumns({ rowCount, columns }: Header, blockLength: number): void {
  const isSize = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < most;
  const total = columns.reduce((sum, column) => sum + (isColumn(column) ? column.bytes : Number.NaN), 0);
  const valid = isSize(rowCount) && total === blockLength && columns.every((column) => fits(column, rowCount));
  if (!valid) throw new FormatError("live: the columns of a live page are damaged; run the cell again");
}

function isColumn({ name, kind, form, width, low, unit, scale, distinct, categories, bytes }: PackedColumn): boolean {
  return (
    typeof name === "string" &&
    ["number", "time", "category"].includes(kind) &&
    ["float64", "float32", "integer", "codes"].includes(form) &&
    [1, 2, 4].includes(width) &&
    [low, unit, scale, distinct, bytes].every(Number.isFinite) &&
    Array.isArray(categories) &&
    categories.every((label) => typeof label === "string")
  );
}

function fits({ form, width, distinct, bytes }: PackedColumn, rowCount: number): boolean {
  if (form === "float64") return bytes === 8 * rowCount;
  if (form === "float32") return bytes === 4 * rowCount;
  return bytes === 8 * distinct + width * rowCount;
}
