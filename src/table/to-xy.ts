import type { DataFrame } from "nodejs-polars";
import { NotFoundError } from "../core/errors.js";

/** Two columns of a frame as the x and y of a figure. */
export interface XYValues {
  readonly x: AxisValues;
  readonly y: AxisValues;
}

/** The cells of one column: numbers, strings or dates. */
export type AxisValues = readonly (number | null)[] | readonly string[] | readonly Date[];

/**
 * Two columns of a frame as the x and y of a figure: `lineFigure({ name: "rain", ...toXY(frame, "month", "rain") }, ...)`.
 * 64-bit integers become numbers.
 *
 * @example toXY(loadPolars().DataFrame({ hour: [7, 8], cars: [1, 2] }), "hour", "cars").y // [1, 2]
 */
export function toXY(frame: DataFrame, x: string, y: string): XYValues {
  return { x: toAxisValues(frame, x), y: toAxisValues(frame, y) };
}

function toAxisValues(frame: DataFrame, name: string): AxisValues {
  if (!frame.columns.includes(name)) {
    throw new NotFoundError(`toXY: no column "${name}"; the frame has ${frame.columns.join(", ")}`);
  }
  const values: readonly unknown[] = frame.getColumn(name).toArray();
  return values.map((value) => (typeof value === "bigint" ? Number(value) : value)) as AxisValues;
}
