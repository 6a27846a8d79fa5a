import { parseGlob } from "./glob.js";
import { type OpenedStore, openStore, type StoreContext } from "./open-store-with.js";
import type { ListedObject } from "./store.js";

/** An object that a glob matches, with its store and its URI, or path in the form of the glob. */
export interface GlobMatch extends OpenedStore {
  readonly uri: string;
  readonly object: ListedObject;
}

/**
 * The objects that a path or URI with `*`, `?`, `[...]` or `{...}` matches, in order of their keys; undefined when it
 * has no such character, or names an existing object. Only folders that can hold a match are listed, and nothing is
 * read.
 */
export async function listGlob(uri: string, context: StoreContext): Promise<readonly GlobMatch[] | undefined> {
  const glob = /^https?:/i.test(uri) ? undefined : await parseGlob(uri);
  if (glob === undefined || (await exists(uri, context))) return undefined;
  const { store, key: start } = await openStore(glob.prefix === "" ? "./" : glob.prefix, context);
  const toUri = (key: string): string => glob.prefix + key.slice(start.length).replace(/^\//, "");
  const found: GlobMatch[] = [];
  for await (const object of store.list(start, { enter: (folder) => glob.canMatchBelow(toUri(folder)) })) {
    const matched = toUri(object.key);
    if (glob.matches(matched)) found.push({ uri: matched, store, key: object.key, object });
  }
  return found;
}

async function exists(uri: string, context: StoreContext): Promise<boolean> {
  try {
    const { store, key } = await openStore(uri, context);
    for await (const object of store.list(key)) if (object.key === key) return true;
  } catch {
    // A pattern that is not a valid name matches other names.
  }
  return false;
}
