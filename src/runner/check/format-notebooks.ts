import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { formatNotebook } from "../../notebook/format/format-notebook.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { readNotebook } from "../run/read-notebook.js";
import { findFormatter, formatCode } from "./format-code.js";

/** How notebooks are formatted. */
export interface FormatNotebooksOptions {
  /** Only report what would change. Default: false. */
  readonly check?: boolean | undefined;
  /** Do not clear outputs. Default: false. */
  readonly keepOutputs?: boolean | undefined;
  /** Format the code of cells too, where the project has a formatter. Default: true. */
  readonly code?: boolean | undefined;
}

/** What formatting changed, or would change. */
export interface FormattedNotebooks {
  readonly notebooks: readonly string[];
  readonly changed: readonly string[];
  /** The formatter of the code; undefined when none is installed or `code` is false. */
  readonly formatter: string | undefined;
}

/** Formatting does not make a cell longer than this: the limit of `cuaderno check`. */
const longestCell = 15;

/** Formats notebook files; only changed files are written. */
export async function formatNotebooks(
  paths: readonly string[],
  { check = false, keepOutputs = false, code = true }: FormatNotebooksOptions = {},
): Promise<FormattedNotebooks> {
  const read = await Promise.all(
    paths.map(async (path) => ({ path, notebook: await readNotebook(path), text: await readFile(path, "utf8") })),
  );
  const [first] = paths;
  const formatter = code && first !== undefined ? findFormatter(dirname(resolve(first))) : undefined;
  const cells = read.flatMap(({ notebook }, file) =>
    notebookLanguage(notebook) === "typescript" ? codeCells(notebook, file) : [],
  );
  const sources =
    formatter === undefined
      ? []
      : await formatCode(
          formatter,
          cells.map(({ source }) => source),
        );
  const codeByKey = new Map(cells.map(({ key, source }, index) => [key, shortEnough(source, sources[index])]));
  const changed: string[] = [];
  for (const [file, { path, notebook, text }] of read.entries()) {
    const formatted = formatNotebook(notebook, { keepOutputs, code: (index) => codeByKey.get(`${file} ${index}`) });
    const serialized = serializeNotebook(formatted);
    if (serialized === text) continue;
    changed.push(path);
    if (!check)
      await writeFileAtomically(path, serialized, { caller: "formatNotebooks", fix: "allow this user to write it" });
  }
  return { notebooks: paths, changed, formatter: formatter?.label };
}

function codeCells(notebook: Notebook, file: number): readonly { readonly key: string; readonly source: string }[] {
  return notebook.cells.flatMap(({ cell_type: type, source }, index) =>
    type === "code" && source.trim() !== "" ? [{ key: `${file} ${index}`, source }] : [],
  );
}

function shortEnough(source: string, formatted: string | undefined): string | undefined {
  if (formatted === undefined) return undefined;
  const lines = formatted.split("\n").length;
  return lines <= longestCell || lines <= source.trimEnd().split("\n").length ? formatted : undefined;
}
