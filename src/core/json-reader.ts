import { FormatError } from "./errors.js";
import type { Json, JsonObject } from "./json.js";
import { showJson } from "./show-json.js";

/** Reads the fields of a JSON object and checks their types; every error names the path of the field. */
export interface JsonReader {
  /** Path of this object, for example `pipeline.steps[2]`. */
  readonly path: string;
  /** Whether the field is present and not null. */
  has(key: string): boolean;
  string(key: string): string;
  number(key: string): number;
  integer(key: string): number;
  boolean(key: string): boolean;
  strings(key: string): readonly string[];
  numbers(key: string): readonly number[];
  /** Numbers, with null read as NaN. */
  numbersOrMissing(key: string): readonly number[];
  /** Strings, with null allowed. */
  stringsOrNull(key: string): readonly (string | null)[];
  object(key: string): JsonReader;
  objects(key: string): readonly JsonReader[];
  /** The field, unchecked. */
  value(key: string): Json;
  keys(): readonly string[];
  /** The error of a field that is not what was expected, such as "a number > 0, got -1". */
  invalid(key: string, expected: string): FormatError;
}

/**
 * A reader of the object `value` that checks types; `path` names the object in errors.
 *
 * @throws FormatError when `value` is not an object.
 * @example jsonReader({ bins: 4 }, "step").integer("bins") // 4
 */
export function jsonReader(value: Json | undefined, path: string): JsonReader {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw invalid(path, `an object, got ${showJson(value)}`);
  }
  const object = value as JsonObject;

  const field = (key: string): Json => {
    const found = Object.hasOwn(object, key) ? object[key] : undefined;
    if (found === undefined) throw new FormatError(`${path}: missing field "${key}"; write the file again`);
    return found;
  };
  const fail = (key: string, expected: string, got: Json | undefined): never => {
    throw invalid(`${path}.${key}`, `${expected}, got ${showJson(got)}`);
  };
  const array = (key: string, expected: string): readonly Json[] => {
    const found = field(key);
    return Array.isArray(found) ? found : fail(key, expected, found);
  };
  const typed = <Kind extends "string" | "number" | "boolean">(key: string, kind: Kind, expected: string): Json => {
    const found = field(key);
    return typeof found === kind ? found : fail(key, expected, found);
  };

  return {
    path,
    has: (key) => Object.hasOwn(object, key) && object[key] !== undefined && object[key] !== null,
    string: (key) => typed(key, "string", "a string") as string,
    number: (key) => {
      const found = typed(key, "number", "a number") as number;
      return Number.isFinite(found) ? found : fail(key, "a finite number", found);
    },
    integer: (key) => {
      const found = typed(key, "number", "an integer") as number;
      return Number.isInteger(found) ? found : fail(key, "an integer", found);
    },
    boolean: (key) => typed(key, "boolean", "true or false") as boolean,
    strings: (key) => {
      const items = array(key, "an array of strings");
      for (const item of items) if (typeof item !== "string") fail(key, "an array of strings", item);
      return items as readonly string[];
    },
    numbers: (key) => {
      const items = array(key, "an array of numbers");
      for (const item of items) if (!Number.isFinite(item)) fail(key, "an array of finite numbers", item);
      return items as readonly number[];
    },
    numbersOrMissing: (key) =>
      array(key, "an array of numbers or null").map((item) =>
        item === null
          ? Number.NaN
          : isFiniteNumber(item)
            ? item
            : fail(key, "an array of finite numbers or null", item),
      ),
    stringsOrNull: (key) => {
      const items = array(key, "an array of strings or null");
      for (const item of items)
        if (item !== null && typeof item !== "string") fail(key, "an array of strings or null", item);
      return items as readonly (string | null)[];
    },
    object: (key) => jsonReader(field(key), `${path}.${key}`),
    objects: (key) =>
      array(key, "an array of objects").map((item, index) => jsonReader(item, `${path}.${key}[${index}]`)),
    value: field,
    keys: () => Object.keys(object),
    invalid: (key, expected) => invalid(`${path}.${key}`, expected),
  };
}

function invalid(path: string, expected: string): FormatError {
  return new FormatError(`${path}: expected ${expected}; write the file again`);
}

/** JSON has no infinite numbers, but a number such as 1e999 is parsed as one. */
function isFiniteNumber(value: Json): value is number {
  return Number.isFinite(value);
}
