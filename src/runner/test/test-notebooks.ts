import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, CuadernoError, InterruptedError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import { compareOutputs } from "../../notebook/diff/compare-outputs.js";
import type { CodeCell, Notebook } from "../../notebook/format/notebook.js";
import { plainAnsi } from "../../notebook/html/html-ansi.js";
import { notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import { failurePosition } from "../../notebook/run/cell-failure.js";
import { type PlannedTest, planTests } from "../../notebook/run/plan-tests.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { readNotebook } from "../run/read-notebook.js";
import { runNotebook } from "../run/run-notebook.js";

/** How notebooks are tested. */
export interface TestNotebooksOptions {
  /**
   * Values for parameters, before those of a cell tagged `test-parameters`. Of several notebooks each gets the values
   * it declares.
   */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /** Compare outputs with those stored in the notebook, or in the executed copy next to it. Default: false. */
  readonly outputs?: boolean | undefined;
  /** Relative tolerance of numbers in outputs. Default: 1e-9. */
  readonly tolerance?: number | undefined;
  /**
   * Compare dates with a time, durations, ids, hashes, temporary paths and pictures in outputs, too. Default: false.
   */
  readonly strict?: boolean | undefined;
  readonly kernel?: string | undefined;
  /** Limit of each notebook. Default: none. */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of notebooks that run at the same time. Default: 1. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a notebook is done. */
  readonly onNotebook?: ((tested: TestedNotebook) => void) | undefined;
}

/** How the test of one notebook went. */
export interface TestedNotebook {
  readonly notebook: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly tests: readonly TestOutcome[];
}

/** One thing that was tested: a cell tagged `test`, the run itself, or the outputs of a cell. */
export interface TestOutcome {
  readonly kind: "cell" | "run" | "outputs";
  readonly name: string;
  readonly status: "passed" | "failed" | "not run";
  /** For example `a.ipynb#cell-5:3:8`. */
  readonly location: string;
  readonly durationMs: number;
  /** Why it failed. */
  readonly messages: readonly string[];
}

/**
 * Results of running notebooks with their cells tagged `test`; a cell passes if it does not throw, and the tests after
 * a failed one run too. Outputs are compared with stored ones on request. The notebooks on disk are not changed; runs
 * and models that they track go to a temporary folder. Of several notebooks, one that cannot be run has failed.
 *
 * @throws before the first run for a notebook that cannot be read and for a parameter that no notebook declares.
 * @example const [tested] = await testNotebooks(["notebooks/01-explore.ipynb"], { parameters: { data: "sample" } });
 */
export async function testNotebooks(
  paths: readonly string[],
  { concurrency = 1, onNotebook, ...options }: TestNotebooksOptions = {},
): Promise<readonly TestedNotebook[]> {
  const done: TestedNotebook[] = [];
  const waiting = [...(await Promise.all(paths.map((path) => readNotebook(path)))).entries()];
  const given =
    paths.length === 1 ? () => options.parameters : chooseParameters(paths, options.parameters ?? {}, waiting);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, notebook] = next;
      const path = paths[index] ?? "";
      const settings = { ...options, parameters: given(notebook) ?? {} };
      const tested = await testNotebook(path, notebook, settings).catch((refusal: unknown) => {
        if (paths.length === 1 || !(refusal instanceof CuadernoError)) throw refusal;
        return refused(path, refusal);
      });
      done[index] = tested;
      onNotebook?.(tested);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, paths.length)) }, work));
  return done;
}

/** The values that each of several notebooks gets: those that it declares. */
function chooseParameters(
  paths: readonly string[],
  given: NonNullable<TestNotebooksOptions["parameters"]>,
  notebooks: readonly (readonly [number, Notebook])[],
): (notebook: Notebook) => NonNullable<TestNotebooksOptions["parameters"]> {
  const declared = new Map(
    notebooks.map(([index, notebook]) => [
      notebook,
      notebookParameters(notebook, paths[index] ?? "").map(({ name }) => name),
    ]),
  );
  const known = [...new Set([...declared.values()].flat())];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const names = known.length === 0 ? "; they declare none" : `; they declare ${known.join(", ")}`;
    throw new ArgumentError(
      `testNotebooks: no notebook declares parameter "${unknown}"${didYouMean(unknown, known) || names}`,
    );
  }
  return (notebook) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => declared.get(notebook)?.includes(name)));
}

function refused(path: string, refusal: CuadernoError): TestedNotebook {
  const status = refusal instanceof InterruptedError ? "not run" : "failed";
  const outcome = { kind: "run", name: "runs to its end", status, location: path } as const;
  return {
    notebook: path,
    passed: false,
    durationMs: 0,
    tests: [{ ...outcome, durationMs: 0, messages: [refusal.message] }],
  };
}

