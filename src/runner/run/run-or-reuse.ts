import { randomUUID } from "node:crypto";
import type { Notebook } from "../../notebook/format/notebook.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import { executeRun } from "../../notebook/run/execute-run.js";
import type { RunPlan } from "../../notebook/run/plan-run.js";
import { declaredInputs, type RunData } from "../../notebook/run/run-data.js";
import { type RunKeys, runKeys } from "../../notebook/run/run-keys.js";
import { type RememberedCell, runMemory } from "../../notebook/run/run-memory.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { codeFiles } from "./code-files.js";
import { inputVersions } from "./input-versions.js";
import type { NotebookKernel } from "./notebook-kernel.js";
import { notebookSaver } from "./notebook-saver.js";
import { programVersions } from "./program-versions.js";
import { readNotebook } from "./read-notebook.js";
import { type CacheLookup, cacheFolder, type RunCache, runCache } from "./run-cache.js";
import type { RunNotebookOptions } from "./run-notebook-options.js";
import type { TrackedNotebook } from "./track-notebook.js";
import type { TypeMemory } from "./type-memory.js";

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

/** Reads what a run depends on. */
export async function runInputs(
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
export async function runOrReuse({ plan, output, inputs, kernel, options, tracked }: PreparedRun): Promise<{
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
