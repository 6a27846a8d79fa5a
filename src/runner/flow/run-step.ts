import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { FailedError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import { notebookResults } from "../../notebook/flow/notebook-results.js";
import type { CellProgress } from "../../notebook/format/progress-mime.js";
import type { TypeCheckMode } from "../../notebook/kernel/launch-kernel.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { PageLinks } from "../../report/page/page-links.js";
import { exportNotebook } from "../export/export-notebook.js";
import { inputVersions } from "../run/input-versions.js";
import { readNotebook } from "../run/read-notebook.js";
import { runWithSpares } from "../run/run-notebook.js";
import type { StepState } from "./flow-state.js";

/** What a step needs to run. */
export interface RunStepOptions {
  readonly folder: string;
  readonly reports: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly resume?: boolean | undefined;
  /** Links of the page. */
  readonly links?: PageLinks | undefined;
  readonly kernel?: string | undefined;
  readonly spares?: SpareKernels | undefined;
  readonly typecheck?: TypeCheckMode | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onCell?: ((event: CellEvent, step: string) => void) | undefined;
  readonly onProgress?: ((text: string, step: string) => void) | undefined;
}

/** Runs one notebook, again where it fails and has retries left; writes its executed copy and its page. */
export async function runStep(step: FlowStep, options: RunStepOptions): Promise<Omit<StepState, "keys" | "needs">> {
  const { executed } = fileNames(step);
  const output = join(options.reports, executed);
  const result = await withRetries(step, options, output);
  return await describeStep(step, result, output, options);
}

/** What is stored of a step that ran: makes its page from the executed copy at `output`, a path or URI. */
export async function describeStep(
  step: FlowStep,
  result: RunResult,
  output: string,
  options: Pick<RunStepOptions, "folder" | "reports" | "links">,
): Promise<Omit<StepState, "keys" | "needs">> {
  const { executed, page } = fileNames(step);
  const notebook = await readNotebook(output);
  const results = notebookResults(notebook);
  await exportNotebook(output, { output: join(options.reports, page), links: options.links });
  await linkPages(join(options.reports, page));
  const fine = result.status === "ok" || result.status === "stopped";
  const outputs = fine ? await outputVersions(step, options.folder) : {};
  const stamp = step.outputs.length > 0 && fine ? contentHash(JSON.stringify(outputs)) : result.started;
  const message = result.error?.message ?? result.reason;
  return {
    status: result.status,
    stamp,
    durationMs: result.durationMs,
    outputs,
    executed,
    page,
    results,
    message,
  };
}

/** The file names of a step's executed copy and page. */
export function fileNames({ name }: FlowStep): { readonly executed: string; readonly page: string } {
  const stem = name.replace(/[^\w.-]+/g, "-").replace(/-$/, "");
  return { executed: `${stem}.ipynb`, page: `${stem}.html` };
}

async function withRetries(step: FlowStep, options: RunStepOptions, output: string): Promise<RunResult> {
  const { parameters, signal, kernel, typecheck, onCell, onProgress } = options;
  const resume = options.resume === true && (await isReadable(output)) ? output : undefined;
  for (let attempt = 0; ; attempt++) {
    const settings = {
      output,
      parameters,
      signal,
      kernel,
      typecheck,
      resume,
      notebookTimeoutMs: step.timeoutMs,
      onCell: onCell && ((event: CellEvent) => onCell(event, step.name)),
      onProgress: onProgress && (({ text }: CellProgress) => onProgress(text, step.name)),
    };
    const result = await runWithSpares(join(options.folder, step.notebook), settings, options.spares);
    const again = result.status === "failed" || result.status === "timeout";
    if (!again || attempt >= step.retries || signal?.aborted) return result;
  }
}

async function isReadable(path: string): Promise<boolean> {
  return await readFile(path).then(
    () => true,
    () => false,
  );
}

async function outputVersions(step: FlowStep, folder: string): Promise<StepState["outputs"]> {
  const data = step.outputs.filter((uri) => !uri.startsWith("models:"));
  try {
    const versions = await inputVersions(data, resolve(folder));
    return Object.fromEntries(versions.map(({ uri, hash }) => [uri, hash]));
  } catch (cause) {
    throw new FailedError(
      `run: ${step.location}: ${step.name} ended without one of its outputs (${data.join(", ")}); write it in the notebook or correct the list`,
      { cause },
    );
  }
}

/** Where a notebook links to another, its page links to the other's page. */
async function linkPages(page: string): Promise<void> {
  const html = await readFile(page, "utf8");
  const linked = html.replace(/href="((?:\.\.\/[\w-]+\/)?[\w-]+)\.ipynb"/g, 'href="$1.html"');
  if (linked !== html) await writeFileAtomically(page, linked, { caller: "run" });
}
