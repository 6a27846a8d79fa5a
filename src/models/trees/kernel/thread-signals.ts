/** Where a thread's signals are in its Int32Array: each on a cache line of its own. */
export const signals = { given: 0, done: 16, task: 32, fault: 33, length: 48 } as const;

/** The task of taking messages from the port. */
export const messageTask = -1;

/** The functions that threads call, by number. */
export const threadFunctions = [
  "fillHistogram",
  "findSplit",
  "partitionRows",
  "addToRows",
  "addToSides",
  "squaredErrorGradients",
  "logisticGradients",
] as const;

/** The largest number of arguments, after which a result follows. */
export const maximumArguments = 16;

/** What a thread is started with. */
export interface ThreadStart {
  readonly signals: Int32Array;
  readonly numbers: Float64Array;
  readonly port: unknown;
}

/** The memory that a thread works on next, with the kernel compiled for it. */
export interface ThreadMemory {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/**
 * What a thread is sent as a message: a `ThreadMemory`, a `TreeGrower`, a `Subtree` or a `ColumnToBin`; it replies to
 * the last two.
 */
export type ThreadMessage =
  | { readonly kind: "release" }
  | { readonly kind: "memory" | "grower" | "subtree" | "column"; readonly value: unknown };

/** How often a signal is read before the thread sleeps: some tens of microseconds. */
const spins = 5_000;

/**
 * Waits until the signal differs from `value`, asleep for at most `timeoutMs`; returns whether it changed. A thread may
 * be woken by the late notification of a change that it has seen already, so only the value counts: a task done again
 * would give wrong sums.
 */
export function awaitChange(given: Int32Array, signal: number, value: number, timeoutMs?: number): boolean {
  for (let spin = 0; spin < spins; spin++) if (Atomics.load(given, signal) !== value) return true;
  while (Atomics.load(given, signal) === value) {
    if (Atomics.wait(given, signal, value, timeoutMs) === "timed-out") return false;
  }
  return true;
}
