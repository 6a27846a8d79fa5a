import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "./end-process.js";

/** How a queue is put under stress. */
export interface QueueProofOptions {
  /** `dist/cli/main.js`. */
  readonly main: string;
  readonly queue: string;
  readonly jobs: number;
  readonly workers: number;
  /**
   * One worker is killed with SIGKILL, and replaced, at this interval, while all are there. On a machine that ends no job
   * within it, the next is killed after ten intervals.
   */
  readonly killMs: number;
  /** Restarts the database when half of the jobs are done. */
  readonly restart?: (() => Promise<void>) | undefined;
  /** Words before the command of a worker, such as `ip netns exec host-1`. */
  readonly prefix?: ((worker: number) => readonly string[]) | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

/** What came of it. */
export interface QueueProof {
  readonly exitCode: number | null;
  /** Outputs that exist and hold the right number. */
  readonly right: number;
  /** Outputs that are missing or hold a wrong number. */
  readonly lost: readonly number[];
  /** Reads of an output that found an incomplete file, while the jobs ran and after. */
  readonly incomplete: number;
  readonly reads: number;
  readonly kills: number;
  readonly restarts: number;
  /** Processes of runs that were left after all workers had ended. */
  readonly leftOver: number;
  readonly seconds: number;
  readonly lines: readonly string[];
}

/**
 * Runs many jobs on a queue while workers are killed and the database restarts. Every job writes its own number, so a
 * lost, mixed-up or incomplete output is found.
 */
export async function proveQueue(options: QueueProofOptions): Promise<QueueProof> {
  const { main, queue, jobs, workers: count, killMs, restart, prefix = () => [], log = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-queue-"));
  const out = join(folder, "out");
  mkdirSync(out);
  writeFileSync(join(folder, "package.json"), "{}");
  writeNotebook(join(folder, "square.ipynb"));
  const start = (words: readonly string[], before: readonly string[] = []): ChildProcess => {
    const [program = process.execPath, ...args] = [...before, process.execPath, main, ...words];
    return spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  };
  const ready = new Set<ChildProcess>();
  const startWorker = (index: number): ChildProcess => {
    const words = ["worker", "--queue", queue, "--lock", "2", "--max-crashes", "1000", "--work", join(folder, "work")];
    const worker = start(words, prefix(index));
    worker.stdout?.resume();
    worker.stderr?.on("data", (data: Buffer) => {
      if (data.includes("takes jobs")) ready.add(worker);
    });
    return worker;
  };
  const workers = Array.from({ length: count }, (_, index) => startWorker(index));
  const killAll = (): void => {
    for (const worker of workers) worker.kill("SIGKILL");
  };
  process.once("exit", killAll);
  const started = performance.now();
  const numbers = Array.from({ length: jobs }, (_, index) => index + 1);
  const words = ["run", "square.ipynb", "--queue", queue, "--kernel", "cuaderno", "-o", "out/{number}.ipynb"];
  const follower = start([...words, "--retries", "3", "--matrix", `number=${numbers.join(",")}`]);
  const lines: string[] = [];
  for (const stream of [follower.stdout, follower.stderr])
    stream?.on("data", (data: Buffer) => lines.push(...data.toString().trimEnd().split("\n")));
  const countDone = (): number =>
    numbers.filter((number) => readNumber(join(out, `${number}.ipynb`)) === number ** 2).length;
  let [kills, restarts, reads, incomplete, shown] = [0, 0, 0, 0, 0];
  let [doneBefore, patience] = [-1, 0];
  const killing = setInterval(() => {
    // On a slow machine the one that was started last takes longer than a second.
    if (!workers.every((worker) => ready.has(worker))) return;
    const done = countDone();
    if (done === doneBefore && ++patience < 10) return;
    [doneBefore, patience] = [done, 0];
    const index = kills++ % count;
    workers[index]?.kill("SIGKILL");
    workers[index] = startWorker(index);
  }, killMs);
  const watching = setInterval(() => {
    for (const name of readdirSync(out).filter((file) => /^\d+\.ipynb$/.test(file))) {
      reads += 1;
      if (readNumber(join(out, name)) === "incomplete") incomplete += 1;
    }
    const done = countDone();
    if (restart !== undefined && restarts === 0 && done >= jobs / 2) {
      restarts += 1;
      log(`${done} of ${jobs} done: restart of the database`);
      void restart();
    }
    if (done - shown >= jobs / 10) {
      shown = done;
      log(`${done} of ${jobs} done, ${kills} workers killed`);
    }
  }, 500);
  const exitCode = await new Promise<number | null>((resolve) => follower.once("close", resolve));
  clearInterval(killing);
  clearInterval(watching);
  const seconds = (performance.now() - started) / 1_000;
  killAll();
  process.off("exit", killAll);
  while (workers.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const lost = numbers.filter((number) => readNumber(join(out, `${number}.ipynb`)) !== number ** 2);
  incomplete += numbers.filter((number) => readNumber(join(out, `${number}.ipynb`)) === "incomplete").length;
  const leftOver = countProcesses(folder);
  if (exitCode === 0 && lost.length === 0) rmSync(folder, { recursive: true, force: true });
  else log(`left in ${folder}`);
  return { exitCode, right: jobs - lost.length, lost, incomplete, reads, kills, restarts, leftOver, seconds, lines };
}

function writeNotebook(path: string): void {
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  const sources = ["const number: number = 0;", "const squared = number ** 2;", 'console.log("squared", squared);'];
  const cells = sources.map((source, index) => ({
    id: `cell-${index}`,
    cell_type: "code",
    source,
    metadata: index === 0 ? { tags: ["parameters"] } : {},
    outputs: [],
    execution_count: null,
  }));
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
}

/** The number that an executed notebook printed; undefined when it has not come so far. */
function readNumber(path: string): number | "incomplete" | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  try {
    const { cells } = JSON.parse(text) as { readonly cells: readonly { readonly outputs?: unknown }[] };
    const found = /squared (\d+)/.exec(JSON.stringify(cells.at(-1)?.outputs ?? ""))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return "incomplete";
  }
}

/** Processes whose working folder is below a folder. */
function countProcesses(folder: string): number {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.filter((pid) => isIn(pid, folder)).length;
  } catch {
    return 0; // not Linux
  }
}

function isIn(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}
