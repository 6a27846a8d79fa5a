import { connect } from "node:net";
import { errorMessage } from "../../core/error-message.js";
import { FailedError } from "../../core/errors.js";
import { loadDriver } from "../../sources/sql/load-driver.js";
import { parseDatabaseUrl } from "../../sources/sql/parse-database-url.js";
import { connectPostgres } from "../../sources/sql/sql-postgres.js";
import { connectRedis, redisSettings } from "../../studies/journals/redis-connection.js";
import type { ConfiguredService } from "./configured-services.js";

/** The state of a service. */
export interface ServiceState {
  readonly isUp: boolean;
  /** Name and version of the software; undefined if it does not report them. */
  readonly version: string | undefined;
  /** Milliseconds of one request on an open connection, or of the only one. */
  readonly latencyMs: number | undefined;
  /** Why it is down, or what should be changed. */
  readonly notes: readonly string[];
}

interface Reply {
  readonly version: string | undefined;
  readonly latencyMs: number;
  readonly notes?: readonly string[];
}

/** Whether a service replies within a time, with its version and latency. */
export async function checkService(
  service: ConfiguredService,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<ServiceState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new FailedError(`no reply in ${timeoutMs / 1_000} s; start it, or check the address`)),
      timeoutMs,
    );
  });
  try {
    const { version, latencyMs, notes = [] } = await Promise.race([ask(service, environment, timeoutMs), late]);
    return { isUp: true, version, latencyMs, notes };
  } catch (thrown) {
    const cause = (thrown as Error).cause;
    const reason = cause instanceof Error && cause.message !== "" ? `: ${cause.message}` : "";
    // Errors of drivers may have the address with its password.
    const message = `${errorMessage(thrown)}${reason}`.replaceAll(service.url, service.address);
    return { isUp: false, version: undefined, latencyMs: undefined, notes: [message] };
  } finally {
    clearTimeout(timer);
  }
}

async function ask(
  { role, url }: ConfiguredService,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<Reply> {
  const scheme = /^[a-z0-9+.-]+/i.exec(url)?.[0]?.toLowerCase() ?? "";
  if (scheme === "redis" || scheme === "rediss") return await askRedis(url, environment);
  if (scheme.startsWith("postgres")) return await askPostgres(url, timeoutMs);
  if (scheme === "mysql" || scheme === "mariadb") return await askMysql(url, timeoutMs);
  if (scheme === "sc") return await askPort(url, 15_002);
  if (role === "S3") return await askS3(url, timeoutMs);
  return await askHttp(url, timeoutMs);
}

async function askRedis(url: string, environment: Readonly<Record<string, string | undefined>>): Promise<Reply> {
  const client = await connectRedis(redisSettings(url, environment), "the address", "doctor");
  try {
    const latencyMs = await timed(async () => await client.ping());
    const info = await client.info();
    const version = /^redis_version:(\S+)/m.exec(info)?.[1];
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    const notes = [
      ...(policy !== undefined && policy !== "noeviction"
        ? [`maxmemory-policy is ${policy}: jobs and studies may be evicted; set noeviction`]
        : []),
      ...(/^aof_enabled:0/m.test(info) ? ["appendonly is off: the last writes are lost in a crash; turn it on"] : []),
    ];
    return { version: version === undefined ? undefined : `Redis ${version}`, latencyMs, notes };
  } finally {
    client.disconnect();
  }
}

async function askPostgres(url: string, timeoutMs: number): Promise<Reply> {
  const plain = url.replace(/[?#].*$/s, "");
  const client = await connectPostgres(parseDatabaseUrl(plain), {
    caller: "doctor",
    connectTimeoutMs: timeoutMs,
    timeoutMs,
  });
  try {
    const latencyMs = await timed(async () => await client.query("SELECT 1"));
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return { version: `PostgreSQL ${rows[0]?.server_version.split(" ")[0]}`, latencyMs };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function askMysql(url: string, timeoutMs: number): Promise<Reply> {
  const { createConnection } = await loadDriver("mysql2", () => import("mysql2/promise"), "doctor");
  const { host, port, user, password, database, socket } = parseDatabaseUrl(url);
  const account = { user, password: password(), database, connectTimeout: timeoutMs };
  const connection = await createConnection(
    socket === undefined ? { ...account, host, port } : { ...account, socketPath: socket },
  );
  try {
    const latencyMs = await timed(async () => await connection.ping());
    const [rows] = await connection.query("SELECT VERSION() AS version");
    const { version = "" } = (rows as unknown as readonly { readonly version: string }[])[0] ?? { version: "" };
    const name = /mariadb/i.test(version) ? "MariaDB" : "MySQL";
    return { version: `${name} ${version.split("-")[0]}`, latencyMs };
  } finally {
    connection.destroy();
  }
}

/** Any reply of S3 will do: without a signature it refuses requests. */
async function askS3(url: string, timeoutMs: number): Promise<Reply> {
  const { response, latencyMs } = await request(url, timeoutMs);
  const server = response.headers.get("server") ?? undefined;
  if (response.status >= 500) throw new FailedError(`status ${response.status}; look into the log of the service`);
  return { version: server, latencyMs };
}

/** `/health` and `/version`, as the servers of Cuaderno and MLflow have them. */
async function askHttp(url: string, timeoutMs: number): Promise<Reply> {
  const base = url.replace(/[?#].*$/s, "").replace(/\/+$/, "");
  const { response, latencyMs } = await request(`${base}/health`, timeoutMs);
  if (!response.ok) throw new FailedError(`/health has status ${response.status}; check the address`);
  const version = await request(`${base}/version`, timeoutMs)
    .then(async (reply) => (reply.response.ok ? (await reply.response.text()).trim().slice(0, 60) : undefined))
    .catch(() => undefined);
  return { version: version === "" ? undefined : version, latencyMs };
}

async function request(
  url: string,
  timeoutMs: number,
): Promise<{ readonly response: Response; readonly latencyMs: number }> {
  const parsed = new URL(url);
  const { username, password } = parsed;
  parsed.username = "";
  parsed.password = "";
  const account = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const headers: Record<string, string> = username === "" ? {} : { authorization: `Basic ${account}` };
  const start = performance.now();
  const response = await fetch(parsed, { headers, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
  return { response, latencyMs: performance.now() - start };
}

/** A connection alone: Spark Connect replies to its clients only. */
async function askPort(url: string, port: number): Promise<Reply> {
  const { hostname, port: given } = new URL(url.replace(/^sc:/i, "http:").replace(/;.*$/s, ""));
  const latencyMs = await timed(
    async () =>
      await new Promise<void>((resolve, reject) => {
        const socket = connect(given === "" ? port : Number(given), hostname);
        socket.once("connect", () => {
          socket.destroy();
          resolve();
        });
        socket.once("error", reject);
      }),
  );
  return { version: undefined, latencyMs };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
