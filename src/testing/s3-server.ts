import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { endProcess, isRunning } from "./end-process.js";
import { freePort } from "./free-port.js";

/** A running S3 server and the key pair it accepts. */
export interface S3Server {
  readonly name: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Ends every process of the server and removes its folder. */
  stop(): Promise<void>;
}

/** A server that can be started here, or the reason why it cannot. */
export interface S3ServerKind {
  readonly name: "Ceph RGW" | "moto";
  readonly missing: string | undefined;
  start(): Promise<S3Server>;
}

const run = promisify(execFile);
const accessKeyId = "cuaderno-test";
const secretAccessKey = "cuaderno-test-secret";

/** The S3 servers that tests may run against: real server processes on the loopback interface, with objects in memory. */
export function s3ServerKinds(memoryBytes: number = 2 ** 30): readonly S3ServerKind[] {
  const needed = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "ceph-authtool", "monmaptool"];
  const absent = needed.filter((name) => !onPath(name));
  return [
    {
      name: "Ceph RGW",
      missing:
        absent.length === 0
          ? undefined
          : `not on PATH: ${absent.join(", ")} (apt-get install radosgw ceph-mon ceph-osd ceph-common)`,
      start: () => inFolder("rgw", (folder, processes) => startCeph(folder, processes, memoryBytes)),
    },
    motoKind(),
  ];
}

/** moto, whose server has other services too; the program is on PATH or a path. */
export function motoKind(program = "moto_server"): S3ServerKind {
  const isThere = program.includes("/") ? existsSync(program) : onPath(program);
  return {
    name: "moto",
    missing: isThere ? undefined : `not found: ${program} (pip install 'moto[s3,athena,server]')`,
    start: () => inFolder("moto", (folder, processes) => startMoto(folder, processes, program)),
  };
}

async function inFolder(
  name: string,
  start: (folder: string, processes: Processes) => Promise<Omit<S3Server, "stop">>,
): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), `cuaderno-${name}-`));
  const processes = new Processes(folder);
  const stop = async (): Promise<void> => {
    await processes.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { ...(await start(folder, processes)), stop };
  } catch (thrown) {
    const logs = processes.output();
    await stop();
    throw new Error(`${name} did not start: ${(thrown as Error).message}\n${logs}`);
  }
}

async function startMoto(_folder: string, processes: Processes, program: string): Promise<Omit<S3Server, "stop">> {
  const port = await freePort();
  processes.spawn(program, ["-H", "127.0.0.1", "-p", `${port}`], {});
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint, processes);
  return { name: "moto", endpoint, accessKeyId, secretAccessKey };
}

