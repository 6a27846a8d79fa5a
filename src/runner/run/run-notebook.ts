import { randomUUID } from "node:crypto";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { ProcessLock } from "../../files/process-lock.js";
import { trackerFolder } from "../../io/tracker/tracking-uri-folder.js";
import type { CellChoice } from "../../notebook/cells/choose-cells.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import type { CellProgress } from "../../notebook/format/progress-mime.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";
import type { TypeCheckMode } from "../../notebook/kernel/launch-kernel.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import { executeRun } from "../../notebook/run/execute-run.js";
import { planRun, type RunPlan } from "../../notebook/run/plan-run.js";
import { declaredInputs, type RunData } from "../../notebook/run/run-data.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import { type RunKeys, runKeys } from "../../notebook/run/run-keys.js";
import { type RememberedCell, runMemory } from "../../notebook/run/run-memory.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { codeFiles } from "./code-files.js";
import { inputVersions } from "./input-versions.js";
import { knownSecrets } from "./known-secrets.js";
import { lockOutput } from "./lock-output.js";
import { type NotebookKernel, notebookKernel } from "./notebook-kernel.js";
import { notebookSaver } from "./notebook-saver.js";
import { outputPath } from "./output-path.js";
import { programVersions } from "./program-versions.js";
import { readNotebook } from "./read-notebook.js";
import { type CacheLookup, cacheFolder, type RunCache, runCache } from "./run-cache.js";
import type { TrackedNotebook, TrackNotebookOptions } from "./track-notebook.js";
import { TypeMemory } from "./type-memory.js";

/** How a notebook is run. */
export interface RunNotebookOptions {
  /**
   * Path of the executed copy: a file, `s3://bucket/key`, or `-` for standard output. `{year}` is replaced by the value
   * of a parameter, `{name}` by the name of the notebook. It may be the notebook itself.
   * @default next to the notebook, `name.executed.ipynb`
   */
  readonly output?: string | undefined;
  /** Values of parameters that the notebook declares; strings are parsed as the declared type. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /**
   * Name of a kernel, or path of a kernelspec.
   * @default the kernel of the notebook's metadata, else `tslab`
   */
  readonly kernel?: string | undefined;
  /**
   * Preload the shim that fixes faults of tslab.
   * @default true
   */
  readonly shim?: boolean | undefined;
  /**
   * Memory of the kernel `cuaderno`, in megabytes; a run that needs more fails.
   * @default nine tenths of the machine's
   */
  readonly memoryMb?: number | undefined;
  /**
   * What the kernel `cuaderno` does about type errors: `error` refuses a cell before it runs, `warn` prints them.
   * @default `cuaderno.typecheck` in the metadata of the notebook, else `error`
   */
  readonly typecheck?: TypeCheckMode | undefined;
  /**
   * Limit of each cell.
   * @default no limit
   */
  readonly cellTimeoutMs?: number | undefined;
  /**
   * Limit of the whole run, without the start of the kernel.
   * @default no limit
   */
  readonly notebookTimeoutMs?: number | undefined;
  /**
   * Limit of the start of the kernel.
   * @default 60_000
   */
  readonly startTimeoutMs?: number | undefined;
  /** Interrupts the run; what ran so far is saved. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a cell starts or ends. */
  readonly onCell?: ((event: CellEvent) => void) | undefined;
  /** Called with a line when the kernel does not start, or does not start a cell, for a while. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called when the running cell reports its progress, such as a search after every trial. */
  readonly onProgress?: ((progress: CellProgress) => void) | undefined;
  /**
   * Working folder of the kernel.
   * @default the folder of the notebook, as in JupyterLab
   */
  readonly cwd?: string | undefined;
  /** The notebook, if it is read already; `path` still names it. */
  readonly content?: Notebook | undefined;
  /** Variables added to the environment of the kernel. */
  readonly environment?: { readonly [name: string]: string } | undefined;
  /**
   * Which cells run.
   * @default all but those tagged `skip` or `skip-headless`
   */
  readonly choice?: CellChoice | undefined;
  /**
   * Return the outputs of an earlier run, and run nothing, if code (without comments and formatting), parameters, lock
   * file, local modules, linked packages and declared inputs are unchanged. Other effects of the notebook, such as
   * files it writes, are not repeated.
   * @default false
   */
  readonly cache?: boolean | undefined;
  /**
   * An executed copy of this notebook: unchanged cells at its start, with all they depend on, get their values from it
   * where possible. For the kernel tslab.
   */
  readonly resume?: string | undefined;
  /**
   * Track the run: parameters, `metric()` calls, the executed notebook and its page, durations. Secrets are masked,
   * also in what a cell of a tslab notebook logs with a tracker that it opens itself.
   * @default no tracking
   */
  readonly track?: TrackNotebookOptions | undefined;
}

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

