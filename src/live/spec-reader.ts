import { checkOptionNames } from "../core/check-option-names.js";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import { predictionColumn } from "./live-spec.js";

/** Checks the fields of an object of a page's description; every error names the path of the field. */
export interface SpecReader {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Refuses fields with other names. */
  known(names: readonly string[]): void;
  /** Checks that the fields are strings where they are present. */
  text(...keys: readonly string[]): void;
  /** The field, one of `choices`. */
  choice(key: string, choices: readonly string[], required?: boolean): string | undefined;
  /** The field, the name of a column. */
  column(key: string, required?: boolean): string | undefined;
  /** Checks that the field names a column of numbers or times. */
  number(key: string, required?: boolean): void;
  /** Checks that the field, where present, names a column of labels. */
  label(key: string): void;
  /** Checks that the field, where present, is an integer between `least` (1) and `most`. */
  count(key: string, most?: number, least?: number): void;
  /** Refuses a page without predictions. */
  needPrediction(): void;
  object(key: string): SpecReader;
  /** Reads the fields of an array, or of an object that may hold anything. */
  inside(key: string): SpecReader;
  /** The objects of an array; none where the field is missing. */
  items(key: string): readonly SpecReader[];
  wrong(key: string, expected: string): ArgumentError;
}

type Kinds = ReadonlyMap<string, Column["kind"]>;

/** Reads `value`, which errors call `path`; `columns` are the columns that it may name. */
export function specReader(value: unknown, path: string, columns: Kinds): SpecReader {
  if (typeof value !== "object" || value === null) {
    throw new ArgumentError(`${path}: expected an object, got ${shown(value)}; write the page again`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const wrong = (key: string, expected: string): ArgumentError =>
    new ArgumentError(`${path}.${key}: expected ${expected}, got ${shown(fields[key])}; write the page again`);
  const column = (key: string, required = true): string | undefined => {
    const name = fields[key];
    if (name === undefined && !required) return undefined;
    if (typeof name !== "string") throw wrong(key, "the name of a column");
    if (columns.has(name)) return name;
    if (name === predictionColumn) throw withoutPrediction(path);
    const known = [...columns.keys()];
    throw new ArgumentError(
      `${path}.${key}: unknown column ${shown(name)}; expected ${known.slice(0, 20).join(", ")}${didYouMean(name, known)}`,
    );
  };
  return {
    path,
    fields,
    wrong,
    column,
    known: (names) => checkOptionNames(path, fields, names),
    text: (...keys) => {
      for (const key of keys)
        if (fields[key] !== undefined && typeof fields[key] !== "string") throw wrong(key, "a string");
    },
    choice: (key, choices, required = false) => {
      const found = fields[key];
      if (found === undefined && !required) return undefined;
      if (typeof found === "string" && choices.includes(found)) return found;
      const near = typeof found === "string" ? didYouMean(found, choices) : "";
      throw new ArgumentError(`${path}.${key}: expected ${choices.join(", ")}, got ${shown(found)}${near}`);
    },
    number: (key, required = false) => {
      const name = column(key, required);
      if (name === undefined || ["number", "time"].includes(columns.get(name) ?? "")) return;
      throw new ArgumentError(`${path}.${key}: column "${name}" holds labels; expected a column of numbers`);
    },
    label: (key) => {
      const name = column(key, false);
      if (name === undefined || !["number", "time"].includes(columns.get(name) ?? "")) return;
      throw new ArgumentError(`${path}.${key}: column "${name}" holds numbers; expected a column of labels`);
    },
    count: (key, most = 1_000, least = 1) => {
      const found = fields[key];
      if (found === undefined) return;
      if (!Number.isInteger(found) || Number(found) < least || Number(found) > most) {
        throw wrong(key, `an integer from ${least} to ${most}`);
      }
    },
    needPrediction: () => {
      if (!columns.has(predictionColumn)) throw withoutPrediction(path);
    },
    object: (key) => specReader(fields[key], `${path}.${key}`, columns),
    inside: (key) => specReader(fields[key], `${path}.${key}`, columns),
    items: (key) => {
      const found = fields[key] ?? [];
      if (!Array.isArray(found)) throw wrong(key, "an array");
      return found.map((item, position) => specReader(item, `${path}.${key}[${position}]`, columns));
    },
  };
}

function withoutPrediction(path: string): ArgumentError {
  return new ArgumentError(`${path}: the column "prediction" needs a model; pass live({ model })`);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
