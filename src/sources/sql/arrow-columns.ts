import type { DataFrame, Series } from "nodejs-polars";
import { getVariant } from "../../table/get-variant.js";
import type { SqlColumn } from "./sql-session.js";

const kinds: Readonly<Record<string, SqlColumn["kind"]>> = {
  Bool: "boolean",
  Date: "datetime",
  Datetime: "datetime",
  Decimal: "decimal",
  Float16: "number",
  Float32: "number",
  Float64: "number",
  Null: "text",
  String: "text",
  Utf8: "text",
  Categorical: "text",
  Enum: "text",
};

/** The columns of a frame that came as Arrow or Parquet. */
export function arrowColumns(frame: DataFrame): SqlColumn[] {
  return frame.columns.map((name) => toColumn(name, frame.getColumn(name)));
}

function toColumn(name: string, series: Series): SqlColumn {
  const type = getVariant(series);
  if (type === "Binary") return { name, kind: "blob", type: "binary" };
  const kind = /^U?Int\d+$/.test(type) ? "integer" : (kinds[type] ?? "nested");
  return { name, kind, type: type.toLowerCase(), fraction: type === "Datetime" ? 6 : 0 };
}
