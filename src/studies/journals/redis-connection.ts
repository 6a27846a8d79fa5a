import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import { EnvironmentError } from "../../core/errors.js";

/** Longest loss of the connection after which commands fail, in milliseconds. */
const maxLossMs = 60_000;

/** Settings of a connection. */
export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Encrypts if defined. */
  readonly tls: object | undefined;
  /** Milliseconds. */
  readonly connectTimeout: number;
}

/** The settings of a connection as plain data, for a thread too. The password may come from REDISCLI_AUTH. */
export function redisSettings(url: string, environment: Readonly<Record<string, string | undefined>>): RedisSettings {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  const secret = password === "" ? environment.REDISCLI_AUTH : decodeURIComponent(password);
  return {
    host: hostname.replace(/^\[|\]$/g, "") || "localhost",
    port: port === "" ? 6379 : Number(port),
    db: Number(pathname.slice(1) || 0),
    username: decodeURIComponent(username) || undefined,
    password: secret || undefined,
    tls: protocol === "rediss:" ? {} : undefined,
    connectTimeout: 5_000,
  };
}

/**
 * A connection to Redis that survives a restart of the server of up to a minute: commands wait for it. The server must
 * reply at first. It does not prevent the process from exiting.
 *
 * @throws EnvironmentError without `ioredis`, or when the server cannot be reached
 */
export async function connectRedis(settings: RedisSettings, shown: string, caller: string): Promise<Redis> {
  const { Redis: Client } = await import("ioredis").catch((cause: unknown) => {
    throw new EnvironmentError(`${caller}: Redis needs the package "ioredis"; run "npm install ioredis"`, { cause });
  });
  let lostAt: number | undefined = performance.now() - maxLossMs;
  let lastError: Error | undefined;
  const client = new Client({
    ...settings,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => {
      lostAt ??= performance.now();
      return performance.now() - lostAt > maxLossMs ? null : Math.min(attempt * 50, 1_000);
    },
  });
  client.on("error", (error: Error) => {
    lastError = error;
  });
  client.on("ready", () => {
    lostAt = undefined;
    client.stream?.unref?.();
  });
  try {
    await client.connect();
    await client.ping();
    return client;
  } catch (cause) {
    client.disconnect();
    // The error event of a refused connection follows the rejection.
    await delay(0);
    const reason = (lastError ?? (cause as Error)).message;
    throw new EnvironmentError(
      `${caller}: ${shown} cannot be reached (${reason}); check that Redis runs there, and the password`,
      { cause },
    );
  }
}
