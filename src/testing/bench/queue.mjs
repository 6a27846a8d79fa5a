// `npm run bench -- queue [jobs] [workers] [redis|postgres] [--hosts]` (default 200 4 redis): jobs on a queue while every second one worker is
// killed with SIGKILL, and the database restarts when half of them are done. With --hosts (Linux, as root) the workers run on two hosts: network
// namespaces that reach the database over a bridge. Ends with code 1 when an output is missing, wrong or was ever incomplete.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const address = "10.203.77.1";

export default async function run(words) {
  const isHosts = words.includes("--hosts");
  const [jobs = "200", workers = "4", kind = "redis"] = words.filter((word) => !word.startsWith("--"));
  const { proveQueue, startRedis, sqlServerKinds } = await loadTesting();
  const hosts = isHosts ? makeHosts() : undefined;
  const interrupted = () => {
    hosts?.remove();
    process.exit(130); // ends the database and the workers
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  let server;
  try {
    server =
      kind === "redis"
        ? await startRedis({ bind: isHosts ? address : "127.0.0.1" })
        : await sqlServerKinds()[1].start();
    const proof = await proveQueue({
      main: join(root, "dist", "cli", "main.js"),
      queue: server.url,
      jobs: Number(jobs),
      workers: Number(workers),
      killMs: 1_000,
      restart: () => server.restart(),
      prefix: hosts?.prefix,
      log: (line) => console.log(line),
    });
    const { right, lost, incomplete, reads, kills, restarts, leftOver, seconds, exitCode } = proof;
    console.log(proof.lines.slice(-4).join("\n"));
    console.log(
      `${kind}${isHosts ? ", two hosts" : ""}: ${right} of ${jobs} right, ${lost.length} lost, ${incomplete} of ${reads} reads incomplete, ${kills} workers killed, ${restarts} restart of the database, ${leftOver} processes left, exit ${exitCode}, ${seconds.toFixed(0)} s`,
    );
    if (lost.length > 0 || incomplete > 0 || leftOver > 0 || exitCode !== 0) process.exitCode = 1;
  } finally {
    await server?.stop();
    hosts?.remove();
  }
}

/** The helpers of tests, which are TypeScript. */
async function loadTesting() {
  const folder = mkdtempSync(join(root, ".cache", "bench-queue-"));
  try {
    const outfile = join(folder, "testing.mjs");
    const contents = `export { proveQueue } from "./queue-proof.js"; export { startRedis } from "./redis-server.js"; export { sqlServerKinds } from "./sql-server.js";`;
    const stdin = { contents, loader: "ts", resolveDir: join(root, "src", "testing") };
    await build({ stdin, bundle: true, platform: "node", format: "esm", packages: "external", outfile });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two network namespaces, each with a link to a bridge on which the database listens. */
function makeHosts() {
  const ip = (...args) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "inherit"] });
  const bridge = `cuad${process.pid % 100_000}`;
  const names = [1, 2].map((number) => `${bridge}-h${number}`);
  const remove = () => {
    for (const args of [...names.map((name) => ["netns", "del", name]), ["link", "del", bridge]]) {
      try {
        ip(...args);
      } catch {
        // It was not made.
      }
    }
  };
  try {
    ip("link", "add", bridge, "type", "bridge");
    ip("addr", "add", `${address}/24`, "dev", bridge);
    ip("link", "set", bridge, "up");
    names.forEach((name, index) => {
      const link = `${bridge}v${index}`;
      ip("netns", "add", name);
      ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name);
      ip("link", "set", link, "master", bridge, "up");
      ip("-n", name, "addr", "add", `10.203.77.${index + 2}/24`, "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "link", "set", "lo", "up");
    });
  } catch (thrown) {
    remove();
    throw new Error(`no network namespaces here (${thrown.message}); run as root on Linux, or without --hosts`);
  }
  return { prefix: (worker) => ["ip", "netns", "exec", names[worker % 2]], remove };
}
