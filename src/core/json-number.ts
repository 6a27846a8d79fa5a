import type { Json } from "./json.js";

/**
 * A value as JSON, in which NaN and infinities are strings: JSON does not have them, and `null` would compare as 0.
 *
 * @example toPlainJson({ rmse: Number.NaN }) // { rmse: "NaN" }
 */
export function toPlainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, nonFiniteAsStrings)) as Json;
}

/** For JSON.stringify: NaN and infinities as strings. */
export function nonFiniteAsStrings(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The numbers of a record in such JSON; other values are left out. */
export function fromJsonNumbers(json: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const number = fromJsonNumber(value);
      return number === undefined ? [] : [[name, number]];
    }),
  );
}

/**
 * The number that such JSON holds; `null`, which JSON.stringify writes for NaN, is NaN. Undefined for other values.
 *
 * @example fromJsonNumber("-Infinity") // -Infinity
 */
export function fromJsonNumber(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  if (json === null || json === "NaN") return Number.NaN;
  if (typeof json !== "string" || json.trim() === "") return undefined;
  const number = Number(json);
  return Number.isNaN(number) ? undefined : number;
}
