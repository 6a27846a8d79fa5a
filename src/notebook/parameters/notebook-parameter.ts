import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";

/** A parameter that a notebook declares. */
export interface NotebookParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Whether `null` is a value too. */
  readonly nullable: boolean;
  /** The type as the injected cell writes it; undefined to leave it to inference. */
  readonly typeText: string | undefined;
  /** The keyword that declares it. */
  readonly keyword: "const" | "let" | "var" | "";
  /** The default as it is written; undefined when the notebook cannot run without a value. */
  readonly defaultText: string | undefined;
  /** The default as a value; undefined when there is none or it is not a literal. */
  readonly default: Json | undefined;
  /** From the comment at the declaration, or empty. */
  readonly help: string;
  /** Whether the comment says `@secret`: the value reaches the kernel, and nothing that is saved or shown. */
  readonly secret?: true | undefined;
}

/** What values a parameter takes. */
export type ParameterType =
  /** `integer`: only Python declares it; an integer above 2^53 is a string of its digits. */
  | { readonly kind: "number" | "integer" | "string" | "boolean" }
  /** Of TypeScript: a string of its digits. */
  | { readonly kind: "bigint" }
  | { readonly kind: "choice"; readonly choices: readonly (string | number | boolean)[] }
  | { readonly kind: "array"; readonly items: ParameterType }
  /** Anything that JSON can hold. */
  | { readonly kind: "json" };

/**
 * A parameter's type in words.
 *
 * @example parameterTypeText({ kind: "choice", choices: ["a", 2] }) // 'one of "a", 2'
 */
export function parameterTypeText(type: ParameterType, nullable = false): string {
  const orNull = nullable ? " or null" : "";
  switch (type.kind) {
    case "number":
    case "string":
    case "boolean":
    case "bigint":
      return `a ${type.kind}${orNull}`;
    case "integer":
      return `an integer${orNull}`;
    case "choice":
      return `one of ${type.choices.map((choice) => JSON.stringify(choice)).join(", ")}${orNull}`;
    case "array":
      return `an array (each ${parameterTypeText(type.items)})${orNull}`;
    case "json":
      return `a JSON value${orNull}`;
  }
}

/**
 * The value that a parameter takes from a given one. Text is read by the declared type: `"7"` is 7 for a number,
 * `"a,b"` is an array of two for an array of strings.
 *
 * @throws ArgumentError for a value of another type
 */
export function parameterValue(parameter: NotebookParameter, given: Json, path: string): Json {
  const value = readValue(parameter.type, given, parameter);
  if (value !== undefined) return value;
  const type = parameterTypeText(parameter.type, parameter.nullable);
  const shown = typeof given === "number" ? String(given) : JSON.stringify(given);
  const seen = parameter.secret ? "another value (secret)" : shown;
  throw new ArgumentError(
    `runNotebook: ${path}: parameter "${parameter.name}": expected ${type}, got ${seen}${hint(parameter.type, given)}`,
  );
}

function hint(type: ParameterType, given: Json): string {
  if (typeof given !== "string") return "";
  if (type.kind === "number" && bigInteger(given) !== undefined) {
    return ", which a number cannot represent exactly; declare it as a string";
  }
  return type.kind === "choice" ? didYouMean(given, type.choices.map(String)) : "";
}

interface ReadOptions {
  readonly nullable: boolean;
  /** Of Python it is empty. */
  readonly keyword: NotebookParameter["keyword"];
}

function readValue(type: ParameterType, given: Json, { nullable, keyword }: ReadOptions): Json | undefined {
  const isPython = keyword === "";
  if (nullable && (given === null || given === "null" || (isPython && given === "None"))) return null;
  switch (type.kind) {
    case "string":
      return typeof given === "string" ? given : undefined;
    case "number":
    case "integer": {
      const big = typeof given === "string" ? bigInteger(given) : undefined;
      if (big !== undefined) return isPython ? big : undefined;
      const number = typeof given === "string" && /^\s*[-+]?[\d.]/.test(given) ? Number(given) : given;
      const isValid = type.kind === "integer" ? Number.isInteger(number) : Number.isFinite(number);
      return typeof number === "number" && isValid ? number : undefined;
    }
    case "bigint":
      return bigintDigits(given);
    case "boolean":
      if (given === "true" || given === "false") return given === "true";
      return typeof given === "boolean" ? given : undefined;
    case "choice":
      return type.choices.find((choice) => choice === given) ?? type.choices.find((choice) => String(choice) === given);
    case "array": {
      const items = typeof given === "string" ? textItems(given) : given;
      if (!Array.isArray(items)) return undefined;
      const values = items.map((item: Json) => readValue(type.items, item, { nullable: false, keyword }));
      return values.includes(undefined) ? undefined : (values as Json);
    }
    case "json":
      return typeof given === "string" ? (parsed(given) ?? given) : given;
  }
}

/** The digits of an integer above 2^53; undefined for other strings. */
function bigInteger(text: string): string | undefined {
  const [, sign = "", digits] = /^\s*([-+]?)0*(\d+)\s*$/.exec(text) ?? [];
  if (digits === undefined || Number.isSafeInteger(Number(digits))) return undefined;
  return `${sign === "-" ? "-" : ""}${digits}`;
}

/** The digits of a bigint, written as `12` or `12n`. */
function bigintDigits(given: Json): string | undefined {
  const text = typeof given === "number" && !Number.isSafeInteger(given) ? "" : String(given);
  const [, digits] = /^\s*([-+]?\d+)n?\s*$/.exec(text) ?? [];
  return digits === undefined ? undefined : BigInt(digits).toString();
}

function textItems(text: string): Json {
  if (text.trim() === "") return [];
  if (text.trimStart().startsWith("[")) return parsed(text) ?? text;
  return text.split(",").map((item) => item.trim());
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * What a comment says about a parameter: its help, and whether it is a secret.
 *
 * @example helpAndSecret("@secret the key of the service") // { help: "the key of the service", secret: true }
 */
export function helpAndSecret(comment: string): Pick<NotebookParameter, "help" | "secret"> {
  const help = comment.replace(/\s*@secret\b\s*/g, " ").trim();
  return /@secret\b/.test(comment) ? { help, secret: true } : { help };
}
