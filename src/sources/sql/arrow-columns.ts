import type { DataFrame, Series } from "nodejs-polars";
import type { SqlColumn } from "./sql-session.js";

const kinds: Readonly<Record<string, SqlColumn["kind"]>> = {
  Bool: "boolean",
  Date: "datetime",
  Datetime: "datetime",
  Decimal: "decimal",
  Float32: "number",
  Float64: "number",
  Null: "text",
  String: "text",
  Utf8: "text",
  Categorical: "text",
};

/** The columns of a frame that came as Arrow or Parquet. */
export function arrowColumns(frame: DataFrame): SqlColumn[] {
  return frame.columns.map((name) => toColumn(name, frame.getColumn(name)));
}

function toColumn(name: string, series: Series): SqlColumn {
  const type = getType(series);
  if (type === "Binary") return { name, kind: "blob", type: "binary" };
  const kind = /^U?Int\d+$/.test(type) ? "integer" : (kinds[type] ?? "nested");
  return { name, kind, type: type.toLowerCase(), fraction: type === "Datetime" ? 6 : 0 };
}

/** The engine has no type for bytes in JavaScript: asking for it is an error. */
function getType(series: Series): string {
  try {
    return series.dtype.variant;
  } catch {
    return "Binary";
  }
}
