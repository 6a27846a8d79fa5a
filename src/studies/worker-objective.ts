import { availableParallelism } from "node:os";
import { ArgumentError } from "../core/errors.js";
import { moduleUrl } from "../host/module-url.js";
import type { TrialContext } from "../search/objective.js";
import type { Params } from "../search/space/space.js";
import { sharedData } from "./shared-data.js";
import { WorkerPool } from "./worker-pool.js";

/** An objective whose trials run in worker threads. */
export interface WorkerObjective<Point = Params, Value = number> {
  (params: Point, trial?: TrialContext): Promise<Value>;
  /** Number of trials that can run at the same time; use it as the `concurrency` of a search. */
  readonly workers: number;
  /** Terminates the workers; their trials fail. Optional: idle workers do not prevent the process from exiting. */
  close(): Promise<void>;
}

export interface WorkerObjectiveOptions {
  /**
   * Argument of the exported function in each worker. Its typed arrays are shared by all workers: do not change them.
   * Plain data, without functions and class instances.
   */
  readonly data?: unknown;
  /**
   * Maximum number of worker threads.
   *
   * @default os.availableParallelism()
   */
  readonly workers?: number | undefined;
  /** A trial that takes longer fails and its worker is replaced. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Heap limit of a worker; a trial that needs more fails and its worker is replaced. Default: Node's limit. */
  readonly memoryMb?: number | undefined;
}

/**
 * An objective for `minimize`, `maximize` and `optimize` whose trials run in worker threads, in parallel when the
 * search has `concurrency`.
 *
 * Each worker imports the module and calls the exported function with `data` once; prepare the data there. The function
 * returns, or resolves to, the objective: `(params, trial) => number | Promise<number>` (for several objectives a
 * number for each, by name), which is called for one point at a time. `module` is a URL (`new URL("./objective.js",
 * import.meta.url)`), an absolute path, or the name of an installed package, as in a notebook cell; it must be
 * JavaScript that Node can import.
 *
 * An error in a worker fails its trial, with the message and stack of the worker. A worker that crashes fails its trial
 * and is replaced. An interrupted search terminates its workers.
 *
 * @example
 * const objective = workerObjective(new URL("./objective.js", import.meta.url), "createObjective", { data });
 * await minimize(space, objective, { trials: 50, concurrency: objective.workers })
 */
export function workerObjective<Point = Params, Value extends number | Readonly<Record<string, number>> = number>(
  module: URL | string,
  exportName: string,
  { data, workers = availableParallelism(), timeoutMs, memoryMb }: WorkerObjectiveOptions = {},
): WorkerObjective<Point, Value> {
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new ArgumentError(
      `workerObjective: workers: expected an integer >= 1, got ${workers}; pass workers: 2, or leave it out`,
    );
  }
  for (const [name, limit] of [["timeoutMs", timeoutMs] as const, ["memoryMb", memoryMb] as const]) {
    if (limit !== undefined && !(limit > 0)) {
      throw new ArgumentError(
        `workerObjective: ${name}: expected a number > 0, got ${limit}; leave it out for no limit`,
      );
    }
  }
  const workerData = {
    moduleUrl: moduleUrl(module, "workerObjective"),
    exportName,
    data: sharedData(data, "workerObjective"),
  };
  const pool = new WorkerPool({ workers, timeoutMs, memoryMb, workerData });
  const evaluate = (params: Point, trial?: TrialContext): Promise<Value> =>
    pool.evaluate(params, trial) as Promise<Value>;
  return Object.assign(evaluate, { workers, close: () => pool.close() });
}
