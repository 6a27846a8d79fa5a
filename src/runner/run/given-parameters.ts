import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { ArgumentError, FormatError, NotFoundError } from "../../core/errors.js";
import { type Json, type JsonObject, parseJson } from "../../core/json.js";

/** Values of parameters from a JSON (`.json`) or YAML (`.yaml`, `.yml`) file. */
export async function readParameterFile(path: string): Promise<{ readonly [name: string]: Json }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new NotFoundError(
      `run: cannot read parameter file ${path}: ${(cause as Error).message}; check the path given with -f`,
      { cause },
    );
  }
  const value = await parse(text, path);
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as JsonObject as never;
  throw new FormatError(
    `run: ${path}: expected values by name, such as {"year": 2020} or year: 2020; write a name and a value for each parameter`,
  );
}

async function parse(text: string, path: string): Promise<Json> {
  const kind = extname(path).toLowerCase();
  if (kind === ".json") {
    const value = parseJson(text, path, "run");
    return /\d{16}/.test(text) ? await parseYaml(text, path) : value;
  }
  if (kind !== ".yaml" && kind !== ".yml") {
    throw new ArgumentError(`run: -f: expected a .json, .yaml or .yml file, got ${path}; rename the file`);
  }
  return await parseYaml(text, path);
}

async function parseYaml(text: string, path: string): Promise<Json> {
  const yaml = await import("yaml");
  try {
    return exactIntegers(yaml.parse(text, { intAsBigInt: true }));
  } catch (cause) {
    throw new FormatError(
      `run: ${path} is not valid YAML: ${(cause as Error).message.split("\n")[0]}; fix the syntax there`,
      { cause },
    );
  }
}

/** Integers above 2^53 as strings of their digits. */
function exactIntegers(value: unknown): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(exactIntegers);
  if (value === null || typeof value !== "object") return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, exactIntegers(item)]));
}

const prefix = "CUADERNO_PARAM_";

/**
 * Values of declared parameters from environment variables: `CUADERNO_PARAM_year`, or `CUADERNO_PARAM_LEARNING_RATE`
 * for `learningRate`. A name that matches no declared parameter is returned unchanged, to be refused later.
 *
 * @example environmentParameters({ CUADERNO_PARAM_MAX_ROWS: "7" }, ["maxRows"]) // { maxRows: "7" }
 */
export function environmentParameters(
  environment: Readonly<Record<string, string | undefined>>,
  declared: readonly string[],
): { readonly [name: string]: string } {
  const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();
  const found = Object.entries(environment).flatMap(([variable, value]) => {
    if (!variable.startsWith(prefix) || value === undefined) return [];
    const name = variable.slice(prefix.length);
    const match = declared.includes(name) ? name : declared.find((other) => plain(other) === plain(name));
    return [[match ?? name, value] as const];
  });
  return Object.fromEntries(found);
}

/** Whether an environment has values of parameters. */
export function hasEnvironmentParameters(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Object.keys(environment).some((name) => name.startsWith(prefix));
}
