import type { DataFrame } from "nodejs-polars";
import { contentHash } from "../../core/content-hash.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { StepFactory } from "../../features/define-step.js";
import { restorePipeline } from "../../pipeline/restore-pipeline.js";
import { restoreParetoStudy } from "../../search/restore-pareto-study.js";
import { restoreStudy } from "../../search/restore-study.js";
import { formatArrow } from "../../table/formats/format-arrow.js";
import { readArrow } from "../../table/formats/read-arrow.js";
import { isFrame } from "../../table/is-frame.js";

/** A value as JSON, with its frames as files. */
export interface EncodedValue {
  readonly json: Json;
  /** Arrow files by their name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The name of the field that marks what JSON does not have: typed arrays, frames, studies, pipelines, dates, NaN. */
const tag = "cuaderno:kind";

const arrays: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
};

/**
 * A value of `memo` as JSON and files.
 *
 * @throws ArgumentError naming the part that cannot be saved, such as a function.
 */
export function encodeValue(value: unknown): EncodedValue {
  const files = new Map<string, Uint8Array>();
  const encode = (part: unknown, path: string): Json => {
    if (part === null || typeof part === "string" || typeof part === "boolean") return part;
    if (part === undefined) return { [tag]: "undefined" };
    if (typeof part === "number") {
      return Number.isFinite(part) && !Object.is(part, -0)
        ? part
        : { [tag]: "number", value: Object.is(part, -0) ? "-0" : String(part) };
    }
    if (typeof part !== "object") throw refusal(path, `a ${typeof part}`);
    if (isFrame(part)) return encodeFrame(part, files);
    if (ArrayBuffer.isView(part)) return encodeArray(part, path);
    if (Object.prototype.toString.call(part) === "[object Date]") {
      return { [tag]: "date", value: (part as Date).getTime() };
    }
    if (Array.isArray(part)) return part.map((item, index) => encode(item, `${path}[${index}]`));
    const { toJSON } = part as { readonly toJSON?: unknown };
    if (typeof toJSON === "function") return { [tag]: "saved", value: (toJSON as () => Json).call(part) };
    if (!isPlain(part)) throw refusal(path, `an object of class ${part.constructor.name}`);
    return Object.fromEntries(
      Object.entries(part)
        .filter(([key]) => !isUnfitted(part, key))
        .map(([key, item]) => [key, encode(item, `${path}.${key}`)]),
    );
  };
  return { json: encode(value, "the value"), files };
}

/**
 * The value that `encodeValue` wrote; `read` gives the bytes of a file, and `steps` are the defined steps of its
 * pipelines.
 */
export async function decodeValue(
  json: Json,
  read: (name: string) => Promise<Uint8Array>,
  steps: readonly StepFactory[],
): Promise<unknown> {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return await Promise.all(json.map((item: Json) => decodeValue(item, read, steps)));
  const object = json as JsonObject;
  switch (object[tag]) {
    case undefined: {
      const entries = Object.entries(object).map(async ([key, item]) => [key, await decodeValue(item, read, steps)]);
      return Object.fromEntries(await Promise.all(entries)) as unknown;
    }
    case "undefined":
      return undefined;
    case "number":
      return Number(object.value);
    case "date":
      return new Date(Number(object.value));
    case "frame":
      return readArrow(await read(String(object.file)), String(object.file));
    case "array":
      return decodeArray(String(object.type), String(object.value));
    case "saved":
      return restoreSaved(object.value as JsonObject, steps);
    default:
      throw new FormatError(
        `memo: unknown kind ${JSON.stringify(object[tag])} in the saved value; delete the saved value so that it is computed again`,
      );
  }
}

function encodeFrame(frame: DataFrame, files: Map<string, Uint8Array>): JsonObject {
  const bytes = formatArrow(frame.rechunk());
  const file = `${contentHash(bytes).slice(0, 16)}.arrow`;
  files.set(file, bytes);
  return { [tag]: "frame", file };
}

function encodeArray(array: ArrayBufferView, path: string): JsonObject {
  const type = Object.prototype.toString.call(array).slice(8, -1);
  if (!Object.hasOwn(arrays, type)) throw refusal(path, `a ${type}`);
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return { [tag]: "array", type, value: bytes.toString("base64") };
}

function decodeArray(type: string, base64: string): ArrayBufferView {
  const Type = arrays[type];
  if (Type === undefined)
    throw new FormatError(
      `memo: unknown array ${type} in the saved value; delete the saved value so that it is computed again`,
    );
  return new Type(new Uint8Array(Buffer.from(base64, "base64")).buffer);
}

function restoreSaved(json: JsonObject, steps: readonly StepFactory[]): unknown {
  switch (json.format) {
    case "cuaderno-pipeline":
      return restorePipeline(json, { path: "memo", steps });
    case "cuaderno-study":
      return restoreStudy(json, "memo");
    case "cuaderno-pareto-study":
      return restoreParetoStudy(json, "memo");
    default:
      return json;
  }
}

/** The pipeline of a tuning is made of functions; it is made again from the best point. */
function isUnfitted(part: object, key: string): boolean {
  return key === "pipeline" && (part as { readonly kind?: unknown }).kind === "tuning";
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(path: string, what: string): ArgumentError {
  return new ArgumentError(
    `memo: ${path} is ${what}, which cannot be saved; return data, frames, studies, fitted pipelines or the result of tune`,
  );
}
