import { createHash } from "node:crypto";
import { ArgumentError } from "../../core/errors.js";
import { canonicalJson, type Json } from "../../core/json.js";
import { formatArrow } from "../../table/formats/format-arrow.js";
import { countRows, isColumns, isTable } from "../../table/frame-like.js";
import { isFrame } from "../../table/is-frame.js";

/** What an input was: a hash of its content, and a short description for messages. */
export interface HashedInput {
  readonly hash: string;
  readonly shown: string;
}

/**
 * The hash of an input of `memo`: data of any depth, frames, columns, dates, typed arrays, and values with `toJSON`
 * such as fitted pipelines and studies.
 *
 * @throws ArgumentError for what has no comparable content, such as a pipeline that is not fitted.
 */
export function hashInput(name: string, input: unknown): HashedInput {
  const hash = createHash("sha256");
  for (const [kind, content] of contents(input, `inputs.${name}`)) {
    hash.update(`${kind}:${content.length}:`).update(content);
  }
  return { hash: hash.digest("hex"), shown: describe(input) };
}

type Content = readonly [kind: string, content: string | Uint8Array];

function* contents(value: unknown, path: string): Generator<Content> {
  if (typeof value === "function" || typeof value === "symbol") throw refusal(path, `a ${typeof value}`);
  if (typeof value !== "object" || value === null) yield [typeof value, Object.is(value, -0) ? "-0" : String(value)];
  else if (ArrayBuffer.isView(value)) {
    yield [getTag(value), new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  } else if (isFrame(value)) yield ["frame", formatArrow(value.rechunk())];
  else if (isTable(value) && isColumns(value)) {
    for (const [name, column] of value.byName) {
      yield ["column", name];
      yield* contents(column, path);
    }
  } else if (getTag(value) === "Date") yield ["date", String((value as Date).getTime())];
  else if (Array.isArray(value)) {
    yield ["array", String(value.length)];
    for (const [index, item] of value.entries()) yield* contents(item, `${path}[${index}]`);
  } else yield* objectContents(value, path);
}

function* objectContents(value: object, path: string): Generator<Content> {
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") {
    yield ["json", canonicalJson((toJSON as () => Json).call(value))];
    return;
  }
  if (!isPlain(value)) throw refusal(path, `an object of class ${value.constructor.name}`);
  if ("steps" in value && "model" in value) throw refusal(path, "a pipeline that is not fitted");
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  yield ["object", String(entries.length)];
  for (const [key, item] of entries) {
    yield ["key", key];
    yield* contents(item, `${path}.${key}`);
  }
}

function describe(input: unknown): string {
  if (isTable(input)) return `${countRows(input)} rows`;
  if (ArrayBuffer.isView(input)) return `${(input as Uint8Array).length} values`;
  const json = JSON.stringify(input) ?? String(input);
  return json.length <= 40 ? json : `${json.slice(0, 36)} ...`;
}

function getTag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Also true for plain objects that a notebook cell made, which have the classes of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(path: string, what: string): ArgumentError {
  return new ArgumentError(
    `memo: ${path} is ${what}, which has no content to compare; give the settings that it is made of, or fitted values`,
  );
}
