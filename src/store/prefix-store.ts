import type { Store } from "./store.js";

/**
 * The part of a store below a folder, as a store: keys are relative to the folder.
 *
 * @example const raw = prefixStore(localStore("data"), "raw"); // the key "sales.csv" is data/raw/sales.csv
 */
export function prefixStore(store: Store, folder: string): Store {
  const prefix = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
  if (prefix === "") return store;
  const relative = <Found extends { readonly key: string }>(object: Found): Found => ({
    ...object,
    key: object.key.slice(prefix.length),
  });
  const { writeFrom } = store;
  return {
    name: `${store.name.replace(/\/$/, "")}/${prefix.slice(0, -1)}`,
    read: (key) => store.read(prefix + key),
    write: async (key, bytes) => relative(await store.write(prefix + key, bytes)),
    create: (key, bytes) => store.create(prefix + key, bytes),
    swap: async (key, bytes, version) => {
      const written = await store.swap(prefix + key, bytes, version);
      return written === undefined ? undefined : relative(written);
    },
    readChunks: (key, range) => store.readChunks(prefix + key, range),
    writeChunks: async (key, chunks) => relative(await store.writeChunks(prefix + key, chunks)),
    writeFrom: writeFrom && (async (key, read) => relative(await writeFrom(prefix + key, read))),
    stat: async (key) => {
      const found = await store.stat(prefix + key);
      return found === undefined ? undefined : relative(found);
    },
    list: async function* (inside, { enter } = {}) {
      const options = { enter: enter && ((folder: string) => enter(folder.slice(prefix.length))) };
      for await (const object of store.list(prefix + inside, options)) yield relative(object);
    },
    remove: (key) => store.remove(prefix + key),
  };
}
