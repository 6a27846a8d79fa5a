import { cuadernoSpec } from "./cuaderno-spec.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";
import type { KernelSpec } from "./kernel-spec.js";

/** Processes of the kernel `cuaderno` that were started ahead; each serves one notebook, so nothing is shared. */
export interface SpareKernels {
  /** A process for this kernel, if one was started ahead; processes for the runs after it start now. */
  take(spec: KernelSpec): KernelProcess | undefined;
  /** Starts no more, and ends those that are waiting. */
  close(): Promise<void>;
}

/** Starts processes from the first run on, as many as run at a time, and no more than there are runs left. */
export function spareKernels(
  runs: number,
  options: {
    /** How many wait at most. */
    readonly ahead: number;
    readonly cwd: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Packages that they load while they wait. */
    readonly preload: readonly string[];
    /** A process that was started already. */
    readonly first?: Promise<KernelProcess | undefined> | undefined;
  },
): SpareKernels {
  const starting = new Set<Promise<void>>();
  const ready: KernelProcess[] = [];
  let left = runs;
  let isClosed = false;
  const { cwd, preload } = options;
  const environment = { ...options.environment, CUADERNO_KERNEL_PRELOAD: preload.join(" ") };
  const startOne = (): void => add(startKernelProcess(cuadernoSpec(), { cwd, environment, connectionFile: "" }));
  const add = (process: Promise<KernelProcess | undefined>): void => {
    const started = process
      .then((child) => {
        if (child === undefined) return;
        void child.ended.then(() => {
          const at = ready.indexOf(child);
          if (at >= 0) ready.splice(at, 1);
        });
        ready.push(child);
      })
      // Whoever needs a kernel starts one and reports why it cannot.
      .catch(() => undefined)
      .finally(() => starting.delete(started));
    starting.add(started);
  };
  if (options.first !== undefined) add(options.first);
  return {
    take(spec) {
      if (isClosed || spec.argv.join("\n") !== cuadernoSpec().argv.join("\n")) return undefined;
      const child = ready.pop();
      left -= 1;
      while (starting.size + ready.length < Math.min(options.ahead, left)) startOne();
      return child;
    },
    async close() {
      isClosed = true;
      await Promise.all(starting);
      for (const child of ready) child.signal("SIGKILL");
      await Promise.all(ready.map(({ ended }) => ended));
    },
  };
}
