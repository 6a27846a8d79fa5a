import { types } from "node:util";
import { ArgumentError } from "../core/errors.js";

/**
 * The data with every typed array copied once into shared memory, so that sending it to many workers costs no more than
 * to one.
 *
 * @throws ArgumentError with the path of a function or class instance, which cannot be sent to a worker
 */
export function sharedData(data: unknown, caller: string): unknown {
  const seen = new Map<object, unknown>();

  const share = (value: unknown, path: string): unknown => {
    if (typeof value === "function" || typeof value === "symbol") throw refusal(caller, path, `a ${typeof value}`);
    if (typeof value !== "object" || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const copy = shareObject(value, path);
    seen.set(value, copy);
    return copy;
  };

  const shareObject = (value: object, path: string): unknown => {
    if (ArrayBuffer.isView(value)) return shareArray(value);
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      seen.set(value, copy);
      for (const [index, item] of value.entries()) copy.push(share(item, `${path}[${index}]`));
      return copy;
    }
    if (types.isMap(value)) {
      const copy = new Map<unknown, unknown>();
      seen.set(value, copy);
      for (const [key, item] of value)
        copy.set(share(key, `a key of ${path}`), share(item, `${path}.get(${String(key)})`));
      return copy;
    }
    if (isPlain(value)) {
      const copy: Record<string, unknown> = {};
      seen.set(value, copy);
      for (const [key, item] of Object.entries(value)) copy[key] = share(item, `${path}.${key}`);
      return copy;
    }
    if (isCloneable(value)) return value;
    throw refusal(caller, path, `an object of class ${value.constructor.name}`);
  };

  return share(data, "data");
}

// Checks by Node and by tag, not by class: values of a notebook cell are from another realm with other classes.
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
  // True also for plain objects of other realms.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(caller: string, path: string, what: string): ArgumentError {
  return new ArgumentError(
    `${caller}: ${path} is ${what}, which cannot be sent to a worker; send plain data, such as columns or JSON, and rebuild it there`,
  );
}
