import { ArgumentError } from "../../core/errors.js";
import type { FitOptions } from "../model.js";
import { defaultThreads } from "./kernel/kernel-threads.js";

/** The number of threads of a fit. */
export function fitThreads(caller: string, { threads = defaultThreads() }: FitOptions = {}): number {
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new ArgumentError(
    `${caller}: expected threads to be an integer >= 1, got ${threads}; leave it out for one per core`,
  );
}
