import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endProcess } from "../testing/end-process.js";
import { makeNotebook } from "../testing/make-notebook.js";
import { until } from "../testing/queue-contract.js";
import { proveQueue } from "../testing/queue-proof.js";
import { missingRedis, type RedisServer, startRedis } from "../testing/redis-server.js";
import { rootFolder } from "../testing/source-files.js";

const main = join(rootFolder, "dist", "cli", "main.js");
const missing = missingRedis() ?? (existsSync(main) ? undefined : "no build");

describe.skipIf(missing !== undefined)(
  `cuaderno on a queue${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let server: RedisServer;
    let worker: ChildProcess;
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-cli-queue-"));
    const messages: string[] = [];
    const hook = createServer((request, response) => {
      request.on("data", (data: Buffer) => void messages.push(data.toString()));
      request.on("end", () => response.end());
    });
    const environment = (): NodeJS.ProcessEnv => ({
      ...process.env,
      CUADERNO_QUEUE: server.url,
      DB_PASSWORD: "it-fails-here",
    });
    const cuaderno = (...words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [main, ...words], { cwd: folder, env: environment() });
        let [out, err] = ["", ""];
        child.stdout.on("data", (data: Buffer) => (out += data.toString()));
        child.stderr.on("data", (data: Buffer) => (err += data.toString()));
        child.once("close", (code) => resolve({ code, out, err: withoutTimes(err) }));
      });
    const startWorker = (): ChildProcess => {
      const port = (hook.address() as AddressInfo).port;
      const env = { ...environment(), CUADERNO_ALERT_WEBHOOK: `http://127.0.0.1:${port}/` };
      return spawn(process.execPath, [main, "worker", "-j", "2"], { cwd: folder, env, stdio: "ignore" });
    };
    const write = (path: string, ...cells: Parameters<typeof makeNotebook>[0]): void =>
      writeFileSync(join(folder, path), JSON.stringify(makeNotebook(cells, "cuaderno")));
    beforeAll(async () => {
      server = await startRedis();
      await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
      writeFileSync(join(folder, "package.json"), "{}");
      write(
        "a.ipynb",
        { source: "const year: number = 2018;", tags: ["parameters"] },
        "// the year\nconsole.log(year)",
      );
      write("bad.ipynb", "// a failure\nthrow new Error('it-fails-here')");
      mkdirSync(join(folder, "flow"));
      write("flow/01-first.ipynb", "console.log(1)");
      write("flow/02-second.ipynb", "console.log(2)");
      worker = startWorker();
      await until(async () => (await cuaderno("jobs", "workers", "--json")).out.includes('"name"'));
    });
    afterAll(async () => {
      if (worker !== undefined) await endProcess(worker, "SIGTERM");
      hook.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    it("prints the lines of a local run, and does not run the same again", async () => {
      const queued = await cuaderno("run", "a.ipynb", "-p", "year=2020", "--queue");
      const local = await cuaderno("run", "a.ipynb", "-p", "year=2020");
      expect(queued).toEqual(local);
      expect(queued).toMatchObject({ code: 0, out: "a.executed.ipynb\n" });
      expect((await cuaderno("run", "a.ipynb", "-p", "year=2020", "--queue")).err).toMatch(
        /^a\.ipynb: outputs of the run of /,
      );
      const { out } = await cuaderno("jobs", "list", "--json");
      expect(JSON.parse(out).jobs).toMatchObject([{ label: "a.ipynb", state: "done", status: "ok", attempts: 1 }]);
    });

    it("ends like a local run when a cell fails", async () => {
      const queued = await cuaderno("run", "bad.ipynb", "--queue");
      expect(queued).toEqual(await cuaderno("run", "bad.ipynb"));
      expect(queued.code).toBe(1);
      expect((await cuaderno("jobs", "list", "--state", "failed")).out).toContain("failed  bad.ipynb");
    });

    it("runs a folder as parent and child jobs, then finds it up to date", async () => {
      const first = await cuaderno("run", "flow", "--queue", "--data", "sample").then(({ err }) => err);
      expect(first).toContain('no notebook of the flow flow declares parameter "data"');
      const flow = await cuaderno("run", "flow", "--queue", "--json");
      expect(JSON.parse(flow.out).steps.map(({ status }: { status: string }) => status)).toEqual(["ok", "ok"]);
      expect(existsSync(join(folder, "reports", "flow", "02-second.html"))).toBe(true);
      const again = await cuaderno("run", "flow", "--queue");
      expect(again.err).toContain("02-second: up to date");
    });

    it("cancels and shows jobs, and says what to do when no worker takes them", async () => {
      const { out } = await cuaderno("run", "a.ipynb", "-p", "year=1", "--queue", "--tags", "gpu", "--detach");
      const id = out.trim();
      const waiting = await cuaderno("jobs", "show", id.slice(0, 8));
      expect(waiting.out).toMatch(/state +waiting\n/);
      expect((await cuaderno("jobs", "cancel", id)).out).toBe(`${id.slice(0, 9)} cancelled\n`);
      expect((await cuaderno("jobs", "show", id, "--json")).out).toContain('"status":"cancelled"');
      expect((await cuaderno("jobs", "show", "nothing")).code).toBe(2);
    });

    it("runs a schedule, records it and reports its failure without secrets", async () => {
      const added = await cuaderno("schedule", "add", "bad.ipynb", "--cron", "0 6 1 1 *", "--name", "yearly");
      expect(added.out).toMatch(/^yearly: next \d{4}-01-01 0\d:00\n$/);
      await cuaderno("schedule", "run", "yearly");
      await until(async () => messages.length > 0);
      expect(JSON.parse(messages[0] ?? "")).toMatchObject({ level: "error", schedule: "yearly" });
      expect(messages[0]).toContain("***");
      expect(messages[0]).not.toContain("it-fails-here");
      await until(async () => (await cuaderno("schedule", "history", "yearly")).out.includes("failed"));
      expect((await cuaderno("schedule", "remove", "yearly")).out).toBe("yearly: removed\n");
    });

    it("refuses what cannot work before it submits", async () => {
      const code = (...words: readonly string[]) =>
        spawnSync(process.execPath, [main, ...words], { cwd: folder }).status;
      expect(code("run", "a.ipynb", "--queue", "http://host")).toBe(2);
      expect(code("run", "a.ipynb", "--queue", "redis://127.0.0.1:1")).toBe(4);
      expect(code("run", "a.ipynb", "--detach")).toBe(2);
    });

    it("loses no job when workers are killed and Redis restarts", async () => {
      await endProcess(worker, "SIGTERM");
      const proof = await proveQueue({
        ...{ main, queue: `${server.url}?name=proof`, jobs: 6, workers: 2, killMs: 1_500 },
        restart: () => server.restart(),
      });
      expect(proof, proof.lines.join("\n")).toMatchObject({
        exitCode: 0,
        right: 6,
        lost: [],
        incomplete: 0,
        leftOver: 0,
      });
      expect(proof.restarts).toBe(1);
    });

    it("has logs outside the queue", () => {
      const id = JSON.parse(
        spawnSync(process.execPath, [main, "jobs", "list", "--state", "failed", "--json"], {
          cwd: folder,
          env: environment(),
          encoding: "utf8",
        }).stdout,
      ).jobs.at(-1) as { log: string };
      expect(readFileSync(id.log, "utf8")).toContain("Error: ***");
    });
  },
);

function withoutTimes(text: string): string {
  return text.replace(/\d+(\.\d+)? (ms|s)\b/g, "TIME");
}
