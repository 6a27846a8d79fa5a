import type { Expr } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import type { ColumnSpec } from "../schema/column.js";

/**
 * Strings of numbers in the plain form that the engine reads (`1234.5`), from the marks of the column: thousands,
 * decimal comma, percent sign. A string that is not exactly such a number becomes null: groups that are not three
 * digits, a point where the comma parts.
 */
export function numberText(text: Expr, marks: NumberMarks): Expr {
  const { thousands, decimal, percent = false } = marks;
  const pl = loadPolars();
  let plain = text;
  if (percent) plain = plain.str.replace("\\s?%$", "");
  if (thousands !== undefined) plain = plain.str.replaceAll(thousands, "", true);
  if (decimal !== undefined) plain = plain.str.replace(decimal, ".", true);
  return pl
    .when(text.str.contains(numberPattern(marks)))
    .then(plain)
    .otherwise(pl.lit(null));
}

/** Regular expression of the numbers with the marks of a column. */
export function numberPattern({ thousands, decimal, percent = false }: NumberMarks): string {
  const mark = escaped(decimal ?? ".");
  const grouped = thousands === undefined ? "" : `[1-9][0-9]{0,2}(${escaped(thousands)}[0-9]{3})+|`;
  const end = percent ? "(\\s?%)?$" : "$";
  return `^[+-]?((${grouped}[0-9]+)(${mark}[0-9]*)?|${mark}[0-9]+)([eE][+-]?[0-9]+)?${end}`;
}

/** Whether the strings of a column need `numberText`. */
export function hasNumberMarks({ thousands, decimal, percent = false }: NumberMarks): boolean {
  return thousands !== undefined || decimal !== undefined || percent;
}

type NumberMarks = Pick<ColumnSpec, "thousands" | "decimal" | "percent">;

function escaped(mark: string): string {
  return mark === "." ? "\\." : mark;
}
