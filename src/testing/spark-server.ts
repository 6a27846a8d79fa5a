import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connectSpark } from "../sources/spark/spark-client.js";
import { setConfigRequest } from "../sources/spark/spark-messages.js";
import { executeSpark } from "../sources/spark/spark-responses.js";
import { parseDatabaseUrl } from "../sources/sql/parse-database-url.js";
import { endProcess } from "./end-process.js";
import { freePort } from "./free-port.js";

/** A Spark Connect server in a folder of its own. */
export interface SparkServer {
  readonly port: number;
  /** URL of one session, so that tables of it are found by every reader. */
  readonly url: string;
  /** Its tables are in this folder. */
  readonly folder: string;
  /** Runs statements in the session, past the check that lets only queries through. */
  execute(...statements: string[]): Promise<void>;
  /** Kills the server without notice to its clients. */
  kill(): Promise<void>;
  /** Kills it and starts it again on the same port; a new server has no tables. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Sail, or Spark's own server, on the loopback interface. */
export async function startSparkServer(kind: "Sail" | "Spark", python: string): Promise<SparkServer> {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-spark-"));
  const port = await freePort();
  const session = randomUUID();
  const url = `sc://127.0.0.1:${port}/;user_id=tester;session_id=${session}`;
  let child: ChildProcess | undefined;
  let output = "";
  const killNow = (): void => {
    try {
      if (child?.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group has ended.
    }
  };
  const start = async (): Promise<void> => {
    const [program, words, env] = kind === "Sail" ? sailCommand(python, port) : sparkCommand(python, port, folder);
    const started = spawn(program, words, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on("data", (data: Buffer) => {
        output = (output + String(data)).slice(-4_000);
      });
    }
    for (let tries = 0; started.exitCode === null && tries < 1_200; tries++) {
      if (await isListening(port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${kind} did not start: ${output}`);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined) return;
    // Spark's scripts may start Java as a child.
    const ended = endProcess(child);
    killNow();
    await ended;
  };
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    await kill();
    process.off("exit", killNow);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await start();
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    ...{ port, url, folder, kill, stop },
    execute: (...statements) => execute(url, statements),
    restart: async () => {
      await kill();
      await start();
    },
  };
}

type Command = readonly [program: string, words: readonly string[], env: Readonly<Record<string, string>>];

function sailCommand(python: string, port: number): Command {
  return [join(dirname(python), "sail"), ["spark", "server", "--ip", "127.0.0.1", "--port", `${port}`], {}];
}

function sparkCommand(python: string, port: number, folder: string): Command {
  const settings = {
    "spark.ui.enabled": "false",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": `${port}`,
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    "spark.sql.shuffle.partitions": "2",
  };
  // Each script replaces itself with the next program, so that the process that is killed is the server.
  const program =
    "import os, pyspark, sys; os.environ['SPARK_HOME'] = home = os.path.dirname(pyspark.__file__); os.execv(home + '/bin/spark-submit', ['spark-submit'] + sys.argv[1:])";
  const words = Object.entries(settings).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
  const server = ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--name", "cuaderno"];
  return [
    python,
    ["-c", program, ...server, "--master", "local[2]", "--driver-memory", "2g", ...words],
    { SPARK_LOCAL_DIRS: folder, SPARK_LOCAL_IP: "127.0.0.1", SPARK_NO_DAEMONIZE: "1" },
  ];
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const parsed = parseDatabaseUrl(url);
  const client = await connectSpark(parsed, { connectTimeoutMs: 10_000, caller: "test" });
  const session = { session: parsed.session ?? "", user: parsed.user };
  try {
    await client.call("Config", setConfigRequest(session, { "spark.sql.session.timeZone": "UTC" }), 60_000);
    for (const query of statements) {
      const plan = { ...session, query, parameters: [] };
      const retry = { attempts: 0, delayMs: 1, callTimeoutMs: 10_000 };
      for await (const _ of executeSpark(client, { ...plan, operation: randomUUID(), tag: "test" }, retry));
    }
  } finally {
    client.close();
  }
}
