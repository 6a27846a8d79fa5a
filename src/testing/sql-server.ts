import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { endProcess } from "./end-process.js";
import { freePort } from "./free-port.js";

/** A running SQL server with an empty database `shop` and its owner. */
export interface SqlServer {
  readonly port: number;
  /** The owner's URL, password included. */
  readonly url: string;
  /** Runs statements as the server's administrator, outside the code under test. */
  execute(...statements: string[]): Promise<void>;
  /** Kills the server without notice to its clients, and starts it again on the same port. */
  restart(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

/** A server that can be started here, or the reason why it cannot. */
export interface SqlServerKind {
  readonly name: "MariaDB" | "PostgreSQL";
  readonly missing: string | undefined;
  start(): Promise<SqlServer>;
}

const run = promisify(execFile);
const password = "p@ss:w/rd %";

/** The SQL servers that tests may run against: real processes on the loopback interface, in a folder of their own. */
export function sqlServerKinds(): readonly [mariadb: SqlServerKind, postgres: SqlServerKind] {
  const maria = ["mariadbd", "mariadb-install-db"].filter((name) => find(name) === undefined);
  const postgres = ["initdb", "postgres"].filter((name) => find(name) === undefined);
  return [
    { name: "MariaDB", missing: absent(maria, "mariadb-server"), start: () => startServer("maria", mariaCommands) },
    {
      name: "PostgreSQL",
      missing: absent(postgres, "postgresql"),
      start: () => startServer("postgres", postgresCommands),
    },
  ];
}

/** What differs between the two. */
interface ServerCommands {
  readonly account: string;
  readonly make: (folder: string) => readonly [string, readonly string[]];
  readonly serve: (folder: string, port: number) => readonly [string, readonly string[]];
  readonly administer: (port: number, statements: readonly string[], database?: string) => Promise<void>;
  readonly first: readonly string[];
  readonly scheme: string;
}

const mariaCommands: ServerCommands = {
  account: "mysql",
  make: (folder) => [
    "mariadb-install-db",
    ["--no-defaults", `--datadir=${folder}/data`, "--auth-root-authentication-method=normal", "--skip-test-db"],
  ],
  serve: (folder, port) => [
    "mariadbd",
    [
      "--no-defaults",
      ...[`--datadir=${folder}/data`, `--socket=${folder}/socket`, `--pid-file=${folder}/pid`, `--tmpdir=${folder}`],
      ...[`--port=${port}`, "--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-buffer-pool-size=16M"],
      ...["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--performance-schema=OFF"],
    ],
  ],
  administer: async (port, statements, database) => {
    const { createConnection } = await import("mysql2/promise");
    const connection = await createConnection({
      host: "127.0.0.1",
      port,
      user: "root",
      charset: "utf8mb4",
      ...(database && { database }),
    });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  },
  first: [
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    `CREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}'`,
    "GRANT ALL ON shop.* TO reader@'127.0.0.1'",
  ],
  scheme: "mysql",
};

const postgresCommands: ServerCommands = {
  account: "postgres",
  make: (folder) => [
    "initdb",
    ["-D", `${folder}/data`, "-U", "root", "-A", "scram-sha-256", "--pwfile", `${folder}/password`, "-E", "UTF8", "-N"],
  ],
  serve: (folder, port) => [
    "postgres",
    [
      ...["-D", `${folder}/data`, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder],
      ...["-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "log_min_messages=fatal"],
    ],
  ],
  administer: async (port, statements, database = "postgres") => {
    const { default: postgres } = await import("pg");
    const client = new postgres.Client({ host: "127.0.0.1", port, user: "root", password, database });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  },
  first: [`CREATE ROLE reader LOGIN PASSWORD '${password}'`, "CREATE DATABASE shop OWNER reader"],
  scheme: "postgres",
};

async function startServer(name: string, commands: ServerCommands): Promise<SqlServer> {
  const folder = await mkdtemp(join(tmpdir(), `cuaderno-${name}-`));
  const account = await ownAccount(commands.account);
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o755);
  const port = await freePort();
  let child: ChildProcess | undefined;
  let output = "";
  const killNow = (): void => void child?.kill("SIGKILL");
  process.once("exit", killNow);
  const end = async (): Promise<void> => {
    // PostgreSQL's helpers follow its main process only when that one can still tell them.
    if (child !== undefined) await endProcess(child, commands.account === "postgres" ? "SIGQUIT" : "SIGKILL");
  };
  const serve = async (): Promise<void> => {
    const [program, words] = commands.serve(folder, port);
    const started = spawn(find(program) ?? program, words, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      ...account,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on("data", (data: Buffer) => {
        output = (output + data.toString()).slice(-4_000);
      });
    }
    await answering(() => commands.administer(port, []), started);
  };
  const stop = async (): Promise<void> => {
    await end();
    process.off("exit", killNow);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await writeFile(join(folder, "password"), password, { mode: 0o644 });
    const [program, words] = commands.make(folder);
    await run(find(program) ?? program, words, { cwd: folder, timeout: 60_000, ...account });
    await serve();
    await commands.administer(port, commands.first);
  } catch (thrown) {
    await stop();
    throw new Error(`${name} did not start: ${(thrown as Error).message}\n${output}`);
  }
  return {
    port,
    url: `${commands.scheme}://reader:${encodeURIComponent(password)}@127.0.0.1:${port}/shop`,
    execute: (...statements) => commands.administer(port, statements, "shop"),
    restart: async () => {
      await end();
      await serve();
    },
    stop,
  };
}

/** The account to run as: both servers refuse to be root. */
async function ownAccount(name: string): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (option: string): Promise<number> => Number((await run("id", [option, name])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

async function answering(ask: () => Promise<void>, child: ChildProcess, timeoutMs = 30_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error("it ended");
    try {
      return await ask();
    } catch (thrown) {
      if (performance.now() > end) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function absent(names: readonly string[], aptPackage: string): string | undefined {
  return names.length === 0 ? undefined : `not found: ${names.join(", ")} (apt-get install ${aptPackage})`;
}

/** A program on PATH or, as Debian installs PostgreSQL's, in a folder per version. */
function find(name: string): string | undefined {
  const versions = "/usr/lib/postgresql";
  const apart = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, "bin")) : [];
  return [...(process.env.PATH ?? "").split(delimiter), ...apart].map((folder) => join(folder, name)).find(existsSync);
}
