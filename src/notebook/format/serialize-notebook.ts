import { FailedError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { Cell, Notebook, Output } from "./notebook.js";

/**
 * The content of a notebook file as Jupyter writes it: keys in alphabetical order, indented by one space, strings as
 * arrays of lines, one line feed at the end.
 *
 * @throws FailedError for outputs that are too large for one string
 * @example await writeFile("copy.ipynb", serializeNotebook(await readNotebook("analysis.ipynb")));
 */
export function serializeNotebook(notebook: Notebook): string {
  return notebookSerializer()(notebook);
}

/**
 * A `serializeNotebook` that caches the JSON of each cell object, for a notebook that is written after every cell. A
 * changed cell must be a new object.
 */
export function notebookSerializer(): (notebook: Notebook) => string {
  const known = new WeakMap<Cell, string>();
  return (notebook) => {
    try {
      return toJson(notebook, known);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new FailedError("serializeNotebook: outputs exceed the limit of about 500 MB; write them to a file", {
        cause,
      });
    }
  };
}

function toJson(notebook: Notebook, known: WeakMap<Cell, string>): string {
  const cells = notebook.cells.map((cell) => {
    const text = known.get(cell) ?? stableJson(fileCell(cell), "  ");
    known.set(cell, text);
    return `  ${text}`;
  });
  const list = cells.length === 0 ? "[]" : `[\n${cells.join(",\n")}\n ]`;
  const fields = Object.keys(notebook).sort();
  const lines = fields.map((key) => {
    const value = key === "cells" ? list : stableJson((notebook as unknown as { [key: string]: Json })[key], " ");
    return ` ${JSON.stringify(key)}: ${value}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function fileCell(cell: Cell): Json {
  const common = { ...cell, source: splitLines(cell.source) };
  if (cell.cell_type !== "code") return common as unknown as Json;
  return { ...common, outputs: cell.outputs.map(fileOutput) } as unknown as Json;
}

function fileOutput(output: Output): Json {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return { ...output };
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    typeof value === "string" && isLineText(mime) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) as Json };
}

/** Whether nbformat stores a mime type as lines; base64 is one string. */
function isLineText(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}

/** Lines with their ends, split as Python's `str.splitlines` and nbformat do. */
function splitLines(text: string): readonly string[] {
  return (
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
    ) ?? []
  );
}

/** JSON with sorted keys and an indent of one space; the first line starts without the indent. */
function stableJson(value: Json | undefined, indent: string): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item: Json) => inner + stableJson(item, inner)).join(",\n")}\n${indent}]`;
  }
  const object = value as { readonly [key: string]: Json | undefined };
  const keys = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort();
  if (keys.length === 0) return "{}";
  const lines = keys.map((key) => `${inner}${JSON.stringify(key)}: ${stableJson(object[key], inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
