import type { Expr } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "../schema/column.js";

/**
 * Strings of numbers in the plain form that the engine reads (`1234.5`), from the marks of the column: thousands,
 * decimal comma, percent sign. A string that is not exactly such a number becomes null: groups that are not three
 * digits, a point where the comma parts.
 */
export function numberText(text: Expr, { thousands, decimal, percent = false }: NumberMarks): Expr {
  const pl = loadPolars();
  const mark = escaped(decimal ?? ".");
  const grouped = thousands === undefined ? "" : `[1-9][0-9]{0,2}(${escaped(thousands)}[0-9]{3})+|`;
  const end = percent ? "(\\s?%)?$" : "$";
  const form = `^[+-]?((${grouped}[0-9]+)(${mark}[0-9]*)?|${mark}[0-9]+)([eE][+-]?[0-9]+)?${end}`;
  let plain = text;
  if (percent) plain = plain.str.replace("\\s?%$", "");
  if (thousands !== undefined) plain = plain.str.replaceAll(thousands, "", true);
  if (decimal !== undefined) plain = plain.str.replace(decimal, ".", true);
  return pl.when(text.str.contains(form)).then(plain).otherwise(pl.lit(null));
}

/** Whether the strings of a column need `numberText`. */
export function hasNumberMarks({ thousands, decimal, percent = false }: NumberMarks): boolean {
  return thousands !== undefined || decimal !== undefined || percent;
}

type NumberMarks = Pick<ColumnSpec, "thousands" | "decimal" | "percent">;

function escaped(mark: string): string {
  return mark === "." ? "\\." : mark;
}
