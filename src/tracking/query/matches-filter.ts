import { parsePythonFloat } from "../files/parse-python-float.js";
import type { RunFilter } from "./parse-filter.js";
import type { FieldValue, RunField } from "./run-field.js";

/** Values of a field of one run: none, one, or several for datasets. */
export type ReadField = (field: RunField) => readonly FieldValue[];

/**
 * Whether a run matches a filter. A run without the field matches IS NULL only, not even `!=`, as in MLflow.
 *
 * @example matchesFilter({ kind: "null", field: { kind: "tag", key: "a" }, not: false }, () => []) // true
 */
export function matchesFilter(filter: RunFilter, read: ReadField): boolean {
  switch (filter.kind) {
    case "and":
      return filter.parts.every((part) => matchesFilter(part, read));
    case "or":
      return filter.parts.some((part) => matchesFilter(part, read));
    case "null":
      return read(filter.field).some((value) => value !== undefined) === filter.not;
    case "in":
      return present(read(filter.field)).some(
        (value) => filter.values.some((item) => compare(filter.field, value, "=", item)) !== filter.not,
      );
    case "compare":
      return present(read(filter.field)).some((value) => compare(filter.field, value, filter.operator, filter.value));
  }
}

function present(values: readonly FieldValue[]): (string | number)[] {
  return values.filter((value) => value !== undefined);
}

function compare(field: RunField, found: string | number, operator: string, value: string | number): boolean {
  if (typeof value === "number") {
    const number = typeof found === "number" ? found : parsePythonFloat(found.trim());
    return number !== undefined && compareNumbers(number, operator, value);
  }
  const isStatus = field.kind === "attribute" && field.key === "status";
  const [text, expected] = isStatus ? [String(found), value.toUpperCase()] : [String(found), value];
  if (operator === "=") return text === expected;
  if (operator === "!=") return text !== expected;
  return likePattern(expected, operator === "ILIKE" ? "isu" : "su").test(text);
}

function compareNumbers(found: number, operator: string, value: number): boolean {
  switch (operator) {
    case "=":
      return found === value;
    case "!=":
      return found !== value;
    case "<":
      return found < value;
    case "<=":
      return found <= value;
    case ">":
      return found > value;
    default:
      return found >= value;
  }
}

const patterns = new Map<string, RegExp>();

/** SQL's LIKE: `%` is any characters, `_` is one. */
function likePattern(pattern: string, flags: string): RegExp {
  const key = `${flags}:${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => (character === "-" ? "\\x2d" : `\\${character}`))
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  const made = new RegExp(`^${source}$`, flags);
  if (patterns.size > 100) patterns.clear();
  patterns.set(key, made);
  return made;
}
