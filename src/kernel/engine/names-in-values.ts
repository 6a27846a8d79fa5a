import { inspect, types } from "node:util";
import type { Completion, Inspection } from "./type-service.js";

/** What completion and inspection need of the running program. */
export interface RunningNames {
  /** Names of `let`, `const` and `class` declarations of cells. */
  readonly lexical: readonly string[];
  /** The value of such a name. */
  read(name: string): Promise<unknown>;
}

const maxPreview = 2_000;

/** Names of variables and globals, or of properties of a value, that begin with the word before the offset. */
export async function completeFromValues(code: string, offset: number, names: RunningNames): Promise<Completion> {
  const before = code.slice(0, offset);
  const [word = ""] = /[\w$]*$/.exec(before) ?? [];
  const [, path] = /([\w$]+(?:\s*\.\s*[\w$]+)*)\s*\.\s*[\w$]*$/.exec(before) ?? [];
  const isProperty = /\.\s*[\w$]*$/.test(before);
  const found = isProperty
    ? propertyNames(path === undefined ? undefined : await valueAt(path, names))
    : [...names.lexical, ...Object.getOwnPropertyNames(globalThis)];
  const matches = [...new Set(found)].filter((name) => name.startsWith(word) && !name.startsWith("$cuaderno"));
  return { matches: matches.sort().map((text) => ({ text })), start: offset - word.length, end: offset };
}

/** The type and the beginning of the value that has the name or path at the offset; no getter is called. */
export async function inspectFromValues(
  code: string,
  offset: number,
  names: RunningNames,
): Promise<Inspection | undefined> {
  const [rest = ""] = /^[\w$]*/.exec(code.slice(offset)) ?? [];
  const [path] = /[\w$]+(?:\s*\.\s*[\w$]+)*$/.exec(code.slice(0, offset + rest.length)) ?? [];
  const value = path === undefined ? undefined : await valueAt(path, names);
  if (value === undefined) return undefined;
  try {
    const preview = typeof value === "function" ? String(value) : inspect(value, { depth: 1 });
    return { data: { "text/plain": `${path}: ${typeof value}\n${preview.slice(0, maxPreview)}` } };
  } catch {
    return { data: { "text/plain": `${path}: ${typeof value}` } };
  }
}

async function valueAt(path: string, names: RunningNames): Promise<unknown> {
  const [first = "", ...properties] = path.split(".").map((part) => part.trim());
  let value = names.lexical.includes(first) ? await names.read(first) : plainProperty(globalThis, first);
  for (const property of properties) value = plainProperty(value, property);
  return value;
}

/** A property of a value or its prototypes that is not a getter. */
function plainProperty(value: unknown, name: string): unknown {
  for (const object of prototypes(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (descriptor !== undefined) return descriptor.value as unknown;
  }
  return undefined;
}

function propertyNames(value: unknown): readonly string[] {
  return prototypes(value)
    .flatMap((object) => Object.getOwnPropertyNames(object))
    .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
}

/** The value as an object, and its prototypes; not those of a proxy, whose traps are code. */
function prototypes(value: unknown): readonly object[] {
  const objects: object[] = [];
  if (value === undefined || value === null) return objects;
  for (let object: unknown = Object(value); object !== null; object = Object.getPrototypeOf(object)) {
    if (types.isProxy(object)) return objects;
    objects.push(object as object);
  }
  return objects;
}
