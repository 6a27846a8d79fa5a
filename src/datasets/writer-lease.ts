import { NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import type { PartNames } from "./dataset-parts.js";
import { listVersions } from "./manifest.js";

/** Prefix of the leases, relative to the dataset's folder. */
export const leasePrefix = "_writers/";

/** Age after which a lease that was not renewed belongs to a writer that was killed, in milliseconds. */
export const leaseMs = 3_600_000;

/** What a lease protects: parts begun at `startedAt` or later, and versions from `head` on. */
export interface Lease {
  readonly startedAt: number;
  readonly head: number;
}

/** A lease that this writer holds. */
export interface WriterLease {
  /** Writes the time again when a quarter of `leaseMs` has passed. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Registers a writer before its first part, so that a sweep spares the parts and versions that its commit needs. A
 * writer releases the lease only after its manifest is published, and a sweep reads leases before manifests: one of the
 * two always names the parts.
 */
export async function acquireLease(store: Store, { now, newId }: PartNames): Promise<WriterLease> {
  const head = (await listVersions(store)).at(-1) ?? 0;
  let renewedAt = now().getTime();
  const key = `${leasePrefix}${renewedAt.toString(36)}-${newId()}.json`;
  const write = async (): Promise<void> => {
    const text = JSON.stringify({ head, renewedAt: new Date(renewedAt).toISOString() });
    await store.write(key, new TextEncoder().encode(`${text}\n`));
  };
  await write();
  return {
    renew: async () => {
      const time = now().getTime();
      if (time - renewedAt < leaseMs / 4) return;
      renewedAt = time;
      await write();
    },
    // A lease that cannot be removed expires.
    release: () => store.remove(key).catch(() => undefined),
  };
}

/** Leases of running writers at `time`, and the keys of those whose writer was killed. */
export async function listLeases(
  store: Store,
  time: number,
): Promise<{ readonly live: readonly Lease[]; readonly expired: readonly string[] }> {
  const keys: string[] = [];
  for await (const { key } of store.list(leasePrefix)) keys.push(key);
  const live: Lease[] = [];
  const expired: string[] = [];
  for (const key of keys) {
    const digits = /^_writers\/([0-9a-z]+)-[^/]+\.json$/.exec(key)?.[1];
    if (digits === undefined) continue;
    const content = await readLease(store, key);
    if (content === undefined) continue;
    if (time - content.renewedAt > leaseMs) expired.push(key);
    else live.push({ startedAt: Number.parseInt(digits, 36), head: content.head });
  }
  return { live, expired };
}

/** Undefined when the writer has released it since; an unreadable lease protects everything. */
async function readLease(
  store: Store,
  key: string,
): Promise<{ readonly head: number; readonly renewedAt: number } | undefined> {
  try {
    const { head, renewedAt } = JSON.parse(new TextDecoder().decode(await store.read(key))) as {
      readonly head?: unknown;
      readonly renewedAt?: unknown;
    };
    return { head: Number(head) || 0, renewedAt: Date.parse(String(renewedAt)) };
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    if (thrown instanceof SyntaxError) return { head: 0, renewedAt: Number.NaN };
    throw thrown;
  }
}
