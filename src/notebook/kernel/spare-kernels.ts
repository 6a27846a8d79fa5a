import { cuadernoSpec } from "./cuaderno-spec.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";
import type { KernelSpec } from "./kernel-spec.js";

/** Processes of the kernel `cuaderno` that were started ahead; each serves one notebook, so nothing is shared. */
export interface SpareKernels {
  /** A process for this kernel, if one was started ahead; another one is started for the next run. */
  take(spec: KernelSpec): KernelProcess | undefined;
  /** Starts no more, and ends those that are waiting. */
  close(): Promise<void>;
}

/** Starts up to `limit` processes in all, one more each time that one is taken. */
export function spareKernels(
  limit: number,
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string | undefined>> },
): SpareKernels {
  const starting = new Set<Promise<void>>();
  const ready: KernelProcess[] = [];
  let left = limit;
  let isClosed = false;
  const startOne = (): void => {
    if (left === 0 || isClosed) return;
    left -= 1;
    const started = startKernelProcess(cuadernoSpec(), { ...options, connectionFile: "" })
      .then((child) => {
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
  startOne();
  return {
    take(spec) {
      if (spec.argv.join("\n") !== cuadernoSpec().argv.join("\n")) return undefined;
      const child = ready.pop();
      startOne();
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
