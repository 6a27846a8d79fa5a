import type { Json } from "../../core/json.js";
import { showJson } from "../../core/show-json.js";
import { parsePythonFloat } from "../../tracking/files/parse-python-float.js";
import { parseBody, readBody } from "../request-body.js";
import type { ServiceRequest } from "../service-request.js";
import { MlflowError } from "./mlflow-error.js";

/** Bytes of a JSON body: MLflow's clients send at most 1 MB of values, and a dataset's profile of up to 16 MB. */
const bodyLimit = 20_000_000;

/**
 * The fields of a request, from its JSON body or its query, read the way that protocol buffers read JSON: integers may
 * be strings, also "1e+05" (the R client's 100000), numbers may be "NaN" and "Infinity", null is an absent field.
 */
export class MlflowFields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #prefix: string;

  constructor(values: ReadonlyMap<string, unknown>, prefix = "") {
    this.#values = values;
    this.#prefix = prefix;
  }

  /** Fields of a request, with those in its path. */
  static async read({ request, url, params }: ServiceRequest): Promise<MlflowFields> {
    const values = new Map<string, unknown>();
    for (const name of new Set(url.searchParams.keys())) {
      const all = url.searchParams.getAll(name);
      values.set(name, all.length > 1 ? all : all[0]);
    }
    if (request.method !== "GET") {
      const body = await readBody(request, bodyLimit);
      if (body.trim() !== "") for (const [name, value] of toEntries(parseJsonBody(body), "")) values.set(name, value);
    }
    for (const [name, value] of Object.entries(params)) values.set(name, value);
    return new MlflowFields(values);
  }

  has(name: string): boolean {
    const value = this.#values.get(name);
    return value !== undefined && value !== null;
  }

  /** A string; undefined when it is absent. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : this.#fail(name, "a string", value);
  }

  /** A string that must be there and must not be empty. */
  requiredText(name: string): string {
    const value = this.text(name);
    return value === undefined || value === "" ? this.#missing(name) : value;
  }

  /** An integer; undefined when it is absent. */
  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null || value === "") return undefined;
    const number = typeof value === "string" ? parsePythonFloat(value) : value;
    return Number.isSafeInteger(number) ? (number as number) : this.#fail(name, "an integer", value);
  }

  requiredInteger(name: string): number {
    return this.integer(name) ?? this.#missing(name);
  }

  /** A number, also as "NaN", "Infinity" and "-Infinity". */
  requiredNumber(name: string): number {
    const value = this.#values.get(name) ?? this.#missing(name);
    const number = typeof value === "string" ? parsePythonFloat(value) : value;
    return typeof number === "number" ? number : this.#fail(name, "a number", value);
  }

  flag(name: string): boolean {
    const value = this.#values.get(name);
    return value === true || (typeof value === "string" && value.toLowerCase() === "true");
  }

  /** Strings of an array; one string of a query is an array, too. */
  strings(name: string): string[] {
    const value = this.#values.get(name);
    return (typeof value === "string" ? [value] : this.#array(name)).map((item) =>
      typeof item === "string" ? item : this.#fail(name, "strings", item),
    );
  }

  /** Objects of an array. */
  objects(name: string): MlflowFields[] {
    return this.#array(name).map((item, index) => {
      const prefix = `${this.#prefix}${name}[${index}].`;
      return new MlflowFields(new Map(toEntries(item, prefix)), prefix);
    });
  }

  /** An object; without fields when it is absent. */
  object(name: string): MlflowFields {
    const prefix = `${this.#prefix}${name}.`;
    return new MlflowFields(new Map(this.has(name) ? toEntries(this.#values.get(name), prefix) : []), prefix);
  }

  /** An array of `{key, value}` objects, without repeated keys. */
  pairs(name: string): Readonly<Record<string, string>> {
    const pairs = new Map<string, string>();
    for (const item of this.objects(name)) {
      const [key, value] = [item.requiredText("key"), item.text("value") ?? ""];
      if (pairs.has(key) && pairs.get(key) !== value) {
        throw invalid(`${this.#prefix}${name}: key ${JSON.stringify(key)} is given with two values`);
      }
      pairs.set(key, value);
    }
    return Object.fromEntries(pairs);
  }

  #array(name: string): readonly unknown[] {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : this.#fail(name, "an array", value);
  }

  #missing(name: string): never {
    throw invalid(`missing value for required parameter '${this.#prefix}${name}'`);
  }

  #fail(name: string, expected: string, value: unknown): never {
    const shown = (JSON.stringify(value) ?? typeof value).slice(0, 80);
    throw invalid(`parameter '${this.#prefix}${name}': expected ${expected}, got ${shown}`);
  }
}

function toEntries(value: unknown, prefix: string): [string, unknown][] {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return Object.entries(value);
  const where = prefix === "" ? "the body" : `parameter '${prefix.slice(0, -1)}'`;
  throw invalid(`${where}: expected a JSON object, got ${showJson(value)}`);
}

function parseJsonBody(body: string): Json {
  try {
    return parseBody(body);
  } catch (cause) {
    if (!/[[:,]\s*-?(NaN|Infinity)\b/.test(body)) throw cause;
    const message = 'the body has NaN or Infinity without quotes, which is not JSON; send "NaN" or "Infinity"';
    throw new MlflowError("BAD_REQUEST", message, { cause });
  }
}

function invalid(message: string): MlflowError {
  return new MlflowError("INVALID_PARAMETER_VALUE", message);
}
