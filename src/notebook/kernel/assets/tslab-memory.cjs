// How cells change names in a tslab kernel, for `cuaderno run --resume`: loaded by tslab-preload.cjs.
"use strict";

const { createHash } = require("node:crypto");
const { isProxy } = require("node:util").types;
const { withoutToJson } = require("./without-to-json.cjs");

/** Maximum number of characters of JSON that are stored of all cells together. */
const maxCharacters = 2_000_000;
/** Maximum depth of a stored value. */
const maxDepth = 200;

/**
 * How the last cell changed the names of the notebook: `values` of those it set, where they are plain JSON; `lost`, why others cannot be restored by
 * value; `hidden`, those of them whose later changes cannot be detected; `digest` of all changes that can be detected. With `commit`, the changes of
 * the next cell are relative to this state.
 */
function remember(cells, { commit }) {
  return withoutToJson(() => changes(cells, commit));
}

function changes(cells, commit) {
  const before = cells.known ?? new Map();
  const now = new Map();
  const owners = new Map();
  const { exports } = globalThis.__tslab__;
  for (const name of Object.keys(exports)) {
    // tslab stores the value of a cell's last expression under this name.
    if (!/^tsLastExpr\d*$/.test(name)) now.set(name, inspectValue(name, exports[name], owners));
  }
  const memory = { values: {}, lost: {}, hidden: [] };
  const detected = [];
  let stored = cells.stored ?? 0;
  for (const [name, { value, text, fault, twin }] of now) {
    const known = before.get(name);
    if (known !== undefined && known.text === text && (text !== undefined || Object.is(known.value, value))) continue;
    if (text !== undefined) detected.push([name, text]);
    else memory.hidden.push(name);
    if (text === undefined) memory.lost[name] = fault;
    else if (twin !== undefined) memory.lost[name] = `shares an object with ${twin}`;
    else if (known !== undefined && typeof value === "object" && value === known.value) {
      memory.lost[name] = "is of an earlier cell and was mutated";
    } else if (stored + text.length > maxCharacters) memory.lost[name] = "is too large to store";
    else {
      stored += text.length;
      memory.values[name] = value;
    }
  }
  detected.sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(detected)).digest("hex").slice(0, 16);
  if (commit) {
    cells.known = now;
    cells.stored = stored;
  }
  return { ...memory, digest };
}

/** A value as JSON if that loses nothing, else the reason; and another name that has a part of it. */
function inspectValue(name, value, owners) {
  const search = { name, owners, left: maxCharacters, twin: undefined };
  let fault;
  try {
    fault = valueFault(value, search, 0);
  } catch {
    fault = "has properties that cannot be read";
  }
  return { value, fault, twin: search.twin, text: fault === undefined ? JSON.stringify(value) : undefined };
}

/** Why a value is not plain JSON, or undefined. */
function valueFault(value, search, depth) {
  if (--search.left < 0) return "is too large to store";
  switch (typeof value) {
    case "boolean":
      return undefined;
    case "string":
      search.left -= value.length;
      return search.left < 0 ? "is too large to store" : undefined;
    case "number":
      if (Object.is(value, -0)) return "contains -0";
      return Number.isFinite(value) ? undefined : `contains ${value}`;
    case "object":
      return value === null ? undefined : objectFault(value, search, depth);
    default:
      return `contains ${value === undefined ? "undefined" : `a ${typeof value}`}`;
  }
}

function objectFault(object, search, depth) {
  if (depth >= maxDepth) return "is nested too deeply";
  if (isProxy(object)) return "contains a proxy";
  const isArray = Array.isArray(object);
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== (isArray ? Array.prototype : Object.prototype))
    return `contains a ${prototype?.constructor?.name || "bare object"}`;
  const owner = search.owners.get(object);
  if (owner === search.name) return "contains one object more than once";
  if (owner === undefined) search.owners.set(object, search.name);
  else search.twin = owner;
  if (isArray && object.length > search.left) return "is too large to store";
  if (!Object.isExtensible(object)) return "contains a frozen object";
  if (Object.getOwnPropertySymbols(object).length > 0) return "contains a symbol";
  const keys = Object.getOwnPropertyNames(object);
  if (isArray && keys.length !== object.length + 1) return "contains an array with gaps";
  for (const key of keys) {
    if (isArray && key === "length") continue;
    search.left -= isArray ? 0 : key.length;
    const { get, set, enumerable, writable, value } = Object.getOwnPropertyDescriptor(object, key);
    if (get !== undefined || set !== undefined || !enumerable || !writable || key === "__proto__") {
      return `contains a property ${key} that is more than a value`;
    }
    const fault = valueFault(value, search, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Sets names to the values that `remember` returned. */
function restore(values) {
  Object.assign(globalThis.__tslab__.exports, values);
}

module.exports = { remember, restore };
