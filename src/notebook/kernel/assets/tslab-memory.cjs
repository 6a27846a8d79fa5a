// What cells leave behind in a tslab kernel, for `cuaderno run --resume`: loaded by tslab-preload.cjs.
"use strict";

const { createHash } = require("node:crypto");
const { isProxy } = require("node:util").types;

/** So many letters of JSON are kept of all cells together. */
const room = 2_000_000;

/**
 * What the last cell did to the names of the notebook: `values` of those it set, where they are plain JSON; `lost`, why others cannot be given
 * back by value; `hidden`, those of them whose later changes nobody can see; `digest` of all changes that can be seen. With `commit`, the next
 * cell's changes count from here.
 */
function remember(cells, { commit }) {
  const before = cells.known ?? new Map();
  const now = new Map();
  const holders = new Map();
  const { exports } = globalThis.__tslab__;
  for (const name of Object.keys(exports)) {
    // The value of a cell's last expression, which tslab keeps there.
    if (!/^tsLastExpr\d*$/.test(name)) now.set(name, look(name, exports[name], holders));
  }
  const memory = { values: {}, lost: {}, hidden: [] };
  const seen = [];
  let kept = cells.kept ?? 0;
  for (const [name, { value, text, fault, twin }] of now) {
    const known = before.get(name);
    if (known !== undefined && known.text === text && (text !== undefined || Object.is(known.value, value))) continue;
    if (text !== undefined) seen.push([name, text]);
    else memory.hidden.push(name);
    if (text === undefined) memory.lost[name] = fault;
    else if (twin !== undefined) memory.lost[name] = `shares an object with ${twin}`;
    else if (known !== undefined && typeof value === "object" && value === known.value) {
      memory.lost[name] = "is of an earlier cell and changed in place";
    } else if (kept + text.length > room) memory.lost[name] = "is too large to keep";
    else {
      kept += text.length;
      memory.values[name] = value;
    }
  }
  seen.sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(seen)).digest("hex").slice(0, 16);
  if (commit) {
    cells.known = now;
    cells.kept = kept;
  }
  return { ...memory, digest };
}

/** A value as JSON where nothing gets lost by that, else why not; and another name that holds a part of it. */
function look(name, value, holders) {
  let left = room;
  let twin;
  const faultOf = (part) => {
    if (--left < 0) return "is too large to keep";
    switch (typeof part) {
      case "boolean":
        return undefined;
      case "string":
        left -= part.length;
        return left < 0 ? "is too large to keep" : undefined;
      case "number":
        return Number.isFinite(part) && !Object.is(part, -0) ? undefined : `holds ${Object.is(part, -0) ? "-0" : part}`;
      case "object":
        return part === null ? undefined : objectFault(part);
      default:
        return `holds ${part === undefined ? "undefined" : `a ${typeof part}`}`;
    }
  };
  const objectFault = (part) => {
    if (isProxy(part)) return "holds a proxy";
    const list = Array.isArray(part);
    const kind = Object.getPrototypeOf(part);
    if (kind !== (list ? Array.prototype : Object.prototype))
      return `holds a ${kind?.constructor?.name || "bare object"}`;
    const holder = holders.get(part);
    if (holder === name) return "holds one object twice";
    if (holder === undefined) holders.set(part, name);
    else twin = holder;
    if (list && part.length > left) return "is too large to keep";
    if (!Object.isExtensible(part)) return "holds a frozen object";
    if (Object.getOwnPropertySymbols(part).length > 0) return "holds a symbol";
    const keys = Object.getOwnPropertyNames(part);
    if (list && keys.length !== part.length + 1) return "holds an array with gaps";
    for (const key of keys) {
      if (list && key === "length") continue;
      left -= list ? 0 : key.length;
      const { get, set, enumerable, writable, value: inner } = Object.getOwnPropertyDescriptor(part, key);
      if (get !== undefined || set !== undefined || !enumerable || !writable || key === "__proto__") {
        return `holds a property ${key} that is more than a value`;
      }
      const fault = faultOf(inner);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  const fault = faultOf(value);
  return { value, fault, twin, text: fault === undefined ? JSON.stringify(value) : undefined };
}

/** Gives names their values, as `remember` told them. */
function restore(values) {
  Object.assign(globalThis.__tslab__.exports, values);
}

module.exports = { remember, restore };
