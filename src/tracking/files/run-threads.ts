import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { IndexedRun } from "./indexed-run.js";
import { type PackedRuns, unpackRuns } from "./packed-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Runs that a thread reads; it sends them back as the JSON of packed runs, without some. */
export interface ThreadTask {
  readonly experiment: { readonly id: string; readonly name: string; readonly path: string };
  readonly ids: readonly string[];
  readonly readAt: number;
}

/** Fewer runs are read in the time in which threads start. */
const minThreaded = 500;

const maxThreads = 8;
const sliceLength = 100;

/**
 * Runs of an experiment read in threads, one per core: the runs by position, undefined where the caller must read one,
 * and the lines of an index file that have them.
 */
export async function readInThreads(
  folder: TrackerFolder,
  experiment: ThreadTask["experiment"],
  ids: readonly string[],
  fewest: number = minThreaded,
): Promise<{ readonly read: readonly (IndexedRun | undefined)[]; readonly lines: readonly string[] }> {
  const read: (IndexedRun | undefined)[] = [];
  const lines: string[] = [];
  if (ids.length < fewest) return { read, lines };
  let next = 0;
  const work = async (): Promise<void> => {
    const { code } = await import("./run-thread.ts?bundled-node");
    const worker = new Worker(code, { eval: true, name: "cuaderno runs", execArgv: [], env: {} });
    try {
      while (next < ids.length) {
        const start = next;
        next += sliceLength;
        const slice = ids.slice(start, next);
        worker.postMessage({ experiment, ids: slice, readAt: folder.now() } satisfies ThreadTask);
        const [line] = (await once(worker, "message")) as [string];
        for (const [index, run] of unpackRuns(folder.root, JSON.parse(line) as PackedRuns).entries()) {
          read[start + index] = run;
        }
        lines.push(line);
      }
    } finally {
      await worker.terminate();
    }
  };
  const count = Math.min(availableParallelism(), maxThreads, Math.ceil(ids.length / sliceLength));
  // What a thread did not read, because it could not start for example, is left to the caller.
  await Promise.allSettled(Array.from({ length: count }, work));
  return { read, lines };
}
