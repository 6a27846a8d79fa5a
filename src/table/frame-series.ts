import type { DataFrame } from "nodejs-polars";
import { NotFoundError } from "../core/errors.js";

/** Two columns of a frame as a figure takes them. */
export interface FrameSeries {
  readonly x: FrameValues;
  readonly y: FrameValues;
}

/** The cells of one column: numbers, texts or dates. */
export type FrameValues = readonly (number | null)[] | readonly string[] | readonly Date[];

/**
 * Two columns of a frame as the x and y of a figure: `lineFigure({ name: "rain", ...frameSeries(frame, "month", "rain") }, ...)`.
 * Whole numbers become plain numbers.
 */
export function frameSeries(frame: DataFrame, x: string, y: string): FrameSeries {
  return { x: valuesOf(frame, x), y: valuesOf(frame, y) };
}

function valuesOf(frame: DataFrame, name: string): FrameValues {
  if (!frame.columns.includes(name)) {
    throw new NotFoundError(`frameSeries: no column "${name}"; there are ${frame.columns.join(", ")}`);
  }
  const values: readonly unknown[] = frame.getColumn(name).toArray();
  return values.map((value) => (typeof value === "bigint" ? Number(value) : value)) as FrameValues;
}
