import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KernelSpec } from "../../notebook/kernel/kernel-spec.js";
import { launchKernel } from "../../notebook/kernel/launch-kernel.js";
import { tslabSpec } from "../../notebook/kernel/tslab-spec.js";
import { freePort } from "../../testing/free-port.js";
import { temporaryFolder } from "../../testing/make-notebook.js";

let ids = 0;

function launch(spec: KernelSpec, temporary: string) {
  return launchKernel(spec, {
    cwd: temporary,
    environment: process.env,
    temporaryFolder: temporary,
    startTimeoutMs: 50_000,
    now: () => new Date(0),
    newId: () => `kernel-test-${ids++}`,
  });
}

describe("a kernel", () => {
  it.each([["ipc:number"], ["tcp"]] as const)(
    "speaks over %s; its connection file is for this user only and goes with it",
    async (transport) => {
      const folder = temporaryFolder();
      const kernel = await launch({ ...tslabSpec(), transport }, folder);
      const [made = ""] = readdirSync(folder);
      expect(statSync(join(folder, made)).mode & 0o077).toBe(0);
      expect(statSync(join(folder, made, "connection.json")).mode & 0o077).toBe(0);
      const received: string[] = [];
      kernel.onOutput(({ requestId, type }) => void received.push(`${requestId} ${type}`));
      expect(await kernel.execute("console.log(1)", { requestId: "one" })).toMatchObject({
        kind: "ok",
        executionCount: 1,
        complete: true,
      });
      expect(received).toEqual(["one execute_input", "one stream"]);
      await kernel.shutdown();
      expect(readdirSync(folder)).toEqual([]);
      expect(await kernel.execute("1", { requestId: "two" })).toMatchObject({ kind: "died" });
    },
  );

  it.skipIf(process.platform !== "linux")("is restarted when it neither works nor replies", async () => {
    const folder = temporaryFolder();
    const marker = join(folder, "tried");
    const { argv } = tslabSpec();
    const program = join(folder, "kernel.sh");
    writeFileSync(program, `if [ ! -e '${marker}' ]; then touch '${marker}'; exec sleep 300; fi; exec "$@"`);
    const kernel = await launch({ ...tslabSpec(), argv: ["/bin/sh", program, ...argv] }, folder);
    expect(await kernel.execute("console.log(1)", { requestId: "one" })).toMatchObject({ kind: "ok" });
    await kernel.shutdown();
    expect(readdirSync(folder).sort()).toEqual(["kernel.sh", "tried"]);
  });

  it("replies to a client that connects while its sockets are still being bound in another thread", async () => {
    const folder = temporaryFolder();
    const slow = join(folder, "slow-bind.cjs");
    // Binds as zeromq does on a busy machine: others are let in at once, the socket itself can be used when the thread is through.
    writeFileSync(
      slow,
      `const { Router } = require(${JSON.stringify(createRequire(import.meta.url).resolve("zeromq"))});
const { receive } = Router.prototype;
const blocked = new Set();
const slowly = {
  async bind(address) {
    this.bindSync(address);
    blocked.add(this);
    await new Promise((resolve) => setTimeout(resolve, 300));
    blocked.delete(this);
  },
  receive() {
    if (blocked.has(this)) throw new Error("Socket is blocked by a bind or unbind operation");
    return receive.call(this);
  },
};
for (const [name, value] of Object.entries(slowly)) Object.defineProperty(Router.prototype, name, { value });`,
    );
    const { argv } = tslabSpec();
    const [node = "", ...words] = argv;
    const kernel = await launch({ ...tslabSpec(), argv: [node, "--require", slow, ...words] }, folder);
    const outcome = await kernel.execute("console.log(1)", { requestId: "one", timeoutMs: 10_000 });
    expect(outcome).toMatchObject({ kind: "ok" });
    await kernel.shutdown();
  });

  it("ends with the reason when another process has one of its ports, so that Jupyter starts it again", async () => {
    const folder = temporaryFolder();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const names = ["iopub_port", "stdin_port", "control_port", "hb_port"];
    const free = await Promise.all(names.map(async (name) => [name, await freePort()]));
    const ports = { shell_port: port, ...Object.fromEntries(free) };
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", ...ports }));
    const [node = "", ...words] = tslabSpec().argv.map((word) => word.replace("{connection_file}", file));
    const { status, stderr } = spawnSync(node, words, { encoding: "utf8", timeout: 30_000 });
    taken.close();
    expect(stderr).toMatch(/address already in use/i);
    expect(status).toBe(1);
  });

  it("is started again on other ports when another process has taken one of them", async () => {
    const folder = temporaryFolder();
    const marker = join(folder, "tried");
    const { argv } = tslabSpec();
    const program = join(folder, "kernel.mjs");
    // The first time it behaves like a kernel whose port is taken, then like tslab.
    writeFileSync(
      program,
      `import { existsSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
if (!existsSync(${JSON.stringify(marker)})) {
  writeFileSync(${JSON.stringify(marker)}, "");
  console.error("ZMQError: Address already in use");
  setInterval(() => {}, 1000);
} else spawn(${JSON.stringify(argv[0])}, [...${JSON.stringify(argv.slice(1, -1))}, process.argv[2]], { stdio: "inherit" }).on("exit", (code) => process.exit(code));`,
    );
    const kernel = await launch(
      { ...tslabSpec(), argv: [process.execPath, program, "{connection_file}"], transport: "tcp" },
      folder,
    );
    expect(await kernel.execute("1", { requestId: "a" })).toMatchObject({ kind: "ok" });
    await kernel.shutdown();
    expect(readdirSync(folder).sort()).toEqual(["kernel.mjs", "tried"]);
  });
});
