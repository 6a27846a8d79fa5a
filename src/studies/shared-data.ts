import { types } from "node:util";
import { ArgumentError } from "../core/errors.js";

/**
 * The same data with every typed array copied once into memory that worker threads share, so that sending it to many workers
 * costs no more than sending it to one. Refuses, with the place, what would not arrive whole: functions and objects of classes.
 */
export function sharedData(data: unknown, caller: string): unknown {
  const seen = new Map<object, unknown>();

  const share = (value: unknown, place: string): unknown => {
    if (typeof value === "function" || typeof value === "symbol") throw refusal(caller, place, `a ${typeof value}`);
    if (typeof value !== "object" || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const copy = shareObject(value, place);
    seen.set(value, copy);
    return copy;
  };

  const shareObject = (value: object, place: string): unknown => {
    if (ArrayBuffer.isView(value)) return shareArray(value);
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      seen.set(value, copy);
      for (const [index, item] of value.entries()) copy.push(share(item, `${place}[${index}]`));
      return copy;
    }
    if (types.isMap(value)) {
      const copy = new Map<unknown, unknown>();
      seen.set(value, copy);
      for (const [key, item] of value)
        copy.set(share(key, `a key of ${place}`), share(item, `${place}.get(${String(key)})`));
      return copy;
    }
    if (isPlain(value)) {
      const copy: Record<string, unknown> = {};
      seen.set(value, copy);
      for (const [key, item] of Object.entries(value)) copy[key] = share(item, `${place}.${key}`);
      return copy;
    }
    if (isCloneable(value)) return value;
    throw refusal(caller, place, `an object of class ${value.constructor.name}`);
  };

  return share(data, "data");
}

// Type checks by Node and by tag, not by class: what a notebook cell makes belongs to another realm with its own classes.
function isCloneable(value: object): boolean {
  return (
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isSet(value) ||
    types.isNativeError(value) ||
    types.isAnyArrayBuffer(value)
  );
}

const arrayTypes: Readonly<Record<string, new (memory: SharedArrayBuffer) => ArrayBufferView>> = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  BigInt64Array,
  BigUint64Array,
};

function shareArray(view: ArrayBufferView): ArrayBufferView {
  const type = types.isTypedArray(view) ? arrayTypes[view[Symbol.toStringTag]] : undefined;
  if (type === undefined || types.isSharedArrayBuffer(view.buffer)) return view;
  const memory = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(memory).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return new type(memory);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // True for the plain objects of other realms too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(caller: string, place: string, what: string): ArgumentError {
  return new ArgumentError(
    `${caller}: ${place} is ${what}, which does not arrive whole in a worker; send plain data, such as columns or JSON, and rebuild it there`,
  );
}
