import { ArgumentError } from "../core/errors.js";

/** @throws ArgumentError naming the first index that is not one of `count` rows. */
export function checkRows(caller: string, rows: Int32Array, count: number): void {
  const unknown = rows.find((row) => !(row >= 0 && row < count));
  if (unknown !== undefined) {
    throw new ArgumentError(`${caller}: no row has the index ${unknown}; pass indices from 0 to ${count - 1}`);
  }
}
