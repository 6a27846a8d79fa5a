import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { endProcess } from "./end-process.js";
import { freePort } from "./free-port.js";

/** A running Redis with an append-only file, in a folder of its own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Kills the server without notice to its clients, and starts it again on the same port after `downMs`. */
  restart(downMs?: number): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** Why no Redis can be started here; undefined when one can. */
export function missingRedis(): string | undefined {
  return findRedis() === undefined ? "not found: redis-server (apt-get install redis-server)" : undefined;
}

/** Starts a Redis on a free port of the loopback interface, or of `bind`. Every write is on disk before its reply. */
export async function startRedis({ bind = "127.0.0.1" }: { readonly bind?: string } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "cuaderno-redis-"));
  const port = await freePort();
  const url = `redis://${bind}:${port}`;
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill("SIGKILL");
  process.once("exit", killNow);
  const serve = async (): Promise<void> => {
    const args = ["--port", `${port}`, "--bind", bind, "--protected-mode", "no", "--dir", folder];
    const safe = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const started = spawn(findRedis() ?? "redis-server", [...args, ...safe], { stdio: "ignore" });
    child = started;
    await untilAnswering(url, started);
  };
  const stop = async (): Promise<void> => {
    if (child !== undefined) await endProcess(child);
    process.off("exit", killNow);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await serve();
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    port,
    url,
    restart: async (downMs = 0) => {
      if (child !== undefined) await endProcess(child);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await serve();
    },
    stop,
  };
}

async function untilAnswering(url: string, child: ChildProcess, timeoutMs = 20_000): Promise<void> {
  const { Redis } = await import("ioredis");
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`);
    const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.ping();
      return;
    } catch (thrown) {
      if (performance.now() > end) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 30));
    } finally {
      client.disconnect();
    }
  }
}

function findRedis(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "redis-server"))
    .find(existsSync);
}
