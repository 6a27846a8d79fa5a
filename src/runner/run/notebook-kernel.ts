import { dirname, resolve } from "node:path";
import type { Notebook } from "../../notebook/format/notebook.js";
import { findKernelSpec } from "../../notebook/kernel/find-kernel-spec.js";
import type { Kernel } from "../../notebook/kernel/kernel.js";
import type { KernelSpec } from "../../notebook/kernel/kernel-spec.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { isUri } from "./is-uri.js";
import { jupyterWorld } from "./jupyter-world.js";
import { startKernel } from "./kernels.js";

/** The kernel of one run. */
export interface NotebookKernel {
  readonly spec: KernelSpec;
  /** Its working folder. */
  readonly cwd: string;
  /** Starts it at the first call. */
  start(): Promise<Kernel>;
  /** Ends it, also while it starts. */
  stop(): Promise<void>;
}

/** Settings of `notebookKernel`. */
export interface NotebookKernelOptions {
  readonly kernel?: string | undefined;
  readonly shim?: boolean | undefined;
  readonly cwd?: string | undefined;
  readonly startTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

/** Chooses the kernel for a notebook; it starts when it is first needed. */
export function notebookKernel(path: string, notebook: Notebook, options: NotebookKernelOptions): NotebookKernel {
  const spec = findKernelSpec(options.kernel ?? kernelName(notebook), jupyterWorld(), { shim: options.shim ?? true });
  const isFile = path !== "-" && !isUri(path);
  const cwd = resolve(options.cwd ?? (isFile ? dirname(path) : "."));
  const stopped = new AbortController();
  let started: Promise<Kernel> | undefined;
  const launch = (): Promise<Kernel> => {
    const launched = startKernel(spec, {
      cwd,
      startTimeoutMs: options.startTimeoutMs,
      log: options.log,
      signal: AbortSignal.any(options.signal === undefined ? [stopped.signal] : [stopped.signal, options.signal]),
      environment: { CUADERNO_NOTEBOOK: isFile ? resolve(path) : path },
    });
    launched.catch(() => undefined);
    return launched;
  };
  return {
    spec,
    cwd,
    start: () => (started ??= launch()),
    async stop() {
      stopped.abort();
      const kernel = await started?.catch(() => undefined);
      await kernel?.shutdown();
    },
  };
}

function kernelName(notebook: Notebook): string {
  const { kernelspec } = notebook.metadata as { readonly kernelspec?: { readonly name?: unknown } };
  if (typeof kernelspec?.name === "string" && kernelspec.name !== "") return kernelspec.name;
  return notebookLanguage(notebook) === "python" ? "python3" : "tslab";
}
