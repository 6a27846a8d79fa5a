import type { DataFrame } from "nodejs-polars";
import { NotFoundError } from "../core/errors.js";

/** Two columns of a frame as a figure takes them. */
export interface XYValues {
  readonly x: AxisValues;
  readonly y: AxisValues;
}

/** The cells of one column: numbers, texts or dates. */
export type AxisValues = readonly (number | null)[] | readonly string[] | readonly Date[];

/**
 * Two columns of a frame as the x and y of a figure: `lineFigure({ name: "rain", ...toXY(frame, "month", "rain") }, ...)`.
 * Whole numbers become plain numbers.
 */
export function toXY(frame: DataFrame, x: string, y: string): XYValues {
  return { x: valuesOf(frame, x), y: valuesOf(frame, y) };
}

function valuesOf(frame: DataFrame, name: string): AxisValues {
  if (!frame.columns.includes(name)) {
    throw new NotFoundError(`toXY: no column "${name}"; there are ${frame.columns.join(", ")}`);
  }
  const values: readonly unknown[] = frame.getColumn(name).toArray();
  return values.map((value) => (typeof value === "bigint" ? Number(value) : value)) as AxisValues;
}
