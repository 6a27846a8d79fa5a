import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Json } from "../core/json.js";
import { type CellEvent, executeRun } from "../notebook/execute-run.js";
import { findKernelSpec } from "../notebook/find-kernel-spec.js";
import type { Notebook } from "../notebook/notebook.js";
import { notebookLanguage } from "../notebook/notebook-parameters.js";
import { planRun } from "../notebook/plan-run.js";
import type { RunResult } from "../notebook/run-result.js";
import { writeFileAtomically } from "../notebook/write-file-atomically.js";
import { jupyterWorld } from "./jupyter-world.js";
import { startKernel } from "./kernels.js";
import { packageVersion } from "./package-version.js";
import { readNotebook } from "./read-notebook.js";

export { readNotebook };

/** How a notebook is run. */
export interface RunNotebookOptions {
  /** Where the executed copy goes. Default: beside the notebook, `name.executed.ipynb`. The notebook itself may be named. */
  readonly output?: string | undefined;
  /** Values for parameters that the notebook declares; texts are read by the declared type. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /** The name of a kernel, or the path of a kernelspec. Default: what the notebook's metadata says, else `tslab`. */
  readonly kernel?: string | undefined;
  /** Preload the shim that cures tslab's faults. Default: true. */
  readonly shim?: boolean | undefined;
  /** Limit of each cell. Default: none. */
  readonly cellTimeoutMs?: number | undefined;
  /** Limit of the whole run, without the kernel's start. Default: none. */
  readonly notebookTimeoutMs?: number | undefined;
  /** Limit of the kernel's start. Default: a minute. */
  readonly startTimeoutMs?: number | undefined;
  /** Interrupts the run; what ran so far is saved. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every cell that begins or ends. */
  readonly onCell?: ((event: CellEvent) => void) | undefined;
  /** The working folder of the kernel. Default: the notebook's folder, as in JupyterLab. */
  readonly cwd?: string | undefined;
}

/**
 * Runs a notebook headlessly and saves an executed copy after every cell. Resolves to how it went, also when a cell fails, takes
 * too long or is interrupted; throws before the first cell for a missing or broken notebook, wrong parameters, a missing kernel.
 */
export async function runNotebook(path: string, options: RunNotebookOptions = {}): Promise<RunResult> {
  const notebook = await readNotebook(path);
  const output = options.output ?? executedPath(path);
  const spec = findKernelSpec(options.kernel ?? kernelName(notebook), jupyterWorld(), { shim: options.shim ?? true });
  const cwd = resolve(options.cwd ?? dirname(path));
  const refused = new AbortController();
  const signals = [refused.signal, ...(options.signal === undefined ? [] : [options.signal])];
  // Started before the plan is made: reading parameters loads a compiler, which takes a part of the time a kernel needs to start.
  const kernel = startKernel(spec, { cwd, startTimeoutMs: options.startTimeoutMs, signal: AbortSignal.any(signals) });
  kernel.catch(() => undefined);
  try {
    const plan = planRun(notebook, { place: path, parameters: options.parameters ?? {} });
    return await executeRun(
      plan,
      {
        launch: () => kernel,
        save: (text) => writeFileAtomically(output, text, "runNotebook"),
        now: () => new Date(),
        newId: randomUUID,
        ...(options.onCell === undefined ? {} : { onCell: options.onCell }),
      },
      { ...options, output, versions: versions(spec.language) },
    );
  } catch (failure) {
    refused.abort();
    const started = await kernel.catch(() => undefined);
    await started?.shutdown();
    throw failure;
  }
}

/** Where the executed copy of a notebook goes when nothing is said: `a/b.ipynb` gives `a/b.executed.ipynb`. */
function executedPath(path: string): string {
  const extension = extname(path);
  return join(
    dirname(path),
    `${basename(path, extension).replace(/\.executed$/, "")}.executed${extension || ".ipynb"}`,
  );
}

function kernelName(notebook: Notebook): string {
  const { kernelspec } = notebook.metadata as { readonly kernelspec?: { readonly name?: unknown } };
  if (typeof kernelspec?.name === "string" && kernelspec.name !== "") return kernelspec.name;
  return notebookLanguage(notebook) === "python" ? "python3" : "tslab";
}

function versions(language: string): { readonly [name: string]: string } {
  const all = { cuaderno: packageVersion(), node: process.versions.node };
  if (language !== "typescript") return all;
  const tslab = createRequire(import.meta.url)("tslab/package.json") as { version: string };
  return { ...all, tslab: tslab.version };
}
