import { openStore } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";

/** The folder of the traffic data, local or on a store: real files, the sample, and what was made from them. */
export interface TrafficFolder {
  /** The folder itself: year files may lie directly in it. */
  readonly root: Store;
  readonly raw: Store;
  readonly sample: Store;
  readonly refined: Store;
}

/** The traffic folder at an address: a path, or `s3://bucket/prefix`. */
export async function openTrafficFolder(address: string): Promise<TrafficFolder> {
  const { store, key } = await openStore(address.endsWith("/") ? address : `${address}/`);
  const root = prefixStore(store, key);
  return {
    root,
    raw: prefixStore(root, "raw"),
    sample: prefixStore(root, "sample"),
    refined: prefixStore(root, "refined"),
  };
}
