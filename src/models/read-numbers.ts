import type { JsonReader } from "../core/json-reader.js";

/** An array of a model's JSON with a given number of numbers. */
export function readNumbers(json: JsonReader, key: string, count: number): Float64Array {
  const values = Float64Array.from(json.numbers(key));
  if (values.length === count) return values;
  throw json.invalid(key, `${count} numbers, got ${values.length}`);
}
