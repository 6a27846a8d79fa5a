import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { parseNotebook } from "../../notebook/format/notebook.js";
import { makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");
const rounds = 6;

describe.runIf(existsSync(program))("a runner that is killed", () => {
  const seed = Number(process.env.CUADERNO_TEST_SEED ?? Date.now() % 1_000_000);

  it(`at random moments (CUADERNO_TEST_SEED=${seed}) leaves the old output or a whole new one, and no kernel`, async () => {
    const folder = temporaryFolder();
    const old = JSON.stringify(makeNotebook(["'old'"]));
    const cells = Array.from({ length: 30 }, (_, index) => `console.log("x".repeat(100_000), ${index});`);
    const input = join(folder, "a.ipynb");
    const given = JSON.stringify(makeNotebook(cells));
    writeFileSync(input, given);
    const start = (output: string): ChildProcess => {
      const child = spawn(process.execPath, [program, "run", input, "-o", output, "--quiet"], {
        env: { ...process.env, TMPDIR: folder },
        stdio: "ignore",
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    };
    const begun = performance.now();
    expect(await once(start(join(folder, "whole.ipynb")), "exit")).toEqual([0, null]);
    const wholeMs = performance.now() - begun;

    const { uniform } = randomSource(seed);
    for (let round = 0; round < rounds; round++) {
      const roundFolder = join(folder, String(round));
      const output = join(roundFolder, "out.ipynb");
      mkdirSync(roundFolder);
      const before = round % 2 === 0 ? undefined : old;
      if (before !== undefined) writeFileSync(output, before);
      const ms = Math.round(uniform() * wholeMs);
      const moment = `killed after ${ms} ms of ${Math.round(wholeMs)}, CUADERNO_TEST_SEED=${seed}`;
      const child = start(output);
      const ended = once(child, "exit");
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill("SIGKILL");
      await ended;
      const after = existsSync(output) ? readFileSync(output, "utf8") : undefined;
      if (after !== before) expect(parseNotebook(after ?? "", moment).cells.length, moment).toBe(cells.length);
      expect(readFileSync(input, "utf8"), moment).toBe(given);
      await expect.poll(() => findKernels(child.pid), { timeout: 20_000, message: moment }).toEqual([]);
      // The next run removes the unfinished write next to the output.
      const halves = readdirSync(roundFolder).filter((name) => name !== "out.ipynb");
      for (const name of halves) expect(name, moment).toMatch(new RegExp(`^\\.cuaderno-writing-${child.pid}-`));
    }
    // A folder without sockets is of a runner that had not come to start a kernel.
    const left = (): readonly string[] =>
      readdirSync(folder).filter(
        (name) =>
          name.startsWith("cuaderno-kernel-") &&
          readdirSync(join(folder, name)).some((file) => file !== "connection.json"),
      );
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it.runIf(process.platform === "linux")(
    "leaves no kernel when it is killed before the kernel is up, and nobody waits for the runner",
    async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "a.ipynb"), JSON.stringify(makeNotebook(["await new Promise(() => {})"])));
      // The shell becomes a program that never waits for its children, as PID 1 of a container may be.
      const command = `"${process.execPath}" "${program}" run a.ipynb --quiet & echo $!; exec sleep 60`;
      const parent = spawn("sh", ["-c", command], {
        cwd: folder,
        env: { ...process.env, TMPDIR: folder },
        stdio: ["ignore", "pipe", "ignore"],
      });
      onTestFinished(() => void parent.kill("SIGKILL"));
      const [text] = (await once(parent.stdout, "data")) as [Buffer];
      const runner = Number(String(text));
      await expect.poll(() => findKernels(runner).length, { interval: 2, timeout: 20_000 }).toBe(1);
      process.kill(runner, "SIGKILL");
      expect(readFileSync(`/proc/${runner}/stat`, "utf8")).toMatch(/\) [A-Z] /);
      await expect.poll(() => findKernels(runner), { timeout: 20_000 }).toEqual([]);
    },
  );
});

/** The living kernels of a runner, found by the environment that every process inherits. */
function findKernels(runner: number | undefined): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`CUADERNO_KERNEL_PARENT=${runner}`);
    } catch {
      return false;
    }
  });
}
