import { contentHash } from "../core/content-hash.js";
import { FailedError, NotFoundError } from "../core/errors.js";
import { checkKey, checkPrefix } from "./check-key.js";
import { compareCodePoints } from "./compare-code-points.js";
import type { Store, StoredObject } from "./store.js";

/**
 * A store that lives as long as the process: for tests and for trying things out.
 *
 * @example
 * const store = memoryStore();
 * await store.write("a.txt", new TextEncoder().encode("a"));
 */
export function memoryStore({ name = "memory" }: { readonly name?: string | undefined } = {}): Store {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly stored: StoredObject }>();

  const put = (key: string, bytes: Uint8Array): StoredObject => {
    const stored = { key, size: bytes.length, version: contentHash(bytes) };
    objects.set(key, { bytes: bytes.slice(), stored });
    return stored;
  };
  const get = (key: string): { readonly bytes: Uint8Array; readonly stored: StoredObject } => {
    const found = objects.get(checkKey(key, name, "memoryStore"));
    if (found === undefined)
      throw new NotFoundError(`store: no object ${JSON.stringify(key)} in ${name}; check the key with list`);
    return found;
  };
  return {
    name,
    read: async (key) => get(key).bytes.slice(),
    readChunks: async function* (key, { start = 0, end, version } = {}) {
      const { bytes, stored } = get(key);
      if (version !== undefined && version !== stored.version) {
        throw new FailedError(`store: ${JSON.stringify(key)} in ${name} has changed meanwhile; read it again`);
      }
      const part = bytes.slice(start, end);
      if (part.length > 0) yield part;
    },
    writeChunks: async (key, chunks) => {
      checkKey(key, name, "memoryStore");
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk.slice());
      return put(key, Buffer.concat(parts));
    },
    write: async (key, bytes) => put(checkKey(key, name, "memoryStore"), bytes),
    create: async (key, bytes) => {
      if (objects.has(checkKey(key, name, "memoryStore"))) return false;
      put(key, bytes);
      return true;
    },
    swap: async (key, bytes, version) =>
      objects.get(checkKey(key, name, "memoryStore"))?.stored.version === version ? put(key, bytes) : undefined,
    stat: async (key) => objects.get(checkKey(key, name, "memoryStore"))?.stored,
    list: async function* (prefix) {
      checkPrefix(prefix, name, "memoryStore");
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys.sort(compareCodePoints)) {
        const found = objects.get(key);
        if (found !== undefined) yield found.stored;
      }
    },
    remove: async (key) => {
      objects.delete(checkKey(key, name, "memoryStore"));
    },
  };
}
