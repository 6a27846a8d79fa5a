const prototypes: readonly object[] = [Object.prototype, Array.prototype, String.prototype, Number.prototype];

/**
 * JSON of a message, also where a cell has added `toJSON` to a built-in prototype. What JSON cannot hold, such as a
 * `bigint`, becomes a string.
 */
export function toJson(content: unknown): string {
  const added = prototypes.flatMap((prototype) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, "toJSON");
    return descriptor === undefined ? [] : [{ prototype, descriptor }];
  });
  for (const { prototype } of added) Reflect.deleteProperty(prototype, "toJSON");
  try {
    return JSON.stringify(content, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  } finally {
    for (const { prototype, descriptor } of added) Object.defineProperty(prototype, "toJSON", descriptor);
  }
}
