import { FormatError } from "./errors.js";
import type { Json, JsonObject } from "./json.js";

/** Reads the fields of a JSON object strictly; every refusal names the place of the field. */
export interface JsonReader {
  /** Where this object stands, for example `pipeline.steps[2]`. */
  readonly place: string;
  /** Whether the field is there and not null. */
  has(key: string): boolean;
  text(key: string): string;
  number(key: string): number;
  integer(key: string): number;
  boolean(key: string): boolean;
  texts(key: string): readonly string[];
  numbers(key: string): readonly number[];
  /** Numbers where null stands for NaN. */
  numbersOrMissing(key: string): readonly number[];
  /** Texts where null is allowed. */
  textsOrNull(key: string): readonly (string | null)[];
  object(key: string): JsonReader;
  objects(key: string): readonly JsonReader[];
  /** The field as it is. */
  value(key: string): Json;
  keys(): readonly string[];
}

/** A strict reader of the object `value`; `place` names it in errors. */
export function jsonReader(value: Json | undefined, place: string): JsonReader {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new FormatError(`${place}: must be an object, got ${described(value)}`);
  }
  const object = value as JsonObject;

  const field = (key: string): Json => {
    const found = Object.hasOwn(object, key) ? object[key] : undefined;
    if (found === undefined) throw new FormatError(`${place}: field "${key}" is missing`);
    return found;
  };
  const refuse = (key: string, wanted: string, got: Json | undefined): never => {
    throw new FormatError(`${place}.${key}: must be ${wanted}, got ${described(got)}`);
  };
  const list = (key: string, wanted: string): readonly Json[] => {
    const found = field(key);
    return Array.isArray(found) ? found : refuse(key, wanted, found);
  };
  const typed = <Kind extends "string" | "number" | "boolean">(key: string, kind: Kind, wanted: string): Json => {
    const found = field(key);
    return typeof found === kind ? found : refuse(key, wanted, found);
  };

  return {
    place,
    has: (key) => Object.hasOwn(object, key) && object[key] !== undefined && object[key] !== null,
    text: (key) => typed(key, "string", "a text") as string,
    number: (key) => typed(key, "number", "a number") as number,
    integer: (key) => {
      const found = typed(key, "number", "a whole number") as number;
      return Number.isInteger(found) ? found : refuse(key, "a whole number", found);
    },
    boolean: (key) => typed(key, "boolean", "true or false") as boolean,
    texts: (key) => {
      const items = list(key, "a list of texts");
      for (const item of items) if (typeof item !== "string") refuse(key, "a list of texts", item);
      return items as readonly string[];
    },
    numbers: (key) => {
      const items = list(key, "a list of numbers");
      for (const item of items) if (typeof item !== "number") refuse(key, "a list of numbers", item);
      return items as readonly number[];
    },
    numbersOrMissing: (key) =>
      list(key, "a list of numbers or null").map((item) =>
        item === null ? Number.NaN : typeof item === "number" ? item : refuse(key, "a list of numbers or null", item),
      ),
    textsOrNull: (key) => {
      const items = list(key, "a list of texts or null");
      for (const item of items)
        if (item !== null && typeof item !== "string") refuse(key, "a list of texts or null", item);
      return items as readonly (string | null)[];
    },
    object: (key) => jsonReader(field(key), `${place}.${key}`),
    objects: (key) =>
      list(key, "a list of objects").map((item, index) => jsonReader(item, `${place}.${key}[${index}]`)),
    value: field,
    keys: () => Object.keys(object),
  };
}

function described(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "an object";
  return JSON.stringify(value).slice(0, 40);
}
