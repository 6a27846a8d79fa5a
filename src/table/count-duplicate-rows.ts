import type { DataFrame } from "nodejs-polars";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { loadPolars } from "./load-polars.js";

/**
 * The number of rows that repeat the key of an earlier row; 0 when the key identifies every row. A check before joining
 * on the key or splitting by it.
 *
 * @throws NotFoundError when the frame has no such column.
 * @example countDuplicateRows(loadPolars().DataFrame({ day: [1, 1, 2] }), "day") // 1
 */
export function countDuplicateRows(frame: DataFrame, key: string | readonly string[]): number {
  const names = typeof key === "string" ? [key] : [...key];
  if (names.length === 0)
    throw new ArgumentError("duplicateRows: the key needs at least one column; name the key in the schema");
  for (const name of names) {
    if (!frame.columns.includes(name)) {
      throw new NotFoundError(`duplicateRows: no column "${name}"; the frame has ${frame.columns.join(", ")}`);
    }
  }
  if (frame.height === 0) return 0;
  return frame.height - frame.select(loadPolars().col(names)).unique().height;
}
