import type { Redis } from "ioredis";
import { errorMessage } from "../../core/error-message.js";
import { EnvironmentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { redactUrl } from "../../http/redact-url.js";
import type { KeyValues } from "../job-queue.js";
import { type BullBackend, loadQueuePackage } from "./bull-backend.js";

const connectMs = 5_000;

/**
 * A connection to Redis 5 or newer. Once connected it waits for a server that restarts instead of failing.
 *
 * @throws EnvironmentError when the server does not respond within five seconds.
 */
export async function redisBackend(url: string, queue: string): Promise<BullBackend> {
  const { Redis } = await loadQueuePackage("ioredis", () => import("ioredis"));
  const name = redactUrl(url);
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: connectMs,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  let reason: unknown;
  client.on("error", (error) => {
    reason = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(reason ?? new Error("no response")), connectMs);
  });
  const ping = client.connect().then(() => client.ping());
  try {
    await Promise.race([ping, late]);
  } catch (cause) {
    ping.catch(() => undefined);
    client.disconnect();
    throw new EnvironmentError(
      `queue: cannot connect to ${name}: ${errorMessage(reason ?? cause)}; start Redis there or correct --queue`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
  return {
    name,
    connection: client,
    factory: undefined,
    values: redisValues(client, queue),
    close: async () => client.disconnect(),
  };
}

/** Values as keys `<queue>:<group>:<name>`, and per group a sorted set of names, so that listing scans nothing. */
function redisValues(client: Redis, queue: string): KeyValues {
  const toKey = (...parts: readonly string[]): string => `{cuaderno-${queue}}:${parts.join(":")}`;
  return {
    async get(group, name) {
      const text = await client.get(toKey(group, name));
      return text === null ? undefined : (JSON.parse(text) as Json);
    },
    async set(group, name, value, { ttlMs } = {}) {
      const write = client.multi().zadd(toKey(group), "0", name);
      const text = JSON.stringify(value);
      if (ttlMs === undefined) write.set(toKey(group, name), text);
      else write.set(toKey(group, name), text, "PX", Math.round(ttlMs));
      await write.exec();
    },
    async delete(group, name) {
      await client.multi().zrem(toKey(group), name).del(toKey(group, name)).exec();
    },
    async list(group) {
      const names = await client.zrange(toKey(group), "0", "-1");
      if (names.length === 0) return [];
      const strings = await client.mget(names.map((name) => toKey(group, name)));
      const expired = names.filter((_, index) => strings[index] == null);
      if (expired.length > 0) await client.zrem(toKey(group), ...expired);
      return names.flatMap((name, index) => {
        const text = strings[index];
        return text == null ? [] : [{ name, value: JSON.parse(text) as Json }];
      });
    },
  };
}
