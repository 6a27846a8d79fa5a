import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, isAbsolute, resolve } from "node:path";
import type { Json } from "../../core/json.js";
import type { ProcessLock } from "../../files/process-lock.js";
import { packageVersion } from "../../host/package-version.js";
import type { CellChoice } from "../../notebook/cells/choose-cells.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import { findKernelSpec } from "../../notebook/kernel/find-kernel-spec.js";
import type { Kernel } from "../../notebook/kernel/kernel.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { executeRun } from "../../notebook/run/execute-run.js";
import { planRun } from "../../notebook/run/plan-run.js";
import { declaredInputs, fillTemplate } from "../../notebook/run/run-data.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import { runKeys } from "../../notebook/run/run-keys.js";
import { runMemory } from "../../notebook/run/run-memory.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { secretsIn } from "../../notebook/run/secret-mask.js";
import { codeFiles } from "./code-files.js";
import { inputVersions } from "./input-versions.js";
import { jupyterWorld } from "./jupyter-world.js";
import { startKernel } from "./kernels.js";
import { lockOutput } from "./lock-output.js";
import {
  checkOutputPlace,
  executedPlace,
  isUri,
  notebookName,
  notebookSaver,
  readNotebookAt,
} from "./notebook-place.js";
import { readNotebook } from "./read-notebook.js";
import { cacheFolder, runCache } from "./run-cache.js";
import { type TrackedNotebook, type TrackNotebookOptions, trackNotebook } from "./track-notebook.js";

export { readNotebook };

/** How a notebook is run. */
export interface RunNotebookOptions {
  /**
   * Where the executed copy goes: a file, `s3://bucket/key`, or `-` for standard output. `{year}` stands for a parameter's value, `{name}` for the
   * notebook's name. Default: beside the notebook, `name.executed.ipynb`. The notebook itself may be named.
   */
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
  /** The notebook, when it is read already; `path` still names it. */
  readonly content?: Notebook | undefined;
  /** Which cells run. Default: all but those tagged `skip` or `skip-headless`. */
  readonly choice?: CellChoice | undefined;
  /**
   * Give the outputs of an earlier run, and run nothing, when code (comments and format aside), parameters, lock file, local modules, linked
   * packages and declared inputs are the same. Effects of the notebook beside its outputs, such as files it writes, are not done again.
   * Default: false.
   */
  readonly cache?: boolean | undefined;
  /** An executed copy of this notebook: cells of its beginning that are unchanged, with all they depend on, get their values from it where they can. */
  readonly resume?: string | undefined;
  /**
   * Put the run on record: parameters, `metric()` calls, the executed notebook and its page, durations; secrets are masked, also in what a cell of a
   * tslab notebook logs by a tracker that it opens itself. Default: no.
   */
  readonly track?: TrackNotebookOptions | undefined;
}

/**
 * Runs a notebook headlessly and saves an executed copy after every cell. `path` is a file, `s3://…`, `http(s)://…` or `-` for standard
 * input. Resolves to how it went, also when a cell fails, takes too long or is interrupted; throws before the first cell for a missing or broken
 * notebook, wrong parameters, a missing input, a missing kernel.
 */
export async function runNotebook(path: string, options: RunNotebookOptions = {}): Promise<RunResult> {
  const notebook = options.content ?? (await readNotebookAt(path));
  const spec = findKernelSpec(options.kernel ?? kernelName(notebook), jupyterWorld(), { shim: options.shim ?? true });
  const cwd = resolve(options.cwd ?? (path === "-" || isUri(path) ? "." : dirname(path)));
  const language = spec.language;
  const refused = new AbortController();
  const signals = [refused.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const start = (): Promise<Kernel> => {
    const started = startKernel(spec, {
      cwd,
      startTimeoutMs: options.startTimeoutMs,
      signal: AbortSignal.any(signals),
      environment: { CUADERNO_NOTEBOOK: path === "-" || isUri(path) ? path : resolve(path) },
    });
    started.catch(() => undefined);
    return started;
  };
  // Started before the plan is made: reading parameters loads a compiler, which takes a part of the time a kernel needs to start.
  let kernel = options.cache ? undefined : start();
  // Its process is on its way before the compiler takes this thread.
  await new Promise((resolve) => setImmediate(resolve));
  let tracked: TrackedNotebook | undefined;
  let lock: ProcessLock | undefined;
  try {
    const plan = planRun(notebook, {
      path,
      parameters: options.parameters ?? {},
      secrets: secretsIn(process.env),
      ...(options.choice === undefined ? {} : { choice: options.choice }),
    });
    const output = outputPlace(path, options.output, plan.parameters);
    lock = await lockOutput(output);
    const data = await inputVersions(declaredInputs(notebook, plan.parameters, path), cwd);
    const memory = options.resume === undefined ? undefined : runMemory(await readNotebookAt(options.resume));
    const programs = versions(language);
    const keys = runKeys(
      plan,
      {
        programs: { ...programs, kernel: spec.name, shim: String(spec.shim) },
        files: codeFiles(
          plan.steps.map(({ source }) => source),
          cwd,
        ),
        data,
      },
      language,
    );
    const cache = options.cache ? runCache(cacheFolder(cwd, process.env)) : undefined;
    const answer = await cache?.find(path, plan, keys);
    const saver = notebookSaver(output, () => new Date());
    if (options.track !== undefined) tracked = await trackNotebook(path, options.track);
    if (answer?.kind === "found") {
      const text = serializeNotebook(answer.notebook);
      await saver(text, true);
      return await onRecord({ ...answer.result, notebook: path, output, cached: true }, text);
    }
    const launched = kernel ?? start();
    kernel = launched;
    let executed = "";
    const result = await executeRun(
      plan,
      {
        launch: () => launched,
        save: (text, last) => {
          executed = text;
          return saver(text, last);
        },
        now: () => new Date(),
        newId: randomUUID,
        ...(options.onCell === undefined ? {} : { onCell: options.onCell }),
        ...(tracked === undefined ? {} : { onMetric: tracked.onMetric }),
      },
      { ...options, output, data, keys: keys.steps, memory, versions: programs },
    );
    if (result.status === "ok" || result.status === "stopped") await cache?.keep(path, keys, result, executed);
    const told = answer === undefined ? result : { ...result, because: answer.because };
    return await onRecord(told, executed);
  } catch (failure) {
    refused.abort();
    const started = await kernel?.catch(() => undefined);
    await started?.shutdown();
    await tracked?.fail(failure).catch(() => undefined);
    throw failure;
  } finally {
    lock?.release();
  }

  async function onRecord(result: RunResult, text: string): Promise<RunResult> {
    if (tracked === undefined) return result;
    await tracked.finish(result, text);
    return { ...result, run: tracked.id };
  }
}

/** Where the executed copy goes, with the values of parameters in its name. */
export function outputPlace(
  path: string,
  output: string | undefined,
  parameters: { readonly [name: string]: Json },
): string {
  const values = Object.entries({ name: notebookName(path), ...parameters, notebook: notebookName(path) });
  // A value names a file, it does not lead to another folder.
  const plain = values.map(([name, value]) => [name, typeof value === "string" ? fileName(value) : value]);
  const place =
    output === undefined ? executedPlace(path) : fillTemplate(output, Object.fromEntries(plain), "--output");
  checkOutputPlace(place);
  return place;
}

function fileName(value: string): string {
  return (isAbsolute(value) || isUri(value) ? notebookName(value) : value).replace(/[\\/]/g, "-");
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
