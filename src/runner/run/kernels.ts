import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import type { Kernel } from "../../notebook/kernel/kernel.js";
import type { KernelSpec } from "../../notebook/kernel/kernel-spec.js";
import { launchKernel } from "../../notebook/kernel/launch-kernel.js";
import { type SpareKernels, spareKernels } from "../../notebook/kernel/spare-kernels.js";

/** Starts a kernel in the real world: this process's environment, the system's folder for temporary files. */
export function startKernel(
  spec: KernelSpec,
  options: {
    readonly cwd: string;
    readonly startTimeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Called with a line when the kernel does not reply for a while. */
    readonly log?: ((line: string) => void) | undefined;
    readonly spares?: SpareKernels | undefined;
    /** Added to this process's environment. */
    readonly environment?: Readonly<Record<string, string>> | undefined;
  },
): Promise<Kernel> {
  return launchKernel(spec, {
    cwd: options.cwd,
    environment: { ...process.env, ...options.environment },
    temporaryFolder: tmpdir(),
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
    signal: options.signal,
    log: options.log,
    spares: options.spares,
    now: () => new Date(),
    newId: randomUUID,
  });
}

/** Kernels of this package that are started ahead, for this number of runs. */
export function startSpareKernels(runs: number): SpareKernels {
  return spareKernels(runs, { cwd: tmpdir(), environment: process.env });
}
