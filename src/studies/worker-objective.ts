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
  /** How many trials can run at the same time: what to give a search as `concurrency`. */
  readonly workers: number;
  /** Ends the workers, and with an error the trials they have. Not needed for the process to end: idle workers do not hold it. */
  close(): Promise<void>;
}

export interface WorkerObjectiveOptions {
  /**
   * Given to the exported function in each worker. Typed arrays in it are shared between all workers, not copied for each: do not
   * change them. It must be plain data, without functions and objects of classes.
   */
  readonly data?: unknown;
  /** Worker threads at most; default the number of processors. */
  readonly workers?: number;
  /** A trial that takes longer fails and its worker is replaced; default no limit. */
  readonly timeoutMs?: number;
  /** Memory for the objects of one worker; a trial that needs more fails and its worker is replaced. Default Node's own limit. */
  readonly memoryMb?: number;
}

/**
 * An objective for `minimize` and `maximize` whose trials run in worker threads, several at a time when the search has
 * `concurrency`.
 *
 * Each worker imports the module once and calls the exported function once, with `data`: that is the place for preparation. What it
 * gives, or resolves to, is the function that evaluates a point, `(params, trial) => number | Promise<number>` (for several goals a
 * number for each, by name), called for one point at a time. `module` is a URL (`new URL("./objective.js", import.meta.url)`), an absolute path, or the name of an installed
 * package, as a notebook cell uses it; it must be JavaScript that Node can import as it is.
 *
 * An error in a worker fails its trial with the message and stack it had there. A worker that dies fails its trial and is replaced.
 * A search that is interrupted ends its workers at once.
 */
export function workerObjective<Point = Params, Value extends number | Readonly<Record<string, number>> = number>(
  module: URL | string,
  exportName: string,
  { data, workers = availableParallelism(), timeoutMs, memoryMb }: WorkerObjectiveOptions = {},
): WorkerObjective<Point, Value> {
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new ArgumentError(`workerObjective: workers must be a whole number of at least 1, got ${workers}`);
  }
  for (const [name, limit] of [["timeoutMs", timeoutMs] as const, ["memoryMb", memoryMb] as const]) {
    if (limit !== undefined && !(limit > 0)) {
      throw new ArgumentError(`workerObjective: ${name} must be above 0, got ${limit}`);
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
