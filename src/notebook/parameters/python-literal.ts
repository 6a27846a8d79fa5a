import type { Json } from "../../core/json.js";

/** Deeper literals are not read. */
const maxDepth = 100;

/**
 * The value of a Python literal, tuples as arrays; undefined for other expressions, for strings with `f` or `b`, and
 * for integers above 2^53, which a JSON number cannot represent.
 *
 * @example parsePythonLiteral("{'a': (1, None), }") // { a: [1, null] }
 */
export function parsePythonLiteral(code: string): Json | undefined {
  const reader = { code, position: 0 };
  const value = readValue(reader, 0);
  skipBlanks(reader);
  return reader.position === code.length ? value : undefined;
}

/**
 * A value as a Python literal.
 *
 * @example formatPythonLiteral({ a: [true, null] }) // '{"a": [True, None]}'
 */
export function formatPythonLiteral(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map((item: Json) => formatPythonLiteral(item)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${formatPythonLiteral(item)}`)
    .join(", ")}}`;
}

interface Reader {
  readonly code: string;
  position: number;
}

function readValue(reader: Reader, depth: number): Json | undefined {
  if (depth > maxDepth) return undefined;
  skipBlanks(reader);
  const word = take(reader, /(?:True|False|None)\b/y);
  if (word !== undefined) return { True: true, False: false, None: null }[word as "True" | "False" | "None"];
  if (/["']|[rRuU]["']/y.test(reader.code.slice(reader.position, reader.position + 2))) return readStrings(reader);
  if (take(reader, /\[/y)) return readItems(reader, "]", depth);
  if (take(reader, /\{/y)) return readEntries(reader, depth);
  if (take(reader, /\(/y)) return readTuple(reader, depth);
  return readNumber(reader);
}

function readNumber(reader: Reader): number | undefined {
  const text = take(
    reader,
    /[+-]?\s*(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y,
  );
  if (text === undefined) return undefined;
  const [, sign = "", digits = ""] = /^([+-]?)\s*(.*)$/.exec(text.replaceAll("_", "")) ?? [];
  const value = Number(digits) * (sign === "-" ? -1 : 1);
  const isInteger = !/[.eE]/.test(digits) || /^0[xX]/.test(digits);
  return Number.isFinite(value) && (!isInteger || Number.isSafeInteger(value)) ? value : undefined;
}

/** A parenthesised value, or a tuple: it has a comma or is empty. */
function readTuple(reader: Reader, depth: number): Json | undefined {
  const start = reader.position;
  const items = readItems(reader, ")", depth);
  if (!Array.isArray(items) || items.length !== 1) return items;
  const hasComma = /,\s*\)$/.test(reader.code.slice(start, reader.position).replace(/#[^\n]*/g, ""));
  return hasComma ? items : (items[0] as Json);
}

function readItems(reader: Reader, end: string, depth: number): Json | undefined {
  const items: Json[] = [];
  for (;;) {
    skipBlanks(reader);
    if (takeCharacter(reader, end)) return items;
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    items.push(value);
    skipBlanks(reader);
    if (!takeCharacter(reader, ",") && reader.code[reader.position] !== end) return undefined;
  }
}

function readEntries(reader: Reader, depth: number): Json | undefined {
  const entries: [string, Json][] = [];
  for (;;) {
    skipBlanks(reader);
    if (takeCharacter(reader, "}")) return Object.fromEntries(entries);
    const key = readValue(reader, depth + 1);
    skipBlanks(reader);
    if (typeof key !== "string" || !takeCharacter(reader, ":")) return undefined;
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    entries.push([key, value]);
    skipBlanks(reader);
    if (!takeCharacter(reader, ",") && reader.code[reader.position] !== "}") return undefined;
  }
}

/** Strings that follow each other are one. */
function readStrings(reader: Reader): string | undefined {
  let text = "";
  const pattern =
    /([rRuU]?)("""((?:[^\\]|\\[\s\S])*?)"""|'''((?:[^\\]|\\[\s\S])*?)'''|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)')/y;
  for (let count = 0; ; count++) {
    skipBlanks(reader);
    pattern.lastIndex = reader.position;
    const match = pattern.exec(reader.code);
    if (match === null) return count === 0 ? undefined : text;
    reader.position = pattern.lastIndex;
    const body = match[3] ?? match[4] ?? match[5] ?? match[6] ?? "";
    const part = /r/i.test(match[1] ?? "") ? body : unescaped(body);
    if (part === undefined) return undefined;
    text += part;
  }
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The text of a string literal; undefined where a character is given by its name. */
function unescaped(body: string): string | undefined {
  if (/\\N\{/.test(body)) return undefined;
  return body.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (whole, octal?: string, byte?: string, short?: string, long?: string, other?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const code = byte ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return escapes[other ?? ""] ?? whole;
    },
  );
}

function skipBlanks(reader: Reader): void {
  take(reader, /(?:\s|#[^\n]*|\\\n)*/y);
}

function takeCharacter(reader: Reader, character: string): boolean {
  if (reader.code[reader.position] !== character) return false;
  reader.position += 1;
  return true;
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.position;
  const match = pattern.exec(reader.code);
  if (match === null) return undefined;
  reader.position += match[0].length;
  return match[0];
}
