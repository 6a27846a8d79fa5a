import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { comparedParts, type RunTimes, readSlice, readTimes } from "./run-times.js";

/** Times of change of the compared parts of the runs in a folder, in the order of the ids. */
export type RunTimesReader = (path: string, ids: readonly string[]) => Promise<Float64Array>;

/** What a thread gets; without the ids when they are those of its last task, as a copy of many takes time. */
export type TimesTask = Omit<RunTimes, "ids"> & { readonly ids: readonly string[] | undefined };

/** Fewer runs are compared in the time of a message to a thread. */
const minThreaded = 300;

const maxThreads = 3;

/**
 * A reader of the times of change of many runs. From the second time, threads share the work; they are idle in between
 * and end with the process. The function that `turns` returns is called between slices.
 */
export function runTimesReader(
  turns: () => () => Promise<void> | undefined,
  fewest: number = minThreaded,
): RunTimesReader {
  /** The threads, and the ids of their last tasks. */
  const threads = new Map<Worker, readonly string[] | undefined>();
  let count = 0;
  const start = async (): Promise<void> => {
    const { code } = await import("./run-times-thread.ts?bundled-node");
    for (let thread = 1; thread < Math.min(availableParallelism(), maxThreads + 1); thread++) {
      const worker = new Worker(code, { eval: true, name: "cuaderno runs", execArgv: [], env: {} });
      for (const event of ["error", "exit"]) worker.on(event, () => threads.delete(worker));
      worker.unref();
      worker.once("online", () => threads.set(worker, undefined));
    }
  };
  /** Resolves when a thread has read its part. The process does not end before. */
  const share = async (worker: Worker, { ids, ...runs }: RunTimes): Promise<void> => {
    const isKnown = threads.get(worker) === ids;
    threads.set(worker, ids);
    worker.ref();
    worker.postMessage({ ...runs, ids: isKnown ? undefined : ids } satisfies TimesTask);
    try {
      await once(worker, "message");
    } finally {
      worker.unref();
    }
  };
  return async (path, ids) => {
    const runs: RunTimes = {
      ...{ path, ids, next: new Int32Array(new SharedArrayBuffer(4)) },
      times: new Float64Array(new SharedArrayBuffer(8 * comparedParts.length * ids.length)).fill(Number.NaN),
    };
    const isShared = ids.length >= fewest;
    if (isShared && ++count === 2) await start().catch(() => undefined);
    const shared = isShared ? [...threads.keys()].map((worker) => share(worker, runs)) : [];
    const pause = turns();
    while (readSlice(runs)) await pause();
    await Promise.allSettled(shared);
    for (let index = 0; index < ids.length; index++) {
      const isRead = !Number.isNaN(runs.times[(index + 1) * comparedParts.length - 1]);
      if (!isRead) readTimes(`${path}/${ids[index]}`, runs.times, index);
    }
    return runs.times;
  };
}
