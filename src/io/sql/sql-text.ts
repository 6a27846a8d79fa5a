import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../../core/errors.js";
import { isFrame } from "../../table/is-frame.js";

/**
 * What may stand in a query: a frame where a table is asked for; anything else is a value, and a list of values is a
 * list in parentheses.
 */
export type SqlValue =
  | DataFrame
  | string
  | number
  | bigint
  | boolean
  | Date
  | null
  | readonly (string | number | bigint | boolean | Date)[];

/** A value that is bound to a query, never part of its text. */
export type BoundValue = string | number | bigint | boolean | Date | null;

/** A query as the engine takes it. */
export interface SqlText {
  readonly text: string;
  /** Bound as `$1`, `$2` and so on. */
  readonly values: readonly BoundValue[];
  /** Frames that stand in the text, under the names they have there. */
  readonly frames: ReadonlyMap<string, DataFrame>;
}

/**
 * The text of a query with every value as a numbered parameter and every frame as a name; nothing that is put in
 * becomes part of the text.
 *
 * @example sqlText(["select * from t where hour > ", ""], [7]).text // "select * from t where hour > $1"
 */
export function sqlText(
  parts: readonly string[],
  inserted: readonly SqlValue[],
  taken: readonly string[] = [],
): SqlText {
  const values: BoundValue[] = [];
  const names = new Map<DataFrame, string>();
  const bind = (value: unknown, position: number): string => {
    values.push(checked(value, position));
    return `$${values.length}`;
  };
  const frameName = (frame: DataFrame): string => {
    for (let count = names.size + 1; !names.has(frame); count++) {
      if (!taken.includes(`frame_${count}`)) names.set(frame, `frame_${count}`);
    }
    return names.get(frame) ?? "";
  };
  const text = parts.map((part, index) => {
    if (index >= inserted.length) return part;
    const value: unknown = inserted[index];
    if (isFrame(value)) return part + frameName(value);
    if (!Array.isArray(value)) return part + bind(value, index + 1);
    if (value.length === 0) {
      throw new ArgumentError(
        `sql: value ${index + 1} is an empty list, which SQL cannot hold; leave the condition out`,
      );
    }
    return `${part}(${value.map((item) => bind(item, index + 1)).join(", ")})`;
  });
  return { text: text.join(""), values, frames: new Map([...names].map(([frame, name]) => [name, frame])) };
}

function checked(value: unknown, position: number): BoundValue {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "bigint")
    return value;
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
    throw new ArgumentError(
      `sql: value ${position} is ${value}, beyond 2^53 where numbers are no longer exact; pass a bigint`,
    );
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw new ArgumentError(
    `sql: value ${position} is ${value === undefined ? "undefined" : String(value)}; a query takes strings, numbers, booleans, dates, null, lists of them, and frames as tables`,
  );
}
