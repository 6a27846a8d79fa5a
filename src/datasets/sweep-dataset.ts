import { ArgumentError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { partPrefix, partTime } from "./dataset-parts.js";
import { manifestKey, manifestNumbers, readManifest } from "./manifest.js";

/** Removes all versions but the last `keepVersions`, then parts of no version that were begun before `youngest`; the removed keys. */
export async function sweepDataset(store: Store, keepVersions: number, youngest: number): Promise<readonly string[]> {
  if (!(keepVersions >= 1)) {
    throw new ArgumentError(`dataset: sweep must keep at least one version, got ${keepVersions}`);
  }
  const numbers = await manifestNumbers(store);
  const removed = numbers.slice(0, Math.max(0, numbers.length - keepVersions)).map(manifestKey);
  const parts: string[] = [];
  for await (const { key } of store.list(partPrefix)) parts.push(key);
  const kept = await manifestNumbers(store);
  const alive = new Set<string>();
  for (const number of kept) {
    if (removed.includes(manifestKey(number))) continue;
    for (const { key } of (await readManifest(store, number)).files) alive.add(key);
  }
  const dead = parts.filter((key) => !alive.has(key) && (partTime(key) ?? Number.POSITIVE_INFINITY) <= youngest);
  for (const key of [...removed, ...dead]) await store.remove(key);
  return [...removed, ...dead];
}
