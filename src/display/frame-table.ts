import type { DataFrame } from "nodejs-polars";
import type { Table, TableCell } from "../report/tables/table.js";
import { formatCells } from "../table/format-cells.js";
import type { TableSchema } from "../table/schema/schema.js";

/** The first rows of a frame as a table, with the units that a schema gives. */
export function frameTable(frame: DataFrame, rows: number, schema?: TableSchema): Table {
  const { columns, cells, shape } = formatCells(frame, {
    rows,
    missing: "",
    schema,
  });
  const onlyDays = columns.map(
    (column, index) => isTime(column.dtype) && cells.every((row) => midnight.test(row[index] ?? "")),
  );
  return {
    columns: columns.map(({ name, unit, isNumeric }) => ({
      name,
      align: isNumeric ? "right" : "left",
      unit,
    })),
    rows: cells.map((row) =>
      row.map((text, index): TableCell => {
        if (text === "") return null;
        const column = columns[index];
        if (column?.isNumeric)
          return Number.isSafeInteger(Number(text)) || text.includes(".") || text.includes("e") ? Number(text) : text;
        if (onlyDays[index]) return text.slice(0, 10);
        return isTime(column?.dtype ?? "") ? text.replace(/\.0+$/, "") : text;
      }),
    ),
    totalRows: shape.rows,
  };
}

const midnight = /^(|\d{4}-\d{2}-\d{2} 00:00:00(\.0+)?)$/;

function isTime(dtype: string): boolean {
  return dtype.startsWith("Datetime");
}
