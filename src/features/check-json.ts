import { ArgumentError } from "../core/errors.js";

const maxDepth = 100;

/**
 * Checks that a value consists of JSON values, so that it is the same after it was saved and loaded.
 *
 * @throws ArgumentError with the path of the value
 */
export function checkJson(value: unknown, path: string, caller: string, depth = 0): void {
  if (depth > maxDepth)
    throw new ArgumentError(`${caller}: ${path.slice(0, 60)}… has more than ${maxDepth} nested levels; flatten it`);
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkJson(item, `${path}[${index}]`, caller, depth + 1);
    });
    return;
  }
  if (typeof value === "object" && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) checkJson(item, `${path}.${key}`, caller, depth + 1);
    return;
  }
  const fix = ArrayBuffer.isView(value)
    ? "convert it with Array.from"
    : "use plain objects, arrays, strings and numbers";
  throw new ArgumentError(`${caller}: ${path} is ${describe(value)}, which is not JSON; ${fix}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // True also for plain objects of another realm, such as a notebook cell.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "object" && value !== null) return `an instance of ${value.constructor.name}`;
  return `a ${typeof value}`;
}
