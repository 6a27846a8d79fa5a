import { randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import type { KernelSpec } from "./kernel-spec.js";

/** What kernel and client must know to find each other. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: "hmac-sha256";
  readonly kernel_name: string;
}

/** A connection, the file that holds it and how to remove what was made. */
export interface ConnectionFile {
  readonly connection: Connection;
  readonly path: string;
  remove(): Promise<void>;
}

const longestSocketPath = 100;

/** For a kernel that needs no connection file. */
export const noConnectionFile: Pick<ConnectionFile, "path" | "remove"> & { readonly connection: undefined } = {
  connection: undefined,
  path: "",
  remove: () => Promise.resolve(),
};

/**
 * Writes a connection file that only this user can read, in a folder of its own below `temporaryFolder`; at once where
 * no ports are needed.
 */
export async function makeConnectionFile(spec: KernelSpec, temporaryFolder: string): Promise<ConnectionFile> {
  const folder = makeTemporaryFolder(join(temporaryFolder, "cuaderno-kernel-"), "runNotebook");
  const socket = join(folder, "s");
  const ipc = spec.transport === "ipc:number" && process.platform !== "win32" && socket.length < longestSocketPath;
  const ports = ipc ? [1, 2, 3, 4, 5] : await freePorts(5);
  const [shell = 0, iopub = 0, stdin = 0, control = 0, heartbeat = 0] = ports;
  const connection: Connection = {
    transport: ipc ? "ipc" : "tcp",
    ip: ipc ? socket : "127.0.0.1",
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: heartbeat,
    key: randomBytes(24).toString("hex"),
    signature_scheme: "hmac-sha256",
    kernel_name: spec.name,
  };
  const path = join(folder, "connection.json");
  writeFileSync(path, JSON.stringify(connection), { mode: 0o600 });
  chmodSync(folder, 0o700);
  return { connection, path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Ports that were free together a moment ago; another process may still take one before the kernel does. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
