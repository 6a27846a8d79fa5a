import type { Json } from "../../core/json.js";
import { almostEqual, type CompareOptions, textChanges } from "./text-changes.js";

/** The first difference of two JSON values as a sentence with its path; none when they agree. */
export function jsonChanges(
  before: Json,
  after: Json | undefined,
  path: string,
  options: CompareOptions,
): readonly string[] {
  const name = path === "" ? "the value" : path;
  if (typeof before === "number" && typeof after === "number") {
    return almostEqual(before, after, options.tolerance) ? [] : [`${name} was ${before}, is ${after}`];
  }
  if (typeof before === "string" && typeof after === "string") {
    const [change] = textChanges(before, after, options);
    return change === undefined ? [] : [`${name}: ${change.message}`];
  }
  if (!isContainer(before) || !isContainer(after)) {
    return before === after ? [] : [`${name} was ${short(before)}, is ${short(after)}`];
  }
  const isArray = Array.isArray(before);
  if (isArray !== Array.isArray(after)) return [`${name} was ${short(before)}, is ${short(after)}`];
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) {
    return [`${name} had ${before.length} items, has ${after.length}`];
  }
  const [old, now] = [before, after] as readonly { readonly [key: string]: Json }[];
  for (const key of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])) {
    const inner = isArray ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    if (old?.[key] === undefined) return [`${inner} is new`];
    if (now?.[key] === undefined) return [`${inner} is missing`];
    const found = jsonChanges(old[key], now[key], inner, options);
    if (found.length > 0) return found;
  }
  return [];
}

function isContainer(value: Json | undefined): value is Json & object {
  return value !== null && typeof value === "object";
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
