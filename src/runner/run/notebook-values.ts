import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError, FailedError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import type { CodeCell, Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

/** Options of `notebookValues`. */
export interface NotebookValuesOptions<Name extends string> {
  /** Names that the notebook defines at its top level. */
  readonly names: readonly Name[];
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  readonly kernel?: string | undefined;
  /** Limit of the run. Default: none. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Final values of variables of a notebook, for tests: `expect((await notebookValues(path, { names: ["rmse"]
 * })).rmse).toBeLessThan(9)`.
 *
 * Runs the notebook without changing it. Values are JSON: typed arrays and sets as arrays, maps as objects, dates as
 * ISO strings, NaN and infinities as null, big integers as strings.
 *
 * @throws FailedError for a notebook that fails, with cell, line and column.
 * @example const { rmse } = await notebookValues("notebooks/model.ipynb", { names: ["rmse"] });
 */
export async function notebookValues<Name extends string>(
  path: string,
  { names, parameters, kernel, timeoutMs, signal }: NotebookValuesOptions<Name>,
): Promise<{ readonly [name in Name]: Json }> {
  const wrong = names.find((name) => !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  if (wrong !== undefined)
    throw new ArgumentError(
      `notebookValues: names: "${wrong}" is not a valid variable name; give names that the notebook defines`,
    );
  if (names.length === 0)
    throw new ArgumentError(
      "notebookValues: names: expected at least one name, got none; name the variables to return",
    );
  const notebook = await readNotebook(path);
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-values-"), "notebookValues");
  try {
    const output = join(folder, "executed.ipynb");
    const valuesCell = toValuesCell(notebook, names);
    const run = await runNotebook(path, {
      content: { ...notebook, cells: [...notebook.cells, valuesCell] },
      output,
      parameters,
      kernel,
      notebookTimeoutMs: timeoutMs,
      signal,
    });
    if (run.status === "stopped") {
      throw new FailedError(
        `notebookValues: ${path} stopped before its end: ${run.reason ?? "no reason given"}; run the notebook to its end`,
      );
    }
    if (run.status !== "ok") {
      const isValuesCell = run.error?.cell === `cell-${notebook.cells.length + 1}`;
      const why = run.error?.message ?? `the run ended as ${run.status}`;
      throw isValuesCell
        ? new ArgumentError(
            `notebookValues: ${path} does not define all of ${names.join(", ")}: ${run.error?.name}: ${lastPart(why)}; fix the cell`,
          )
        : new FailedError(`notebookValues: ${why}`);
    }
    return parseValues(await readNotebook(output), path) as { readonly [name in Name]: Json };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const mark = "cuaderno-values:";

/** A last cell that prints the values as one line with a unique prefix. */
function toValuesCell(notebook: Notebook, names: readonly string[]): CodeCell {
  const source =
    notebookLanguage(notebook) === "python"
      ? `import json as _json\nprint("${mark}" + _json.dumps({${names.map((name) => `"${name}": ${name}`).join(", ")}}, default=lambda value: value.tolist() if hasattr(value, "tolist") else str(value)))`
      : `console.log("${mark}" + JSON.stringify({${names.map((name) => `"${name}": ${name}`).join(", ")}}, ${replacer}));`;
  return { cell_type: "code", id: "cuaderno-values", source, metadata: {}, execution_count: null, outputs: [] };
}

const replacer =
  '(_key: string, value: any) => typeof value === "bigint" ? String(value) : ArrayBuffer.isView(value) || value instanceof Set ? Array.from(value as any) : value instanceof Map ? Object.fromEntries(value) : value';

function parseValues({ cells }: Notebook, path: string): Json {
  const cell = cells.find(({ id }) => id === "cuaderno-values");
  const text =
    cell?.cell_type === "code"
      ? cell.outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("")
      : "";
  const line = text.split("\n").find((found) => found.startsWith(mark));
  if (line === undefined)
    throw new FailedError(
      `notebookValues: ${path} ended without printing its values; remove process.exit from its cells`,
    );
  return parseJson(line.slice(mark.length), path, "notebookValues");
}

function lastPart(message: string): string {
  return message.split(": ").at(-1) ?? message;
}
