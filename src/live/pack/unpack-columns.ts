import { type Column, type Columns, columnsFromEntries } from "../../table/columns.js";
import type { PackedColumns } from "./pack-columns.js";
import { type PackedColumn, unshuffled } from "./packed-column.js";

/**
 * The columns that `packColumns` packed, to the bit.
 *
 * @example unpackColumns(packColumns(columns))
 */
export function unpackColumns({ rowCount, columns, block }: PackedColumns): Columns {
  let offset = 0;
  const entries = columns.map((column): readonly [string, Column] => {
    const bytes = block.subarray(offset, offset + column.bytes);
    offset += column.bytes;
    return [column.name, unpackColumn(column, bytes)];
  });
  return { ...columnsFromEntries(entries), rowCount };
}

function unpackColumn(column: PackedColumn, bytes: Uint8Array): Column {
  const { kind, form, width, low, unit, scale, distinct, categories } = column;
  if (kind === "category") {
    return { kind, codes: Int32Array.from(integers(bytes, width), (code) => code - 1), categories };
  }
  if (form === "float32") return { kind, values: Float64Array.from(new Float32Array(unshuffled(bytes, 4).buffer)) };
  if (form === "float64") return { kind, values: new Float64Array(unshuffled(bytes, 8).buffer) };
  if (form === "integer") {
    return {
      kind,
      values: Float64Array.from(integers(bytes, width), (code) =>
        code === 0 ? Number.NaN : ((code - 1 + low) * unit) / scale,
      ),
    };
  }
  const known = new Float64Array(Uint8Array.from(bytes.subarray(0, 8 * distinct)).buffer);
  const codes = integers(bytes.subarray(8 * distinct), width);
  return {
    kind,
    values: Float64Array.from(codes, (code) => (code === 0 ? Number.NaN : (known[code - 1] ?? Number.NaN))),
  };
}

function integers(bytes: Uint8Array, width: 1 | 2 | 4): ArrayLike<number> {
  const { buffer } = unshuffled(bytes, width);
  return width === 1 ? new Uint8Array(buffer) : width === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
}
