import { checkRows } from "./check-rows.js";

/**
 * The values at the indices `rows`, in that order.
 *
 * @throws ArgumentError for an index that no value has.
 * @example takeValues(Float64Array.of(7, 8), Int32Array.of(1))[0] // 8
 */
export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  checkRows("takeValues", rows, values.length);
  return gatherValues(values, rows);
}

/** As `takeValues`; NaN at the index -1. */
export function gatherValues(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) taken[index] = values[rows[index] as number] as number;
  return taken;
}
