import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError, FailedError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import type { CodeCell, Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { readNotebook, runNotebook } from "./run-notebook.js";

/** What is run, and which values are wanted of it. */
export interface NotebookValuesOptions<Name extends string> {
  /** Names that the notebook defines at its top level. */
  readonly names: readonly Name[];
  readonly parameters?: { readonly [name: string]: Json };
  readonly kernel?: string;
  /** Limit of the run. Default: none. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a notebook and gives the values that it ends with, for a test of it: `expect((await notebookValues(path, { names: ["rmse"] })).rmse).toBeLessThan(9)`.
 * Values come as JSON: typed arrays and sets as lists, maps and tables as JSON shows them, dates as ISO texts, NaN and infinities as null, big integers
 * as texts. The notebook on disk is not changed; a notebook that fails throws with the place.
 */
export async function notebookValues<Name extends string>(
  path: string,
  { names, parameters, kernel, timeoutMs, signal }: NotebookValuesOptions<Name>,
): Promise<{ readonly [name in Name]: Json }> {
  const wrong = names.find((name) => !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  if (wrong !== undefined) throw new ArgumentError(`notebookValues: "${wrong}" is no name of a variable`);
  if (names.length === 0) throw new ArgumentError("notebookValues needs at least one name, got none");
  const notebook = await readNotebook(path);
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-values-"), "notebookValues");
  try {
    const output = join(folder, "executed.ipynb");
    const asking = askingCell(notebook, names);
    const run = await runNotebook(path, {
      content: { ...notebook, cells: [...notebook.cells, asking] },
      output,
      parameters,
      kernel,
      notebookTimeoutMs: timeoutMs,
      signal,
    });
    if (run.status === "stopped") {
      throw new FailedError(`notebookValues: ${path} stopped before its end: ${run.reason ?? "no reason given"}`);
    }
    if (run.status !== "ok") {
      const asked = run.error?.cell === `cell-${notebook.cells.length + 1}`;
      const why = run.error?.message ?? `the run ended as ${run.status}`;
      throw asked
        ? new ArgumentError(
            `notebookValues: ${path} does not define all of ${names.join(", ")}: ${run.error?.name}: ${lastPart(why)}`,
          )
        : new FailedError(`notebookValues: ${why}`);
    }
    return answer(await readNotebook(output), path) as { readonly [name in Name]: Json };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const mark = "cuaderno-values:";

/** A last cell that prints the values, as one line that nothing else looks like. */
function askingCell(notebook: Notebook, names: readonly string[]): CodeCell {
  const source =
    notebookLanguage(notebook) === "python"
      ? `import json as _json\nprint("${mark}" + _json.dumps({${names.map((name) => `"${name}": ${name}`).join(", ")}}, default=lambda value: value.tolist() if hasattr(value, "tolist") else str(value)))`
      : `console.log("${mark}" + JSON.stringify({${names.map((name) => `"${name}": ${name}`).join(", ")}}, ${replacer}));`;
  return { cell_type: "code", id: "cuaderno-values", source, metadata: {}, execution_count: null, outputs: [] };
}

const replacer =
  '(_key: string, value: any) => typeof value === "bigint" ? String(value) : ArrayBuffer.isView(value) || value instanceof Set ? Array.from(value as any) : value instanceof Map ? Object.fromEntries(value) : value';

function answer({ cells }: Notebook, path: string): Json {
  const cell = cells.find(({ id }) => id === "cuaderno-values");
  const text =
    cell?.cell_type === "code"
      ? cell.outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("")
      : "";
  const line = text.split("\n").find((found) => found.startsWith(mark));
  if (line === undefined) throw new FailedError(`notebookValues: ${path} ended without telling its values`);
  return parseJson(line.slice(mark.length), path);
}

function lastPart(message: string): string {
  return message.split(": ").at(-1) ?? message;
}
