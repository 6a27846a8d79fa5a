import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { partPrefix, toPartTime } from "./dataset-parts.js";
import { listVersions, type Manifest, manifestKey, readManifest } from "./manifest.js";
import { listLeases } from "./writer-lease.js";

/**
 * Removes all versions but the last `keepVersions`, then parts of no version begun at least `graceMs` ago, and returns
 * the removed keys. Versions and parts that a running writer may need are spared, whatever `graceMs` is.
 */
export async function sweepDataset(
  store: Store,
  { keepVersions, graceMs, time }: { readonly keepVersions: number; readonly graceMs: number; readonly time: number },
): Promise<readonly string[]> {
  if (!(keepVersions >= 1))
    throw new ArgumentError(
      `sweep: keepVersions must be >= 1, got ${keepVersions}; pass keepVersions: 1 to keep only the newest`,
    );
  if (!(graceMs >= 0))
    throw new ArgumentError(`sweep: graceMs must be >= 0, got ${graceMs}; pass graceMs: 0 to remove at once`);
  const numbers = await listVersions(store);
  const parts: string[] = [];
  for await (const { key } of store.list(partPrefix)) parts.push(key);
  // Leases are listed after versions and parts, and before manifests are read: see `acquireLease`.
  const { live, expired } = await listLeases(store, time);
  const oldestHead = Math.min(...live.map(({ head }) => head));
  const removed = numbers
    .slice(0, Math.max(0, numbers.length - keepVersions))
    .filter((number) => number < oldestHead)
    .map(manifestKey);
  const referenced = new Set<string>();
  for (const number of await listVersions(store)) {
    if (removed.includes(manifestKey(number))) continue;
    for (const { key } of await filesOfVersion(store, number)) referenced.add(key);
  }
  const youngest = Math.min(time - graceMs, ...live.map(({ startedAt }) => startedAt - 1));
  const dead = parts.filter((key) => !referenced.has(key) && (toPartTime(key) ?? Number.POSITIVE_INFINITY) <= youngest);
  for (const key of [...removed, ...dead, ...expired]) await store.remove(key);
  return [...removed, ...dead];
}

/** The parts of a version; none when another sweep has removed the version since it was listed. */
async function filesOfVersion(store: Store, number: number): Promise<Manifest["files"]> {
  try {
    return (await readManifest(store, number, "sweep")).files;
  } catch (failure) {
    if (failure instanceof NotFoundError) return [];
    throw failure;
  }
}
