import { ArgumentError } from "../../core/errors.js";
import type { ProcessLock } from "../../files/process-lock.js";
import { trackerFolder } from "../../io/tracker/tracking-uri-folder.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import { planRun } from "../../notebook/run/plan-run.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { codeFiles } from "./code-files.js";
import { knownSecrets } from "./known-secrets.js";
import { lockOutput } from "./lock-output.js";
import { type NotebookKernel, notebookKernel } from "./notebook-kernel.js";
import { outputPath } from "./output-path.js";
import { readNotebook } from "./read-notebook.js";
import type { RunNotebookOptions } from "./run-notebook-options.js";
import { runInputs, runOrReuse } from "./run-or-reuse.js";
import type { TrackedNotebook, TrackNotebookOptions } from "./track-notebook.js";
import { TypeMemory } from "./type-memory.js";

/**
 * Runs a notebook headlessly and saves an executed copy after every cell. `path` is a file, `s3://…`, `http(s)://…` or
 * `-` for standard input. Resolves to the result, also when a cell fails, times out or is interrupted.
 *
 * @throws before the first cell for a missing or invalid notebook, wrong parameters, a missing input, a missing kernel.
 * @example (await runNotebook("notebooks/report.ipynb", { parameters: { year: 2018 } })).status // "ok"
 */
export async function runNotebook(path: string, options: RunNotebookOptions = {}): Promise<RunResult> {
  return await runWithSpares(path, options, undefined);
}

/** Runs a notebook, in a process that was started ahead where there is one for its kernel. */
export async function runWithSpares(
  path: string,
  options: RunNotebookOptions,
  spares: SpareKernels | undefined,
): Promise<RunResult> {
  const notebook = options.content ?? (await readNotebook(path));
  const kernel = notebookKernel(path, notebook, { ...options, spares, environment: kernelEnvironment(options) });
  return await runWithKernel(path, notebook, options, kernel);
}

/** Runs a notebook in a kernel that may be running already. */
export async function runWithKernel(
  path: string,
  notebook: Notebook,
  options: RunNotebookOptions,
  kernel: NotebookKernel,
): Promise<RunResult> {
  if (options.resume !== undefined && kernel.spec.name === cuadernoKernelName) {
    throw new ArgumentError(
      `runNotebook: resume: the kernel "${cuadernoKernelName}" restores no values; use --cache or --watch, or --kernel tslab, whose cells can be restored`,
    );
  }
  const { parameters = {}, choice } = options;
  const sources = notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : []));
  const files = codeFiles(sources, kernel.cwd);
  const types =
    kernel.typecheck === "error" ? new TypeMemory([sources, parameters, choice], files, kernel.cwd) : undefined;
  // Started before the plan: reading parameters loads a compiler, which takes part of the time that a kernel needs to
  // start.
  if (!options.cache) kernel.start({ checked: types?.isClean });
  // The process is spawned before the compiler blocks this thread.
  await new Promise((resolve) => setImmediate(resolve));
  let lock: ProcessLock | undefined;
  let tracked: TrackedNotebook | undefined;
  try {
    const secrets = knownSecrets(process.env, kernel.cwd);
    const { hint } = kernel;
    const plan = planRun(notebook, { path, parameters, hint, ...secrets, choice });
    const output = outputPath(path, options.output, plan.parameters);
    lock = await lockOutput(output);
    const inputs = { ...(await runInputs(plan, notebook, kernel, files, options)), types };
    if (options.track !== undefined) tracked = await startTracking(path, options.track);
    const { result, executed } = await runOrReuse({ plan, output, inputs, kernel, options, tracked });
    if (tracked === undefined) return result;
    await tracked.finish(result, executed);
    return { ...result, run: tracked.id };
  } catch (failure) {
    await kernel.stop();
    await tracked?.fail(failure).catch(() => undefined);
    throw failure;
  } finally {
    lock?.release();
  }
}

/** Loaded when it is needed: a tracker, and what makes pages of notebooks. */
async function startTracking(path: string, options: TrackNotebookOptions): Promise<TrackedNotebook> {
  const { trackNotebook } = await import("./track-notebook.js");
  return await trackNotebook(path, options);
}

/** Runs that cells track go where this run is tracked, into the same experiment. */
function kernelEnvironment({ environment, track }: RunNotebookOptions): { readonly [name: string]: string } {
  if (track === undefined) return { ...environment };
  const folder = trackerFolder(track.uri ?? process.env.MLFLOW_TRACKING_URI ?? "", process.cwd());
  const { experiment } = track;
  const named =
    experiment === undefined ? {} : { MLFLOW_EXPERIMENT_NAME: experiment, CUADERNO_TRACK_EXPERIMENT: experiment };
  return { MLFLOW_TRACKING_URI: folder, CUADERNO_TRACK_URI: folder, ...named, ...environment };
}
