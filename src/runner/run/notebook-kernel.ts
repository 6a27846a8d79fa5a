import { dirname, resolve } from "node:path";
import { findLanguageServer, missingLanguageServer } from "../../host/find-language-server.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import { isNeverRun } from "../../notebook/cells/choose-cells.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { findKernelSpec } from "../../notebook/kernel/find-kernel-spec.js";
import type { Kernel } from "../../notebook/kernel/kernel.js";
import type { KernelSpec } from "../../notebook/kernel/kernel-spec.js";
import type { KernelTypes, TypeCheckMode } from "../../notebook/kernel/launch-kernel.js";
import { preloads } from "../../notebook/kernel/preloads.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { isUri } from "./is-uri.js";
import { jupyterWorld } from "./jupyter-world.js";
import { startKernel } from "./kernels.js";

/** The kernel of one run. */
export interface NotebookKernel {
  readonly spec: KernelSpec;
  /** Its working folder. */
  readonly cwd: string;
  /** What the message of a failure says of the choice of the kernel. */
  readonly hint: string | undefined;
  /** What it does about type errors. */
  readonly typecheck: TypeCheckMode;
  /** Starts it at the first call; `checked`: its cells are known to have no type errors. */
  start(options?: { readonly checked?: boolean | undefined }): Promise<Kernel>;
  /** Ends it, also while it starts. */
  stop(): Promise<void>;
}

/** Settings of `notebookKernel`. */
export interface NotebookKernelOptions {
  readonly kernel?: string | undefined;
  readonly shim?: boolean | undefined;
  readonly memoryMb?: number | undefined;
  readonly cwd?: string | undefined;
  readonly startTimeoutMs?: number | undefined;
  /** Variables added to the environment. */
  readonly environment?: { readonly [name: string]: string } | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: ((line: string) => void) | undefined;
  readonly spares?: SpareKernels | undefined;
  readonly typecheck?: TypeCheckMode | undefined;
}

/** Chooses the kernel for a notebook; it starts when it is first needed. */
export function notebookKernel(path: string, notebook: Notebook, options: NotebookKernelOptions): NotebookKernel {
  const name = options.kernel ?? kernelName(notebook);
  const spec = findKernelSpec(name ?? "tslab", jupyterWorld(), {
    shim: options.shim ?? true,
    memoryMb: options.memoryMb,
  });
  const isFile = path !== "-" && !isUri(path);
  const cwd = resolve(options.cwd ?? (isFile ? dirname(path) : "."));
  const stopped = new AbortController();
  let started: Promise<Kernel> | undefined;
  const types = spec.transport === "pipe" ? kernelTypes(notebook, cwd, options) : undefined;
  const launch = (checked: boolean | undefined): Promise<Kernel> => {
    const launched = startKernel(spec, {
      cwd,
      types: types && { ...types, checked },
      startTimeoutMs: options.startTimeoutMs,
      log: options.log,
      spares: options.spares,
      preload: preloads(notebook),
      signal: AbortSignal.any(options.signal === undefined ? [stopped.signal] : [stopped.signal, options.signal]),
      environment: { ...options.environment, CUADERNO_NOTEBOOK: isFile ? resolve(path) : path },
    });
    launched.catch(() => undefined);
    return launched;
  };
  return {
    spec,
    cwd,
    typecheck: types?.mode ?? "off",
    hint:
      name === undefined
        ? 'the notebook names no kernel, so it ran with tslab (TypeScript); choose another with --kernel, such as "python3"'
        : undefined,
    start: ({ checked } = {}) => (started ??= launch(checked)),
    async stop() {
      stopped.abort();
      const kernel = await started?.catch(() => undefined);
      await kernel?.shutdown();
    },
  };
}

/** The check of types of a run: by its option, else the environment, else the metadata of the notebook. */
function kernelTypes(notebook: Notebook, cwd: string, { typecheck, log }: NotebookKernelOptions): KernelTypes {
  const { cuaderno } = notebook.metadata as { readonly cuaderno?: { readonly typecheck?: unknown } | undefined };
  const chosen = typecheck ?? toTypeCheckMode(process.env.CUADERNO_TYPECHECK) ?? toTypeCheckMode(cuaderno?.typecheck);
  const mode = chosen ?? "error";
  if (mode === "off") return { mode, cells: [] };
  if (findLanguageServer(cwd) === undefined) {
    log?.(`types are not checked: ${missingLanguageServer}`);
    return { mode: "off", cells: [] };
  }
  const run = notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
  return { mode, cells: run.filter((cell) => !cellTags(cell).some(isNeverRun)).map(({ source }) => source) };
}

function toTypeCheckMode(value: unknown): TypeCheckMode | undefined {
  return value === "error" || value === "warn" || value === "off" ? value : undefined;
}

/** The name of the kernel that a notebook runs in. */
export function chosenKernel(notebook: Notebook, kernel: string | undefined): string {
  return kernel ?? kernelName(notebook) ?? "tslab";
}

/**
 * The kernel in the notebook's metadata, else the usual kernel of its language; undefined when the metadata name
 * neither.
 */
function kernelName(notebook: Notebook): string | undefined {
  const { kernelspec, language_info: info } = notebook.metadata as {
    readonly kernelspec?: { readonly name?: unknown } | undefined;
    readonly language_info?: { readonly name?: unknown } | undefined;
  };
  if (typeof kernelspec?.name === "string" && kernelspec.name !== "") return kernelspec.name;
  if (kernelspec === undefined && info === undefined) return undefined;
  return notebookLanguage(notebook) === "python" ? "python3" : "tslab";
}
