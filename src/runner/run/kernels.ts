import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import type { Notebook } from "../../notebook/format/notebook.js";
import type { Kernel } from "../../notebook/kernel/kernel.js";
import type { KernelProcess } from "../../notebook/kernel/kernel-process.js";
import type { KernelSpec } from "../../notebook/kernel/kernel-spec.js";
import { type KernelTypes, launchKernel } from "../../notebook/kernel/launch-kernel.js";
import { preloads } from "../../notebook/kernel/preloads.js";
import { type SpareKernels, spareKernels } from "../../notebook/kernel/spare-kernels.js";
import { isUri } from "./is-uri.js";

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
    /** Packages that the kernel of this package loads at its start. */
    readonly preload?: readonly string[] | undefined;
    readonly types?: KernelTypes | undefined;
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
    preload: options.preload,
    types: options.types,
    now: () => new Date(),
    newId: randomUUID,
  });
}

/** Kernels of this package that are started ahead, for this number of runs, with the packages of one of them. */
export function startSpareKernels(
  runs: number,
  ahead: number,
  path: string,
  notebook: Notebook | undefined,
  first?: Promise<KernelProcess | undefined>,
): SpareKernels {
  const preload = notebook === undefined ? [] : preloads(notebook);
  const folder = dirname(resolve(path));
  const cwd = path !== "-" && !isUri(path) && existsSync(folder) ? folder : tmpdir();
  return spareKernels(runs, { ahead, cwd, environment: process.env, preload, first });
}