/** One monitor, one OSD in memory, one gateway with a lifecycle day of two seconds; no manager. */
async function startCeph(folder: string, processes: Processes, memoryBytes: number): Promise<Omit<S3Server, "stop">> {
  const [monPort, rgwPort] = [await freePort(), await freePort()];
  const path = (name: string): string => join(folder, name);
  const [fsid, osdId] = [randomUUID(), randomUUID()];
  const config = path("ceph.conf");
  await mkdir(path("mon"));
  await mkdir(path("osd"));
  await mkdir(path("rgw"));
  await writeFile(config, cephConfig(folder, fsid, { monPort, rgwPort, memoryBytes }));
  const ceph = (program: string, ...words: string[]): Promise<unknown> =>
    run(program, ["-c", config, ...words], { timeout: 60_000 });

  const addKey = async (entity: string, ...caps: string[]): Promise<void> => {
    const words = caps.flatMap((cap) => ["--cap", ...cap.split("=")]);
    await run("ceph-authtool", [path("keyring"), "--gen-key", "-n", entity, ...words]);
  };
  await run("ceph-authtool", ["--create-keyring", path("keyring")]);
  await addKey("mon.", "mon=allow *");
  await addKey("client.admin", "mon=allow *", "osd=allow *", "mgr=allow *", "mds=allow *");
  await addKey("client.rgw", "mon=allow rwx", "osd=allow rwx");
  await addKey("osd.0", "mon=allow profile osd", "osd=allow *", "mgr=allow profile osd");
  const addresses = `[v2:127.0.0.1:${monPort}]`;
  await run("monmaptool", ["--create", "--addv", "a", addresses, "--fsid", fsid, path("monmap")]);
  await ceph("ceph-mon", "--mkfs", "-i", "a", "--monmap", path("monmap"), "--keyring", path("keyring"));

  processes.spawn("ceph-mon", ["-c", config, "-i", "a", "-f"], {});
  await ceph("ceph", "--connect-timeout", "30", "osd", "new", osdId, "0");
  await ceph("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", osdId);
  processes.spawn("ceph-osd", ["-c", config, "-i", "0", "-f"], {});
  const gateway = processes.spawn("radosgw", ["-c", config, "-n", "client.rgw", "-f"], {});
  processes.stopFirst(gateway);
  const endpoint = `http://127.0.0.1:${rgwPort}`;
  await answering(endpoint, processes);
  const keys = ["--access-key", accessKeyId, "--secret-key", secretAccessKey];
  await ceph(
    "radosgw-admin",
    "-n",
    "client.rgw",
    "user",
    "create",
    "--uid",
    "tester",
    "--display-name",
    "tester",
    ...keys,
  );
  return { name: "Ceph RGW", endpoint, accessKeyId, secretAccessKey };
}

function cephConfig(
  folder: string,
  fsid: string,
  {
    monPort,
    rgwPort,
    memoryBytes,
  }: { readonly monPort: number; readonly rgwPort: number; readonly memoryBytes: number },
): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monPort}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = ${folder}/keyring
run dir = ${folder}
admin socket = ${folder}/$name.asok
log file =
log to stderr = true
err to stderr = true
mon cluster log file =
crash dir = ${folder}
mon data = ${folder}/mon
mon data avail crit = 1
mon data avail warn = 2
mon allow pool size one = true
mon max pg per osd = 1000
mon warn on pool no redundancy = false
mgr initial modules =
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = ${memoryBytes}
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd class load list = *
osd class default list = *
ms bind ipv6 = false

[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${rgwPort}
rgw thread pool size = 64
rgw lc debug interval = 2
rgw gc obj min wait = 1
rgw gc processor period = 5
rgw gc processor max time = 5
`;
}

/** The processes of one server; they never outlive the one that started them. */
class Processes {
  private readonly children: { readonly name: string; readonly child: ChildProcess; text: string }[] = [];
  private readonly killAll = (): void => {
    for (const { child } of this.children) if (isRunning(child)) child.kill("SIGKILL");
  };

  constructor(private readonly folder: string) {
    process.once("exit", this.killAll);
  }

  spawn(program: string, words: readonly string[], environment: Record<string, string>): ChildProcess {
    const child = spawn(program, words, {
      cwd: this.folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const entry = { name: program, child, text: "" };
    const keep = (data: Buffer): void => {
      entry.text = (entry.text + data.toString()).slice(-4_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(error.message)));
    this.children.push(entry);
    return child;
  }

  /** A gateway hangs without its OSD, so it is stopped first. */
  stopFirst(child: ChildProcess): void {
    this.children.sort((a, b) => Number(b.child === child) - Number(a.child === child));
  }

  failed(): string | undefined {
    return this.children.find(({ child }) => !isRunning(child))?.name;
  }

  output(): string {
    return this.children.map(({ name, text }) => `--- ${name}\n${text}`).join("\n");
  }

  /** Kills the processes; their data is not needed.  */
  async stop(): Promise<void> {
    for (const { child } of this.children) await endProcess(child);
    process.off("exit", this.killAll);
  }
}

async function answering(endpoint: string, processes: Processes, timeoutMs = 90_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const failed = processes.failed();
    if (failed !== undefined) throw new Error(`${failed} ended`);
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`no response from ${endpoint} after ${timeoutMs} ms`);
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}
