import { ArgumentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { loadQueuePackage } from "./bull/bull-backend.js";
import { bullQueue } from "./bull/bull-queue.js";
import { BullQueues } from "./bull/bull-queues.js";
import type { JobQueue } from "./job-queue.js";
import { localQueue } from "./local-queue.js";

/**
 * The queue at an address: `redis://host:6379`, `rediss://...` (TLS), `postgres://user@host/database`, or `local` for
 * this process. `?name=` separates several queues of one server.
 *
 * @throws ArgumentError for another address, EnvironmentError when the server does not respond.
 * @example const queue = await openQueue("redis://localhost:6379?name=nightly");
 */
export async function openQueue(address: string): Promise<JobQueue> {
  if (address === "local") return localQueue();
  const url = toUrl(address);
  const name = url.searchParams.get("name") ?? "cuaderno";
  if (!/^[\w.-]{1,60}$/.test(name))
    throw new ArgumentError(`queue: invalid name "${name}"; expected a-z, 0-9, ".", "_" or "-"`);
  url.searchParams.delete("name");
  const bull = await loadQueuePackage("bullmq", () => import("bullmq"));
  const isRedis = url.protocol.startsWith("redis");
  const backend = isRedis
    ? await (await import("./bull/redis-backend.js")).redisBackend(url.href, name)
    : await (await import("./bull/postgres-backend.js")).postgresBackend(url.href, name);
  return bullQueue(new BullQueues(backend, bull, name));
}

function toUrl(address: string): URL {
  const known = /^(rediss?|postgres|postgresql):\/\//.test(address);
  if (known && URL.canParse(address)) return new URL(address);
  throw new ArgumentError(
    `queue: invalid address "${redactUrl(address)}"; expected redis://host:6379, postgres://user@host/database or local`,
  );
}