/** What a run depends on besides its plan. */
interface RunInputs {
  readonly data: readonly RunData[];
  readonly keys: RunKeys;
  readonly programs: { readonly [name: string]: string };
  readonly memory: ReadonlyMap<string, RememberedCell> | undefined;
  /** Where types are checked: whether they were already. */
  readonly types: TypeMemory | undefined;
  readonly cache: RunCache | undefined;
  readonly lookup: CacheLookup | undefined;
}

async function runInputs(
  plan: RunPlan,
  notebook: Notebook,
  { spec, cwd }: NotebookKernel,
  files: ReturnType<typeof codeFiles>,
  { resume, cache: isCached }: RunNotebookOptions,
): Promise<Omit<RunInputs, "types">> {
  const data = await inputVersions(declaredInputs(notebook, plan.parameters, plan.path), cwd);
  const memory = resume === undefined ? undefined : runMemory(await readNotebook(resume));
  const programs = programVersions(spec.language);
  const basis = { programs: { ...programs, kernel: spec.name, shim: String(spec.shim) }, files, data };
  // Keys take the compiler of tslab. Only its cells can be restored by a later run; any run can be in the cache.
  const keys = runKeys(plan, basis, isCached || spec.shim ? spec.language : "");
  const cache = isCached ? runCache(cacheFolder(cwd, process.env)) : undefined;
  return { data, keys, programs, memory, cache, lookup: await cache?.find(plan.path, plan, keys) };
}

interface PreparedRun {
  readonly plan: RunPlan;
  readonly output: string;
  readonly inputs: RunInputs;
  readonly kernel: NotebookKernel;
  readonly options: RunNotebookOptions;
  readonly tracked: TrackedNotebook | undefined;
}

/** Takes the run from the cache if it is there, else executes it. */
async function runOrReuse({ plan, output, inputs, kernel, options, tracked }: PreparedRun): Promise<{
  readonly result: RunResult;
  readonly executed: string;
}> {
  const { data, keys, programs, memory, types, cache, lookup } = inputs;
  const save = notebookSaver(output, () => new Date());
  if (lookup?.kind === "found") {
    const executed = serializeNotebook(lookup.notebook);
    await save(executed, true);
    return { result: { ...lookup.result, notebook: plan.path, output, cached: true }, executed };
  }
  let executed = "";
  const result = await executeRun(
    plan,
    {
      launch: async () => {
        const started = await kernel.start();
        return types === undefined ? started : types.observe(started);
      },
      save: (text, last) => {
        executed = text;
        return save(text, last);
      },
      now: () => new Date(),
      newId: randomUUID,
      onCell: options.onCell,
      onProgress: options.onProgress,
      log: options.log,
      onMetric: tracked?.onMetric,
    },
    { ...options, output, data, keys: keys.steps, memory, versions: programs },
  );
  if (result.status === "ok") await types?.remember();
  if (result.status === "ok" || result.status === "stopped") await cache?.store(plan.path, keys, result, executed);
  return { result: lookup === undefined ? result : { ...result, because: lookup.because }, executed };
}