async function testNotebook(path: string, notebook: Notebook, options: TestNotebooksOptions): Promise<TestedNotebook> {
  const plan = planTests(notebook, path);
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-tests-"), "testNotebooks");
  try {
    const output = join(folder, "executed.ipynb");
    const run = await runNotebook(path, {
      content: plan.content,
      output,
      parameters: { ...plan.parameters, ...options.parameters },
      kernel: options.kernel,
      notebookTimeoutMs: options.timeoutMs,
      signal: options.signal,
      // What a tested notebook tracks or registers must not appear in the tracker of its project.
      environment: { MLFLOW_TRACKING_URI: join(folder, "mlruns"), CUADERNO_TEST: "1" },
    });
    const executed = codeById(await readNotebook(output));
    const tests = [
      runOutcome(run, path),
      ...plan.tests.map((test) => cellOutcome(test, run, executed.get(test.id), path)),
      ...(options.outputs ? await outputOutcomes(plan.content, executed, path, options) : []),
    ];
    const passed = tests.every(({ status }) => status === "passed");
    return { notebook: path, passed, durationMs: run.durationMs, tests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runOutcome({ status, error, durationMs }: RunResult, path: string): TestOutcome {
  const passed = status === "ok" || status === "stopped";
  const messages = passed ? [] : [error?.message ?? `the run ended as ${status}`];
  return {
    kind: "run",
    name: "runs to its end",
    status: passed ? "passed" : "failed",
    location: error?.location ?? path,
    durationMs,
    messages,
  };
}

function cellOutcome(
  { cell, name }: PlannedTest,
  run: RunResult,
  ran: CodeCell | undefined,
  path: string,
): TestOutcome {
  const result = run.cells.find((found) => found.cell === `cell-${cell}`);
  const error = ran?.outputs.findLast((output) => output.output_type === "error");
  const outcome = {
    kind: "cell",
    name,
    location: `${path}#cell-${cell}`,
    durationMs: result?.durationMs ?? 0,
  } as const;
  if (error?.output_type === "error") {
    const at = failurePosition(error.traceback);
    const isHere = at !== undefined && (at.executionCount === undefined || at.executionCount === ran?.execution_count);
    const location = isHere ? `${outcome.location}:${at.line}:${at.column ?? 1}` : outcome.location;
    const message = plainAnsi(`${error.ename}: ${error.evalue}`).trim();
    return { ...outcome, location, status: "failed", messages: message.split("\n").slice(0, 12) };
  }
  if (result?.status === "ok" || result?.status === "restored") return { ...outcome, status: "passed", messages: [] };
  if (result?.status === "failed" || result?.status === "timeout") {
    return { ...outcome, status: "failed", messages: [`the cell ended as ${result.status}`] };
  }
  return { ...outcome, status: "not run", messages: [] };
}

/** Cells with stored outputs are compared; notebooks in git have none. */
async function outputOutcomes(
  notebook: Notebook,
  executed: ReadonlyMap<string, CodeCell>,
  path: string,
  { tolerance, strict }: TestNotebooksOptions,
): Promise<readonly TestOutcome[]> {
  const stored = await storedOutputs(notebook, path);
  if (stored === undefined) {
    const messages = [
      `no outputs are stored in it or in an executed copy next to it; make one with "cuaderno run ${path}"`,
    ];
    return [
      {
        kind: "outputs",
        name: "has outputs to compare with",
        status: "failed",
        location: path,
        durationMs: 0,
        messages,
      },
    ];
  }
  return notebook.cells.flatMap((cell, index): readonly TestOutcome[] => {
    if (cellTags(cell).includes("test")) return [];
    const old = stored.get(cell.id ?? "");
    const current = executed.get(cell.id ?? "");
    if (old === undefined || current === undefined || (old.outputs.length === 0 && current.outputs.length === 0))
      return [];
    const messages = compareOutputs(old.outputs, current.outputs, { tolerance, strict }).map(
      ({ output, message }) => `output ${output}: ${message}`,
    );
    const location = `${path}#cell-${index + 1}`;
    const status = messages.length === 0 ? "passed" : "failed";
    return [{ kind: "outputs", name: `outputs of cell-${index + 1}`, status, location, durationMs: 0, messages }];
  });
}

async function storedOutputs(notebook: Notebook, path: string): Promise<ReadonlyMap<string, CodeCell> | undefined> {
  if (notebook.cells.some((cell) => cell.cell_type === "code" && cell.outputs.length > 0)) return codeById(notebook);
  const copy = path.replace(/\.ipynb$/, ".executed.ipynb");
  return existsSync(copy) ? codeById(planTests(await readNotebook(copy), copy).content) : undefined;
}

function codeById({ cells }: Notebook): ReadonlyMap<string, CodeCell> {
  return new Map(
    cells.flatMap((cell) => (cell.cell_type === "code" && cell.id !== undefined ? [[cell.id, cell]] : [])),
  );
}
