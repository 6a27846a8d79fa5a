const { stringify } = JSON;
const prototypes: readonly object[] = [Object.prototype, Array.prototype, String.prototype, Number.prototype];

/**
 * JSON of a message, also where a cell has added `toJSON` to a built-in prototype. What JSON cannot hold, such as a
 * `bigint`, becomes a string.
 */
export function toJson(content: unknown): string {
  const restore = hideToJson();
  try {
    return stringify(content, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  } finally {
    restore();
  }
}

/** Removes `toJSON` from built-in prototypes, until the returned function is called. */
export function hideToJson(): () => void {
  const hidden = prototypes.flatMap((prototype) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, "toJSON");
    if (descriptor === undefined) return [];
    Reflect.deleteProperty(prototype, "toJSON");
    return [{ prototype, descriptor }];
  });
  return () => {
    for (const { prototype, descriptor } of hidden.splice(0)) Object.defineProperty(prototype, "toJSON", descriptor);
  };
}
